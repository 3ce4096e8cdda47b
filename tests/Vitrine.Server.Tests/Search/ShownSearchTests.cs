using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Vitrine.Contracts;
using Vitrine.Media.Packs;
using Vitrine.Server.Features.Packs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>What pictures show, asked for by sentences: which are found, among what else is asked, in which order, and what is said where nothing can be compared.</summary>
public sealed class ShownSearchTests
{
    // imagenet/770 is "running shoe", imagenet/502 "clog, geta, patten, sabot", imagenet/207 "golden retriever".
    private const string Runner = "LABEL:imagenet/770=0.9";
    private const string Retriever = "LABEL:imagenet/207=0.9";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sentence_FindsWhatModelsSaw_AmongWhatElseIsAsked(string engine)
    {
        var texts = new PlayedTexts();
        await using var app = await texts.StartAsync(engine);
        await app.BringAsync(("runner.gif", [Runner, "KEYWORD:blue"]), ("both.gif", [Runner, "LABEL:imagenet/207=0.3"]), ("dog.gif", [Retriever, "KEYWORD:blue"]), ("none.gif", []));

        Assert.Equal("both runner", await NamesAsync(app, "shows:\"running shoe\""));
        Assert.Equal("runner", await NamesAsync(app, "shows:\"running shoe\" tag:blue"));
        Assert.Equal("dog none", await NamesAsync(app, "-shows:\"running shoe\""));
        Assert.Equal("both dog runner", await NamesAsync(app, "shows:\"running shoe\" OR shows:\"golden retriever\""));
        Assert.Equal("both dog runner", await NamesAsync(app, "shows IN (\"running shoe\", \"golden retriever\")"));
        Assert.Equal("", await NamesAsync(app, "shows:submarine"));
        Assert.Equal("", await NamesAsync(app, "shows:\"running shoe\" -shows:\"running shoe\""));
        Assert.Equal(2, (await app.Client.SearchAsync(new SearchRequest("shows:\"running shoe\"") { Facets = ["kind"] })).Facets!["kind"][0].Count);

        // What was seen of another picture afterwards, and what is gone, show at once.
        await app.UploadAsync("later.gif", PlayedMedia.File("later", Runner));
        await app.FinishAsync();
        using var trashed = await app.Http.DeleteAsync($"api/assets/{(await app.Client.SearchAsync(new SearchRequest("name:both"))).Items[0].Id}");
        Assert.True(trashed.IsSuccessStatusCode);
        Assert.Equal("later runner", await NamesAsync(app, "shows:\"running shoe\""));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WhatShowsItBest_ComesFirst_UnlessAnotherOrderIsAskedFor(string engine)
    {
        await using var app = await new PlayedTexts().StartAsync(engine);
        await app.BringAsync(("best.gif", [Runner]), ("tagged.gif", ["KEYWORD:blue"]), ("less.gif", [Runner, "LABEL:imagenet/207=0.7"]), ("late.gif", ["KEYWORD:blue"]));
        const string asked = "shows:\"running shoe\" OR tag:blue";

        Assert.Equal("best less late tagged", Named(await app.Client.SearchAsync(new SearchRequest(asked))));
        Assert.Equal("best less late tagged", Named(await app.Client.SearchAsync(new SearchRequest(asked, Sort: "relevance"))));
        Assert.Equal("late less tagged best", Named(await app.Client.SearchAsync(new SearchRequest(asked, Sort: "-added"))));
        Assert.Equal("best late less tagged", Named(await app.Client.SearchAsync(new SearchRequest(asked, Sort: "name"))));

        var (seen, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await app.Client.SearchAsync(new SearchRequest(asked, 1, cursor));
            Assert.Equal(4, page.Total);
            seen.Add(Named(page));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal(["best", "less", "late", "tagged"], seen);
        var best = (await app.Client.SearchAsync(new SearchRequest(asked))).Items;
        Assert.True(best[0].Score > best[1].Score);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WithoutAModel_SaysSo_AndPhrasesGoWithoutIt(string engine)
    {
        var texts = new PlayedTexts { Space = null };
        await using var app = await texts.StartAsync(engine);
        await app.BringAsync(("runner.gif", [Runner]));
        var wrong = await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest("kind:image shows:shoe")));
        Assert.Equal((11, "What pictures show cannot be compared with sentences: no model for that is installed."), (wrong.Query!.Position, wrong.Query.Message));
        Assert.DoesNotContain("shows", (await PhraseAsync(app, "running blorf")).Understood!.Found, StringComparison.Ordinal);

        // While it is being fetched that is what is said.
        var packs = app.Services.GetRequiredService<PackInstallations>();
        packs.Start(new PackStore(app.Data).Catalog.FindModel("minilm-l6")!);
        wrong = await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest("kind:image shows:shoe")));
        Assert.Equal((11, true, "What pictures show cannot be compared with sentences yet: the model for that is being fetched."), (wrong.Query!.Position, wrong.Query.AskAgain, wrong.Query.Message));

        // A child that dies costs a phrase the comparison, not the search; who asks for the comparison itself hears of it, as without it a negation would be all there is.
        (texts.Space, texts.Fails) = ("played-sentences@1", true);
        foreach (var query in new[] { "shows:shoe", "-shows:shoe", "kind:video OR NOT shows:shoe" })
        {
            var later = await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest(query)));
            Assert.StartsWith("What pictures show cannot be compared with sentences at the moment", later.Query!.Message, StringComparison.Ordinal);
            using var bulk = await app.SendAsync(HttpMethod.Post, "api/bulk", "{\"query\": \"" + query + "\", \"add\": {\"tags\": [\"wrong\"]}}");
            Assert.Equal(400, (int)bulk.StatusCode);
        }

        Assert.Equal(0, (await PhraseAsync(app, "blorf xyzzy")).Total);
        texts.Fails = false;
        foreach (var nothing in new[] { "\u0000", "?", "\u200b", "\u0301" })
        {
            using var empty = await app.SendAsync(HttpMethod.Post, "api/search", "{\"filter\": {\"field\": \"shows\", \"value\": \"" + nothing + "\"}}");
            Assert.Equal(400, (int)empty.StatusCode);
        }

        Assert.Equal("runner", await NamesAsync(app, "shows:shoe"));

        foreach (var nothing in new[] { "the", "of the", "there is a", "in front of" })
        {
            var empty = await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest($"-shows:\"{nothing}\"")));
            Assert.Equal($"'{nothing}' names nothing that a picture could show.", empty.Query!.Message);
            Assert.DoesNotContain("shows", (await PhraseAsync(app, nothing)).Understood?.Found ?? "", StringComparison.Ordinal);
        }

        var many = await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest(string.Join(" OR ", Enumerable.Range(0, 21).Select(i => $"shows:s{i}")))));
        Assert.Equal("At most 20 sentences about what pictures show.", many.Query!.Message);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WordsThatNobodyKnows_ReachWhatIsShown_AndTheBestFitComesFirst(string engine)
    {
        await using var app = await new PlayedTexts().StartAsync(engine);
        await app.BringAsync(("newest.gif", ["KEYWORD:dog"]), ("retriever.gif", [Retriever, "KEYWORD:dog"]), ("gold.gif", ["LABEL:imagenet/207=0.9"]), ("dog golden retriever.gif", []));
        var answer = await PhraseAsync(app, "golden retriever blorf");
        Assert.Contains("shows:\"golden retriever blorf\"", answer.Understood!.Found, StringComparison.Ordinal);
        Assert.All(answer.Items, item => Assert.Equal("possible", item.Band));
        Assert.Empty(new[] { "retriever.gif", "gold.gif" }.Except(answer.Items.Select(item => item.Name)));
        Assert.Equal(answer.Total, (await app.Client.SearchAsync(new SearchRequest(answer.Understood.Found))).Total);

        // Tags, the words of a name and what the picture shows all count: what has the words alone comes last.
        var dogs = await PhraseAsync(app, "dog blue golden");
        Assert.Equal("dog golden retriever.gif", dogs.Items[^1].Name);
        foreach (var groups in new[] { "apart", "together" })
        {
            foreach (var limit in new[] { 1, 2, 3 })
            {
                var (found, cursor) = (new List<string>(), (string?)null);
                do
                {
                    var page = await app.Client.SearchAsync(new SearchRequest("dog blue golden", limit, cursor) { Phrases = "auto", Groups = groups });
                    Assert.Equal((dogs.Total, dogs.Strong), (page.Total, page.Strong));
                    found.AddRange(page.Items.Select(item => item.Name));
                    cursor = page.Cursor;
                }
                while (cursor is not null);
                Assert.Equal(dogs.Items.Select(item => item.Name), found);
            }
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task GroupOfWhichSomeAreRanked_IsOneResult(string engine)
    {
        await using var app = await new PlayedTexts().StartAsync(engine);
        var ids = await app.BringAsync(("cover.gif", ["KEYWORD:beach"]), ("seen.gif", [Retriever, "KEYWORD:dog"]), ("other.gif", [Retriever, "KEYWORD:dog", "KEYWORD:beach"]), ("alone.gif", [Retriever]));
        await app.MakeAsync("burst", ids["cover.gif"], ids["cover.gif"], ids["seen.gif"]);
        var (found, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await app.Client.SearchAsync(new SearchRequest("dogs on the beach golden", 1, cursor) { Phrases = "auto", Groups = "together" });
            found.AddRange(page.Items.Select(item => item.Name));
            Assert.Equal(page.Total, (await app.Client.SearchAsync(new SearchRequest(page.Understood!.Found) { Groups = "together" })).Total);
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal(found.Distinct(), found);
        Assert.Equal(["cover.gif", "other.gif"], found.Order().Where(name => name is "cover.gif" or "other.gif"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ModelOfPicturesAndTexts_SaysTheOrder_AndLabelsWhatIsFound(string engine)
    {
        var texts = new PlayedTexts();
        await using var app = await DamApp.StartAsync(engine, new DamSetup
        {
            Media = new PlayedMedia { Embeds = true },
            Services = services => services.Replace(ServiceDescriptor.Singleton<ITextRunner>(texts)),
        });
        await app.BringAsync(("little.gif", [Retriever, "EMBED:1,3"]), ("much.gif", [Retriever, "EMBED:3,1"]), ("unlabelled.gif", ["EMBED:1,0"]));
        texts.Pair = [1, 0];
        Assert.Equal(["much.gif", "little.gif"], (await PhraseAsync(app, "golden retriever blorf")).Items.Select(item => item.Name));
        texts.Pair = [0, 1];
        Assert.Equal(2, (await PhraseAsync(app, "golden retriever zzblorf")).Total);
        Assert.Equal(["little.gif", "much.gif"], (await PhraseAsync(app, "golden retriever zzblorf")).Items.Select(item => item.Name));
    }

    [Fact]
    public async Task DirectionsOfLabels_AreKeptForTheNextStart_AndMadeAnewWhereTheyAreDamaged()
    {
        var texts = new PlayedTexts();
        await using var app = await texts.StartAsync("sqlite");
        await app.BringAsync(("runner.gif", [Runner]));
        Assert.Equal("runner", await NamesAsync(app, "shows:shoe"));
        Assert.True(texts.Asked.Count > 1_000);
        texts.Asked.Clear();
        await app.RestartAsync();
        Assert.Equal("runner", await NamesAsync(app, "shows:shoe"));
        Assert.Equal(["a photo of shoe"], texts.Asked);

        var file = Assert.Single(Directory.GetFiles(Path.Combine(app.Data, "index"), "*.labels"));
        foreach (var damage in new Func<byte[], byte[]>[] { bytes => bytes[..^1], bytes => [.. bytes[..1_000], (byte)(bytes[1_000] ^ 1), .. bytes[1_001..]], _ => [], bytes => [.. bytes.Reverse()] })
        {
            File.WriteAllBytes(file, damage(File.ReadAllBytes(file)));
            texts.Asked.Clear();
            await app.RestartAsync();
            Assert.Equal("runner", await NamesAsync(app, "shows:shoe"));
            Assert.True(texts.Asked.Count > 1_000);
        }
    }

    private static string Named(SearchAnswer answer) => string.Join(' ', answer.Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)));

    private static async Task<string> NamesAsync(DamApp app, string query) =>
        string.Join(' ', (await app.Client.SearchAsync(new SearchRequest(query, Sort: "name"))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)));

    private static Task<SearchAnswer> PhraseAsync(DamApp app, string phrase) => app.Client.SearchAsync(new SearchRequest(phrase) { Phrases = "auto" });
}
