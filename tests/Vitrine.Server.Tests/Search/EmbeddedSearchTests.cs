using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Media.Metadata;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Ingest;
using Vitrine.Server.Search.Embedded;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Fields;
using Vitrine.Server.Ui.Assets;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Everything that was read of files is found by tag, and nothing else.</summary>
public sealed class EmbeddedSearchTests
{
    private const string Sidecar = "sidecar", Details = "details", Metadata = "metadata";

    private static readonly EmbeddedTag[] Camera =
    [
        new("IFD0", "Make", "Canon"), new("ExifIFD", "ISO", "800"), new("ExifIFD", "FNumber", "28/10", "2.8"), new("ExifIFD", "ExposureTime", "0.004", "1/250"),
        new("ExifIFD", "LensModel", "EF 50mm f/1.4 USM"), new("IFD0", "Orientation", "6", "Rotate 90 CW"), new("IPTC", "Keywords", "Rome"), new("IPTC", "Keywords", "new  york"),
        new("XMP-dc", "Creator", "Ann Lee"), new("IFD0", "Artist", "Bob"), new("XMP-iptcExt", "LocationCreated[1]/City", "M\u00fcnchen"), new("XMP-iptcExt", "LocationCreated[2]/City", "Wien"),
    ];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Conditions_OfEveryKind_FindWhatTheTagsSay(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await SaveAsync(app, await BringAsync(app, "a.gif"), Metadata, Camera);
        await SaveAsync(app, await BringAsync(app, "b.gif"), Metadata, new("IFD0", "Make", "CANON "), new("ExifIFD", "ISO", "100"), new("XMP-aux", "Lens", "50 mm"), new("XMP-xmp", "Creator", "ann lee"), new("ExifIFD", "FNumber", "4"));
        await BringAsync(app, "c.gif");

        foreach (var (query, names) in new[]
        {
            ("embedded.Make:canon", "a b"), ("embedded.make=\"Canon\"", "a b"), ("embedded.Make:can", ""), ("embedded.Make:can*", "a b"), ("-embedded.Make:canon", "c"), ("embedded.Make:canon embedded.ISO:800", "a"),
            ("embedded.ISO>=800", "a"), ("embedded.ISO>100", "a"), ("embedded.ISO<800", "b"), ("embedded.ISO<=1e3", "a b"), ("embedded.ISO:0800", "a"), ("embedded.ISO:80*", "a"),
            ("embedded.FNumber<2.9", "a"), ("embedded.FNumber:2.8", "a"), ("embedded.FNumber:28/10", "a"), ("embedded.FNumber:2.80", "a"), ("embedded.FNumber>28/10", "b"),
            ("embedded.ExposureTime:1/250", "a"), ("embedded.ExposureTime:0.004", "a"), ("embedded.ExposureTime<1/100", "a"), ("embedded.ExposureTime<1/300", ""),
            ("embedded.LensModel:\"EF 50mm*\"", "a"), ("embedded.\"Lens Model\":\"ef  50MM f/1.4 usm\"", "a"), ("embedded.lensmodel EXISTS", "a"), ("embedded.LensModel NOT EXISTS", "b c"),
            ("embedded.Orientation:\"rotate 90*\"", "a"), ("embedded.Orientation:6", "a"), ("embedded.Keywords IN (paris, ROME)", "a"), ("embedded.Keywords:\"New York\"", "a"), ("embedded.Keywords NOT IN (rome)", "b c"),
            ("embedded.Creator:\"Ann Lee\"", "a b"), ("embedded.XMP-dc.Creator:\"Ann Lee\"", "a"), ("embedded.\"XMP-dc:creator\" EXISTS", "a"), ("embedded.xmpxmp.Creator EXISTS", "b"),
            ("embedded.LocationCreatedCity:munchen", "a"), ("embedded.\"XMP-iptcExt:LocationCreated[2]/City\":wien", "a"), ("embedded.Make:canon OR embedded.Test.Length EXISTS", "a b c"),
        })
        {
            Assert.Equal((query, names), (query, await FoundAsync(app, query)));
        }

        // Facets, orders and pages go by the same condition.
        Assert.Equal(["b.gif", "a.gif"], (await app.Client.SearchAsync(new SearchRequest("embedded.Make:canon", Sort: "-name"))).Items.Select(item => item.Name));
        var first = await app.Client.SearchAsync(new SearchRequest("embedded.Make:canon", 1, Sort: "name"));
        Assert.Equal((2, "a.gif"), (first.Total, first.Items[0].Name));
        Assert.Equal("b.gif", (await app.Client.SearchAsync(new SearchRequest("embedded.Make:canon", 1, first.Cursor, Sort: "name"))).Items[0].Name);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Files_OfCameras_AreFoundByWhatTheySay(string engine)
    {
        await using var media = RealMedia.WithoutModels();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = media });
        foreach (var path in (string[])["exif-samples/jpg/Canon_40D.jpg", "exif-samples/jpg/Nikon_D70.jpg", "exif-samples/jpg/gps/DSCN0010.jpg", "exiftool/XMP.jpg"])
        {
            await app.UploadAsync(Path.GetFileName(path), await File.ReadAllBytesAsync(SharedFolder.Path("corpus", "metadata", path)));
        }

        await app.FinishAsync();
        Assert.Equal("Canon_40D", await FoundAsync(app, "embedded.Make:canon embedded.FNumber>7 embedded.FNumber<7.2 embedded.ISO:100"));
        Assert.Equal("Canon_40D", await FoundAsync(app, "embedded.ExposureTime:1/160 embedded.Model:\"canon eos*\""));
        Assert.Equal("DSCN0010", await FoundAsync(app, "embedded.GPSLatitude EXISTS embedded.\"GPS Latitude\":43*"));
        Assert.Contains("Nikon_D70", await FoundAsync(app, "embedded.GPSLatitude NOT EXISTS"), StringComparison.Ordinal);
        Assert.Equal("DSCN0010", await FoundAsync(app, "embedded.GPSLatitude>43.4 embedded.GPSLatitude<43.5 embedded.GPSLongitude>11.8"));
        Assert.Equal("Canon_40D", await FoundAsync(app, "embedded.DateTimeOriginal:2008-05"));
        Assert.Equal("Canon_40D", await FoundAsync(app, "embedded.DateTimeOriginal>=2008-05-30 embedded.DateTimeOriginal<2008-06-01"));
        Assert.Equal("Canon_40D DSCN0010 Nikon_D70", await FoundAsync(app, "embedded.DateTimeOriginal>2007 embedded.DateTimeOriginal<2009"));

        // A value that a panel links to leads back to its asset: every fourth is followed, since most differ in their words alone.
        foreach (var item in (await app.Client.SearchAsync(new SearchRequest(""))).Items)
        {
            var asset = await app.AskAsync(HttpMethod.Get, $"api/assets/{item.Id}?include=groups");
            var links = 0;
            foreach (var group in asset.GetProperty("groups").EnumerateArray())
            {
                foreach (var tag in group.GetProperty("tags").EnumerateArray())
                {
                    var view = new EmbeddedTagView(tag.GetProperty("name").GetString()!, tag.GetProperty("raw").GetString()!, tag.TryGetProperty("printed", out var printed) ? printed.GetString() : null);
                    if (EmbeddedNames.Search(group.GetProperty("name").GetString()!, view) is { } query && links++ % 4 == 0)
                    {
                        Assert.True((await app.Client.SearchAsync(new SearchRequest(query))).Items.Any(one => one.Id == item.Id), query);
                    }
                }
            }

            Assert.True(links > 10, item.Name);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Reading_Again_ReplacesWhatWasFound(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await BringAsync(app, "a.gif");
        await BringAsync(app, "b.gif", "TAG:IFD0:Make=Canon");
        await SaveAsync(app, id, Metadata, new("IFD0", "Make", "Canon"), new("IFD0", "Model", "One"));
        await SaveAsync(app, id, Sidecar, new("XMP-dc", "Creator", "Ann"), new("IFD0", "Model", "One"));
        await SaveAsync(app, id, Details, new("IFD0", "Make", "Canon"), new("Canon", "SerialNumber", "77"));
        Assert.Equal(("a b", "a", "a", "a"), (await FoundAsync(app, "embedded.Make:canon"), await FoundAsync(app, "embedded.Creator:ann"), await FoundAsync(app, "embedded.SerialNumber:77"), await FoundAsync(app, "embedded.Model:one")));

        // The panel shows the fuller reading: what the first reading says anew counts when that is made anew.
        await SaveAsync(app, id, Metadata, new EmbeddedTag("IFD0", "Make", "Nikon"));
        await SaveAsync(app, id, Sidecar, new EmbeddedTag("XMP-dc", "Creator", "Bob"));
        Assert.Equal(("a b", "a", ""), (await FoundAsync(app, "embedded.Make:canon"), await FoundAsync(app, "embedded.Creator:bob"), await FoundAsync(app, "embedded.Make:nikon")));
        await SaveAsync(app, id, Details, new EmbeddedTag("IFD0", "Make", "Nikon"));
        Assert.Equal(("b", "a"), (await FoundAsync(app, "embedded.Make:canon"), await FoundAsync(app, "embedded.Make:nikon")));

        // Nobody has them now: their names are gone, and so are their values.
        Assert.Contains("SerialNumber", (await WrongAsync(app, "embedded.SerialNumber EXISTS")).Message, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(app, $"select count(*) from embedded_value where word in ('77', 'ann', 'one')"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Erasure_LeavesNoValue(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await BringAsync(app, "a.gif");
        await BringAsync(app, "b.gif", "TAG:IFD0:Make=Canon");
        await SaveAsync(app, id, Metadata, Camera);
        await SaveAsync(app, id, Sidecar, new EmbeddedTag("XMP-dc", "Rights", "Hers alone"));
        using (var trashed = await app.SendAsync(HttpMethod.Delete, $"api/assets/{id}"))
        {
            trashed.EnsureSuccessStatusCode();
        }

        Assert.Equal("b", await FoundAsync(app, "embedded.Make:canon"));
        var key = await CountAsync(app, $"select key from asset where id = {id}");
        await app.Database.WriteAsync(Actor.System, session => AssetErasure.EraseAsync(session, key));

        Assert.Equal("b", await FoundAsync(app, "embedded.Make:canon"));
        Assert.Equal(0, await CountAsync(app, $"select count(*) from embedded_value where word in ('hers alone', 'ann lee', 'bob')"));
        Assert.Equal(0, await CountAsync(app, $"select count(*) from embedded_row where version_key not in (select key from version)"));
        Assert.Equal(0, await CountAsync(app, $"select count(*) from embedded_value where key not in (select value_key from embedded_row)"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task EarlierFiles_AreMadeSearchableAcrossAKill(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        for (var i = 0; i < 25; i++)
        {
            await app.UploadAsync($"{i}.gif", PlayedMedia.File($"{i}", "TAG:IFD0:Make=Canon", $"TAG:ExifIFD:ISO={i}"));
        }

        await app.FinishAsync();
        await SaveAsync(app, (await app.Client.SearchAsync(new SearchRequest("name:3"))).Items[0].Id, Sidecar, new EmbeddedTag("XMP-dc", "Creator", "Ann"));

        // As the release before left it, with one row that a disk damaged.
        await app.Database.WriteAsync(Actor.System, async session =>
        {
            await session.ExecuteAsync($"update embedded_tags set listed = null");
            await session.ExecuteAsync($"delete from embedded_row");
            await session.ExecuteAsync($"delete from embedded_value");
            await session.ExecuteAsync($"update embedded_tags set payload = {new byte[] { 1, 2, 3 }} where version_key = (select version_key from asset where name = '7.gif')");
        });
        var sweep = app.Services.GetRequiredService<EmbeddedSweep>();
        Assert.True(await sweep.SomeAsync(TestContext.Current.CancellationToken));
        Assert.InRange((await app.Client.SearchAsync(new SearchRequest("embedded.Make:canon"))).Total, 1, 10);

        // The rest is done by the next start.
        await app.RestartAsync();
        sweep = app.Services.GetRequiredService<EmbeddedSweep>();
        while (await sweep.SomeAsync(TestContext.Current.CancellationToken))
        {
            // So many pieces are there.
        }

        Assert.Equal(24, (await app.Client.SearchAsync(new SearchRequest("embedded.Make:canon"))).Total);
        Assert.Equal(("24", "3"), (await FoundAsync(app, "embedded.ISO>23"), await FoundAsync(app, "embedded.Creator:ann")));
        Assert.Equal(0, await CountAsync(app, $"select count(*) from embedded_tags where listed is null"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task HostileTags_AreKeptWithinBoundsAndFound(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await BringAsync(app, "a.gif");
        await SaveAsync(app, id, Metadata, [.. Enumerable.Range(0, 100_000).Select(i => new EmbeddedTag("Made", $"Tag{i}", $"{i}")), new EmbeddedTag("XMP-dc", "Title", "people first")]);
        Assert.Equal(EmbeddedWords.MostValues, await CountAsync(app, $"select count(*) from embedded_row r join asset a on a.version_key = r.version_key where a.id = {id}"));
        Assert.Equal(("a", "a"), (await FoundAsync(app, "embedded.Title:\"people first\""), await FoundAsync(app, "embedded.Tag0:0")));
        Assert.Equal(500, (await app.AskAsync(HttpMethod.Get, "api/search/embedded?limit=500")).GetArrayLength());

        string[] values =
        [
            "50%", "50_", "5O", "it's \"quoted\" \\", "'; drop table asset; --", "a\0b", "\ud800lone", "1e400", "-1e400", "NaN", "Infinity", "1/0", "0/0", new string('9', 150), "\u0301", "   ", "@p0 @p1",
            new string('x', 5_000), new string('x', 5_000) + "y", "\U0010FFFFz", "*", "a*", "1" + new string('\u00df', 90),
        ];
        for (var i = 0; i < values.Length; i++)
        {
            await SaveAsync(app, await BringAsync(app, $"v{i}.gif"), Metadata, new EmbeddedTag("XMP-x", "Value", values[i], i % 2 == 0 ? null : $"in words {i}"));
        }

        foreach (var (value, i) in values.Select((value, i) => (value, i)).Where(one => one.value.Length < 4_000 && !one.value.EndsWith('*') && EmbeddedWords.Word(one.value).Length > 0))
        {
            Assert.Equal((value, $"v{i}"), (value, await FoundAsync(app, Asked(value))));
        }

        Assert.Equal("v17 v18", await FoundAsync(app, $"embedded.Value:{new string('x', 100)}*"));
        Assert.Equal("v5", await FoundAsync(app, "embedded.Value:\"in words 5\""));
        Assert.Equal("", await FoundAsync(app, "embedded.Value>0 OR embedded.Value<=0 OR embedded.Value:5_*"));
        Assert.Contains("numbers and dates only", (await WrongAsync(app, "embedded.Value>NaN")).Message, StringComparison.Ordinal);
        await FoundAsync(app, Asked("\u0301"));

        static string Asked(string value) => $"embedded.Value:\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Names_ThatNoFileHas_AreToldWithWhatMayHaveBeenMeant(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        Assert.Contains("none was read", (await WrongAsync(app, "embedded.Make:x")).Expected, StringComparison.Ordinal);
        await SaveAsync(app, await BringAsync(app, "a.gif"), Metadata, [.. Camera, new EmbeddedTag("Pdf", "Odd Name!", "x")]);

        var wrong = await WrongAsync(app, "kind:image -embedded.Mkae:canon");
        Assert.Equal((21, "kind:image -embedded.Make:canon"), (wrong.Position, wrong.Suggestion));
        Assert.Equal("embedded.XMP-dc.Creator:x", (await WrongAsync(app, "embedded.XMP-dc.Creater:x")).Suggestion);
        Assert.Equal("embedded.\"Odd Name!\" EXISTS", (await WrongAsync(app, "embedded.\"odd nmae!\" EXISTS")).Suggestion);
        Assert.Null((await WrongAsync(app, "embedded.Whatsoever EXISTS")).Suggestion);
        Assert.Contains("XMP-dc.Creator", (await WrongAsync(app, "embedded.XMP-dc:Creator")).Expected, StringComparison.Ordinal);
        Assert.Equal((0, "2024-05-06"), ((await WrongAsync(app, "embedded.Make>canon")).Position - "embedded.".Length, (await WrongAsync(app, "embedded.Make>canon")).Expected!.Split(' ')[^1]));

        var names = await app.AskAsync(HttpMethod.Get, "api/search/embedded?find=le");
        Assert.Equal("LensModel", names[0].GetProperty("name").GetString());
        Assert.Equal("ExifIFD", names[0].GetProperty("groups")[0].GetString());
        Assert.Equal("Creator", (await app.AskAsync(HttpMethod.Get, "api/search/embedded?find=XMP-dc.cr"))[0].GetProperty("name").GetString());
        Assert.Equal(0, (await app.AskAsync(HttpMethod.Get, "api/search/embedded?find=zz%25")).GetArrayLength());
    }

    [Fact]
    public void Words_OfTags_LeaveOutWhatNobodySearches()
    {
        foreach (var tag in (EmbeddedTag[])[
            new("IFD0", "ThumbnailImage", "(Binary data 5 bytes, use -b option to extract)"), new("IFD1", "ThumbnailOffset", "120"), new("IFD0", "StripByteCounts", "1 2 3"), new("IFD0", "StripOffsets", "1"),
            new("File", "FileSize", "5"), new("ICC_Profile", "Curve", string.Join(' ', Enumerable.Range(0, 200))), new("A", "B", " \n "), new("A", "!?", "x")])
        {
            Assert.Null(EmbeddedWords.Of(tag));
        }

        Assert.NotNull(EmbeddedWords.Of(new EmbeddedTag("ExifIFD", "OffsetTimeOriginal", "+02:00")));
        Assert.NotNull(EmbeddedWords.Of(new EmbeddedTag("File", "Comment", "x")));
        foreach (var (text, number) in new (string, double?)[] { ("28/10", 2.8), ("-1.5", -1.5), ("6.1e-05", 6.1e-05), ("1/0", null), ("NaN", null), ("\u221e", null), ("1e999", null), ("/2", null), ("", null), ("1/2/3", null) })
        {
            Assert.Equal((text, number), (text, EmbeddedNumbers.Plain(text)));
        }

        foreach (var (name, raw, printed, reference, number) in new (string, string, string?, string?, double?)[]
        {
            ("CreateDate", "2024:05:06 07:08:09", null, null, 20240506070809), ("CreateDate", "2024-05-06T07:08:09.5+02:00", null, null, 20240506070809), ("CreateDate", "2024-05", null, null, 20240501000000),
            ("CreateDate", "0000:00:00 00:00:00", null, null, null), ("CreateDate", "2024:13:01", null, null, null), ("CreateDate", "2024:05:06 25:00:00", null, null, null),
            ("GPSLatitude", "33/1 30/1 0/1", "-33° 30' 0\"", "S", -33.5), ("GPSLatitude", "33.5", "33 deg 30' 0.00\"", "S", -33.5), ("GPSLongitude", "33,30.0W", null, null, -33.5), ("GPSLongitude", "33/1 30/1 0/0", null, "E", 33.5),
            ("GPSLatitudeRef", "S", null, null, null), ("ISO", "100", null, null, 100),
        })
        {
            Assert.Equal((raw, number), (raw, EmbeddedWords.Of(new EmbeddedTag("GPS", name, raw, printed), reference)!.Value.Number));
        }

        long[] keys = [1, 5, 6, 300, long.MaxValue];
        Assert.Equal(keys, PackedKeys.Unpack(PackedKeys.Pack(keys.Reverse())));
    }

    private static async Task<string> BringAsync(DamApp app, string name, params string[] lines)
    {
        var id = (await app.UploadAsync(name, PlayedMedia.File([name, .. lines]))).Id;
        await app.FinishAsync();
        return id;
    }

    private static Task SaveAsync(DamApp app, string id, string step, params EmbeddedTag[] tags) => app.Database.WriteAsync(
        Actor.System,
        async session => await EmbeddedTagsReader.SaveAsync(session, (await session.NumberAsync($"select version_key from asset where id = {id}"))!.Value, step, tags, TestContext.Current.CancellationToken));

    /// <summary>Names without their endings, in order.</summary>
    private static async Task<string> FoundAsync(DamApp app, string query) =>
        string.Join(' ', (await app.Client.SearchAsync(new SearchRequest(query, 500, Sort: "name"))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)));

    private static async Task<QueryProblem> WrongAsync(DamApp app, string query)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "api/search", System.Text.Json.JsonSerializer.Serialize(new { query }));
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        return new QueryProblem(
            problem.GetProperty("message").GetString()!, problem.GetProperty("position").GetInt32(), problem.GetProperty("expected").GetString(), problem.TryGetProperty("suggestion", out var better) ? better.GetString() : null);
    }

    private static async Task<long> CountAsync(DamApp app, Sql sql) => (await app.Database.ReadAsync(session => session.NumberAsync(sql)))!.Value;
}
