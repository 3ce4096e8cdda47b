using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Features.Session;

internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/session", StartAsync).WithName("StartSession").WithSummary("Turns a login link into a session cookie. A link works once.").AllowAnonymous();
        routes.MapDelete("/session", EndAsync).WithName("EndSession").WithSummary("Ends the session or token that made this request.").RequireAuthorization(Policies.View);
        routes.MapPost("/session/link", LinkAsync).WithName("MakeLoginLink").WithSummary("Makes a login link for the owner and returns its address.").RequireAuthorization(Policies.Own);
    }

    /// <summary>Turns a login link into a session cookie. A link works once.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> StartAsync(
        SessionStarted link, CredentialStore credentials, HttpResponse response, CancellationToken cancellationToken)
    {
        // What is left out of the JSON is null, whatever the type says.
        if (string.IsNullOrEmpty(link.Token) || await credentials.RedeemAsync(link.Token, cancellationToken) is not { } session)
        {
            return TypedResults.Problem(
                "This login link was used already or is too old. Run `./vitrine token --link` for a new one.", statusCode: StatusCodes.Status401Unauthorized);
        }

        Remember(response, session);
        return TypedResults.NoContent();
    }

    /// <summary>Gives the browser the session's cookie.</summary>
    internal static void Remember(HttpResponse response, string session) =>
        response.Cookies.Append(CredentialHandler.Cookie, session, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = response.HttpContext.Request.IsHttps,
            MaxAge = TimeSpan.FromDays(30),
            Path = "/",
        });

    /// <summary>Ends the session or token that made this request.</summary>
    private static async Task<NoContent> EndAsync(Principal principal, CredentialStore credentials, HttpContext context, CancellationToken cancellationToken)
    {
        if (CredentialHandler.Presented(context.Request).Secret is { } secret)
        {
            await credentials.EndAsync(principal.Actor, secret, cancellationToken);
        }

        context.Response.Cookies.Delete(CredentialHandler.Cookie);
        return TypedResults.NoContent();
    }

    /// <summary>Makes a login link for the owner and returns its address.</summary>
    private static async Task<Ok<LoginLink>> LinkAsync(Principal principal, CredentialStore credentials, IServiceProvider services, CancellationToken cancellationToken)
    {
        var token = await credentials.CreateAsync(principal.Actor, CredentialKind.LoginLink, cancellationToken);
        return TypedResults.Ok(new LoginLink($"{ServerHost.AddressOf(services)}/login?token={token}"));
    }
}
