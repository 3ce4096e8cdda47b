using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Session;

namespace Vitrine.Server.Ui.Login;

/// <summary>Signing in with a form, as a browser sends it by itself.</summary>
internal static class SignIn
{
    public static void MapSignIn(this IEndpointRouteBuilder routes) =>
        // Who forges this form only signs somebody in with a link of their own, and RequestGuard lets nothing in from elsewhere.
        routes.MapPost("/login/link", HandleAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();

    private static async Task<RedirectHttpResult> HandleAsync(IFormCollection form, CredentialStore credentials, HttpResponse response, CancellationToken cancellationToken)
    {
        var (token, back) = (form["token"].ToString().Trim(), form["return"].ToString());
        var local = back.Length > 0 && RedirectHttpResult.IsLocalUrl(back) ? back : "/";
        if (token.Length == 0 || await credentials.RedeemAsync(token, cancellationToken) is not { } session)
        {
            return TypedResults.LocalRedirect("/login?used=true" + (local == "/" ? "" : "&return=" + Uri.EscapeDataString(local)));
        }

        SessionEndpoints.Remember(response, session);
        return TypedResults.LocalRedirect(local);
    }
}
