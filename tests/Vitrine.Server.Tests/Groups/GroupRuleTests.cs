using Vitrine.Server.Groups;
using Vitrine.Tests.Shared;
using static Vitrine.Server.Tests.Groups.Grouped;

namespace Vitrine.Server.Tests.Groups;

/// <summary>What belongs together is found whatever comes first, and what only looks alike stays apart.</summary>
public sealed class GroupRuleTests
{
    private const string At = "TAKEN:2024-05-06T10:00:00";

    public static TheoryData<string, bool> EnginesAndOrders => new() { { Engines.Sqlite, false }, { Engines.Sqlite, true }, { Engines.Postgres, false }, { Engines.Postgres, true } };

    [Theory, MemberData(nameof(EnginesAndOrders))]
    public async Task Rules_FindWhatBelongsTogether_InEitherOrder(string engine, bool reversed)
    {
        await using var app = await DamApp.StartAsync(engine);
        (string Path, string[] Lines)[] files =
        [
            ("content/a.heic", ["AS:heic", "TAG:Apple:ContentIdentifier=C1"]), ("content/b.mov", ["AS:mov", "LASTS:60000", "TAG:Keys:ContentIdentifier=C1"]),
            ("live/IMG_1.JPG", ["AS:jpeg", At, Phone]), ("live/IMG_1.MOV", ["AS:mov", "LASTS:2500", "TAKEN:2024-05-06T10:00:02"]),
            ("raw/DSC_1.NEF", ["AS:nef", At]), ("raw/DSC_1.JPG", ["AS:jpeg", "TAKEN:2024-05-06T10:00:01"]),
            ("raw/DSC_2.NEF", ["AS:nef"]), ("raw/DSC_2.HEIC", ["AS:heic"]),
            ("edit/IMG_1234.JPG", ["AS:jpeg", At]), ("edit/IMG_E1234.JPG", ["AS:jpeg", At]),
            ("edit/PXL.jpg", ["AS:jpeg"]), ("edit/PXL-edited.jpg", ["AS:jpeg"]), ("edit/PXL~2.jpg", ["AS:jpeg"]), ("edit/Bild.jpg", ["AS:jpeg"]), ("edit/Bild-bearbeitet.png", ["AS:png"]),
            ("edit/film.mp4", ["AS:mp4"]), ("edit/film-edited.mp4", ["AS:mp4"]),
            ("xmp/one.dng", ["AS:dng", "TAG:XMP-xmpMM:DocumentID=D1"]), ("xmp/export.tif", ["AS:tiff", "TAG:XMP-xmpMM:DocumentID=D2", "TAG:XMP-xmpMM:DerivedFrom/DocumentID=D1"]),
            ("whole/IMG_7.HEIC", ["AS:heic", At, "TAG:Apple:ContentIdentifier=C7"]), ("whole/IMG_7.MOV", ["AS:mov", "LASTS:2000", "TAG:Keys:ContentIdentifier=C7"]), ("whole/IMG_E7.HEIC", ["AS:heic"]),
            ("whole/IMG_0777.HEIC", ["AS:heic", At, "TAG:Apple:ContentIdentifier=C8"]), ("whole/IMG_0777.MOV", ["AS:mov", "LASTS:2000", "TAG:Keys:ContentIdentifier=C8"]),
            ("whole/IMG_E0777.JPG", ["AS:jpeg", At]),
        ];
        var ids = await app.BringAsync(reversed ? [.. files.Reverse()] : files);

        foreach (var (one, expected) in new[]
        {
            ("content/a.heic", "live: a.heic=photo b.mov=movie"),
            ("live/IMG_1.MOV", "live: IMG_1.JPG=photo IMG_1.MOV=movie"),
            ("raw/DSC_1.NEF", "raw-jpeg: DSC_1.JPG=jpeg DSC_1.NEF=raw"),
            ("raw/DSC_2.HEIC", "raw-jpeg: DSC_2.HEIC=jpeg DSC_2.NEF=raw"),
            ("edit/IMG_1234.JPG", "edit: IMG_E1234.JPG=edit IMG_1234.JPG=original"),
            ("edit/Bild.jpg", "edit: Bild-bearbeitet.png=edit Bild.jpg=original"),
            ("edit/film.mp4", "edit: film-edited.mp4=edit film.mp4=original"),
            ("xmp/one.dng", "edit: export.tif=edit one.dng=original"),
            ("whole/IMG_7.HEIC", "live: IMG_7.HEIC=photo IMG_7.MOV=movie"),
            ("whole/IMG_0777.MOV", "edit: IMG_E0777.JPG=edit IMG_0777.HEIC=photo IMG_0777.MOV=movie"),
        })
        {
            Assert.Equal((one, expected), (one, await app.GroupAsync(ids[one])));
        }

        // Two edits of one picture are all in its group.
        Assert.Equal(3, (await app.Client.AssetAsync(ids["edit/PXL.jpg"])).Group!.Members.Count);
        Assert.Equal(await app.GroupAsync(ids["edit/PXL~2.jpg"]), await app.GroupAsync(ids["edit/PXL-edited.jpg"]));
        Assert.Equal(files.Length, (await app.Client.SearchAsync(new Contracts.SearchRequest())).Total);
        Assert.Equal(12, await app.ShownAsync());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Rules_LeaveApart_WhatOnlyLooksAlike(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(
            ("one/a.heic", ["AS:heic", "TAG:Apple:ContentIdentifier=C1"]), ("two/a.mov", ["AS:mov", "LASTS:2000", "TAG:Keys:ContentIdentifier=C1"]),
            ("c/a.heic", ["AS:heic", At, "TAG:Apple:ContentIdentifier=C2"]), ("c/a.mov", ["AS:mov", At, "LASTS:2000", "TAG:Keys:ContentIdentifier=C3"]),
            ("late/a.jpg", ["AS:jpeg", At]), ("late/a.mov", ["AS:mov", "TAKEN:2024-05-06T10:00:04", "LASTS:2000"]),
            ("long/a.jpg", ["AS:jpeg", At]), ("long/a.mov", ["AS:mov", At, "LASTS:5001"]),
            ("unknown/a.jpg", ["AS:jpeg"]), ("unknown/a.mov", ["AS:mov", "LASTS:2000"]),
            ("other/a.jpg", ["AS:jpeg", At, Phone]), ("other/a.mov", ["AS:mov", At, "LASTS:2000", "CAMERA:Canon/R5"]),
            ("raw1/a.nef", ["AS:nef"]), ("raw2/a.jpg", ["AS:jpeg"]),
            ("rawlate/a.nef", ["AS:nef", At]), ("rawlate/a.jpg", ["AS:jpeg", "TAKEN:2024-05-06T10:00:03"]),
            ("rawcam/a.nef", ["AS:nef", At, "CAMERA:Nikon/Z8"]), ("rawcam/a.jpg", ["AS:jpeg", At, Phone]),
            ("stem/a.nef", ["AS:nef"]), ("stem/ab.jpg", ["AS:jpeg"]), ("stem/A.jpg", ["AS:jpeg"]), ("stem/a.b.jpg", ["AS:jpeg"]),
            ("edit1/IMG_1234.JPG", ["AS:jpeg"]), ("edit2/IMG_E1234.JPG", ["AS:jpeg"]),
            ("editlate/x.jpg", ["AS:jpeg", At]), ("editlate/x-edited.jpg", ["AS:jpeg", "TAKEN:2024-05-07T10:00:00"]),
            ("editkind/x.jpg", ["AS:jpeg"]), ("editkind/x-edited.mp4", ["AS:mp4"]),
            ("names/-edited.jpg", ["AS:jpeg"]), ("names/.jpg", ["AS:jpeg"]), ("names/~2.jpg", ["AS:jpeg"]), ("names/%.jpg", ["AS:jpeg"]), ("names/IMG_E.jpg", ["AS:jpeg"]), ("names/IMG_.jpg", ["AS:jpeg"]));

        foreach (var (path, id) in ids)
        {
            Assert.Equal((path, ""), (path, await app.GroupAsync(id)));
        }

        Assert.Equal(ids.Count, await app.ShownAsync());
    }

    [Theory, MemberData(nameof(EnginesAndOrders))]
    public async Task Burst_IsShotsInQuickSuccession(string engine, bool reversed)
    {
        await using var app = await DamApp.StartAsync(engine);
        var files = new List<(string Path, string[] Lines)>();
        for (var i = 0; i < 5; i++)
        {
            files.Add(($"quick/s{i}.jpg", ["AS:jpeg", Phone, $"TAKEN:2024-05-06T10:00:0{i}"]));
            files.Add(($"quick/other{i}.jpg", ["AS:jpeg", "CAMERA:Canon/R5", $"TAKEN:2024-05-06T10:00:0{i}.500"]));
            files.Add(($"slow/s{i}.jpg", ["AS:jpeg", Phone, $"TAKEN:2024-05-06T11:00:{2 * i:00}"]));
            files.Add(($"nocamera/s{i}.jpg", ["AS:jpeg", $"TAKEN:2024-05-06T12:00:0{i}"]));
            files.Add(($"marked/s{i}.jpg", ["AS:jpeg", "TAG:Apple:BurstUUID=B1", .. i == 3 ? (string[])["TAG:XMP-GCamera:BurstPrimary=1"] : []]));
        }

        files.AddRange([("quick/alone.jpg", ["AS:jpeg", Phone, "TAKEN:2024-05-06T10:01:00"]), ("marked/single.jpg", ["AS:jpeg", "TAG:Apple:BurstUUID=B2"])]);
        files.AddRange(Enumerable.Range(0, 3).Select(i => ($"few/s{i}.jpg", (string[])["AS:jpeg", Phone, "TAKEN:2024-05-06T10:00:00"])));
        files.AddRange(Enumerable.Range(0, 4).SelectMany(i => ((string, string[])[])[
            ($"pairs/p{i}.nef", ["AS:nef", Phone, $"TAKEN:2024-05-06T13:00:00.{i}00"]), ($"pairs/p{i}.jpg", ["AS:jpeg", Phone, $"TAKEN:2024-05-06T13:00:00.{i}00"])]));
        var ids = await app.BringAsync(reversed ? [.. files.AsEnumerable().Reverse()] : [.. files]);

        Assert.Equal("burst: s0.jpg=shot s1.jpg=shot s2.jpg=shot s3.jpg=shot s4.jpg=shot", await app.GroupAsync(ids["quick/s2.jpg"]));
        Assert.Equal("burst: other0.jpg=shot other1.jpg=shot other2.jpg=shot other3.jpg=shot other4.jpg=shot", await app.GroupAsync(ids["quick/other2.jpg"]));
        Assert.Equal("burst: s3.jpg=shot s0.jpg=shot s1.jpg=shot s2.jpg=shot s4.jpg=shot", await app.GroupAsync(ids["marked/s0.jpg"]));
        Assert.Equal(8, (await app.Client.AssetAsync(ids["pairs/p1.nef"])).Group!.Members.Count);
        Assert.Equal("p0.jpg", (await app.Client.AssetAsync(ids["pairs/p1.nef"])).Group!.Members[0].Name);
        foreach (var alone in ids.Where(one => one.Key.StartsWith("slow/", StringComparison.Ordinal) || one.Key.StartsWith("nocamera/", StringComparison.Ordinal)
            || one.Key.StartsWith("few/", StringComparison.Ordinal) || one.Key is "quick/alone.jpg" or "marked/single.jpg"))
        {
            Assert.Equal((alone.Key, ""), (alone.Key, await app.GroupAsync(alone.Value)));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task TwoHalves_ThatComeInAtOnce_AreGrouped(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        const int Pairs = 12;
        string[] names = [.. Enumerable.Range(0, Pairs).SelectMany(i => (string[])[$"{i}.nef", $"{i}.jpg"])];
        var ids = await Task.WhenAll(names.Select(name => app.BringAsync(name, name.EndsWith("nef", StringComparison.Ordinal) ? "AS:nef" : "AS:jpeg")));
        await app.FinishAsync();

        Assert.Equal(Pairs, await app.ShownAsync());
        Assert.Equal("raw-jpeg: 7.jpg=jpeg 7.nef=raw", await app.GroupAsync(ids[14]));
    }

    [Theory]
    [InlineData("IMG_E1234", "IMG_1234")]
    [InlineData("x-edited", "x")]
    [InlineData("x-edited-edited", "x-edited")]
    [InlineData("x-bearbeitet", "x")]
    [InlineData("x~2", "x")]
    [InlineData("x~1", null)]
    [InlineData("x~10", null)]
    [InlineData("IMG_1234", null)]
    [InlineData("-edited", null)]
    [InlineData("", null)]
    public void OriginalOf_KnowsTheNamesOfEdits(string stem, string? original) => Assert.Equal(original, EditRule.OriginalOf(stem));
}
