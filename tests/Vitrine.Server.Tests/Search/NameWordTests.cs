using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>The words of names that cameras and people write as one, and how libraries from before get them.</summary>
public sealed class NameWordTests
{
    [Theory]
    [InlineData("IMG2034.jpg", "img2034 jpg img 2034")]
    [InlineData("RedDress2.jpg", "reddress2 jpg reddress 2 red dress")]
    [InlineData("dog3.png", "dog3 png dog 3")]
    [InlineData("DSC_0001.MP4", "dsc 0001 mp4")]
    [InlineData("iPhone6s.tar.gz", "iphone6s tar gz iphone 6 s i phone")]
    [InlineData("4f9bed27a1 v2b.jpg", "4f9bed27a1 v2b jpg v 2 b")]
    [InlineData("RedDress2024v2", "reddress2024v2 reddress 2024 v 2 red dress")]
    [InlineData("XMLFile", "xmlfile")]
    [InlineData("red dress", "red dress")]
    [InlineData("E\u0301te\u03012024Me\u0301r.x1", "ete2024mer x1 ete 2024 mer")]
    [InlineData("caféÉté9", "cafeete9 cafeete 9 cafe ete")]
    [InlineData("ΑθήναΡώμη", "αθηναρωμη αθηνα ρωμη")]
    [InlineData("東京2024夏", "東京 京 2024 夏")]
    [InlineData("\U00010428\U00010400x", "\U00010428\U00010428x \U00010428 \U00010428x")]
    [InlineData("a\ud8001\udc00B", "a 1 b")]
    [InlineData("...", "")]
    [InlineData("", "")]
    public void Words_OfANameAreWhole_AndInPieces(string name, string words) =>
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), NameWords.Of(name).Order(StringComparer.Ordinal));

    [Fact]
    public void Words_OfAnyName_StandWhereTheyAreMarked()
    {
        var random = new Random(5);
        const string Letters = "aBé1٣\u0301山京-. Σß\ud83d\udc36\ud800ﬁ";
        for (var i = 0; i < 5_000; i++)
        {
            var name = new string([.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => Letters[random.Next(Letters.Length)])]);
            var places = WordPlaces.OfName(name).SelectMany(way => way).ToList();
            foreach (var word in NameWords.Of(name).Select(word => new AskedWord(word, !SearchTerms.IsUnspaced(word))))
            {
                Assert.True(places.Exists(place => WordPlaces.Found(name.AsSpan(place.Start, place.End - place.Start), word) > 0), $"{name}: {word.Term}");
            }

            Assert.All(WordPlaces.OfName(name), way => Assert.Equal(way.OrderBy(place => place.Start), way));
            Assert.Equal(NameWords.Sequences(name).Select(way => way.Count), WordPlaces.OfName(name).Select(way => way.Count));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Names_AreFoundByPiecesOfTheirWords_WhichAreMarked(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var name in (string[])["IMG2034.gif", "RedDress2.gif", "dog3.gif", "dogma.gif", "red dressing.gif"])
        {
            await app.BringAsync(name);
        }

        await app.FinishAsync();
        Assert.Equal(("IMG2034", "IMG2034", "IMG2034"), (await FoundAsync(app, "2034"), await FoundAsync(app, "\"2034\""), await FoundAsync(app, "name:'img'")));
        Assert.Equal(("RedDress2 red dressing", "RedDress2"), (await FoundAsync(app, "dress"), await FoundAsync(app, "\"dress\"")));
        Assert.Equal(("RedDress2", "RedDress2", "RedDress2 red dressing"), (await FoundAsync(app, "\"reddress\""), await FoundAsync(app, "\"reddress2\""), await FoundAsync(app, "\"red\"")));
        Assert.Equal(("dog3 dogma", "dog3"), (await FoundAsync(app, "dog"), await FoundAsync(app, "\"dog\"")));
        Assert.Equal(["3,4", "3,5", "0,8", "0,3 3,5", "0,8 8,1"], [await MarkedAsync(app, "2034"), await MarkedAsync(app, "\"dress\""), await MarkedAsync(app, "\"reddress\""), await MarkedAsync(app, "\"red dress\""), await MarkedAsync(app, "\"reddress 2\"")]);
        Assert.Equal("0,3", await MarkedAsync(app, "\"dog\""));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task LibrariesFromBefore_GetTheirWords_AcrossAKill(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        string[] ids = new string[6];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = await app.BringAsync($"RedDress{i}.gif");
        }

        await app.DoAsync(HttpMethod.Patch, $"api/assets/{ids[0]}", """{"description":"skirts: a skirt, blue"}""");
        await app.FinishAsync();

        // As the release before left it, killed behind the second asset.
        var keys = await app.Database.ReadAsync(session => session.QueryAsync($"select key from asset order by key", row => row.GetInt64(0)));
        await AgeAsync(app, $"2 {keys[1].ToString(CultureInfo.InvariantCulture)}");
        Assert.Equal((0, 0, 1), (await TotalAsync(app, "\"dress\""), await TotalAsync(app, "\"skirt blue\""), await TotalAsync(app, "skirt blue")));
        await app.RestartAsync();
        await SweepAsync(app);
        Assert.Equal((4, 0), (await TotalAsync(app, "\"dress\""), await TotalAsync(app, "\"skirt blue\"")));

        // By another rule all of them are made again, once.
        await AgeAsync(app, "1 done");
        await SweepAsync(app);
        Assert.Equal((6, 1, 1), (await TotalAsync(app, "\"dress\""), await TotalAsync(app, "\"skirt blue\""), await TotalAsync(app, "name:\"5\"")));
        var newest = await app.Database.ReadAsync(session => session.NumberAsync($"select max(sequence) from change_log"));
        await app.RestartAsync();
        await SweepAsync(app);
        Assert.Equal(newest, await app.Database.ReadAsync(session => session.NumberAsync($"select max(sequence) from change_log")));
        Assert.Equal("2 done", await app.Database.ReadAsync(session => session.TextAsync($"select value from stamp where name = 'words'")));
    }

    /// <summary>Leaves whole words in names, and each word once in the order of letters, as a program before did, and tells the index.</summary>
    private static Task AgeAsync(DamApp app, string stamp) => app.Database.WriteAsync(Actor.System, async session =>
    {
        foreach (var (key, library, name, words) in await session.QueryAsync(
            $"select a.key, a.library_key, a.name, w.words from asset a join word_row w on w.asset_key = a.key where w.coming = 0", row => (row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3))))
        {
            var old = SearchTerms.Of(name).Select(term => (Term: term, Field: SearchTermField.Name)).Concat(PackedWords.Read(words).Where(word => word.Field != SearchTermField.Name))
                .Distinct().OrderBy(word => word.Field).ThenBy(word => word.Term, StringComparer.Ordinal).Select(word => $" {(int)word.Field}{word.Term}");
            await session.ExecuteAsync($"update word_row set words = {string.Concat(old)} where asset_key = {key} and coming = 0");
            session.Log(new Change(library, LogSubject.Asset, key, ChangeEvent.Changed, ChangedParts.Claims));
        }

        await session.ExecuteAsync($"insert into stamp (name, value) values ('words', {stamp}) on conflict (name) do update set value = excluded.value");
    });

    private static async Task SweepAsync(DamApp app)
    {
        var sweep = app.Services.GetRequiredService<WordSweep>();
        while (await sweep.SomeAsync(TestContext.Current.CancellationToken))
        {
            // So many pieces are there.
        }
    }

    private static async Task<long> TotalAsync(DamApp app, string query) => (await app.Client.SearchAsync(new SearchRequest(query))).Total;

    private static async Task<string> FoundAsync(DamApp app, string query) =>
        string.Join(' ', (await app.Client.SearchAsync(new SearchRequest(query, Sort: "name"))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)).Order(StringComparer.Ordinal));

    private static async Task<string> MarkedAsync(DamApp app, string query) => string.Join(
        ' ', Assert.Single((await app.Client.SearchAsync(new SearchRequest(query))).Items).Highlights!.SelectMany(mark => mark.Ranges).Select(range => $"{range[0]},{range[1]}"));
}
