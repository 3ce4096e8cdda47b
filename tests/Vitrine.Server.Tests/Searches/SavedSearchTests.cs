using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Access;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Searches;

/// <summary>A saved search itself: its name, its count, its end and its way back, who sees and changes it.</summary>
public sealed class SavedSearchTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Search_IsSavedCountedRenamedDeletedAndBroughtBack(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("a"), null, "dog");
        await app.UploadAsync("b.gif", PlayedMedia.File("b"), null, "cat");
        await app.FinishAsync();
        var saved = await app.Client.SaveSearchAsync(new SavedSearchRequest("  My   dogs ", "tag:dog", "name"));
        Assert.Equal(("My dogs", "tag:dog", 1L, "name", "off", false, true, false), (saved.Name, saved.Query, saved.Total, saved.Sort, saved.Phrases, saved.Shared, saved.Mine, saved.Watched));
        Assert.Equal((24, "Owner", "Owner"), (saved.Id.Length, saved.Owner, saved.ChangedBy));

        await app.UploadAsync("c.gif", PlayedMedia.File("c"), null, "dog");
        await app.FinishAsync();
        Assert.Equal("My dogs 2", await app.Client.ListedAsync());
        app.Setup.Clock.Advance(TimeSpan.FromHours(1));
        var renamed = await app.Client.ChangeSearchAsync(saved.Id, new SavedSearchChange("Pets", "tag:dog OR tag:cat", ""));
        Assert.Equal(("Pets", 3L, null), (renamed.Name, renamed.Total, renamed.Sort));
        Assert.True(renamed.ChangedAt > renamed.CreatedAt && renamed.Revision > saved.Revision);

        await app.Client.DeleteSearchAsync(saved.Id);
        await app.Client.DeleteSearchAsync(saved.Id);
        Assert.Equal("", await app.Client.ListedAsync());
        Assert.Equal(HttpStatusCode.NotFound, await app.Http.StatusAsync(HttpMethod.Get, $"api/searches/{saved.Id}"));
        await app.SaveAsync("PETS", "kind:image");
        Assert.Equal("Pets (2)", (await app.Client.RestoreSearchAsync(saved.Id)).Name);
        Assert.Equal("PETS 3, Pets (2) 3", await app.Client.ListedAsync());

        await app.Client.DeleteSearchAsync(saved.Id);
        app.Setup.Clock.Advance(TimeSpan.FromDays(91));
        await app.Database.WriteAsync(Actor.System, session => Vitrine.Server.SavedSearches.SavedSearchStore.SweepAsync(session, default));
        Assert.Equal(HttpStatusCode.NotFound, await app.Http.StatusAsync(HttpMethod.Post, $"api/searches/{saved.Id}/restore", "{}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task LettersThatNoDatabaseTakes_AreLeftOut(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var saved = await app.Client.SaveSearchAsync(new SavedSearchRequest("nul", "a\0b"));
        Assert.DoesNotContain('\0', saved.Query);
        Assert.DoesNotContain('\0', (await app.Client.ChangeSearchAsync(saved.Id, new SavedSearchChange("nul", "c\0d", ""))).Query);
        await app.DoAsync(HttpMethod.Post, "api/collections", JsonSerializer.Serialize(new { name = "nul", query = "a\0b" }));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Searches_AreTheirOwnersAlone_UnlessTheyAreShared(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FilesAsync("a");
        var (viewer, editor) = (await app.AsAsync(Role.Viewer), await app.AsAsync(Role.Editor));
        var (seen, edited) = (new VitrineClient(viewer), new VitrineClient(editor));
        var own = (await seen.SaveSearchAsync(new SavedSearchRequest("mine", "name:a"))).Id;
        var shared = (await seen.SaveSearchAsync(new SavedSearchRequest("ours", "kind:image", Shared: true))).Id;
        Assert.Equal("mine 1, ours 1", await seen.ListedAsync());
        Assert.Equal("ours 1", await edited.ListedAsync());
        var others = await edited.SavedSearchAsync(shared);
        Assert.Equal((false, "Viewer"), (others.Mine, others.Owner));

        // Of another person's private search nobody learns that it is there, the library's owner neither.
        foreach (var client in new[] { editor, app.Http })
        {
            foreach (var (method, path, json) in new[] { (HttpMethod.Get, "", null), (HttpMethod.Patch, "", """{"name":"x"}"""), (HttpMethod.Delete, "", null), (HttpMethod.Post, "/restore", "{}"), (HttpMethod.Post, "/looked", "{}") })
            {
                Assert.Equal((method, path, HttpStatusCode.NotFound), (method, path, await client.StatusAsync(method, $"api/searches/{own}{path}", json)));
            }

            Assert.Equal(HttpStatusCode.BadRequest, await client.StatusAsync(HttpMethod.Get, $"api/searches?cursor={own}"));
        }

        Assert.Equal(HttpStatusCode.Forbidden, await editor.StatusAsync(HttpMethod.Patch, $"api/searches/{shared}", """{"name":"x"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await editor.StatusAsync(HttpMethod.Delete, $"api/searches/{shared}"));
        Assert.Equal(HttpStatusCode.Forbidden, await app.Http.StatusAsync(HttpMethod.Patch, $"api/searches/{shared}", """{"watched":true}"""));
        Assert.Equal("theirs", (await app.Client.ChangeSearchAsync(shared, new SavedSearchChange("theirs"))).Name);

        // No longer shared it is gone for the others.
        Assert.False((await seen.ChangeSearchAsync(shared, new SavedSearchChange(Shared: false))).Shared);
        Assert.Equal("", await edited.ListedAsync());

        // Names are each person's own; somebody who only uploads has none, and nobody neither.
        await edited.SaveSearchAsync(new SavedSearchRequest("Mine", "name:a"));
        var (secret, _) = await app.KeyAsync(["upload"]);
        Assert.Equal(HttpStatusCode.Forbidden, await app.NewClient(secret).StatusAsync(HttpMethod.Get, "api/searches"));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.Anonymous.StatusAsync(HttpMethod.Get, "api/searches"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task BadInput_IsRefusedWithASentence_AndKeepsNothing(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var wrong in new object[]
        {
            new { name = "a" }, new { name = "a", query = "" }, new { name = "a", query = " \t" }, new { query = "tag:dog" }, new { name = "", query = "tag:dog" }, new { name = "a\nb", query = "tag:dog" },
            new { name = new string('x', 256), query = "tag:dog" }, new { name = "a", query = new string('x', 1_000_000) }, new { name = "a", query = "tag:(" }, new { name = "a", query = "nofield:x" },
            new { name = "a", query = "field.gone:x" }, new { name = "a", query = "tag:dog", sort = "best" }, new { name = "a", query = "tag:dog", sort = "collection" },
            new { name = "a", query = "tag:dog", phrases = "perhaps" },
        })
        {
            Assert.NotEmpty(await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "api/searches", wrong));
        }

        using (var pointing = await app.SendAsync(HttpMethod.Post, "api/searches", """{"name":"a","query":"tag:dog nofield:x"}"""))
        {
            Assert.Equal(8, (await pointing.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("position").GetInt32());
        }

        using (var unknown = await app.SendAsync(HttpMethod.Post, "api/searches", """{"name":"a","query":"tag:dog","secret":true}"""))
        {
            await unknown.ProblemAsync(HttpStatusCode.BadRequest);
        }

        Assert.Equal("", await app.Client.ListedAsync());
        var id = await app.SaveAsync("Café/Bar", "tag:dog");
        Assert.Contains("already", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "api/searches", new { name = "CAFE\u0301/bar", query = "tag:cat" }), StringComparison.Ordinal);
        foreach (var wrong in new object[] { new { query = "" }, new { query = "tag:(" }, new { sort = "best" }, new { name = "" }, new { phrases = "perhaps" } })
        {
            await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, $"api/searches/{id}", wrong);
        }

        Assert.Equal("tag:dog", (await app.Client.SavedSearchAsync(id)).Query);
        foreach (var path in new[] { "api/searches?limit=0", "api/searches?limit=101", "api/searches?cursor=x", "api/searches?groups=all" })
        {
            await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, path);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ManySearches_ComePageByPage_UpToALimit(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SaveAsync("n", "kind:image");
        await app.Database.WriteAsync(Actor.System, async session =>
        {
            for (var i = 1; i < 500; i++)
            {
                string name = $"n{i:000}", id = i.ToString("x24", System.Globalization.CultureInfo.InvariantCulture);
                await session.ExecuteAsync(
                    $"""
                    insert into saved_search (id, library_key, owner_key, name, folded, query, phrases, shared, revision, created_at, changed_by, changed_at)
                    select {id}, library_key, owner_key, {name}, {name}, query, phrases, shared, revision, created_at, changed_by, changed_at from saved_search where name = {"n"}
                    """);
            }
        });
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await app.Client.SearchesAsync(cursor);
            names.AddRange(page.Items.Select(one => one.Name));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal(500, names.Distinct().Count());
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains("500", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "api/searches", new { name = "one more", query = "kind:image" }), StringComparison.Ordinal);

        // What was deleted comes back where there is room for it.
        var first = (await app.Client.SearchesAsync(null)).Items[0].Id;
        await app.Client.DeleteSearchAsync(first);
        await app.SaveAsync("another", "kind:image");
        Assert.Contains("500", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"api/searches/{first}/restore", new { }), StringComparison.Ordinal);

        // Everybody has as many.
        var other = await app.ClientOfAsync(Role.Viewer);
        Assert.Equal("n", (await other.SaveSearchAsync(new SavedSearchRequest("n", "kind:image"))).Name);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Counts_AreThoseOfSearch(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SwitchOffAsync();
        var ids = await app.FilesAsync("dog", "dogs", "cat");
        await app.MakeAsync("burst", ids["dog"], ids["dog"], ids["dogs"]);
        foreach (var (query, phrases) in new[] { ("name:dog", "off"), ("kind:image", "off"), ("-name:cat", "off"), ("pictures of dogs", "auto"), ("cat", "auto"), ("nothing at all", "auto"), ("tag:dog OR name:cat", "off") })
        {
            var saved = await app.Client.SaveSearchAsync(new SavedSearchRequest(query, query, Phrases: phrases));
            Assert.Equal((query, (await app.Client.SearchAsync(new SearchRequest(query) { Phrases = phrases })).Total), (query, saved.Total));
            using var together = await app.SendAsync(HttpMethod.Get, $"api/searches/{saved.Id}?groups=together");
            Assert.Equal(
                (query, (await app.Client.SearchAsync(new SearchRequest(query) { Phrases = phrases, Groups = "together" })).Total),
                (query, (await together.JsonAsync()).GetProperty("total").GetInt64()));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Query_WhoseFieldIsGone_IsKeptAndSaysWhy(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var made = await app.SendAsync(HttpMethod.Post, "api/fields", """{"name":"brand","label":"Brand","type":"text"}""");
        var field = (await made.JsonAsync()).GetProperty("id").GetString();
        var id = await app.SaveAsync("Nike", "field.brand:nike");
        await app.DoAsync(HttpMethod.Delete, $"api/fields/{field}");

        var gone = await app.Client.SavedSearchAsync(id);
        Assert.Equal(("field.brand:nike", null), (gone.Query, gone.Total));
        Assert.Contains("brand", gone.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal("Nike ?", await app.Client.ListedAsync());

        // Its name can be changed and it can be shared all the same; its query to one that can be read.
        Assert.Equal("Old Nike", (await app.Client.ChangeSearchAsync(id, new SavedSearchChange("Old Nike", Shared: true))).Name);
        Assert.Equal(0, (await app.Client.ChangeSearchAsync(id, new SavedSearchChange(Query: "tag:nike"))).Total);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Conditions_HoldForEveryWrite(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await app.SaveAsync("a", "kind:image");
        using var read = await app.SendAsync(HttpMethod.Get, $"api/searches/{id}");
        var tag = read.Header("ETag")!;
        using var known = await app.SendAsync(HttpMethod.Get, $"api/searches/{id}", null, request => request.Headers.TryAddWithoutValidation("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        await app.DoAsync(HttpMethod.Patch, $"api/searches/{id}", """{"name":"b"}""");
        foreach (var (method, path, body) in new[] { (HttpMethod.Patch, "", """{"name":"late"}"""), (HttpMethod.Delete, "", null), (HttpMethod.Post, "/restore", "{}") })
        {
            using var late = await app.SendAsync(method, $"api/searches/{id}{path}", body, request => request.Headers.TryAddWithoutValidation("If-Match", tag));
            Assert.Equal((path, HttpStatusCode.PreconditionFailed), (path, late.StatusCode));
        }

        var same = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            using var again = await app.SendAsync(HttpMethod.Post, "api/searches", """{"name":"twice","query":"kind:image"}""", request => request.Headers.Add("Idempotency-Key", "k1"));
            same.Add((await again.JsonAsync()).GetProperty("id").GetString());
        }

        Assert.Single(same.Distinct());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.SendAsync(HttpMethod.Post, "api/searches", """{"name":"once","query":"kind:image"}""")));
        Assert.Equal([HttpStatusCode.Created, .. Enumerable.Repeat(HttpStatusCode.Conflict, 7)], answers.Select(answer => answer.StatusCode).Order());
    }
}
