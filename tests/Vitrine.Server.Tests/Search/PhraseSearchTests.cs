using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Tests.Groups;
using Vitrine.Server.Tests.Vocabularies;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Words that are read as ordinary language, on their way through search.</summary>
public sealed class PhraseSearchTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Phrase_FindsWhatFitsWhollyFirst_AndSaysHowItWasUnderstood(string engine)
    {
        await using var app = await FilledAsync(engine);
        var answer = await AskAsync(app, "dogs on the beach in 2024");
        Assert.Equal(["both.gif strong", "walk dogs.gif strong", "only-beach.gif possible", "only-dog.gif possible"], Banded(answer));
        Assert.Equal((4, 2), (answer.Total, answer.Strong));
        var understood = answer.Understood!;
        Assert.Equal(("en", "tag:dog tag:beach taken:2024"), (understood.Language, understood.Query));
        Assert.Empty(understood.Unknown);
        Assert.Equal(
            ["concept dogs=dog 0+4 tag:dog", "relation on=on 5+2 ", "concept beach=beach 12+5 tag:beach", "date in 2024=2024 18+7 taken:2024"],
            understood.Parts.Select(part => $"{part.Kind} {part.Text}={part.Meaning} {part.Start}+{part.Length} {part.Query}"));

        // What was understood is a query like any other.
        Assert.Equal(["both.gif", "walk dogs.gif"], (await app.Client.SearchAsync(new SearchRequest(understood.Query, Sort: "name"))).Items.Select(item => item.Name));
        Assert.Equal(4, (await app.Client.SearchAsync(new SearchRequest(understood.Found))).Total);

        var german = await AskAsync(app, "Hunde am Strand ohne Katzen");
        Assert.Equal("de", german.Understood!.Language);
        Assert.True(german.Understood.Parts[^1].Negated);
        Assert.DoesNotContain("cats.gif", german.Items.Select(item => item.Name));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WordsThatNobodyKnows_AreSearchedForAndNamed(string engine)
    {
        await using var app = await FilledAsync(engine);
        var answer = await AskAsync(app, "dog blorf");
        Assert.Equal(("tag:dog blorf", "blorf"), (answer.Understood!.Query, string.Join(' ', answer.Understood.Unknown)));
        Assert.Equal(0, answer.Strong);
        Assert.All(answer.Items, item => Assert.Equal("possible", item.Band));
        Assert.NotEmpty(answer.Items);

        // Nothing more than plain words is an ordinary search.
        var none = await AskAsync(app, "blorf xyzzy");
        Assert.Equal((0, (long?)null, "blorf xyzzy"), (none.Total, none.Strong, none.Understood!.Query));
        Assert.Equal(["blorf", "xyzzy"], none.Understood.Unknown);
        Assert.Empty(none.Understood.Parts);
        var named = await AskAsync(app, "zzz");
        Assert.Null(Assert.Single(named.Items).Band);
        Assert.NotNull(named.Understood);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task TownsAndPeopleOfTheLibrary_AreUnderstood(string engine)
    {
        await using var app = await FilledAsync(engine);
        var ids = (await app.Client.SearchAsync(new SearchRequest("name:both"))).Items.Select(item => item.Id).ToArray();
        using var said = await app.SendAsync(
            HttpMethod.Patch, $"api/assets/{ids[0]}", """{"place": {"country": "NO", "town": "Å i Lofoten"}, "people": {"add": ["Ann Lee"]}}""");
        Assert.True(said.IsSuccessStatusCode, await said.Content.ReadAsStringAsync());
        await app.FinishAsync();
        var answer = await AskAsync(app, "ann lee with a dog in å i lofoten norway");
        Assert.Equal(["both.gif strong"], Banded(answer).Where(item => item.EndsWith("strong", StringComparison.Ordinal)));
        Assert.Equal(["person", "relation", "concept", "town", "country"], answer.Understood!.Parts.Select(part => part.Kind));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ConditionsBehindWords_NarrowWhatTheseFind_AndTheirSiblingsKeepCounting(string engine)
    {
        await using var app = await FilledAsync(engine);
        var answer = await AskAsync(app, "dogs on the beach taken>=2024-05 -tag:cat");
        Assert.Equal(["both.gif strong", "walk dogs.gif strong"], Banded(answer));
        Assert.Equal(("tag:dog tag:beach taken>=2024-05 -tag:cat", 2L), (answer.Understood!.Query, answer.Strong));
        Assert.Equal(answer.Total, (await app.Client.SearchAsync(new SearchRequest(answer.Understood.Found))).Total);
        Assert.Equal(["dogs", "on", "beach"], answer.Understood.Parts.Select(part => part.Text));

        // What the words say of a field is no choice that could be another.
        var facets = await app.Client.SearchAsync(new SearchRequest("photos of dogs taken:2024") { Phrases = "auto", Facets = ["kind", "taken"] });
        Assert.Equal(["2024 3", "2019 1"], facets.Facets!["taken"].Select(one => $"{one.Value} {one.Count}"));
        Assert.Equal(["image 3"], facets.Facets["kind"].Select(one => $"{one.Value} {one.Count}"));

        foreach (var text in new[] { "dogs OR kind:image", "kind:image dogs", "dogs kind:image beach", "(dogs) kind:image" })
        {
            Assert.Null((await AskAsync(app, text)).Understood);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task PartsOfNames_AndWordsThatMustNotBeThere_AreUnderstood(string engine)
    {
        await using var app = await FilledAsync(engine);
        var id = (await app.Client.SearchAsync(new SearchRequest("name:both"))).Items[0].Id;
        await app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", """{"people": {"add": ["Annegret Beach-Smith"]}}""");
        var found = await AskAsync(app, "dogs with annegret");
        Assert.Equal(("tag:dog person:annegret", "both.gif strong"), (found.Understood!.Query, Banded(found).First()));

        // What else a word means comes first.
        Assert.Equal("tag:beach", (await AskAsync(app, "beach")).Understood!.Query);
        var without = await AskAsync(app, "dogs without Annegret");
        Assert.Equal("tag:dog -person:Annegret", without.Understood!.Query);
        Assert.DoesNotContain("both.gif", without.Items.Select(item => item.Name));

        var walk = await AskAsync(app, "dogs without a walk");
        Assert.Equal(("tag:dog -\"walk\"", "word walk True"), (walk.Understood!.Query, string.Join(' ', walk.Understood.Parts.Where(part => part.Kind == "word").Select(part => $"{part.Kind} {part.Meaning} {part.Negated}"))));
        Assert.DoesNotContain("walk dogs.gif", walk.Items.Select(item => item.Name));
    }

    [Fact]
    public async Task SizesWithoutANumber_AreLeftOut_AndUnderstoodWordsAreNoTypingErrors()
    {
        await using var app = await FilledAsync(Engines.Sqlite);
        var large = await AskAsync(app, "large photos");
        Assert.Equal(("kind:image", "all", "large"), (large.Understood!.Query, large.Understood.Parts[0].LeftOut, large.Understood.Parts[0].Meaning));

        // "last" stands nowhere, "list" does.
        await app.UploadAsync("list summer.gif", PlayedMedia.File("list"), null, "dog");
        var answer = await app.Client.SearchAsync(new SearchRequest("dogs last summer") { Phrases = "auto", Spelling = "auto" });
        Assert.Equal((null, 0L), (answer.Corrected, answer.Total));
        Assert.Equal("dog list", (await app.Client.SearchAsync(new SearchRequest("dog lisst") { Spelling = "auto" })).Corrected);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WhatIsNoPhrase_IsReadAsBefore(string engine)
    {
        await using var app = await FilledAsync(engine);
        foreach (var text in new[] { "", "tag:dog", "dog -cat", "\"dog\"", "dog OR cat", "dog AND cat", "(dog cat)", "kind:image dog", string.Join(' ', Enumerable.Repeat("a", 80)) + new string('b', 400) })
        {
            var answer = await AskAsync(app, text);
            Assert.Equal((text, null, (long?)null), (text, answer.Understood, answer.Strong));
            Assert.Equal((await app.Client.SearchAsync(new SearchRequest(text))).Total, answer.Total);
        }

        var words = await app.Client.SearchAsync(new SearchRequest("dogs on the beach"));
        Assert.Null(words.Understood);
        Assert.Equal(words.Total, (await app.Client.SearchAsync(new SearchRequest("dogs on the beach") { Phrases = "off" })).Total);
        using var address = await app.Http.GetAsync("api/search?q=dogs%20on%20the%20beach&phrases=auto");
        Assert.Equal("en", (await address.JsonAsync()).GetProperty("understood").GetProperty("language").GetString());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Pages_GoOverFromOneBandToTheNext(string engine)
    {
        await using var app = await FilledAsync(engine);
        foreach (var groups in new[] { "apart", "together" })
        {
            foreach (var sort in new[] { "name", "-added", "relevance", "-taken,name" })
            {
                var request = new SearchRequest("dogs on the beach", Sort: sort) { Phrases = "auto", Groups = groups };
                var whole = await app.Client.SearchAsync(request);
                Assert.Equal((5, 3), (whole.Total, whole.Strong));
                Assert.Equal(["strong", "strong", "strong", "possible", "possible"], whole.Items.Select(item => item.Band));
                foreach (var limit in Deep.IsOn ? (int[])[1, 2, 3, 4] : [1, 3])
                {
                    var found = new List<string>();
                    string? cursor = null;
                    do
                    {
                        var page = await app.Client.SearchAsync(request with { Limit = limit, Cursor = cursor });
                        Assert.Equal((5, 3), (page.Total, page.Strong));
                        found.AddRange(page.Items.Select(item => item.Id));
                        cursor = page.Cursor;
                    }
                    while (cursor is not null);
                    Assert.Equal(whole.Items.Select(item => item.Id), found);

                    var jumped = await app.Client.SearchAsync(request with { Limit = 2, Offset = limit });
                    Assert.Equal(whole.Items.Skip(limit).Take(2).Select(item => item.Id), jumped.Items.Select(item => item.Id));
                }

                var first = await app.Client.SearchAsync(request with { Limit = 1 });
                await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(request with { Phrases = "off", Cursor = first.Cursor }));
            }
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task GroupOfWhichOneFitsWhollyAndOneInPart_IsOneStrongResult(string engine)
    {
        await using var app = await FilledAsync(engine);
        var ids = (await app.Client.SearchAsync(new SearchRequest(""))).Items.ToDictionary(item => item.Name, item => item.Id);
        await app.MakeAsync("burst", ids["only-dog.gif"], ids["only-dog.gif"], ids["old.gif"]);
        foreach (var limit in new[] { 1, 2, 50 })
        {
            var (found, cursor) = (new List<string>(), (string?)null);
            do
            {
                var page = await app.Client.SearchAsync(new SearchRequest("dogs on the beach", limit, cursor, Sort: "name") { Phrases = "auto", Groups = "together" });
                Assert.Equal((4, 3), (page.Total, page.Strong));
                found.AddRange(Banded(page));
                cursor = page.Cursor;
            }
            while (cursor is not null);
            Assert.Equal(["both.gif strong", "only-dog.gif strong", "walk dogs.gif strong", "only-beach.gif possible"], found);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task NewWordsOfTheVocabulary_AreUnderstoodSoon_AndOldOnesMeanwhile(string engine)
    {
        await using var app = await FilledAsync(engine);
        Assert.Empty((await AskAsync(app, "frobnitz")).Understood!.Parts);
        var id = (await app.Client.SearchAsync(new SearchRequest("name:zzz"))).Items[0].Id;
        await app.TagAsync(id, add: "frobnitz");
        var began = Stopwatch.StartNew();
        while ((await AskAsync(app, "frobnitz dogs")).Understood is { Parts: [{ Text: "dogs" }] })
        {
            Assert.True(began.Elapsed < TimeSpan.FromSeconds(60), "the new word is not understood");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        var answer = await AskAsync(app, "frobnitz");
        Assert.Equal(("zzz.gif strong", "tag:frobnitz"), (Assert.Single(Banded(answer)), answer.Understood!.Query));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Facets_CountAllThatIsFound(string engine)
    {
        await using var app = await FilledAsync(engine);
        var answer = await app.Client.SearchAsync(new SearchRequest("dogs on the beach") { Phrases = "auto", Facets = ["kind"] });
        Assert.Equal(5, answer.Facets!["kind"].Sum(value => value.Count));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task HostilePhrases_AreAnsweredSoonOrRefusedWithASentence(string engine)
    {
        await using var app = await FilledAsync(engine);
        string[] hostile =
        [
            new('a', 1_000_000), string.Join(' ', Enumerable.Repeat("dog", 10_000)), string.Join(' ', Enumerable.Range(0, 10_000)), string.Join(' ', Enumerable.Repeat("x", 250)),
            string.Join(' ', Enumerable.Range(0, 95).Select(i => (char)('a' + (i % 26)) + "" + (char)('a' + (i / 26)))), string.Join(' ', Enumerable.Repeat("not without no never", 24)),
            string.Concat(Enumerable.Repeat("dogcatbeach", 45)), "dog\0beach \u202e\ud800 cat", "dog \ufffe\uffff", string.Concat(Enumerable.Repeat("\u0301", 500)), "dogs' beach", "99999999999 dogs before 0000", "% _ ; --",
            "from 9999 to 1", "+ - = dog", "\ud83d\udc36 beach", "dog   \t\n beach",
        ];
        foreach (var query in hostile)
        {
            var began = Stopwatch.StartNew();
            using var response = await app.SendAsync(HttpMethod.Post, "api/search", JsonSerializer.Serialize(new { query, phrases = "auto" }));
            var text = await response.Content.ReadAsStringAsync();
            var shown = query[..Math.Min(60, query.Length)];
            Assert.True(began.Elapsed < TimeSpan.FromSeconds(5), $"{shown}: {began.Elapsed}");
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{shown}: {response.StatusCode} {text}");
            Assert.True(response.StatusCode == HttpStatusCode.OK || text.Length < 1_500, text);
        }

        var wrong = await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest("dog") { Phrases = "always" }));
        Assert.Equal("phrases is auto or off, not 'always'.", wrong.Query!.Message);
    }

    /// <summary>Nothing but tags tells them apart: the surest is the best.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Results_ThatOnlyTagsTellApart_StandTheSurestFirst(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (name, seen) in new[] { ("a", "0.85"), ("b", "0.95"), ("c", "0.8"), ("d", "0.9") })
        {
            await app.UploadAsync(name + ".gif", PlayedMedia.File(name, $"LABEL:coco/dog={seen}"));
        }

        await app.FinishAsync();
        await app.UploadAsync("e.gif", PlayedMedia.File("e"), null, "dog");
        await app.FinishAsync();

        var found = await app.Client.SearchAsync(new SearchRequest("dogs") { Phrases = "auto" });

        Assert.Equal(["e.gif strong", "b.gif strong", "d.gif strong", "a.gif strong", "c.gif strong"], Banded(found));
    }

    private static async Task<DamApp> FilledAsync(string engine)
    {
        var app = await DamApp.StartAsync(engine);
        foreach (var (name, taken, tags) in new (string, string, string[])[]
        {
            ("both", "2024-05-06", ["dog", "beach"]), ("walk dogs", "2024-07-01", ["dog", "beach"]), ("old", "2019-01-01", ["dog", "beach"]),
            ("only-dog", "2024-03-03", ["dog"]), ("only-beach", "2024-04-04", ["beach"]), ("cats", "2024-05-05", ["cat"]), ("zzz", "2024-06-06", []),
        })
        {
            await app.UploadAsync(name + ".gif", PlayedMedia.File(name, "TAKEN:" + taken), null, tags);
        }

        await app.FinishAsync();
        return app;
    }

    private static Task<SearchAnswer> AskAsync(DamApp app, string text) => app.Client.SearchAsync(new SearchRequest(text, Sort: "name") { Phrases = "auto" });

    private static IEnumerable<string> Banded(SearchAnswer answer) => answer.Items.Select(item => $"{item.Name} {item.Band}");
}
