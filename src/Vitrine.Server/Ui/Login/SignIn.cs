using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Session;
using Vitrine.Server.Storage;
using Vitrine.Server.Ui.Layout;
using Vitrine.Server.Ui.Pages;

namespace Vitrine.Server.Ui.Login;

/// <summary>Why the form comes again, and what was in it beside the password.</summary>
internal sealed record SignInTrouble(string Sentence, string? Return);

/// <summary>Signing in and out with a form, as a browser sends it by itself.</summary>
internal static class SignIn
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        // No tokens of antiforgery: RequestGuard lets no form in that does not say that it comes from our own page.
        var forms = routes.MapGroup("/login").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription().WithMetadata(SessionEndpoints.Short);
        forms.MapPost("/link", LinkAsync);
        forms.MapPost("/password", PasswordAsync);
        forms.MapPost("/out", OutAsync);
    }

    private static async Task<RedirectHttpResult> LinkAsync(IFormCollection form, CredentialStore credentials, HttpContext http, CancellationToken cancellationToken)
    {
        var token = form["token"].ToString().Trim();
        var local = Local(form["return"]);
        if (token.Length == 0 || await credentials.RedeemAsync(token, cancellationToken) is not { } actor)
        {
            return TypedResults.LocalRedirect("/login?used=true" + (local == "/" ? "" : "&return=" + Uri.EscapeDataString(local)));
        }

        await SessionEndpoints.RememberAsync(http, actor, cancellationToken);
        return TypedResults.LocalRedirect(local);
    }

    // Not typed as what it is: the generator of request delegates does not see components, which another generator makes.
    private static async Task<IResult> PasswordAsync(IFormCollection form, PasswordGate gate, Seed seed, HttpContext http, CancellationToken cancellationToken)
    {
        var local = Local(form["return"]);
        var (right, wait) = await gate.TryAsync(form["password"], http.Connection.RemoteIpAddress, cancellationToken);
        if (right)
        {
            await SessionEndpoints.RememberAsync(http, seed.Owner, cancellationToken);
            return TypedResults.LocalRedirect(local);
        }

        if (wait is { } still)
        {
            PasswordGate.Slow(http.Response, still);
        }

        http.Features.Set(new SignInTrouble(
            wait is { } left ? Words.Say("login.slow", Words.Number(Math.Max(1, (long)Math.Ceiling(left.TotalSeconds)))) : Words.Say("login.wrong"), local));
        return new RazorComponentResult<App>(new { Page = typeof(LoginPage), Layout = typeof(BareLayout) })
        {
            StatusCode = wait is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status429TooManyRequests,
        };
    }

    private static async Task<RedirectHttpResult> OutAsync(CredentialStore credentials, HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Request.Cookies[CredentialHandler.Cookie] is { } secret && http.Features.Get<Principal>() is { Credential: CredentialKind.Session } principal)
        {
            await credentials.EndAsync(principal.Actor, secret, cancellationToken);
        }

        SessionEndpoints.Forget(http);
        return TypedResults.LocalRedirect("/login");
    }

    /// <summary>Nobody is led to another site.</summary>
    private static string Local(string? wanted) => wanted is { Length: > 0 } && RedirectHttpResult.IsLocalUrl(wanted) ? wanted : "/";
}
