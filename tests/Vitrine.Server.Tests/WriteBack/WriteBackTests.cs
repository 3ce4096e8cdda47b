using System.Text;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Media.Metadata;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.WriteBack;

/// <summary>What people say goes into files, what others write there comes back, and neither is lost.</summary>
public sealed class WriteBackTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Edits_AreEmbedded_AndAreNothingNewAtTheNextScan(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, pictures: [("a.jpg", "01-subject.jpg"), ("b.png", "29-png.png"), ("c.tif", "32-tiff.tif")]);
        var id = await folder.IdAsync("a.jpg");
        var before = await folder.App.Client.AssetAsync(id, cancellationToken: Ending);
        foreach (var name in (string[])["a.jpg", "b.png", "c.tif"])
        {
            await folder.PatchAsync(name, """{"title":{"":"A shoe","de":"Ein Schuh"},"rating":-1,"creator":"Ann; Bo","takenAt":"1920~","tags":{"add":["Łódź"],"remove":["one","studio"]}}""");
        }

        var dry = await folder.WriteBackAsync(dryRun: true);
        Assert.Equal((3, 3, 0), (dry.Done, dry.Changed, dry.Failed));
        Assert.Contains(dry.Differences, one => one is { Name: "a.jpg", Attribute: "title@de", Before: null, After: "Ein Schuh" });
        Assert.Contains(dry.Differences, one => one is { Name: "c.tif", Attribute: "rating", After: "-1" });
        var tags = Assert.Single(dry.Differences, one => one is { Name: "a.jpg", Attribute: "tags" });
        Assert.Contains("studio", tags.Before, StringComparison.Ordinal);
        Assert.DoesNotContain("studio", tags.After, StringComparison.Ordinal);
        Assert.Contains("Łódź", tags.After, StringComparison.Ordinal);
        Assert.Null(folder.Read("a.jpg").Title);
        var job = await folder.WriteBackAsync();
        Assert.Equal((3, 3, 0), (job.Done, job.Changed, job.Failed));

        foreach (var name in (string[])["a.jpg", "b.png", "c.tif"])
        {
            var read = folder.Read(name);
            Assert.Equal(("A shoe", -1, "Ann; Bo", "1920~"), (read.Title, read.Rating, read.Creator, read.TakenAt));
            Assert.Contains("Łódź", read.Keywords);
            Assert.DoesNotContain("one", read.Keywords);
            Assert.DoesNotContain("studio", read.Keywords);
        }

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(folder.PathOf("a.jpg")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead));
        var after = await folder.App.Client.AssetAsync(id, cancellationToken: Ending);
        Assert.Equal(before.Version.Id, after.Version.Id);
        Assert.Equal(before.Version.Essence, after.Version.Essence);
        Assert.NotEqual(before.Version.Sha256, after.Version.Sha256);
        await folder.ScanAsync();
        Assert.Equal(0, await OutsideAsync(folder));
        Assert.Equal((3, 0), await folder.WriteBackAsync() is var again ? (again.Done, again.Changed) : default);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Folder, ".vitrine*"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Edits_HereOutsideHere_ShowTheLatestAndKeepAllThree(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, pictures: [("a.jpg", "01-subject.jpg")]);
        await folder.PatchAsync("a.jpg", """{"title":"first, here","tags":{"add":["here-x"]}}""");
        await folder.WriteBackAsync();
        await folder.OutsideAsync("a.jpg", "-XMP-dc:Title=second, outside", "-XMP-dc:Subject-=here-x", "-XMP-dc:Subject+=there");

        // Found by writing itself: the file is another than the one that was read.
        var job = await folder.WriteBackAsync();
        Assert.Equal(0, job.Failed);
        Assert.Equal("second, outside", await folder.ShownAsync("a.jpg", "title"));
        var tags = (await folder.ShownAsync("a.jpg", "tag")).Split('|');
        Assert.Contains("there", tags);
        Assert.DoesNotContain("here-x", tags);

        await folder.PatchAsync("a.jpg", """{"title":"third, here"}""");
        await folder.WriteBackAsync();
        await folder.ScanAsync();

        Assert.Equal("third, here", await folder.ShownAsync("a.jpg", "title"));
        Assert.Equal("third, here", folder.Read("a.jpg").Title);
        using var history = await folder.App.SendAsync(HttpMethod.Get, $"api/assets/{await folder.IdAsync("a.jpg")}/history");
        var told = await history.Content.ReadAsStringAsync(Ending);
        Assert.All((string[])["first, here", "second, outside", "third, here"], text => Assert.Contains(text, told, StringComparison.Ordinal));
        Assert.Empty((await ConflictsAsync(folder)).Items);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Keywords_RemovedHere_LeaveTheSidecarAndStayAway(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, pictures: [("a.jpg", "01-subject.jpg")]);
        await folder.SettingsAsync("""{"writeBackProfile":"digikam"}""");
        await folder.PatchAsync("a.jpg", """{"tags":{"add":["mascot-x"]}}""");
        Assert.Equal(1, (await folder.WriteBackAsync()).Changed);
        var sidecar = folder.PathOf("a.jpg.xmp");
        Assert.Contains("mascot-x", Keywords(sidecar));
        var original = await File.ReadAllBytesAsync(folder.PathOf("a.jpg"), Ending);

        // Other programs' words stay, one of ours goes outside, another here.
        await folder.OutsideAsync(
            "a.jpg.xmp", "-XMP-dc:Subject-=mascot-x", "-XMP-lr:HierarchicalSubject-=mascot-x", "-XMP-digiKam:TagsList-=mascot-x", "-XMP-dc:Subject+=theirs", "-XMP-crs:Exposure2012=+0.35");
        await folder.ScanAsync();
        Assert.DoesNotContain("mascot-x", await folder.ShownAsync("a.jpg", "tag"), StringComparison.Ordinal);
        await folder.PatchAsync("a.jpg", """{"tags":{"remove":["theirs","photo studio"]}}""");
        Assert.Equal(1, (await folder.WriteBackAsync()).Changed);

        Assert.Equal(["2024", "red sneaker"], Keywords(sidecar).Order(StringComparer.Ordinal));
        Assert.Contains("Exposure2012", await File.ReadAllTextAsync(sidecar, Ending), StringComparison.Ordinal);
        await folder.ScanAsync();
        Assert.Equal("2024|red sneaker", await folder.ShownAsync("a.jpg", "tag"));
        Assert.Equal(original, await File.ReadAllBytesAsync(folder.PathOf("a.jpg"), Ending));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task LinkedFolder_IsNeverWritten(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, managed: false, pictures: [("a.jpg", "01-subject.jpg")]);
        var before = await File.ReadAllBytesAsync(folder.PathOf("a.jpg"), Ending);
        await folder.SettingsAsync("""{"writeBack":true}""");
        await folder.PatchAsync("a.jpg", """{"title":"here"}""");
        await folder.DueAsync();

        foreach (var place in (string?[])[null, "sidecar", "embedded"])
        {
            var job = await folder.WriteBackAsync(place);
            Assert.Equal((0, "not-managed"), (job.Changed, Assert.Single(job.Problems).Code));
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(folder.PathOf("a.jpg"), Ending));
        Assert.Single(Directory.GetFileSystemEntries(folder.Folder));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ReadOnlyStorage_KeepsTheEditUntilItMayBeWritten(string engine)
    {
        using var disk = SmallDisk.Create(8);
        await using var folder = await WrittenFolder.CreateAsync(engine, folder: disk.Path, pictures: [("a.jpg", "01-subject.jpg")]);
        await folder.PatchAsync("a.jpg", """{"title":"here"}""");
        disk.FillUpTo(0);
        Assert.Equal((0, 1, "disk-full"), await folder.WriteBackAsync() is var full ? (full.Changed, full.Failed, full.Problems[0].Code) : default);
        var waiting = await WaitingAsync(folder);
        Assert.Equal((1, "disk-full"), (waiting.Waiting, waiting.Items[0].Code));
        Assert.Null(folder.Read("a.jpg").Title);
        Assert.Equal("here", await folder.ShownAsync("a.jpg", "title"));

        disk.Free();
        await folder.DueAsync();

        Assert.Equal("here", folder.Read("a.jpg").Title);
        Assert.Equal(0, (await WaitingAsync(folder)).Waiting);
        disk.Protect();
        await folder.PatchAsync("a.jpg", """{"title":"again"}""");
        Assert.Equal("read-only", Assert.Single((await folder.WriteBackAsync()).Problems).Code);
        Assert.Equal("here", folder.Read("a.jpg").Title);
        Assert.Equal("again", await folder.ShownAsync("a.jpg", "title"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task SwitchedOn_ManyEdits_AreWrittenOnceItIsQuiet(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, pictures: [("a.jpg", "01-subject.jpg"), ("b.jpg", "04-iptc-latin1.jpg")]);
        await folder.PatchAsync("b.jpg", """{"title":"before it was switched on"}""");
        await folder.SettingsAsync("""{"writeBack":true}""");
        await folder.PatchAsync("a.jpg", """{"title":"one"}""");
        await folder.PatchAsync("a.jpg", """{"title":"two"}""");

        await folder.DueAsync();

        Assert.Equal("two", folder.Read("a.jpg").Title);
        Assert.Null(folder.Read("b.jpg").Title);
        Assert.Equal(0, await OutsideAsync(folder));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task SignedFile_GetsASidecar(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, pictures: [("a.jpg", "01-subject.jpg")]);
        var jpeg = await File.ReadAllBytesAsync(folder.PathOf("a.jpg"), Ending);
        byte[] box = [0xFF, 0xEB, 0, 0, .. "JP\0\u0001\0\0\0\u0001\0\0\0\u001ejumb\0\0\0\u0016jumd"u8, .. "c2pa"u8, 0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];
        box[3] = (byte)(box.Length - 2);
        await File.WriteAllBytesAsync(folder.PathOf("signed.jpg"), [.. jpeg[..2], .. box, .. jpeg[2..]], Ending);
        File.SetLastWriteTimeUtc(folder.PathOf("signed.jpg"), DateTime.UnixEpoch.AddYears(50));
        await folder.ScanAsync();
        var before = await File.ReadAllBytesAsync(folder.PathOf("signed.jpg"), Ending);
        await folder.PatchAsync("signed.jpg", """{"title":"here"}""");

        Assert.Equal(1, (await folder.WriteBackAsync()).Changed);

        Assert.Equal(before, await File.ReadAllBytesAsync(folder.PathOf("signed.jpg"), Ending));
        Assert.Equal("here", MetadataReader.ReadSidecar(await File.ReadAllBytesAsync(folder.PathOf("signed.xmp"), Ending), Ending).Normalised.Title);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task BrokenSidecar_IsLeftAsItIs(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, pictures: [("a.jpg", "01-subject.jpg")]);
        await File.WriteAllTextAsync(folder.PathOf("a.jpg.xmp"), "<!DOCTYPE x [<!ENTITY a 'b'>]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&a;", Ending);
        File.SetLastWriteTimeUtc(folder.PathOf("a.jpg.xmp"), DateTime.UnixEpoch.AddYears(50));
        await folder.ScanAsync();
        await folder.PatchAsync("a.jpg", """{"title":"here"}""");

        var job = await folder.WriteBackAsync("sidecar");

        Assert.Equal("sidecar-broken", Assert.Single(job.Problems).Code);
        Assert.StartsWith("<!DOCTYPE", await File.ReadAllTextAsync(folder.PathOf("a.jpg.xmp"), Ending), StringComparison.Ordinal);
        Assert.Equal(1, (await WaitingAsync(folder)).Waiting);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Conflict_IsShownAndNeverOverwritten_UntilDecided(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, pictures: [("a.jpg", "01-subject.jpg"), ("b.jpg", "04-iptc-latin1.jpg"), ("c.jpg", "09-rating5.jpg")]);
        foreach (var name in (string[])["a.jpg", "b.jpg", "c.jpg"])
        {
            await folder.PatchAsync(name, """{"title":"here","tags":{"add":["mascot-x"]}}""");
            await folder.OutsideAsync(name, "-XMP-dc:Title=outside");
        }

        await folder.ScanAsync();
        await folder.WriteBackAsync();

        var conflicts = (await ConflictsAsync(folder)).Items;
        Assert.Equal(3, conflicts.Count);
        Assert.All(conflicts, conflict => Assert.Equal(("title", "here", "outside", "file"), (conflict.About, conflict.Here, conflict.There, conflict.Holder)));
        Assert.Equal("outside", folder.Read("a.jpg").Title);
        Assert.Contains("mascot-x", folder.Read("a.jpg").Keywords);

        await DecideAsync(folder, conflicts.Single(one => one.Name == "a.jpg").Id, "here");
        await DecideAsync(folder, conflicts.Single(one => one.Name == "b.jpg").Id, "there");
        await folder.PatchAsync("c.jpg", """{"title":"newer"}""");
        await folder.WriteBackAsync();

        Assert.Empty((await ConflictsAsync(folder)).Items);
        Assert.Equal(("here", "outside", "newer"), (folder.Read("a.jpg").Title, folder.Read("b.jpg").Title, folder.Read("c.jpg").Title));
        Assert.Equal(("here", "outside", "newer"), (await folder.ShownAsync("a.jpg", "title"), await folder.ShownAsync("b.jpg", "title"), await folder.ShownAsync("c.jpg", "title")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Download_WithMetadata_CarriesItInTheFiles(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, managed: false, pictures: [("a.jpg", "01-subject.jpg")]);
        await folder.PatchAsync("a.jpg", """{"title":"here"}""");
        await folder.App.UploadAsync("note.txt", Encoding.UTF8.GetBytes("a text"));
        await folder.App.FinishAsync();

        var made = await folder.App.Client.DownloadAsync(new DownloadRequest(null, "") { Embed = true, Folders = false }, Ending);
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(await folder.App.Http.GetByteArrayAsync(made.Url, Ending)));

        var path = Path.Combine(folder.App.Files, "out.jpg");
        await System.IO.Compression.ZipFileExtensions.ExtractToFileAsync(zip.GetEntry("a.jpg")!, path, Ending);
        Assert.Equal("here", MetadataReader.Read(path, Ending).Normalised.Title);
        Assert.Null(folder.Read("a.jpg").Title);
        Assert.Equal(["a.jpg", "note.txt"], zip.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Request_ForNoPlace_IsRefused()
    {
        await using var app = await DamApp.StartAsync("sqlite");
        using var answer = await app.SendAsync(HttpMethod.Post, "api/write-back", """{"query":"","place":"moon"}""");
        Assert.Contains("profile, sidecar or embedded", await answer.Content.ReadAsStringAsync(Ending), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Keywords(string sidecar) => MetadataReader.ReadSidecar(File.ReadAllBytes(sidecar), Ending).Normalised.Keywords;

    private static async Task<long> OutsideAsync(WrittenFolder folder) =>
        await folder.App.Database.ReadAsync(async session => await session.NumberAsync($"select count(*) from claim where outside <> 0", Ending) ?? 0, Ending);

    private static async Task<Page<ConflictView>> ConflictsAsync(WrittenFolder folder)
    {
        using var answer = await folder.App.SendAsync(HttpMethod.Get, "api/conflicts");
        return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Ending), ApiJson.Default.PageConflictView)!;
    }

    private static async Task<WriteBackView> WaitingAsync(WrittenFolder folder)
    {
        using var answer = await folder.App.SendAsync(HttpMethod.Get, "api/write-back");
        return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Ending), ApiJson.Default.WriteBackView)!;
    }

    private static async Task DecideAsync(WrittenFolder folder, string id, string keep)
    {
        using var answer = await folder.App.SendAsync(HttpMethod.Post, $"api/conflicts/{id}", $$"""{"keep":"{{keep}}"}""");
        answer.EnsureSuccessStatusCode();
    }
}
