using System.Text;
using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Import;

/// <summary>XMP files beside linked ones: whose they are, what their words are worth, and what a bad one does.</summary>
public sealed class SidecarTests
{
    /// <summary>Long enough ago that nobody writes the file any more.</summary>
    private static readonly DateTime Day = new(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_PictureWithSidecar_IsOneAssetWithBothStatements(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "KEYWORD:inside");
        Sidecar(rig, "a.gif.xmp", "beside");
        rig.Write("b.gif", "b");
        Sidecar(rig, "b.XMP", "capital");
        Sidecar(rig, "nobody.xmp", "lone");

        var job = await rig.ImportAsync();
        await rig.WorkAsync();

        Assert.Equal((JobState.Done, 5, 2, 0), (job.State, job.Done, job.Changed, job.Failed));
        Assert.Equal(["a.gif", "b.gif"], await rig.TextsAsync($"select name from asset order by name"));
        Assert.Equal(["beside", "inside"], await TagsAsync(rig, "a.gif"));
        Assert.Equal(["capital"], await TagsAsync(rig, "b.gif"));
        Assert.Equal(["nobody.xmp"], await rig.TextsAsync($"select path from sidecar where state = {SidecarState.Lone}"));
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from claim where outside <> 0"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_SidecarsInOtherEncodings_AreRead(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        foreach (var (name, encoding, head) in new (string, Encoding, string)[]
        {
            ("little", new UnicodeEncoding(bigEndian: false, byteOrderMark: true), ""),
            ("big", new UnicodeEncoding(bigEndian: true, byteOrderMark: true), "<?xml version=\"1.0\" encoding=\"UTF-16\"?>"),
            ("bare", new UnicodeEncoding(bigEndian: false, byteOrderMark: false), ""),
            ("mark", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), "<?xml version=\"1.0\"?>"),
        })
        {
            rig.Write($"{name}.gif", name);
            var path = Sidecar(rig, $"{name}.xmp", $"tag of {name}");
            await File.WriteAllTextAsync(path, head + await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), encoding, TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(path, Day);
        }

        await rig.ImportAsync();
        await rig.WorkAsync();

        foreach (var name in (string[])["little", "big", "bare", "mark"])
        {
            Assert.Equal([$"tag of {name}"], await TagsAsync(rig, $"{name}.gif"));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_SidecarChangedOutside_AddsAndTakesBackAsAPerson(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "KEYWORD:inside");
        Sidecar(rig, "a.xmp", "one", "two");
        await rig.ImportAsync();
        await rig.WorkAsync();
        Sidecar(rig, "a.xmp", "two", "three, with a comma");

        await rig.ScanAsync();

        Assert.Equal(["inside", "three, with a comma", "two"], await TagsAsync(rig, "a.gif"));
        var outside = await rig.KeysAsync($"select act from claim where outside <> 0 order by act");
        Assert.Equal([(long)EntryKind.Statement, (long)EntryKind.Reject], outside);

        // The same bytes again, and with another time: nothing new.
        File.SetLastWriteTimeUtc(Path.Combine(rig.Pictures, "a.xmp"), Day.AddDays(-3));
        await rig.ScanAsync();
        Assert.Equal(outside, await rig.KeysAsync($"select act from claim where outside <> 0 order by act"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_SidecarThatVitrineWrote_IsNothingNew(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "a");
        await rig.ImportAsync();
        await rig.WorkAsync();
        var path = Sidecar(rig, "a.gif.xmp", "ours");
        var asset = (await rig.KeysAsync($"select key from asset"))[0];
        var version = (await rig.KeysAsync($"select key from version"))[0];
        var root = (await rig.KeysAsync($"select key from root"))[0];
        var stat = new FileInfo(path);
        var read = Vitrine.Media.Metadata.MetadataReader.Read(path, TestContext.Current.CancellationToken);
        var hash = System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        await rig.Database.WriteAsync(Actor.System, async session =>
        {
            await FileStates.WroteAsync(session, version, FileHolder.Sidecar, await rig.Files.ReadAsync(session, rig.Seed.LibraryKey, read.Normalised, read.Tags), hash);
            await SidecarRows.WroteAsync(session, root, "a.gif.xmp", SidecarNaming.Whole, asset, stat.Length, stat.LastWriteTimeUtc.Ticks, hash);
        });
        File.SetLastWriteTimeUtc(path, Day.AddDays(1));

        await rig.ScanAsync();

        Assert.Equal(0, await rig.NumberAsync($"select count(*) from claim where concept_key is not null"));
        Sidecar(rig, "a.gif.xmp", "ours", "theirs");
        await rig.ScanAsync();
        Assert.Equal(["theirs"], await TagsAsync(rig, "a.gif"));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from claim where outside <> 0"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_HostileSidecars_AreProblemsOfTheAssetAndTakeNothingBack(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "a");
        rig.Write("b.gif", "b");
        rig.Write("c.gif", "c");
        Sidecar(rig, "a.xmp", "kept");
        await rig.ImportAsync();
        await rig.WorkAsync();
        await File.WriteAllTextAsync(
            Path.Combine(rig.Pictures, "a.xmp"), "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&e;</x:xmpmeta>", TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(rig.Pictures, "b.xmp"), new byte[5 << 20], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(rig.Pictures, "c.xmp"), "", TestContext.Current.CancellationToken);

        await rig.ScanAsync();

        Assert.Equal(["kept"], await TagsAsync(rig, "a.gif"));
        Assert.Equal(
            ["sidecar-broken", "sidecar-broken", "sidecar-too-large"], await rig.TextsAsync($"select code from problem where step = 'sidecar' order by code"));
        Assert.Contains("document type", (await rig.TextsAsync($"select p.message from problem p join asset a on a.version_key = p.version_key where a.name = 'a.gif'"))[0], StringComparison.Ordinal);

        // Made good, the problem goes.
        Sidecar(rig, "c.xmp", "good");
        await rig.ScanAsync();
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from problem where step = 'sidecar'"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_PictureAndSidecarRenamed_StayTogether(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "a");
        Sidecar(rig, "a.xmp", "word");
        await rig.ImportAsync();
        await rig.WorkAsync();
        File.Move(Path.Combine(rig.Pictures, "a.gif"), Path.Combine(rig.Pictures, "z.gif"));
        File.Move(Path.Combine(rig.Pictures, "a.xmp"), Path.Combine(rig.Pictures, "z.xmp"));

        await rig.ScanAsync();

        Assert.Equal(1, await rig.NumberAsync($"select count(*) from asset"));
        Assert.Equal(["word"], await TagsAsync(rig, "z.gif"));
        Assert.Equal(["z.xmp"], await rig.TextsAsync($"select path from sidecar where state = {SidecarState.Read}"));
        Assert.Equal(["a.xmp"], await rig.TextsAsync($"select path from sidecar where state = {SidecarState.Missing}"));
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from claim where outside <> 0"));
        Sidecar(rig, "z.xmp", "other");
        await rig.ScanAsync();
        Assert.Equal(["other"], await TagsAsync(rig, "z.gif"));
    }

    private static string Sidecar(Rig rig, string path, params string[] keywords)
    {
        var full = Path.Combine(rig.Pictures, path);
        var items = string.Concat(keywords.Select(word => $"<rdf:li>{word}</rdf:li>"));
        File.WriteAllText(
            full,
            $"""
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
            <dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>
            """,
            Encoding.UTF8);
        File.SetLastWriteTimeUtc(full, Day.AddSeconds(keywords.Length));
        return full;
    }

    private static Task<List<string>> TagsAsync(Rig rig, string asset) => rig.TextsAsync(
        $"""
        select l.label from shown_tag s join asset a on a.key = s.asset_key join concept_label l on l.concept_key = s.concept_key
        where a.name = {asset} and l.language = 'und' and s.state <= 2 order by l.label
        """);
}
