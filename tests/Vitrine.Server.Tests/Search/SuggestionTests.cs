using System.Net;
using System.Text;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Fields;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>What is offered while a query is typed: the right things with the right numbers, in a form that can be asked, whatever was typed so far.</summary>
public sealed class SuggestionTests
{
    /// <summary>Each with a place, marked by <c>|</c>, what is offered first there, and what the query becomes by taking it.</summary>
    private static readonly (string Query, string Text, string Becomes)[] Cases =
    [
        ("ki|", "kind", "kind:"),
        ("kind:vi|", "video", "kind:video "),
        ("kind IN (image, vi|)", "video", "kind IN (image, video)"),
        ("width |", ":", "width :"),
        ("width >|", "", ""),
        ("width B|", "BETWEEN", "width BETWEEN "),
        ("width BETWEEN 1 |", "AND", "width BETWEEN 1 AND "),
        ("kind I|", "IN", "kind IN ("),
        ("tag:dog|", "dog", "tag:dog "),
        ("tag:do|g kind:image", "dog", "tag:dog kind:image"),
        ("tag:\"sunset b|", "sunset beach", "tag:\"sunset beach\" "),
        ("tag(dog|", "dog", "tag(dog"),
        ("tag(sunset b|", "sunset beach", "tag(\"sunset beach\""),
        ("tag(dog, conf|", "confidence", "tag(dog, confidence > "),
        ("tag(dog, source = m|", "model", "tag(dog, source = model "),
        ("person:l|", "Ann Lee", "person:\"Ann Lee\" "),
        ("collection:press|", "Press kit", "collection:\"Press kit\" "),
        ("folder:sum|", "2024 / Summer", "folder:2024/Summer "),
        ("folder:2024/s|", "2024 / Summer", "folder:2024/Summer "),
        ("country:nor|", "Norway", "country:NO "),
        ("town:å|", "Å i Lofoten", "town:\"Å i Lofoten\" "),
        ("field.co|", "colour", "field.colour:"),
        ("field.colour:dark|", "dark red", "field.colour:\"dark red\" "),
        ("is:dup|", "duplicate", "is:duplicate "),
        ("added:this w|", "this week", "added:\"this week\" "),
        ("dog OR (-taken:tod|", "today", "dog OR (-taken:today "),
    ];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Offers_AreWhatCanStandThere_AndCountWhatASearchFinds(string engine)
    {
        await using var app = await FilledAsync(engine);
        var wrong = new List<string>();
        foreach (var (marked, text, becomes) in Cases)
        {
            var (query, caret) = Marked(marked);
            var offers = (await app.Client.SuggestAsync(query, caret)).Items;
            var (offered, taken) = offers.Count == 0 ? ("", "") : (offers[0].Text, Taken(query, offers[0]));
            if ((offered, taken) != (text, becomes) || offers.Count > 12)
            {
                wrong.Add($"{marked}: {offered}, {taken}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        // What is counted is what the value by itself finds.
        foreach (var field in new[] { "tag:s", "person:", "collection:", "folder:", "country:", "town:", "kind:", "is:", "field.colour:", "added:", "orientation:", "tag.source:" })
        {
            var offers = (await app.Client.SuggestAsync(field)).Items;
            Assert.NotEmpty(offers);
            foreach (var offer in offers)
            {
                var found = await app.Client.SearchAsync(new SearchRequest(Taken(field, offer), 1));
                if (found.Total != offer.Assets)
                {
                    wrong.Add($"{Taken(field, offer)}: {found.Total}, not {offer.Assets}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Offers_AreInThePersonsLanguage_AndFollowChanges(string engine)
    {
        await using var app = await FilledAsync(engine);
        using var answer = await app.SendAsync(HttpMethod.Get, "api/search/suggestions?q=tag:hun", change: request => request.Headers.AcceptLanguage.ParseAdd("de"));
        var first = (await answer.JsonAsync()).GetProperty("items")[0];
        Assert.Equal(("Hund", "Hund "), (first.GetProperty("text").GetString(), first.GetProperty("insert").GetString()));
        using var fields = await app.SendAsync(HttpMethod.Get, "api/search/suggestions?q=kin", change: request => request.Headers.AcceptLanguage.ParseAdd("de"));
        Assert.Contains("Bild", (await fields.JsonAsync()).GetProperty("items")[0].GetProperty("help").GetString()!, StringComparison.Ordinal);

        Assert.Equal(1, await CountAsync(app, "tag:dog"));
        await app.BringAsync(("late.gif", ["KEYWORD:dog"]));
        Assert.Equal(2, await CountAsync(app, "tag:dog"));
    }

    /// <summary>Of what begins so, that which files have comes first; days keep their order.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Offers_OfWhatFilesHave_ComeFirst(string engine)
    {
        await using var app = await FilledAsync(engine);
        var before = (await app.Client.SuggestAsync("tag:dre")).Items;
        Assert.True(before.Count > 2);
        Assert.All(before, offer => Assert.Equal(0, offer.Assets));
        await app.BringAsync(("late.gif", ["KEYWORD:" + before[^1].Text]));
        foreach (var query in new[] { "tag:dre", "dre" })
        {
            var after = (await app.Client.SuggestAsync(query)).Items.Where(offer => offer.Kind == "value").ToArray();

            // What is broader than the tag has the file too.
            var some = after.TakeWhile(offer => offer.Assets == 1).Select(offer => offer.Text).ToArray();
            Assert.Contains(before[^1].Text, some);
            Assert.InRange(some.Length, 1, after.Length - 2);
            Assert.All(after.Skip(some.Length), offer => Assert.Equal(0, offer.Assets));
            Assert.Equal(before.Select(offer => offer.Text).Except(some), after.Skip(some.Length).Select(offer => offer.Text));
        }

        Assert.Equal(["today", "yesterday"], (await app.Client.SuggestAsync("added:")).Items.Select(offer => offer.Text).Where(text => text is "today" or "yesterday"));
    }

    /// <summary>Beginnings of right queries, and characters at random.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WhateverIsTyped_IsAnswered(string engine)
    {
        await using var app = await FilledAsync(engine);
        var random = new Random(11);
        string[] valid = [.. SearchFields.All.Select(field => field.Example), .. Cases.Select(one => one.Becomes), "field.\"odd name\" HAS \"x y\" AND width NOT BETWEEN 500 AND 1000", "town:\ud800 country:% folder:'_ embedded.%"];
        const string odd = "\"'()[],:=<>!-\\ .*|%_/\u0000\u00e9\u6f22";
        for (var i = 0; i < Deep.Times(150); i++)
        {
            var text = new StringBuilder(valid[random.Next(valid.Length)]);
            if (i % 2 == 0)
            {
                text.Insert(random.Next(text.Length + 1), odd[random.Next(odd.Length)]);
            }

            var query = i % 10 == 9 ? new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => odd[random.Next(odd.Length)])]) : text.ToString();
            var caret = random.Next(-1, query.Length + 2);
            var offers = (await app.Client.SuggestAsync(query, caret)).Items;
            Assert.True(offers.Count <= 12, query);
            Assert.All(offers, offer => Assert.True(offer.Start >= 0 && offer.Start + offer.Length <= query.Length, query));
        }

    }

    /// <summary>Whatever is searched for can be suggested at, and has an address of its own.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task LongQuery_IsSuggestedAtAndSearchedFor(string engine)
    {
        await using var app = await FilledAsync(engine);
        var query = "name:\"" + new string('漢', 15_900) + "\" OR tag:do";
        var typed = Uri.EscapeDataString(query);
        Assert.Equal("dog ", (await app.Client.SuggestAsync(query)).Items[0].Insert);
        foreach (var path in new[] { $"api/search/suggestions?q={typed}", $"api/search?q={typed}", $"?q={typed}&sort=name" })
        {
            using var answer = await app.Http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var tooLong = new string('漢', 16_001);
        using var page = await app.Http.GetAsync("?q=" + Uri.EscapeDataString(tooLong), TestContext.Current.CancellationToken);
        Assert.Contains("A query has at most 16000 characters; this has 16001.", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var get = await app.SendAsync(HttpMethod.Get, "api/search/suggestions?caret=5&q=" + new string('a', 16_001));
        using var post = await app.SendAsync(HttpMethod.Post, "api/search/suggestions", $$"""{"query": "{{tooLong}}"}""");
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (get.StatusCode, post.StatusCode));
    }

    private static (string Query, int Caret) Marked(string marked)
    {
        var caret = marked.IndexOf('|', StringComparison.Ordinal);
        return (marked.Remove(caret, 1), caret);
    }

    private static string Taken(string query, SearchSuggestion offer) => query.Remove(offer.Start, offer.Length).Insert(offer.Start, offer.Insert);

    private static async Task<long?> CountAsync(DamApp app, string query) => (await app.Client.SuggestAsync(query)).Items[0].Assets;

    private static async Task<DamApp> FilledAsync(string engine)
    {
        var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"colour","label":"Colour","type":"SingleSelect","options":["red","dark red","blue"]}""");
        var ids = await app.BringAsync(("2024/Summer/a.gif", ["KEYWORD:dog", "TAKEN:2024-05-06T07:08:09"]), ("2024/b.gif", ["KEYWORD:sunset beach"]), ("c.gif", []));
        await app.SetAsync(ids["2024/b.gif"], """{"colour":"dark red"}""");
        await app.DoAsync(HttpMethod.Patch, $"api/assets/{ids["c.gif"]}", """{"place":{"country":"NO","town":"Å i Lofoten"},"people":{"add":["Ann Lee"]}}""");
        await app.CollectionAsync("Press kit", ids["c.gif"], ids["2024/b.gif"]);
        await app.FinishAsync();
        return app;
    }
}
