using System.Text;
using Vitrine.Server.Ingest;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Import;

/// <summary>Whole imports with real files: other keywords in the same picture, and a folder that is reached through a link.</summary>
public sealed class SamePictureTests : IDisposable
{
    private readonly string packs = Directory.CreateTempSubdirectory("vitrine-packs-").FullName;

    public void Dispose() => Directory.Delete(packs, recursive: true);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_SamePictureWithOtherKeywords_ReadsThemAndAnalyzesNothingAgain(string engine)
    {
        await using var media = RealMedia.Looking(packs);
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = media });
        var path = Path.Combine(app.Files, "picture.png");
        await File.WriteAllBytesAsync(path, WithKeywords(DrawnPicture.Png(7), "harbour", "boat"), TestContext.Current.CancellationToken);
        await app.ImportAsync(app.Files);
        await app.FinishAsync();
        Assert.Equal(["boat", "harbour"], await KeywordsAsync(app));
        Assert.Equal(1, media.Analyses);
        var rendition = Assert.Single(Directory.GetFiles(Path.Combine(app.Data, "renditions"), "*.preview", SearchOption.AllDirectories));
        var made = File.GetLastWriteTimeUtc(rendition);

        await File.WriteAllBytesAsync(path, WithKeywords(DrawnPicture.Png(7), "harbour", "sunset over the sea"), TestContext.Current.CancellationToken);
        await app.ImportAsync(app.Files);
        await app.FinishAsync();

        Assert.Equal(["harbour", "sunset over the sea"], await KeywordsAsync(app));
        Assert.Equal(1, media.Analyses);
        Assert.Equal(made, File.GetLastWriteTimeUtc(rendition));
        Assert.Equal((1, 1, 1), (await NumberAsync(app, $"select count(*) from asset"), await NumberAsync(app, $"select count(*) from version"), await NumberAsync(app, $"select count(*) from essence")));
        Assert.Equal(0, await NumberAsync(app, $"select count(*) from run where state <> {RunState.Done}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_FolderReachedThroughALink_IsOneRootAllTheWay(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var real = Directory.CreateDirectory(Path.Combine(app.Files, "real")).FullName;
        var link = Path.Combine(app.Files, "link");
        Directory.CreateSymbolicLink(link, real);
        var content = PlayedMedia.File("KEYWORD:dog");
        await File.WriteAllBytesAsync(Path.Combine(real, "a.gif"), content, TestContext.Current.CancellationToken);
        await app.ImportAsync(link);
        await app.FinishAsync();
        Assert.Equal(0, await NumberAsync(app, $"select count(*) from run where state <> {RunState.Done}"));

        // By its own name it is the same folder.
        await app.JobAsync(await app.ImportAsync(real));
        await app.FinishAsync();

        Assert.Equal((1, 1), (await NumberAsync(app, $"select count(*) from root"), await NumberAsync(app, $"select count(*) from asset")));
        Assert.Equal(1, await NumberAsync(app, $"select count(*) from link where state = {LinkState.Present}"));
        var id = (await app.Database.ReadAsync(session => session.TextAsync($"select id from asset")))!;
        Assert.Equal(content, await app.Http.GetByteArrayAsync($"api/assets/{id}/original", TestContext.Current.CancellationToken));
        Assert.Equal(["dog"], await KeywordsAsync(app));
    }

    /// <summary>The picture with an XMP packet (XMP specification part 3, §1.1.5: an iTXt chunk), before its data.</summary>
    private static byte[] WithKeywords(byte[] png, params string[] words)
    {
        const int afterHeader = 8 + 25;
        var items = string.Concat(words.Select(word => $"<rdf:li>{word}</rdf:li>"));
        var packet = $"""
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>
            """;
        byte[] content = [.. "XML:com.adobe.xmp"u8, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(packet)];
        return [.. png[..afterHeader], .. DrawnPicture.Chunk("iTXt"u8, content), .. png[afterHeader..]];
    }

    /// <summary>The tags that no model gave.</summary>
    private static async Task<string[]> KeywordsAsync(DamApp app)
    {
        var id = await app.Database.ReadAsync(session => session.TextAsync($"select id from asset"));
        return
        [
            .. (await app.Client.AssetAsync(id!)).Claims
                .Where(claim => claim.About == "tag" && claim.State is ("accepted" or "suggested") && claim.Source.Type != "fusion")
                .Select(claim => claim.Name).Order(StringComparer.Ordinal),
        ];
    }

    private static async Task<long> NumberAsync(DamApp app, Sql sql) => await app.Database.ReadAsync(session => session.NumberAsync(sql)) ?? 0;
}
