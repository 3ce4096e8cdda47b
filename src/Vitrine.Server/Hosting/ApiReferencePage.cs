using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Vitrine.Server.Hosting;

/// <summary>
/// The API described for people, at <c>/docs</c>: Scalar's page over the same document, from the package's own files. Its scripts and style carry a
/// nonce of this answer; nothing is fetched from outside, and the policy would not let it.
/// </summary>
internal static class ApiReferencePage
{
    /// <summary>The style of the page's messages, the one that its script adds without the nonce (Scalar.AspNetCore 2.19.0).</summary>
    private const string MessagesStyle = "'sha256-l/2OpPg0d+2VLTLgwjf5mQo2CYwHDEqdj5TjbfEyVJI='";

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
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}' {MessagesStyle}; img-src 'self' data: blob:; font-src 'self' data:; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
