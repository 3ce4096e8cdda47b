using System.Net;
using System.Text.Json;
using Vitrine.Server.Access;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Access;

/// <summary>Browsers that are signed in.</summary>
public sealed class SessionTests
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sessions_AreListedAndEndedOneByOneOrAllOthers(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (mine, phone, third) = (await app.SessionAsync(Firefox), await app.SessionAsync(Phone), await app.SessionAsync(new string('x', 5000)));

        var listed = await ListAsync(app, mine);
        Assert.Equal(3, listed.Length);
        var own = Assert.Single(listed, one => one.GetProperty("current").GetBoolean());
        Assert.Equal(("Firefox, Linux", "127.0.0.1"), (own.GetProperty("device").GetString(), own.GetProperty("address").GetString()));
        var other = Assert.Single(listed, one => one.GetProperty("device").GetString() == "Safari, iPhone");

        // The id is not the secret.
        Assert.DoesNotContain(other.GetProperty("id").GetString()!, phone, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, await app.StatusAsync(mine, HttpMethod.Delete, "api/sessions/" + other.GetProperty("id").GetString()));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync(phone, HttpMethod.Get, "api/library"));
        Assert.Equal(HttpStatusCode.NotFound, await app.StatusAsync(mine, HttpMethod.Delete, "api/sessions/" + other.GetProperty("id").GetString()));
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync(third, HttpMethod.Get, "api/library"));
        Assert.Equal(HttpStatusCode.NoContent, await app.StatusAsync(mine, HttpMethod.Delete, "api/sessions"));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync(third, HttpMethod.Get, "api/library"));
        Assert.Single(await ListAsync(app, mine));
        Assert.Equal(HttpStatusCode.OK, await app.Http.AskAsync(HttpMethod.Get, "api/library"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task SignIn_WithACookieOfBefore_BeginsAnotherSessionAndEndsThatOne(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SetPasswordAsync();
        using var first = await app.SignInAsync(SignedIn.Password);
        var before = SignedIn.CookieOf(first);
        using var second = await app.SignInAsync(SignedIn.Password, request => request.Headers.Add("Cookie", before));
        var after = SignedIn.CookieOf(second);

        Assert.NotEqual(before, after);
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync(before, HttpMethod.Get, "api/library"));
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync(after, HttpMethod.Get, "api/library"));
        var flags = second.Header("Set-Cookie")!.ToLowerInvariant();
        Assert.Contains("httponly", flags, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", flags, StringComparison.Ordinal);
        Assert.Contains("max-age=15552000", flags, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", flags, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Session_InUse_LastsUntilItsLifeIsOverAndUnusedOneEndsBefore(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (used, unused) = (await app.SessionAsync(), await app.SessionAsync());
        for (var day = 0; day < 170; day += 10)
        {
            app.Setup.Clock.Advance(TimeSpan.FromDays(10));
            Assert.Equal(HttpStatusCode.OK, await app.StatusAsync(used, HttpMethod.Get, "api/library"));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync(unused, HttpMethod.Get, "api/library"));
        app.Setup.Clock.Advance(TimeSpan.FromDays(11));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync(used, HttpMethod.Get, "api/library"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Lives_Changed_HoldForWhatIsThere(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var session = await app.SessionAsync();
        foreach (var wrong in new[] { """{"idleDays":0}""", """{"lifeDays":4000}""", """{"idleDays":20,"lifeDays":10}""" })
        {
            using var refused = await app.SendAsync(HttpMethod.Patch, "api/sessions", wrong);
            await refused.ProblemAsync(HttpStatusCode.BadRequest);
        }

        using var changed = await app.SendAsync(HttpMethod.Patch, "api/sessions", """{"idleDays":2,"lifeDays":5}""");
        Assert.Equal((2, 5), ((await changed.JsonAsync()).GetProperty("idleDays").GetInt32(), (await changed.JsonAsync()).GetProperty("lifeDays").GetInt32()));
        app.Setup.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync(session, HttpMethod.Get, "api/library"));
        app.Setup.Clock.Advance(TimeSpan.FromDays(2.1));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync(session, HttpMethod.Get, "api/library"));
        using var list = await app.SendAsync(HttpMethod.Get, "api/sessions");
        Assert.Empty((await list.JsonAsync()).GetProperty("items").EnumerateArray());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task SignOut_ByTheForm_EndsTheSessionAndClearsWhatTheBrowserKept(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var session = await app.SessionAsync();
        using var page = await app.WithAsync(session, HttpMethod.Get, "settings");
        Assert.Contains("private", page.Header("Cache-Control"), StringComparison.Ordinal);
        using var foreign = await app.FormAsync("login/out", [], request =>
        {
            request.Headers.Remove("Origin");
            request.Headers.Add("Origin", "http://evil.example");
            request.Headers.Add("Cookie", session);
        });
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);

        using var out_ = await app.FormAsync("login/out", [], request => request.Headers.Add("Cookie", session));
        Assert.Equal((HttpStatusCode.Redirect, "/login"), (out_.StatusCode, out_.Header("Location")));
        Assert.Equal("\"cache\"", out_.Header("Clear-Site-Data"));
        Assert.Contains("expires=Thu, 01 Jan 1970", out_.Header("Set-Cookie"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync(session, HttpMethod.Get, "api/library"));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge, Windows")]
    [InlineData("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome, Android")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari, Mac")]
    [InlineData("curl/8.14.1", "curl")]
    [InlineData("<script>alert(1)</script>", "")]
    [InlineData(null, "")]
    public void Device_OfAnAgent_IsTwoShortWords(string? agent, string words) => Assert.Equal(words, Device.Of(agent).ToString());

    private static async Task<JsonElement[]> ListAsync(DamApp app, string cookie)
    {
        using var answer = await app.WithAsync(cookie, HttpMethod.Get, "api/sessions");
        return [.. (await answer.JsonAsync()).GetProperty("items").EnumerateArray()];
    }
}
