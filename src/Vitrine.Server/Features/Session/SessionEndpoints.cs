using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Hosting.Reach;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Session;

internal static class SessionEndpoints
{
    /// <summary>What anybody may send is short.</summary>
    internal static readonly RequestSizeLimitAttribute Short = new(16 * 1024);

    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/session", StartAsync).WithName("StartSession")
            .WithSummary("Turns a login link, which works once, or the owner's password into a session cookie. Wrong passwords make the next tries wait (429).").AllowAnonymous().WithMetadata(Short);
        routes.MapDelete("/session", EndAsync).WithName("EndSession").WithSummary("Ends the session, token or key that made this request. A key takes the keys that it made with it; the token of the data folder is followed by a new one.").RequireAuthorization(Policies.View);
        routes.MapPost("/session/link", LinkAsync).WithName("MakeLoginLink").WithSummary("Makes a login link for the owner and returns its address. Keys make none.").RequireAuthorization(Policies.Own);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> StartAsync(
        SessionStarted by, CredentialStore credentials, PasswordGate gate, Seed seed, HttpContext http, CancellationToken cancellationToken)
    {
        // What is left out of the JSON is null, whatever the type says.
        if (!string.IsNullOrEmpty(by.Password))
        {
            var (right, wait) = await gate.TryAsync(by.Password, http.Connection.RemoteIpAddress, cancellationToken);
            if (wait is { } still)
            {
                return TypedResults.Problem(PasswordGate.Slow(http.Response, still), statusCode: StatusCodes.Status429TooManyRequests);
            }

            if (!right)
            {
                return TypedResults.Problem("The password is wrong.", statusCode: StatusCodes.Status401Unauthorized);
            }

            await RememberAsync(http, seed.Owner, cancellationToken);
            return TypedResults.NoContent();
        }

        if (string.IsNullOrEmpty(by.Token) || await credentials.RedeemAsync(by.Token, cancellationToken) is not { } actor)
        {
            return TypedResults.Problem(
                "This login link was used already or is too old. Run `./vitrine token --link` for a new one.", statusCode: StatusCodes.Status401Unauthorized);
        }

        await RememberAsync(http, actor, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Begins a session and gives the browser its cookie. What the browser had before ends: nobody keeps a session that was planted.</summary>
    internal static async Task RememberAsync(HttpContext http, Actor actor, CancellationToken cancellationToken)
    {
        var (secret, life) = await http.RequestServices.GetRequiredService<SessionStore>().StartAsync(
            actor, http.Request.Headers.UserAgent.ToString(), http.Connection.RemoteIpAddress?.ToString(), http.Request.Cookies[CredentialHandler.Cookie], cancellationToken);
        http.Response.Cookies.Append(CredentialHandler.Cookie, secret, Cookie(http, life));
    }

    /// <summary>Takes the cookie back, and what the browser kept of the pages.</summary>
    internal static void Forget(HttpContext http)
    {
        http.Response.Cookies.Delete(CredentialHandler.Cookie, Cookie(http, null));
        http.Response.Headers["Clear-Site-Data"] = "\"cache\"";
    }

    private static CookieOptions Cookie(HttpContext http, TimeSpan? life) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        MaxAge = life,
        Path = "/",
    };

    private static async Task<NoContent> EndAsync(
        Principal principal, CredentialStore credentials, KeyStore keys, DataFolder folder, HttpContext context, CancellationToken cancellationToken)
    {
        if (principal.Credential == CredentialKind.Key)
        {
            await keys.EndAsync(principal.Actor, cancellationToken);
        }
        else if (CredentialHandler.Presented(context.Request).Secret is { } secret)
        {
            await credentials.EndAsync(principal.Actor, secret, cancellationToken);
            if (principal.Credential == CredentialKind.Token)
            {
                // By the one in the data folder programs of this machine find their way in: where it ended there is a new one.
                await credentials.OwnerTokenAsync(folder.Token, cancellationToken);
            }
        }

        Forget(context);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<LoginLink>, ProblemHttpResult>> LinkAsync(
        Principal principal, CredentialStore credentials, ReachSetup reach, IServiceProvider services, CancellationToken cancellationToken)
    {
        // A key is revoked in one place; a session made with it would live on.
        if (principal.Credential == CredentialKind.Key)
        {
            return TypedResults.Problem("A key makes no login link.", statusCode: StatusCodes.Status403Forbidden);
        }

        var token = await credentials.CreateAsync(principal.Actor, CredentialKind.LoginLink, cancellationToken);
        var address = reach.Options.PublicUrls is [var first, ..] ? first.GetLeftPart(UriPartial.Authority) : ServerHost.AddressOf(services);
        return TypedResults.Ok(new LoginLink($"{address}/login?token={token}"));
    }
}
