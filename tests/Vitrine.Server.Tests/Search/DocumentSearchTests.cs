using System.Net;
using System.Net.Http.Json;
using System.Text;
using Vitrine.Contracts;
using Vitrine.Server.Documents;
using Vitrine.Server.Ingest;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Documents are found by what they say, with the page; read by real children.</summary>
public sealed class DocumentSearchTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Document_IsFoundByItsWordsWithThePage(string engine)
    {
        await using var media = RealMedia.WithoutModels();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = media });
        await app.UploadAsync("notes.txt", Encoding.UTF8.GetBytes("Wiring of the shed\fNothing here\fThe crane hire is paid."));
        var survey = await app.UploadAsync("survey.pdf", await File.ReadAllBytesAsync(SharedFolder.Path("corpus/documents/multi-page.pdf")));
        await app.FinishAsync();

        var crane = await app.Client.SearchAsync(new SearchRequest("crane hire", Sort: "name"));
        Assert.Equal([("notes.txt", 3), ("survey.pdf", 4)], crane.Items.Select(item => (item.Name, item.Found!.Page)));
        Assert.Contains("Crane hire 9,450 euros", crane.Items[1].Found!.Text, StringComparison.Ordinal);
        Assert.Equal(["survey.pdf"], (await app.Client.SearchAsync(new SearchRequest("text:lighthouse"))).Items.Select(item => item.Name));
        Assert.Empty((await app.Client.SearchAsync(new SearchRequest("name:lighthouse"))).Items);
        Assert.Equal(["notes.txt"], (await app.Client.SearchAsync(new SearchRequest("crane -lighthouse"))).Items.Select(item => item.Name));

        var pages = await app.Http.GetFromJsonAsync($"api/assets/{survey.Id}/text?page=4", ApiJson.Default.TextPages);
        Assert.Equal((5, false, null), (pages!.Pages, pages.Cut, pages.Next));
        Assert.Equal([4, 5], pages.Items.Select(page => page.Page));
        Assert.StartsWith("Costs", pages.Items[0].Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Http.GetAsync($"api/assets/{survey.Id}/text?page=0")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync($"api/assets/{new string('a', 24)}/text")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Anonymous.GetAsync($"api/assets/{survey.Id}/text")).StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task LockedDocument_SaysSoOnItsAsset(string engine)
    {
        await using var media = RealMedia.WithoutModels();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = media });
        var locked = await app.UploadAsync("locked.pdf", await File.ReadAllBytesAsync(SharedFolder.Path("corpus/documents/locked.pdf")));
        await app.FinishAsync();

        var asset = await app.Client.AssetAsync(locked.Id);
        Assert.Equal(["password-needed"], asset.Problems.Where(problem => problem.Step == "text").Select(problem => problem.Code));
        Assert.Equal(0, (await app.Http.GetFromJsonAsync($"api/assets/{locked.Id}/text", ApiJson.Default.TextPages))!.Pages);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Text_WrittenAgainAndErased_LeavesNoWordBehind(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var asset = await app.UploadAsync("a.gif", PlayedMedia.File("one"));
        var words = Enumerable.Range(0, 5_000).Select(number => $"word{number}");
        var essence = (await app.Database.ReadAsync(session => session.NumberAsync($"select key from essence")))!.Value;
        await WriteAsync(app, essence, string.Join(' ', words));
        Assert.Equal(5_000, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from document_term")));
        Assert.Single((await app.Client.SearchAsync(new SearchRequest("word4999"))).Items);

        await WriteAsync(app, essence, "half \ud83d of a pair", "zero \0 too");
        Assert.Empty((await app.Client.SearchAsync(new SearchRequest("word4999"))).Items);
        Assert.Equal(2, (await app.Client.SearchAsync(new SearchRequest("too"))).Items[0].Found!.Page);

        await app.Database.WriteAsync(Actor.System, async session =>
        {
            var key = await session.NumberAsync($"select key from asset where id = {asset.Id}");
            await AssetErasure.EraseAsync(session, key!.Value);
        });
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select (select count(*) from document_term) + (select count(*) from document_text)")));
    }

    [Theory]
    [InlineData("The lamp could be lit again for about 23,500 euros.", "lit", "The lamp could be lit again for about 23,500 euros.")]
    [InlineData("Caf\u00e9 and tea", "cafe", "Caf\u00e9 and tea")]
    [InlineData("", "x", "")]
    public void Around_ShortPage_IsShownWhole(string page, string word, string expected) => Assert.Equal(expected, DocumentHits.Around(page, new AskedWord(word, IsWhole: false)));

    [Theory]
    [InlineData("mangos and a man", "man", 13)]
    [InlineData("mango mangos", "man", 0)]
    [InlineData("手機iPhone手機", "iphone", 2)]
    public void Around_AWholeWord_BeginsWhereItStands(string page, string word, int at)
    {
        var shown = DocumentHits.Around(string.Concat(Enumerable.Repeat("x ", 100)) + page, new AskedWord(word, IsWhole: true));
        Assert.Equal(at > 0, shown.StartsWith("… ", StringComparison.Ordinal));
    }

    [Fact]
    public void Around_LongPage_ShowsTheWordWithItsNeighbours()
    {
        var page = string.Join(' ', Enumerable.Range(0, 300).Select(number => $"w{number}x"));

        var shown = DocumentHits.Around(page, new AskedWord("w150x", IsWhole: false));

        Assert.StartsWith("… ", shown, StringComparison.Ordinal);
        Assert.EndsWith(" …", shown, StringComparison.Ordinal);
        Assert.Contains(" w149x w150x w151x ", shown, StringComparison.Ordinal);
        Assert.InRange(shown.Length, 100, 170);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Page_OfALongDocument_IsReadAlone(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("one"));
        var essence = (await app.Database.ReadAsync(session => session.NumberAsync($"select key from essence")))!.Value;
        await WriteAsync(app, essence, string.Concat(Enumerable.Repeat("wort ", 100_000)), "", "short");

        string?[] read = await app.Database.ReadAsync(async session => new[]
        {
            await DocumentStore.ReadPageAsync(session, essence, 1, 10, default), await DocumentStore.ReadPageAsync(session, essence, 2, 10, default),
            await DocumentStore.ReadPageAsync(session, essence, 3, 10, default), await DocumentStore.ReadPageAsync(session, essence, 4, 10, default),
            await DocumentStore.ReadPageAsync(session, essence + 1, 1, 10, default),
        });

        Assert.Equal(["wort wort ", "", "short", null, null], read);
    }

    internal static Task WriteAsync(DamApp app, long essence, params string[] pages) => app.Database.WriteAsync(
        Actor.System,
        async session =>
        {
            await DocumentStore.WriteAsync(session, essence, DocumentStore.Prepare(new Media.Kinds.Document.Text.DocumentText(pages)));
            session.Log(new Change(1, LogSubject.Asset, (await session.NumberAsync($"select asset_key from version where essence_key = {essence}"))!.Value, ChangeEvent.Changed, ChangedParts.Runs));
        });
}
