using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Words;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Words in other forms, with typing errors, and in scripts that leave no gaps between them.</summary>
public sealed class WordSearchTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Words_AreFoundInTheirOtherForms_OfTheLanguagesOfTheLibrary(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await DescribeAsync(app, ("a.gif", "one dress only"), ("b.gif", "many dresses"), ("c.gif", "alte Häuser"), ("d.gif", "ein Haus"), ("e.gif", "deux chevaux"), ("f.gif", "un cheval"), ("g.gif", "driving"));

        Assert.Equal("a b", await FoundAsync(app, "dresses"));
        Assert.Equal("a b", await FoundAsync(app, "dress"));
        Assert.Equal("b", await FoundAsync(app, "\"dresses\""));
        Assert.Equal("c d", await FoundAsync(app, "Häuser"));
        Assert.Equal("c d", await FoundAsync(app, "haus"));
        Assert.Equal("", await FoundAsync(app, "drive"));
        Assert.Equal("e", await FoundAsync(app, "chevaux"));
        await app.DoAsync(HttpMethod.Patch, "api/library", """{"languages":["en","fr"]}""");
        Assert.Equal("e f", await FoundAsync(app, "chevaux"));
        Assert.Equal("c", await FoundAsync(app, "Häuser"));

        // What is worked on is what was shown, and what must not be there is away in all its forms.
        Assert.Equal("a", await FoundAsync(app, "dresses -many"));
        Assert.Equal("c d e f g", await FoundAsync(app, "-dresses"));
        var job = await app.JobOfAsync("api/bulk", new { query = "dresses", expected = 2, add = new { tags = new[] { "chosen" } } });
        Assert.Equal("done", job.State);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Spelling_WhereNothingIsFound_ReadsWordsAsThoseThatStandThere_AndSaysSo(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await DescribeAsync(app, ("a.gif", "a quiet harbour"), ("b.gif", "a quiet harbour at night"), ("c.gif", "the wall"), ("d.gif", "the well"));

        var answer = await app.Client.SearchAsync(new SearchRequest("harbuor") { Spelling = "auto" });
        Assert.Equal(("harbour", 2L), (answer.Corrected, answer.Total));
        Assert.Equal("harbour night", (await app.Client.SearchAsync(new SearchRequest("harborr night") { Spelling = "auto" })).Corrected);
        Assert.Equal((null, 0L), await CorrectedAsync(app, new SearchRequest("harbuor")));
        Assert.Equal((null, 0L), await CorrectedAsync(app, new SearchRequest("harbuor") { Spelling = "off" }));
        Assert.Equal((null, 0L), await CorrectedAsync(app, new SearchRequest("\"harbuor\"") { Spelling = "auto" }));
        Assert.Equal((null, 0L), await CorrectedAsync(app, new SearchRequest("wxl") { Spelling = "auto" }));
        Assert.Equal((null, 0L), await CorrectedAsync(app, new SearchRequest("zzzzzzzz") { Spelling = "auto" }));
        Assert.Equal((null, 1L), await CorrectedAsync(app, new SearchRequest("wall") { Spelling = "auto" }));
        Assert.Equal((null, 0L), await CorrectedAsync(app, new SearchRequest("harbuor kind:video") { Spelling = "auto" }));
        Assert.Equal(HttpStatusCode.BadRequest, (await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest("x") { Spelling = "maybe" }))).Status);

        // The next page is of the query that was answered.
        var first = await app.Client.SearchAsync(new SearchRequest("harbuor", 1) { Spelling = "auto" });
        Assert.Equal(first.Items.Count, (await app.Client.SearchAsync(new SearchRequest(first.Corrected, 1, first.Cursor))).Items.Count);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WordsWithoutGaps_AreFoundByAnyPart(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await DescribeAsync(app, ("a.gif", "私は日本語を話します。"), ("b.gif", "日本人"), ("c.gif", "ラーメン屋"), ("d.gif", "iPhone手機"));
        Assert.Equal("a", await FoundAsync(app, "日本語"));
        Assert.Equal("a", await FoundAsync(app, "本語を"));
        Assert.Equal("a b", await FoundAsync(app, "日本"));
        Assert.Equal("b", await FoundAsync(app, "人"));
        Assert.Equal("c", await FoundAsync(app, "メン"));
        Assert.Equal("", await FoundAsync(app, "メラ"));
        Assert.Equal("d", await FoundAsync(app, "手機"));
        Assert.Equal("d", await FoundAsync(app, "iphone"));
    }

    [Theory]
    [InlineData("日本語", "日本 本語 語")]
    [InlineData("語", "語")]
    [InlineData("A日b", "a 日 b")]
    [InlineData("日・本", "日 本")]
    [InlineData("東京tower 42", "東京 京 tower 42")]
    [InlineData("𠮷野家", "𠮷野 野家 家")]
    [InlineData("서울 도쿄", "서울 도쿄")]
    public void Terms_OfRunsWithoutGaps_AreNeighbours(string text, string terms) => Assert.Equal(terms.Split(' ').Select(Core.Search.TextFold.Fold), SearchTerms.Of(text));

    [Theory]
    [InlineData("en", "parties", "party")]
    [InlineData("en", "boxes", "box")]
    [InlineData("de", "blumen", "blume")]
    [InlineData("fr", "maisons", "maison")]
    [InlineData("es", "flores", "flor")]
    public void Stems_OfForms_AreTheSame(string language, string form, string other) => Assert.Equal(Stems.Of(form, language), Stems.Of(other, language));

    [Fact]
    public void Stems_OfAnything_NeverFail()
    {
        var random = new Random(3);
        foreach (var _ in Enumerable.Range(0, 20_000))
        {
            var word = new string([.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)random.Next('a', 'z' + 1))]);
            Assert.All(Stems.Languages, language => Assert.InRange(Stems.Of(word, language).Length, 0, word.Length + 1));
        }
    }

    private static async Task<(string?, long)> CorrectedAsync(DamApp app, SearchRequest request)
    {
        var answer = await app.Client.SearchAsync(request);
        return (answer.Corrected, answer.Total);
    }

    private static async Task DescribeAsync(DamApp app, params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
        {
            var id = await app.BringAsync(name);
            await app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", JsonSerializer.Serialize(new { description = text }));
        }

        await app.FinishAsync();
    }

    private static async Task<string> FoundAsync(DamApp app, string query) =>
        string.Join(' ', (await app.Client.SearchAsync(new SearchRequest(query, Sort: "name"))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)));
}
