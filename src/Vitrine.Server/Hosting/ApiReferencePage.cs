using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Vitrine.Server.Hosting;

/// <summary>
/// The API described for people, at <c>/docs</c>: Scalar's page over the same document, from the package's own files. Its scripts carry a
/// nonce of this answer; nothing is fetched from outside, and the policy would not let it. Styles are free on this page alone, because its script makes some without the nonce.
/// </summary>
internal static class ApiReferencePage
{
    public static void MapApiReference(this IEndpointRouteBuilder routes) => routes.MapScalarApiReference("/docs", Configure).AllowAnonymous();

    private static void Configure(ScalarOptions options, HttpContext http)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        options.WithNonce(nonce)
            .AddHeadContent($"<meta property=\"csp-nonce\" content=\"{nonce}\">")
            .WithTitle("Vitrine API")
            .WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .WithFavicon("/img/favicon.svg")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideClientButton()
            .HideDeveloperTools();
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
