using System.Net;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;

namespace Vitrine.Server.Access;

/// <summary>
/// Before anything else looks at a request: the host must be one of ours (DNS rebinding), headers have a bound, an address must be text, a write that comes with a cookie must come from our
/// own pages (cross-site request forgery), and every answer carries the headers that keep a browser from doing more than it should.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next, OwnHosts hosts)
{
    /// <summary>Pages run our own modules and styles only; pictures are ours or made by the page.</summary>
    public const string PagePolicy =
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    /// <summary>No page of ours asks for any of these.</summary>
    private const string Permissions =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

    /// <summary>A year, in seconds.</summary>
    private const string AlwaysHttps = "max-age=31536000";

    /// <summary>Characters of all headers together. The limit of the web server is wider: it counts the address among them, where that comes as one.</summary>
    public const int MostHeaders = 32 << 10;

    public Task InvokeAsync(HttpContext context)
    {
        // As the answer starts: what handles an exception clears the headers that were set before.
        context.Response.OnStarting(Protect, context);
        var request = context.Request;
        if (!hosts.Answers(request.Host))
        {
            return Refuse(
                context, StatusCodes.Status421MisdirectedRequest, $"This server does not answer for the host '{request.Host.Host}'. If it is a name of this server, start it with --public-url.");
        }

        // Whatever makes an address of it further in would fall over a port that cannot be.
        if (!Uri.TryCreate($"{request.Scheme}://{request.Host}/", UriKind.Absolute, out _))
        {
            return Refuse(context, StatusCodes.Status400BadRequest, $"'{request.Host}' is no host: a port is a number up to 65535.");
        }

        if (request.Headers.Sum(header => header.Key.Length + header.Value.Sum(value => value?.Length ?? 0)) > MostHeaders)
        {
            return Refuse(context, StatusCodes.Status431RequestHeaderFieldsTooLarge, $"The headers of a request have at most {MostHeaders} characters together.");
        }

        if (!IsText(context.Features.Get<IHttpRequestFeature>()?.RawTarget) || !IsText(request.QueryString.Value))
        {
            return Refuse(context, StatusCodes.Status400BadRequest, "This address is no text: what its percent signs stand for is not UTF-8.");
        }

        if (!IsSafe(request.Method) && !CameFromHere(request))
        {
            return Refuse(context, StatusCodes.Status403Forbidden, "Writes with a session must come from Vitrine's own pages.");
        }

        return next(context);
    }

    /// <summary>Whether the bytes of an address are UTF-8; whatever reads it further in would take others for characters that nobody wrote.</summary>
    private static bool IsText(string? address)
    {
        if (address is null || !address.Contains('%', StringComparison.Ordinal))
        {
            return true;
        }

        var bytes = Encoding.UTF8.GetBytes(address);
        return Utf8.IsValid(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length));
    }

    /// <summary>What an endpoint set itself stays.</summary>
    private static Task Protect(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";

        // With none at all a form sent without a script would not say that it is ours.
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.TryAdd("Content-Security-Policy", PagePolicy);
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = AlwaysHttps;
        }

        // What somebody had to sign in for is for nobody else on the way, and is asked for again.
        if (context.Features.Get<Principal>() is not null)
        {
            headers.TryAdd("Cache-Control", "private, no-cache");
        }

        return Task.CompletedTask;
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>
    /// A browser names the origin of every write; a program with a bearer token sends no cookie and needs none. Where a browser hides the origin
    /// ("null") it must say in another header that the form is ours. Who signs in must name an origin in any case: no cookie stands for them yet.
    /// </summary>
    private bool CameFromHere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return request.Headers.Origin.ToString() switch
        {
            "" => site is "same-origin" || (site is "" or "none" && !request.Path.StartsWithSegments("/login")),
            "null" => site is "same-origin",
            var origin => hosts.IsOrigin(origin, request),
        };
    }

    private static Task Refuse(HttpContext context, int status, string sentence) => TypedResults.Problem(sentence, statusCode: status).ExecuteAsync(context);
}
