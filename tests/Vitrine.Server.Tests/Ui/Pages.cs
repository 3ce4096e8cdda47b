using System.Net;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Ui;

/// <summary>Pages as a browser is given them.</summary>
internal static class Pages
{
    /// <summary>The page's HTML, its entities read, after checking the status.</summary>
    public static async Task<string> PageAsync(this DamApp app, string path, string language = "en", HttpStatusCode status = HttpStatusCode.OK, HttpClient? client = null, string? cookie = null)
    {
        using var answer = await DamApp.SendAsync(client ?? app.Http, HttpMethod.Get, path, null, request =>
        {
            request.Headers.Accept.ParseAdd("text/html");
            request.Headers.AcceptLanguage.ParseAdd(language);
            if (cookie is not null)
            {
                request.Headers.Add("Cookie", cookie);
            }
        });
        Assert.Equal((path, status), (path, answer.StatusCode));
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
