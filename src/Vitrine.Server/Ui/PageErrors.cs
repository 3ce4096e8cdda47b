using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Server.Access;
using Vitrine.Server.Ui.Layout;

namespace Vitrine.Server.Ui;

/// <summary>Errors as pages of their own for who looks with a browser; programs get problems (RFC 9457).</summary>
internal static class PageErrors
{
    private static readonly PathString[] ForPrograms = ["/api", "/events", "/openapi", "/ui"];

    /// <summary>Whether a page answers this request, whatever becomes of it.</summary>
    public static bool AreAskedFor(HttpContext http) =>
        (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !ForPrograms.Any(path => http.Request.Path.StartsWithSegments(path));

    /// <summary>Writes the page for the status that the answer has. It is not routed to, so that nothing that failed is asked again.</summary>
    public static async Task WriteAsync(HttpContext http)
    {
        // What a page has made for itself before it failed is not used again.
        var failed = http.RequestServices;
        await using var fresh = failed.CreateAsyncScope();
        http.RequestServices = fresh.ServiceProvider;
        try
        {
            await DrawAsync(http);
        }
        finally
        {
            http.RequestServices = failed;
        }
    }

    private static Task DrawAsync(HttpContext http)
    {
        var nothing = http.Response.StatusCode == StatusCodes.Status404NotFound;
        var signedIn = http.Features.Get<Principal>() is not null;
        return new RazorComponentResult<App>(new
        {
            Page = nothing ? typeof(Pages.NotFound) : typeof(Pages.Error),
            Layout = nothing && signedIn ? typeof(MainLayout) : typeof(BareLayout),
        }).ExecuteAsync(http);
    }
}
