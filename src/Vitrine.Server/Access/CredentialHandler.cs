using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Vitrine.Server.Access;

/// <summary>Finds the principal of a request: a bearer token, else the session cookie. A bearer token that is wrong is not saved by a cookie.</summary>
internal sealed class CredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, CredentialStore credentials)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "vitrine";
    public const string Cookie = "vitrine-session";

    private const int LongestReturn = 1000;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var (secret, kind) = Presented(Request);
        if (secret is null)
        {
            return AuthenticateResult.NoResult();
        }

        if (await credentials.AuthenticateAsync(secret, kind, Context.RequestAborted, Context.Connection.RemoteIpAddress?.ToString()) is not { } principal)
        {
            return AuthenticateResult.Fail("the token or session is not known, or has ended");
        }

        Context.Features.Set(principal);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, principal.Actor.Name), .. principal.Scopes.Names().Select(name => new Claim(Policies.Claim, name))], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    /// <summary>Pages send people to the sign-in page; everything else is told 401.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var page = HttpMethods.IsGet(Request.Method) && !Request.Path.StartsWithSegments("/api") && !Request.Path.StartsWithSegments("/events");
        if (page)
        {
            var wanted = Request.Path + Request.QueryString;

            // Parts of pages (/ui) are fetched by scripts and are no place to come back to.
            var back = wanted is not "/" && wanted.Length <= LongestReturn && !Request.Path.StartsWithSegments("/ui");
            Response.Redirect(back ? "/login?return=" + Uri.EscapeDataString(wanted) : "/login");
            return Task.CompletedTask;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    internal static (string? Secret, CredentialKind Kind) Presented(HttpRequest request)
    {
        const string Bearer = "Bearer ";
        if (request.Headers.Authorization.ToString() is { Length: > 0 } header)
        {
            return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? (header[Bearer.Length..].Trim(), CredentialKind.Token) : (header, CredentialKind.Token);
        }

        return (request.Cookies[Cookie], CredentialKind.Session);
    }
}
