using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

public sealed class SearchPagingTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Cursor_WhileTheLibraryChanges_NeitherRepeatsNorSkips(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            ids.Add((await app.UploadAsync($"{i}.gif", PlayedMedia.File($"{i}"))).Id);
        }

        // Newest first: 8 7 6 | 5 4 … of which 7 was seen and 4 was not.
        var first = await app.Client.SearchAsync(new SearchRequest("", 3));
        Assert.Equal([ids[8], ids[7], ids[6]], first.Items.Select(item => item.Id));
        await app.UploadAsync("new.gif", PlayedMedia.File("new"));
        foreach (var gone in new[] { ids[7], ids[6], ids[4] })
        {
            using var response = await app.SendAsync(HttpMethod.Delete, $"api/assets/{gone}");
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        var second = await app.Client.SearchAsync(new SearchRequest("", 3, first.Cursor));
        var third = await app.Client.SearchAsync(new SearchRequest("", 3, second.Cursor));

        Assert.Equal([ids[5], ids[3], ids[2]], second.Items.Select(item => item.Id));
        Assert.Equal([ids[1], ids[0]], third.Items.Select(item => item.Id));
        Assert.Null(third.Cursor);
        Assert.Equal(7, third.Total);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sort_ByFolder_ReadsTheTreeAFolderAtATimeInBothDirectionsPageByPage(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (folder, name) in new (string?, string)[]
        {
            ("a/b", "x.gif"), ("a", "z.gif"), ("a b", "m.gif"), (null, "top.gif"), ("a", "b.gif"), ("a/b/c", "a.gif"), ("a!", "q.gif"), ("a/b", "a.gif"),
        })
        {
            await app.UploadAsync(name, PlayedMedia.File(folder + name), folder);
        }

        // A folder's own files, then those of the folders in it, then its neighbours'.
        string[] expected = ["/top.gif", "/a/b.gif", "/a/z.gif", "/a/b/a.gif", "/a/b/x.gif", "/a/b/c/a.gif", "/a b/m.gif", "/a!/q.gif"];
        foreach (var (sort, order) in new[] { ("folder", expected), ("-folder", expected.Reverse().ToArray()) })
        {
            var found = new List<string>();
            string? cursor = null;
            do
            {
                var page = await app.Client.SearchAsync(new SearchRequest("", 3, cursor, Sort: sort));
                Assert.Equal(expected.Length, page.Total);
                found.AddRange(page.Items.Select(item => item.Folder.TrimEnd('/') + "/" + item.Name));
                cursor = page.Cursor;
            }
            while (cursor is not null);
            Assert.Equal(order, found);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Cursor_OfAnotherQueryOrTamperedWith_IsRefused(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        for (var i = 0; i < 3; i++)
        {
            await app.UploadAsync($"{i}.gif", PlayedMedia.File($"{i}"));
        }

        var cursor = (await app.Client.SearchAsync(new SearchRequest("", 1))).Cursor!;
        foreach (var (query, sort, wrong) in new (string, string?, string)[]
        {
            ("kind:image", null, cursor), ("", "name", cursor), ("", "added", cursor), ("", null, cursor[..^1]), ("", null, cursor + "A"), ("", null, ""), ("", null, "x"), ("", null, new string('A', 10_000)),
            ("", null, (cursor[0] == 'A' ? 'B' : 'A') + cursor[1..]), ("", null, cursor[..30] + (cursor[30] == 'A' ? 'B' : 'A') + cursor[31..]), ("", null, "\u0000"), ("", null, Convert.ToBase64String(new byte[40])),
        })
        {
            using var response = await app.SendAsync(
                HttpMethod.Post, "api/search", JsonSerializer.Serialize(new { query, sort, limit = 1, cursor = wrong }));
            await response.ProblemAsync(HttpStatusCode.BadRequest);
        }

        await app.Client.SearchAsync(new SearchRequest("", 1, cursor));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task After_ASequenceThatWasNotGiven_IsRefused(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var form = DamApp.UploadForm("a.gif", PlayedMedia.File("a"));
        using var upload = await app.Http.PostAsync("api/assets", form);
        var sequence = long.Parse(upload.Header("X-Vitrine-Sequence")!, System.Globalization.CultureInfo.InvariantCulture);
        await app.FinishAsync();

        Assert.Equal(1, (await app.Client.SearchAsync(new SearchRequest("", After: sequence))).Total);
        using var future = await app.SendAsync(HttpMethod.Post, "api/search", """{"after":999999999}""");
        await future.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Queries_ThatCannotBeRead_SayWhere(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var query in new[]
        {
            new('x', 100_000), new string('(', 3000), string.Concat(Enumerable.Repeat("(a OR ", 500)) + "a" + new string(')', 500), "\"", "tag:", "kind:everything", "taken:yesterdy", "taken:9999-99-99",
            "AND", "OR OR", "NOT", "dog AND", "unknown:field", "(((", ")", "()", "name<x", "tag:\"\"",
        })
        {
            using var response = await app.SendAsync(HttpMethod.Post, "api/search", JsonSerializer.Serialize(new { query }));
            var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
            Assert.Equal(problem.GetProperty("detail").GetString(), problem.GetProperty("message").GetString());
            Assert.InRange(problem.GetProperty("position").GetInt32(), 0, query.Length);
            Assert.NotEmpty(problem.GetProperty("expected").GetString()!);
        }

        foreach (var sort in new[] { "color", "0", "added,relevance", "--added", " added", "added ", "-", "a\u0000" })
        {
            using var response = await app.SendAsync(HttpMethod.Post, "api/search", JsonSerializer.Serialize(new { sort }));
            await response.ProblemAsync(HttpStatusCode.BadRequest);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Queries_MadeToBreakSomething_FindNothingAndBreakNothing(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("a"));
        await app.FinishAsync();
        foreach (var value in new[]
        {
            "'; drop table asset; --", "' or 1=1 --", "%", "_", "a' union select hash from credential --", "@p0", "$1", "{0}", "\u0000", "a\u0000b", "\u0001\u001f\u007f", "\ufffe", "\uffff", "\u202e",
            "\ud83d\ude00", new string('\u0301', 500), new string('a', 3900), "../../etc/passwd", "\u200b", "\ufdfa\ufdfa", "*", "\\\\",
        })
        {
            foreach (var field in new[] { "", "tag:", "name:", "text:", "folder:" })
            {
                var query = $"{field}\"{value.Replace("\\", "\\\\", StringComparison.Ordinal)}\"";
                using var response = await app.SendAsync(HttpMethod.Post, "api/search", JsonSerializer.Serialize(new { query }));
                var text = await response.Content.ReadAsStringAsync();
                Assert.True(response.StatusCode == HttpStatusCode.OK, $"{field}{value}: {(int)response.StatusCode} {text}");
                Assert.True(text.StartsWith("{\"total\":0,", StringComparison.Ordinal) || value.StartsWith('a'), $"{field}{value}: {text}");
            }
        }

        Assert.Equal(1, (await app.Client.SearchAsync(new SearchRequest("name:a"))).Total);
    }
}
