namespace Vitrine.Server.Access;

/// <summary>
/// Before anything else looks at a request: the host must be one of ours (DNS rebinding), a write that comes with a cookie must come from our
/// own pages (cross-site request forgery), and every answer carries the headers that keep a browser from doing more than it should.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next)
{
    /// <summary>Pages run our own modules and styles only; pictures are ours or made by the page.</summary>
    public const string PagePolicy =
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private static readonly string[] Hosts = ["localhost", "127.0.0.1", "[::1]"];

    public Task InvokeAsync(HttpContext context)
    {
        // As the answer starts: what handles an exception clears the headers that were set before.
        context.Response.OnStarting(Protect, context.Response);
        var request = context.Request;
        if (!Hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            return Refuse(context, StatusCodes.Status421MisdirectedRequest, $"This server does not answer for the host '{request.Host.Host}'.");
        }

        // Whatever makes an address of it further in would fall over a port that cannot be.
        if (!Uri.TryCreate($"{request.Scheme}://{request.Host}/", UriKind.Absolute, out _))
        {
            return Refuse(context, StatusCodes.Status400BadRequest, $"'{request.Host}' is no host: a port is a number up to 65535.");
        }

        if (!IsSafe(request.Method) && !CameFromHere(request))
        {
            return Refuse(context, StatusCodes.Status403Forbidden, "Writes with a session must come from Vitrine's own pages.");
        }

        return next(context);
    }

    /// <summary>What an endpoint set itself stays.</summary>
    private static Task Protect(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.TryAdd("Content-Security-Policy", PagePolicy);
        return Task.CompletedTask;
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>
    /// A browser names the origin of every write; a program with a bearer token sends no cookie and needs none. A form that is sent without a
    /// script has the origin "null", because our pages name no referrer; then the browser says in another header that the form is ours.
    /// </summary>
    private static bool CameFromHere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return request.Headers.Origin.ToString() switch
        {
            "" => site is "" or "same-origin" or "none",
            "null" => site is "same-origin",
            var origin => string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase),
        };
    }

    private static Task Refuse(HttpContext context, int status, string sentence) => TypedResults.Problem(sentence, statusCode: status).ExecuteAsync(context);
}
