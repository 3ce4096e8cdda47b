using System.IO.Compression;
using System.Text;
using Vitrine.Core.Exports;
using Vitrine.Core.Schema;
using Vitrine.Media.Exports;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Exports;

/// <summary>What a ZIP file is to hold.</summary>
internal sealed record ZipContents(ExportRecipe Recipe, NameTemplate Names, bool Folders, bool Csv, bool Sidecars, AiTags AiTags)
{
    /// <summary>Whether what the library says goes into the files themselves.</summary>
    public bool Embed { get; init; }
}

/// <summary>
/// Writes assets as one ZIP file (PKWARE APPNOTE 6.3, with ZIP64 where it is needed) while it is sent: nothing but the one file at hand and a list of names is held.
/// What cannot be had is left out and told in a table of its own at the end.
/// </summary>
internal sealed class ZipExport(Database database, DataFolder data, ExportFiles files, ExportedWordsReader words, PropertyMaps maps, FieldCatalog fields)
{
    private const string LeftOut = "not-included.csv";
    private const int Buffer = 128 << 10;
    private static readonly Dictionary<long, MetadataEdits> NoEdits = [];

    /// <exception cref="IOException">A file could not be read to its end, or the receiver has gone: what was sent is no whole ZIP file.</exception>
    public async Task WriteAsync(Stream output, long library, IReadOnlyList<long> assets, ZipContents contents, CancellationToken cancellationToken)
    {
        var names = new ExportNames(contents.Names, contents.Folders, MetadataCsv.FileName, LeftOut);
        var schema = fields.Of(library).Schema;
        await using var table = new SpooledText(data.Spool, contents.Csv ? MetadataCsv.Head(schema) : "");
        await using var troubles = new SpooledText(data.Spool, "");
        var later = new LaterStream(output);
        await using (var zip = await ZipArchive.CreateAsync(later, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken))
        {
            foreach (var keys in assets.Chunk(ExportReader.Together))
            {
                await SomeAsync(new Run(zip, contents, names, table, troubles, maps, schema), keys, cancellationToken);
            }

            await table.AddAsync(zip, MetadataCsv.FileName, "", cancellationToken);
            await troubles.AddAsync(zip, LeftOut, "\ufefffile,id,reason\r\n", cancellationToken);
        }

        await later.FlushAsync(cancellationToken);
    }

    private async Task SomeAsync(Run run, long[] keys, CancellationToken cancellationToken)
    {
        var (assets, said, edits, kept) = await database.ReadAsync(
            async session =>
            {
                var found = await ExportReader.ReadAsync(session, keys, cancellationToken);
                var claims = run.Contents is { Csv: false, Sidecars: false, Embed: false }
                    ? new Dictionary<long, ExportedWords>()
                    : await words.ReadAsync(session, [.. found.Select(asset => (asset.Key, asset.VersionKey))], run.Contents.AiTags, cancellationToken, regions: run.Contents is { Sidecars: true } or { Embed: true });
                return (
                    found, claims, run.Contents.Embed ? await EmbeddedExport.EditsAsync(session, found, claims, run.Contents.Recipe, maps, cancellationToken) : NoEdits,
                    run.TakesKept ? await KeptSidecars.AmongAsync(session, [.. found.Select(asset => asset.Key)], cancellationToken) : []);
            },
            cancellationToken);
        var made = new Queue<(ExportAsset Asset, Task<ExportedFile> File)>();
        try
        {
            foreach (var asset in assets)
            {
                // Pictures are made ahead, as many as there are children; a file that is only opened does not wait open.
                made.Enqueue((asset, files.OpenAsync(asset, run.Contents.Recipe, edits.GetValueOrDefault(asset.Key), cancellationToken)));
                while (made.Count > (edits.ContainsKey(asset.Key) || ExportFiles.IsMade(asset, run.Contents.Recipe) ? files.Together : 0))
                {
                    await NextAsync(run, made, said, kept, cancellationToken);
                }
            }

            while (made.Count > 0)
            {
                await NextAsync(run, made, said, kept, cancellationToken);
            }
        }
        finally
        {
            await DropAsync(made);
        }
    }

    private async Task NextAsync(
        Run run, Queue<(ExportAsset Asset, Task<ExportedFile> File)> made, IReadOnlyDictionary<long, ExportedWords> said, IReadOnlySet<long> kept, CancellationToken cancellationToken)
    {
        var (asset, opening) = made.Dequeue();
        ExportedFile file;
        try
        {
            file = await opening;
        }
        catch (ExportFailedException failed)
        {
            await run.Troubles.WriteAsync(Trouble(run.Names.Next(asset, null), asset, failed.Message), cancellationToken);
            return;
        }

        await using (file)
        {
            var path = run.Names.Next(asset, ExportFiles.ExtensionOf(asset, run.Contents.Recipe));
            await EntryAsync(run.Zip, path, asset, file.Content, CompressionLevel.NoCompression, cancellationToken);
            if (file.Remark is { } remark)
            {
                await run.Troubles.WriteAsync(Trouble(path, asset, remark), cancellationToken);
            }

            var location = (run.Contents.Recipe.Strip & (Stripped.Location | Stripped.All)) == 0;
            if (run.Contents.Sidecars || file.WantsSidecar || kept.Contains(asset.Key))
            {
                var words = location ? said[asset.Key] : said[asset.Key].WithoutPlace();
                if (ExportFiles.ExtensionOf(asset, run.Contents.Recipe) is not null)
                {
                    // A picture that was drawn lies upright, in a size of its own.
                    words = words with { Frame = PictureFrame.Unknown };
                }

                var own = kept.Contains(asset.Key) ? await database.ReadAsync(session => SidecarAtExport.FindAsync(session, asset.Key, cancellationToken), cancellationToken) : null;
                using var packet = new MemoryStream(XmpSidecar.Write(asset.Id, asset.Original.Sha256, words, run.Maps.Of(asset.LibraryKey), own), writable: false);
                await EntryAsync(run.Zip, run.Names.Beside(path, ".xmp"), asset, packet, CompressionLevel.Fastest, cancellationToken);
            }

            if (run.Contents.Csv)
            {
                await run.Table.WriteAsync(MetadataCsv.Row(path, asset, said[asset.Key], run.Fields, location), cancellationToken);
            }
        }
    }

    private static string Trouble(string path, ExportAsset asset, string reason) => Csv.Row(path, asset.Id, reason);

    private static async Task EntryAsync(ZipArchive zip, string path, ExportAsset asset, Stream content, CompressionLevel level, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(path, level);
        entry.LastWriteTime = TimeOf(asset);
        await using var target = await entry.OpenAsync(cancellationToken);
        await content.CopyToAsync(target, Buffer, cancellationToken);
    }

    /// <summary>When the picture was taken, else when it came; within the years that ZIP can say.</summary>
    private static DateTimeOffset TimeOf(ExportAsset asset)
    {
        var taken = DateTime.TryParse(asset.TakenAt, System.Globalization.CultureInfo.InvariantCulture, out var local) ? new DateTimeOffset(local, TimeSpan.Zero) : asset.AddedAt;
        return taken.Year is >= 1980 and <= 2107 ? taken : new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }

    private static async Task DropAsync(Queue<(ExportAsset Asset, Task<ExportedFile> File)> made)
    {
        while (made.TryDequeue(out var left))
        {
            try
            {
                await (await left.File).DisposeAsync();
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // It would have been left out.
            }
        }
    }

    private sealed record Run(ZipArchive Zip, ZipContents Contents, ExportNames Names, SpooledText Table, SpooledText Troubles, PropertyMaps Maps, FieldSchema Fields)
    {
        /// <summary>Whether XMP files of assets go with what the library says: not where something is to be left out, which may stand in them in ways that we do not know.</summary>
        public bool TakesKept => Contents is { Sidecars: true } or { Embed: true } && Contents.Recipe.Strip == Stripped.None;
    }
}
