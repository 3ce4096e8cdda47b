using System.Net;
using System.Security.Cryptography;
using System.Text;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Access;

/// <summary>Who gets in, and for how long.</summary>
public sealed class CredentialTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Requests_WithoutOrWithWrongCredentials_AreAnswered401(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var wrong = app.NewClient("wrong");

        foreach (var path in new[] { "api/library", "api/assets/000000000000000000000000", "api/activity", "events", "api/jobs/x", "api/packs" })
        {
            using var nobody = await app.Anonymous.GetAsync(path);
            await nobody.ProblemAsync(HttpStatusCode.Unauthorized);
            Assert.Equal("Bearer", nobody.Header("WWW-Authenticate"));
            using var stranger = await wrong.GetAsync(path);
            await stranger.ProblemAsync(HttpStatusCode.Unauthorized);
        }

        using var status = await app.Anonymous.GetAsync("api/status");
        Assert.Equal(["product", "version", "state"], (await status.JsonAsync()).Members());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task LoginLink_UsedByTwoAtOnce_LetsOneIn(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var token = TokenOf(await app.LoginLinkAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => StartSessionAsync(app, token)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Session_FromALink_WorksUntilItIsEnded(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var started = await StartSessionAsync(app, TokenOf(await app.LoginLinkAsync()));
        var cookie = started.Header("Set-Cookie")!;
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        var session = cookie.Split(';')[0];

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, HttpMethod.Get, "api/library", session));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(app, HttpMethod.Delete, "api/session", session));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, HttpMethod.Get, "api/library", session));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task TokenOfTheDataFolder_ThatIsEnded_IsFollowedByANewOne(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var file = Path.Combine(app.Data, "token");
        var old = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim();

        Assert.Equal(HttpStatusCode.NoContent, (await app.SendAsync(HttpMethod.Delete, "api/session")).StatusCode);

        using var late = app.NewClient(old);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(late, HttpMethod.Get, "api/library"));
        using var now = app.NewClient((await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim());
        Assert.Equal(HttpStatusCode.OK, await AskAsync(now, HttpMethod.Get, "api/library"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task LinksAndSessions_AfterTheirTime_AreWorthNothing(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var late = TokenOf(await app.LoginLinkAsync());
        using var started = await StartSessionAsync(app, TokenOf(await app.LoginLinkAsync()));
        var session = started.Header("Set-Cookie")!.Split(';')[0];

        app.Setup.Clock.Advance(TimeSpan.FromHours(25));
        using var refused = await StartSessionAsync(app, late);
        await refused.ProblemAsync(HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, HttpMethod.Get, "api/library", session));

        app.Setup.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, HttpMethod.Get, "api/library", session));
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(HttpMethod.Get, "api/library")).StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Credentials_AreKeptAsHashesOnly(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var link = TokenOf(await app.LoginLinkAsync());

        var hashes = await app.Database.ReadAsync(session => session.QueryAsync($"select hash from credential", row => row.GetFieldValue<byte[]>(0)));

        foreach (var secret in new[] { link, app.Token })
        {
            Assert.Contains(hashes, hash => hash.AsSpan().SequenceEqual(SHA256.HashData(Encoding.UTF8.GetBytes(secret))));
            Assert.Equal(43, secret.Length);
        }

        Assert.All(hashes, hash => Assert.Equal(32, hash.Length));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(app.Data, "token")));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Credentials_OfOneKind_AreNoOther(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var asToken = app.NewClient(TokenOf(await app.LoginLinkAsync()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await asToken.GetAsync("api/library")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, HttpMethod.Get, "api/library", "vitrine-session=" + app.Token));
        using var asLink = await StartSessionAsync(app, app.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, asLink.StatusCode);
        foreach (var body in new[] { "{}", """{"token":null}""", """{"token":""}""" })
        {
            using var nothing = await DamApp.SendAsync(app.Anonymous, HttpMethod.Post, "api/session", body);
            await nothing.ProblemAsync(HttpStatusCode.Unauthorized);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Roles_MayDoWhatIsTheirs(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var viewer = await app.AsAsync(Role.Viewer);
        using var editor = await app.AsAsync(Role.Editor);
        using var none = await app.AsAsync(Role.None);

        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(none, HttpMethod.Get, "api/library"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(viewer, HttpMethod.Post, "api/search", "{}"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(viewer, HttpMethod.Post, "api/bulk", """{"ids":[],"trash":true}"""));
        Assert.Equal(HttpStatusCode.Accepted, await AskAsync(editor, HttpMethod.Post, "api/bulk", """{"ids":[],"trash":true}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(editor, HttpMethod.Patch, "api/library", """{"maxTags":3}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(editor, HttpMethod.Post, "api/import", """{"paths":["/"]}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(editor, HttpMethod.Post, "api/session/link"));
    }

    private static string TokenOf(string link) => new Uri(link).Query["?token=".Length..];

    private static Task<HttpResponseMessage> StartSessionAsync(DamApp app, string token) =>
        DamApp.SendAsync(app.Anonymous, HttpMethod.Post, "api/session", $$"""{"token":"{{token}}"}""");

    private static async Task<HttpStatusCode> StatusAsync(DamApp app, HttpMethod method, string path, string cookie)
    {
        using var response = await DamApp.SendAsync(app.Anonymous, method, path, null, request => request.Headers.Add("Cookie", cookie));
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, HttpMethod method, string path, string? json = null)
    {
        using var response = await DamApp.SendAsync(client, method, path, json);
        return response.StatusCode;
    }
}
