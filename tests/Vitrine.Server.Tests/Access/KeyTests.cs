using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Access;

/// <summary>Keys for programs: what they may do, and what nobody can do with them.</summary>
public sealed class KeyTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Key_IsShownOnceListedByItsBeginningAndRevoked(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (secret, id) = await app.KeyAsync(["view"], "  Frame in the hall ");
        Assert.Matches("^vk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$", secret);
        using var key = app.NewClient(secret);

        var listed = Assert.Single(await ListAsync(app));
        Assert.Equal(("Frame in the hall", secret[..11], "Owner"), (listed.GetProperty("name").GetString(), listed.GetProperty("prefix").GetString(), listed.GetProperty("madeBy").GetString()));
        Assert.DoesNotContain(secret[12..], listed.GetRawText(), StringComparison.Ordinal);
        Assert.False(listed.TryGetProperty("lastUsedAt", out _));
        var hashes = await app.Database.ReadAsync(session => session.QueryAsync($"select hash from credential where id = {id}", row => row.GetFieldValue<byte[]>(0)));
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), Assert.Single(hashes));

        Assert.Equal(HttpStatusCode.OK, await key.AskAsync(HttpMethod.Get, "api/library"));
        Assert.True(Assert.Single(await ListAsync(app)).TryGetProperty("lastUsedAt", out _));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync("vitrine-session=" + secret, HttpMethod.Get, "api/library"));
        Assert.Equal(HttpStatusCode.NoContent, await app.Http.AskAsync(HttpMethod.Delete, "api/keys/" + id));
        Assert.Equal(HttpStatusCode.Unauthorized, await key.AskAsync(HttpMethod.Get, "api/library"));
        Assert.Equal(HttpStatusCode.NotFound, await app.Http.AskAsync(HttpMethod.Delete, "api/keys/" + id));
        Assert.Empty(await ListAsync(app));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scopes_LetInWhatIsTheirs(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var view = app.NewClient((await app.KeyAsync(["view"])).Secret);
        using var upload = app.NewClient((await app.KeyAsync(["upload"])).Secret);
        using var both = app.NewClient((await app.KeyAsync(["view", "upload"])).Secret);
        using var edit = app.NewClient((await app.KeyAsync(["edit"])).Secret);
        using var own = app.NewClient((await app.KeyAsync(["own"])).Secret);
        foreach (var (client, see, add, change, rule) in new[]
        {
            (view, true, false, false, false), (upload, false, true, false, false), (both, true, true, false, false), (edit, true, true, true, false), (own, true, true, true, true),
        })
        {
            HttpStatusCode Or(bool may, HttpStatusCode status) => may ? status : HttpStatusCode.Forbidden;
            Assert.Equal(Or(see, HttpStatusCode.OK), await client.AskAsync(HttpMethod.Post, "api/search", "{}"));
            using var form = DamApp.UploadForm("a.gif", PlayedMedia.File("KEYWORD:dog"));
            using var taken = await client.PostAsync("api/assets", form);
            Assert.Equal(Or(add, HttpStatusCode.Created), taken.StatusCode);
            Assert.Equal(Or(change, HttpStatusCode.Accepted), await client.AskAsync(HttpMethod.Post, "api/bulk", """{"ids":[],"trash":true}"""));
            Assert.Equal(Or(rule, HttpStatusCode.OK), await client.AskAsync(HttpMethod.Patch, "api/library", """{"maxTags":3}"""));
            Assert.Equal(Or(rule, HttpStatusCode.OK), await client.AskAsync(HttpMethod.Get, "api/keys"));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task EditKey_CannotCancelImportsNorBackups(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var edit = app.NewClient((await app.KeyAsync(["edit"])).Secret);
        using var own = app.NewClient((await app.KeyAsync(["own"])).Secret);
        foreach (var what in new[] { "import", "scan", "backup", "snapshot", "verify" })
        {
            var id = await QueueAsync(app, what);

            Assert.Equal(HttpStatusCode.Forbidden, await edit.AskAsync(HttpMethod.Post, $"api/jobs/{id}/cancel"));
            Assert.Equal(HttpStatusCode.NoContent, await own.AskAsync(HttpMethod.Post, $"api/jobs/{id}/cancel"));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Keys_MakeNothingWiderThanThemselves(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var end = app.Setup.Clock.GetUtcNow().AddDays(10);
        using var edit = app.NewClient((await app.KeyAsync(["edit"])).Secret);
        using var own = app.NewClient((await app.KeyAsync(["own"], "manager", end)).Secret);
        Assert.Equal(HttpStatusCode.Forbidden, await edit.AskAsync(HttpMethod.Post, "api/keys", """{"name":"x","scopes":["view"]}"""));

        // Not for longer than it lasts itself, no password, and no way to a session that would outlive it.
        Assert.Equal(HttpStatusCode.Forbidden, await own.AskAsync(HttpMethod.Post, "api/keys", """{"name":"x","scopes":["view"]}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await own.AskAsync(HttpMethod.Post, "api/keys", JsonSerializer.Serialize(new { name = "x", scopes = new[] { "view" }, expiresAt = end.AddSeconds(1) })));
        Assert.Equal(HttpStatusCode.Created, await own.AskAsync(HttpMethod.Post, "api/keys", JsonSerializer.Serialize(new { name = "x", scopes = new[] { "own" }, expiresAt = end.AddDays(-1) })));
        Assert.Equal("manager", (await ListAsync(app))[0].GetProperty("madeBy").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, await own.AskAsync(HttpMethod.Put, "api/session/password", """{"password":"a completely new one"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await own.AskAsync(HttpMethod.Post, "api/session/link"));
        var session = await app.SessionAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await edit.AskAsync(HttpMethod.Delete, "api/sessions"));
        Assert.Equal(HttpStatusCode.NoContent, await own.AskAsync(HttpMethod.Delete, "api/sessions"));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync(session, HttpMethod.Get, "api/library"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Keys_ThatAKeyMade_EndWithIt(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var byItself in new[] { false, true })
        {
            var made = await app.KeyAsync(["own"], "manager");
            using var first = app.NewClient(made.Secret);
            using var second = app.NewClient(await MakeAsync(first));
            using var third = app.NewClient(await MakeAsync(second));
            using var other = app.NewClient((await app.KeyAsync(["view"], "other")).Secret);
            Assert.Equal(HttpStatusCode.OK, await third.AskAsync(HttpMethod.Get, "api/library"));

            Assert.Equal(HttpStatusCode.NoContent, byItself ? await first.AskAsync(HttpMethod.Delete, "api/session") : (await app.SendAsync(HttpMethod.Delete, $"api/keys/{made.Id}")).StatusCode);

            Assert.All(
                new[] { await first.AskAsync(HttpMethod.Get, "api/library"), await second.AskAsync(HttpMethod.Get, "api/library"), await third.AskAsync(HttpMethod.Get, "api/library") },
                status => Assert.Equal(HttpStatusCode.Unauthorized, status));
            Assert.Equal(HttpStatusCode.OK, await other.AskAsync(HttpMethod.Get, "api/library"));
        }

        Assert.Equal(2, (await ListAsync(app)).Length);

        static async Task<string> MakeAsync(HttpClient by)
        {
            using var answer = await DamApp.SendAsync(by, HttpMethod.Post, "api/keys", """{"name":"made","scopes":["own"]}""");
            return (await answer.JsonAsync()).GetProperty("secret").GetString()!;
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Key_PastItsEnd_IsWorthNothingAndStillListed(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var key = app.NewClient((await app.KeyAsync(["view"], "for a week", app.Setup.Clock.GetUtcNow().AddDays(7))).Secret);
        Assert.Equal(HttpStatusCode.OK, await key.AskAsync(HttpMethod.Get, "api/library"));
        app.Setup.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(HttpStatusCode.Unauthorized, await key.AskAsync(HttpMethod.Get, "api/library"));
        await app.SessionAsync();
        Assert.Single(await ListAsync(app));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Keys_ThatCannotBe_AreRefusedWithTheReason(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var json in new[]
        {
            "{}", """{"name":"x"}""", """{"name":"x","scopes":[]}""", """{"name":"x","scopes":["root"]}""", """{"name":"x","scopes":["view",null]}""", """{"name":" ","scopes":["view"]}""",
            """{"name":"a\nb","scopes":["view"]}""", $$"""{"name":"{{new string('x', 101)}}","scopes":["view"]}""", """{"name":"x","scopes":["view"],"expiresAt":"2001-01-01T00:00:00Z"}""",
        })
        {
            using var answer = await app.SendAsync(HttpMethod.Post, "api/keys", json);
            Assert.NotEmpty((await answer.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!);
        }

        Assert.Empty(await ListAsync(app));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task History_OfWhatAKeyWrote_NamesTheKeyAlsoAfterItIsRevoked(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var asset = await app.UploadAsync("a.gif", PlayedMedia.File("plain"));
        await app.FinishAsync();
        var (secret, id) = await app.KeyAsync(["edit"], "Sorting robot");
        using var key = app.NewClient(secret);
        using var started = await DamApp.SendAsync(key, HttpMethod.Post, "api/bulk", $$"""{"ids":["{{asset.Id}}"],"add":{"tags":["sorted"] } }""");
        await app.JobAsync((await started.JsonAsync()).GetProperty("job").GetString()!);
        Assert.Equal(HttpStatusCode.NoContent, await app.Http.AskAsync(HttpMethod.Delete, "api/keys/" + id));

        using var answer = await app.SendAsync(HttpMethod.Get, $"api/assets/{asset.Id}?include=history");
        var step = Assert.Single((await answer.JsonAsync()).GetProperty("history").EnumerateArray(), one => one.GetProperty("about").GetString() == "tag");
        Assert.Equal(("Sorting robot", "key"), (step.GetProperty("actor").GetString(), step.GetProperty("actorKind").GetString()));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task CrossSite_WritesOfACookie_AreRefusedAndThoseOfAKeyNeedNoOrigin(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var session = await app.SessionAsync();
        using var forged = await DamApp.SendAsync(app.Anonymous, HttpMethod.Patch, "api/library", """{"maxTags":3}""", request =>
        {
            request.Headers.Add("Cookie", session);
            request.Headers.Add("Origin", "http://evil.example");
        });
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        using var key = app.NewClient((await app.KeyAsync(["own"])).Secret);
        Assert.Equal(HttpStatusCode.OK, await key.AskAsync(HttpMethod.Patch, "api/library", """{"maxTags":3}"""));
    }

    private static async Task<JsonElement[]> ListAsync(DamApp app)
    {
        using var answer = await app.SendAsync(HttpMethod.Get, "api/keys");
        return [.. (await answer.JsonAsync()).EnumerateArray()];
    }

    /// <summary>A job that nothing runs.</summary>
    private static async Task<string> QueueAsync(DamApp app, string what)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync(
            $"""
            insert into job (id, library_key, what, state, request, total, done, changed, failed, bytes, duplicates, actor_key, created_at)
            values ({id}, {1}, {what}, {JobState.Running}, {"{}"}, {0}, {0}, {0}, {0}, {0}, {0}, {Actor.System.Key}, {session.Now})
            """));
        return id;
    }
}
