using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Search;
using Vitrine.Server.Tests.Groups;
using Vitrine.Server.Tests.Vocabularies;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Words that are found as whole words: those in quotation marks, other forms, and what was understood of a phrase. Every question is asked of the index and of the rows.</summary>
public sealed class WholeWordTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WordsInQuotationMarks_AreFoundWhole_WhereverTheyStand(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await DescribeAsync(app, ("a", "a man"), ("b", "a mango"), ("man c", null), ("mango d", null), ("e", null), ("f", null), ("g", null));
        await WriteAsync(app, "e", "the mango", "two\fa MAN.");
        await WriteAsync(app, "f", "mangold");
        await app.TagAsync((await app.Client.SearchAsync(new SearchRequest("name:g"))).Items[0].Id, add: "man");

        Assert.Equal("a b e f g man c mango d", await FoundAsync(app, "man"));
        Assert.Equal("a e g man c", await FoundAsync(app, "\"man\""));
        Assert.Equal("a e g man c", await FoundAsync(app, "'man'"));
        Assert.Equal("b f mango d", await FoundAsync(app, "man -\"man\""));
        Assert.Equal(("a b e f", "a e"), (await FoundAsync(app, "text:man"), await FoundAsync(app, "text:\"man\"")));
        Assert.Equal(("man c mango d", "man c"), (await FoundAsync(app, "name:man"), await FoundAsync(app, "name:'MAN'")));
        Assert.Equal(("b e mango d", "man c mango d"), (await FoundAsync(app, "\"mango\""), await FoundAsync(app, "name IN (\"man\", mang)")));
        Assert.Equal(("man c", ""), (await FoundAsync(app, "name IN (\"man\", \"mang\")"), await FoundAsync(app, "\"man mang\"")));

        // Printed marks are quotation marks, and signs beside words are none that could stand anywhere.
        Assert.Equal(("a e g man c", "man c", "man c"), (await FoundAsync(app, "\u201cman\u201d"), await FoundAsync(app, "name:\u201eman\u201c"), await FoundAsync(app, "\u00ab man c \u00bb")));
        Assert.Equal(("man c", "a e g man c", ""), (await FoundAsync(app, "man & c"), await FoundAsync(app, "\"man\"*"), await FoundAsync(app, "& *")));

        // The page of a document is that on which what was asked for stands.
        Assert.Equal((1, 2), (await PageAsync(app, "man"), await PageAsync(app, "text:\"man\"")));

        // Several follow each other; of a document all stand somewhere.
        Assert.Equal(("man c", "man c", ""), (await FoundAsync(app, "\"man c\""), await FoundAsync(app, "name:\"c gif\""), await FoundAsync(app, "\"c man\"")));
        Assert.Equal(("a e", "e", "", "e"), (await FoundAsync(app, "\"a man\""), await FoundAsync(app, "\"two the\""), await FoundAsync(app, "\"a ma\""), await FoundAsync(app, "\"mango two\"")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WordsOfPlaces_AreFoundWhole_AndThoseWithoutGapsByAnyPart(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await DescribeAsync(app, ("a", "私は日本語を話します。"), ("b", "日本人"), ("c", "iPhone手機"), ("d", null), ("e", null));
        await PatchAsync(app, "d", new { place = new { country = "IT", town = "Rome" } });
        await PatchAsync(app, "e", new { place = new { country = "FR", town = "Romegoux" } });
        Assert.Equal(("d", "d", "d"), (await FoundAsync(app, "place:\"rome italy\""), await FoundAsync(app, "\"italia rome\""), await FoundAsync(app, "place:\"italien rome\" -text:rome")));

        Assert.Equal(("d e", "d", ""), (await FoundAsync(app, "place:rome"), await FoundAsync(app, "place:\"rome\""), await FoundAsync(app, "\"rom\"")));
        Assert.Equal(("a", "a b", "b"), (await FoundAsync(app, "\"本語を\""), await FoundAsync(app, "'日本'"), await FoundAsync(app, "text:\"人\"")));
        Assert.Equal(("c", "", "c"), (await FoundAsync(app, "\"iphone\""), await FoundAsync(app, "\"ipho\""), await FoundAsync(app, "\"iphone 手機\"")));
        Assert.Equal(
            ["3,2", "2,3", "0,3", "0,6"], [await MarkedAsync(app, "\"本語\""), await MarkedAsync(app, "日本語"), await MarkedAsync(app, "\"日本人\""), await MarkedAsync(app, "\"iphone\"")]);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task SeveralInQuotationMarks_FollowEachOtherInOneText(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await DescribeAsync(
            app, ("a", "the red dress of the bride"), ("b", "a dress, red"), ("c", "red. Dress."), ("d", "red red dress"), ("red dress e", null), ("f", "red dressing gown"), ("g", "red"), ("h", "東京都庁 at night"), ("i", "東京の都庁"));
        await app.DoAsync(HttpMethod.Patch, $"api/assets/{(await app.Client.SearchAsync(new SearchRequest("name==g.gif"))).Items[0].Id}", """{"title":"dress"}""");
        var id = (await app.Client.SearchAsync(new SearchRequest("name==f.gif"))).Items[0].Id;

        Assert.Equal("a b c d g red dress e", await FoundAsync(app, "\"red\" \"dress\""));
        Assert.Equal(("a c d red dress e", "a c d"), (await FoundAsync(app, "\"red dress\""), await FoundAsync(app, "text:\"Réd  DRESS\"")));
        Assert.Equal(("b", "d", "a", ""), (await FoundAsync(app, "\"dress red\""), await FoundAsync(app, "'red red dress'"), await FoundAsync(app, "\"the bride\""), await FoundAsync(app, "\"bride the\"")));
        Assert.Equal(("h", "h", "i"), (await FoundAsync(app, "\"東京都\""), await FoundAsync(app, "\"都庁 at\""), await FoundAsync(app, "\"の都庁\"")));
        Assert.Equal("b f g h i", await FoundAsync(app, "NOT \"red dress\""));
        Assert.Equal("f", await FoundAsync(app, "(\"red dress\" OR \"dressing gown\") -\"red dress\""));

        // What is marked are those that follow each other.
        Assert.Equal(["4,3 8,5", "0,3"], [await MarkedAsync(app, "\"red dress\""), await MarkedAsync(app, "\"東京都\"")]);
        Assert.Equal(["0,1 4,3 8,5", "0,3 4,5 10,1"], [await MarkedAsync(app, "\"red dress\" name:d"), await MarkedAsync(app, "\"red dress\" name:e")]);

        // A tag of that name as a whole, and nothing by half of it.
        await app.TagAsync(id, add: "red dress");
        Assert.Equal("a c d f red dress e", await FoundAsync(app, "\"red dress\""));
        await app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", """{"description":"a red dress"}""");
        Assert.Equal("a c d f", await FoundAsync(app, "text:\"red dress\""));
        await app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", """{"description":null}""");
        Assert.Equal("a c d", await FoundAsync(app, "text:\"red dress\""));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task OtherForms_AreWholeWords(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await DescribeAsync(app, ("a", "one boot"), ("b", "many boots"), ("c", "the bootleg"), ("d", "a catalogue"), ("e", "cats"));
        Assert.Equal(("a b", "a b c"), (await FoundAsync(app, "boots"), await FoundAsync(app, "boot")));
        Assert.Equal(("b", "a"), (await FoundAsync(app, "\"boots\""), await FoundAsync(app, "\"boot\"")));
        Assert.Equal("e", await FoundAsync(app, "cats"));

        // What is marked and what counts is what was found.
        var answer = await app.Client.SearchAsync(new SearchRequest("boots", Sort: "relevance") { Explain = (await app.Client.SearchAsync(new SearchRequest("\"bootleg\""))).Items[0].Id });
        Assert.Equal((false, "boots OR \"boot\"", 0), (answer.Explanation!.Matched, answer.Explanation.Clause.Query, answer.Explanation.Score!.Count));
        Assert.Equal(["4,4", "5,5"], answer.Items.OrderBy(item => item.Name).Select(Marks));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scores_AreThoseOfTheWholeWord(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await DescribeAsync(app, ("a", "a dress and dressings and dressers"), ("b", "dress"), ("c", "dressings"), ("d", "nothing"));
        var first = (await app.Client.SearchAsync(new SearchRequest("text:\"dress\"", Sort: "relevance"))).Items;
        Assert.Equal(["b.gif", "a.gif"], first.Select(item => item.Name));
        var explained = await app.Client.SearchAsync(new SearchRequest("text:\"dress\"", Sort: "relevance") { Explain = first[1].Id });
        Assert.Equal(first[1].Score, Assert.Single(explained.Explanation!.Score!).Score, 9);
        Assert.Equal(["2,5", "0,5"], [Marks(first[1]), Marks(first[0])]);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WhatWasUnderstoodOfAPhrase_IsAskedForInItsForms_AndWhatNobodyKnowsByItsBeginning(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await DescribeAsync(app, ("a", "two dresses"), ("b", "a dress"), ("c", "salad dressings"), ("d", "zwei Hunde"), ("e", "ein Hundert"), ("f", "blorfing"), ("g", "a dog"));
        await app.TagAsync((await app.Client.SearchAsync(new SearchRequest("name:a"))).Items[0].Id, add: "dress");

        var dress = await AskAsync(app, "dress");
        Assert.Equal("a.gif strong, b.gif possible", Banded(dress));
        Assert.Equal("tag:dress OR \"dress\" OR \"dresses\"", dress.Understood!.Found);
        Assert.Equal(["4,7", "2,5"], dress.Items.Select(Marks));
        Assert.Equal("a.gif, b.gif", string.Join(", ", (await app.Client.SearchAsync(new SearchRequest(dress.Understood.Found, Sort: "name"))).Items.Select(item => item.Name)));

        Assert.Equal("d.gif possible, g.gif possible", Banded(await AskAsync(app, "Hund")));
        Assert.Equal("f.gif possible, g.gif possible", Banded(await AskAsync(app, "dogs blorf")));
        Assert.Equal("tag:dog OR \"dogs\" OR \"dog\" OR blorf OR dogs blorf", (await AskAsync(app, "dogs blorf")).Understood!.Found);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task LongPhrases_GetAsManyFormsAsThereIsRoomFor(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        string[] things = ["dog", "cat", "car", "shoe", "boot", "dress", "hat", "bag", "tree", "flower", "house", "bird", "horse", "chair", "table", "lamp", "cup", "bottle", "boat", "bridge"];
        await DescribeAsync(app, ("a", string.Join(' ', things)), ("b", string.Join(' ', things.Select(thing => thing + "s"))));
        foreach (var (count, found) in new[] { (3, 2), (12, 2), (20, 1) })
        {
            var answer = await AskAsync(app, string.Join(' ', things[..count].Concat(count == 20 ? ["river", "street", "book", "apple", "sofa"] : [])));
            Assert.NotNull(answer.Strong);
            var query = QueryParser.Parse(answer.Understood!.Found).Query!;
            Assert.InRange(QuerySize.Of(query), count * 2, QuerySize.Most);
            Assert.Equal((count, found), (count, answer.Total));
        }
    }

    /// <summary>Databases compare with patterns of so many bytes only, and one collection must not fail all.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WordsThatComeAgainAndAgain_FailNothing(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await DescribeAsync(app, ("a", $"{string.Join(' ', Enumerable.Repeat("x y", 4_500))} zebrafish"), ("b", "ﷺ ﷺ foo"));
        foreach (var word in (string[])["ﷺ ", "\U00020bb7", "x y "])
        {
            Assert.Equal("", await FoundAsync(app, $"\"{string.Concat(Enumerable.Repeat(word, 3_000))}\""));
        }

        Assert.Empty(PackedWords.Has("words", [.. Enumerable.Repeat(new AskedWord("word", IsWhole: true), 5_000)], SearchTermField.Text).Parameters);
        Assert.Equal(("a", "b"), (await FoundAsync(app, "zebrafish"), await FoundAsync(app, "\"ﷺ ﷺ foo\"")));
    }

    private static async Task DescribeAsync(DamApp app, params (string Name, string? Text)[] files)
    {
        foreach (var (name, text) in files)
        {
            var id = await app.BringAsync(name + ".gif");
            if (text is not null)
            {
                await app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", JsonSerializer.Serialize(new { description = text }));
            }
        }

        await app.FinishAsync();
    }

    private static async Task PatchAsync(DamApp app, string name, object change) => await app.DoAsync(
        HttpMethod.Patch, $"api/assets/{(await app.Client.SearchAsync(new SearchRequest($"name==\"{name}.gif\""))).Items[0].Id}", JsonSerializer.Serialize(change));

    private static async Task WriteAsync(DamApp app, string name, params string[] pages) => await DocumentSearchTests.WriteAsync(
        app, (await app.Database.ReadAsync(session => session.NumberAsync($"select v.essence_key from version v join asset a on a.version_key = v.key where a.name = {name + ".gif"}")))!.Value, pages);

    private static async Task<string> FoundAsync(DamApp app, string query) =>
        string.Join(' ', (await app.Client.SearchAsync(new SearchRequest(query, Sort: "name"))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)));

    private static async Task<int> PageAsync(DamApp app, string query) => (await app.Client.SearchAsync(new SearchRequest(query))).Items.Single(item => item.Name == "e.gif").Found!.Page;

    private static Task<SearchAnswer> AskAsync(DamApp app, string text) => app.Client.SearchAsync(new SearchRequest(text, Sort: "name") { Phrases = "auto" });

    private static string Banded(SearchAnswer answer) => string.Join(", ", answer.Items.Select(item => $"{item.Name} {item.Band}"));

    /// <summary>The ranges that are marked in what a query finds first.</summary>
    private static async Task<string> MarkedAsync(DamApp app, string query) => Marks((await app.Client.SearchAsync(new SearchRequest(query, Sort: "name"))).Items[0]);

    private static string Marks(SearchItem item) => string.Join(' ', item.Highlights!.SelectMany(mark => mark.Ranges).Select(range => $"{range[0]},{range[1]}"));
}
