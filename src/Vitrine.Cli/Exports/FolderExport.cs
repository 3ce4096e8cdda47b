using System.Runtime.CompilerServices;
using Vitrine.Contracts;
using Vitrine.Core.Exports;

namespace Vitrine.Cli.Exports;

/// <summary>
/// Writes originals into the library's folders below a folder, an XMP file beside each, and a table of everything. What an earlier run wrote and
/// has not changed since is passed over. Nothing is ever deleted, and nothing written over that somebody else wrote or changed.
/// </summary>
internal sealed class FolderExport(VitrineClient client, string folder, string query, string aiTags)
{
    public const string Table = "metadata.csv";

    private const int PageSize = 500;
    private const int Together = 4;

    private readonly List<ExportProblem> problems = [];
    private readonly UsedNames used = new();
    private readonly Dictionary<string, (string Wanted, string Path)> planned = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private long done, written, files, sidecars;

    /// <param name="progress">Told how many are done, of how many, and how many had problems.</param>
    /// <exception cref="LocalException">The folder cannot be used.</exception>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    public async Task<ExportSummary> RunAsync(Action<long, long, long> progress, CancellationToken cancellationToken)
    {
        var library = await client.LibraryAsync(cancellationToken);
        using var notes = ExportNotes.Open(folder, library.Id);
        var target = new ExportTarget(folder, notes);
        used.Reserve(Table);
        used.Reserve(ExportNotes.FileName);
        var collections = notes.All.Any(note => note.Path == CollectionsTable.Name || note.Sidecar == CollectionsTable.Name) ? CollectionsTable.OtherName : CollectionsTable.Name;
        used.Reserve(collections);
        foreach (var note in notes.All)
        {
            used.Reserve(note.Path);
            used.Reserve(note.Sidecar);
        }

        // All originals get their names before the first XMP file does: an asset called a.jpg.xmp keeps its name.
        await foreach (var page in PagesAsync(cancellationToken))
        {
            foreach (var item in page.Items)
            {
                planned[item.Id] = PathOf(item, notes.Find(item.Id), target);
            }
        }

        long total = 0;
        await foreach (var page in PagesAsync(cancellationToken))
        {
            total = page.Total;
            await Parallel.ForEachAsync(
                page.Items,
                new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = cancellationToken },
                async (item, cancelled) =>
                {
                    await OneAsync(item, notes, target, cancelled);
                    progress(Interlocked.Increment(ref done), total, problems.Count);
                });
            notes.Flush();
        }

        await TableAsync(target, cancellationToken);
        await CollectionsAsync(collections, notes, target, cancellationToken);
        return new ExportSummary(total, files, sidecars, written, problems);
    }

    /// <summary>The oldest first: what is added meanwhile comes at the end.</summary>
    private async IAsyncEnumerable<SearchAnswer> PagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await client.SearchAsync(new SearchRequest(query, PageSize, cursor, Sort: "added"), cancellationToken);
            yield return page;
            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    private async Task OneAsync(SearchItem item, ExportNotes notes, ExportTarget target, CancellationToken cancellationToken)
    {
        AssetDetail asset;
        try
        {
            asset = await client.AssetAsync(item.Id, null, cancellationToken);
        }
        catch (VitrineException gone) when (gone.Status == System.Net.HttpStatusCode.NotFound)
        {
            Trouble(item.Name, "It was deleted while the export ran.");
            return;
        }

        var known = notes.Find(asset.Id);
        var note = NoteOf(item, asset, known, target);
        if (known is not null && known.Sha256 == note.Sha256 && known.Path == note.Path && target.Length(known.Path) == known.Bytes)
        {
            note = note with { Bytes = known.Bytes };
        }
        else if (await WriteOriginalAsync(asset, note.Path, target, cancellationToken) is { } bytes)
        {
            note = note with { Bytes = bytes };
            Interlocked.Increment(ref written);
        }
        else
        {
            return;
        }

        Interlocked.Increment(ref files);
        if (known is null || known.Revision != note.Revision || known.AiTags != note.AiTags || known.Sidecar != note.Sidecar || target.Length(note.Sidecar) is null)
        {
            try
            {
                await target.WriteAsync(note.Sidecar, new MemoryStream(await client.SidecarAsync(asset.Id, aiTags, cancellationToken)), cancellationToken);
            }
            catch (ExportRefusedException refused)
            {
                Trouble(note.Sidecar, refused.Message);
                return;
            }
        }

        Interlocked.Increment(ref sidecars);
        if (note != known)
        {
            notes.Add(note);
        }
    }

    /// <summary>Where an original goes: where it went before, while the library says the same.</summary>
    private (string Wanted, string Path) PathOf(SearchItem item, ExportNote? known, ExportTarget target)
    {
        var below = string.Join('/', item.Folder.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Safe));
        var name = Safe(item.Name);
        var wanted = below.Length == 0 ? name : $"{below}/{name}";
        if (known?.Wanted == wanted)
        {
            return (wanted, known.Path);
        }

        var extension = Path.GetExtension(name);
        return (wanted, Take(below, name[..^extension.Length], extension, target));
    }

    private ExportNote NoteOf(SearchItem item, AssetDetail asset, ExportNote? known, ExportTarget target)
    {
        lock (gate)
        {
            var (wanted, path) = planned.TryGetValue(item.Id, out var place) ? place : PathOf(item, known, target);
            var slash = path.LastIndexOf('/');
            var sidecar = known?.Path == path ? known.Sidecar : Take(slash < 0 ? "" : path[..slash], path[(slash + 1)..], ".xmp", target);
            return new ExportNote(asset.Id, wanted, path, sidecar, asset.Version.Sha256, 0, asset.Revision, aiTags);
        }
    }

    /// <summary>A name that neither the export nor somebody else gave.</summary>
    private string Take(string below, string stem, string extension, ExportTarget target)
    {
        while (true)
        {
            var path = used.Take(below, stem, extension);
            if (!target.IsForeign(path))
            {
                return path;
            }
        }
    }

    /// <summary>A name is never a way out of the folder, whatever the server says.</summary>
    private static string Safe(string name) => name is "." or ".." ? "_" : name.Replace('/', '\u2215').Replace('\0', '_');

    /// <returns>How many bytes were written; null where the original could not be had.</returns>
    private async Task<long?> WriteOriginalAsync(AssetDetail asset, string path, ExportTarget target, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.OriginalAsync(asset.Id, cancellationToken);
            var (bytes, hash) = await target.WriteAsync(path, await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
            if (!string.Equals(hash, asset.Version.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                Trouble(path, "The file changed since it was taken in; it was written as it is now.");
            }

            return bytes;
        }
        catch (Exception error) when (error is VitrineException or HttpRequestException or HttpIOException or ExportRefusedException)
        {
            Trouble(path, error.Message);
            return null;
        }
    }

    private async Task TableAsync(ExportTarget target, CancellationToken cancellationToken)
    {
        using var answer = await client.TableAsync(query, aiTags, cancellationToken);
        try
        {
            await target.WriteAsync(Table, await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
        }
        catch (ExportRefusedException refused)
        {
            Trouble(Table, refused.Message);
        }
    }

    /// <summary>Which file is in which collection, and where; a library without collections has no such table.</summary>
    private async Task CollectionsAsync(string path, ExportNotes notes, ExportTarget target, CancellationToken cancellationToken)
    {
        var table = await new CollectionsTable(client, query, notes).WriteAsync(cancellationToken);
        if (table is null && target.Length(path) is null)
        {
            return;
        }

        try
        {
            await target.WriteAsync(path, table ?? CollectionsTable.Empty, cancellationToken);
        }
        catch (ExportRefusedException refused)
        {
            Trouble(path, refused.Message);
        }
    }

    private void Trouble(string path, string message)
    {
        lock (gate)
        {
            problems.Add(new ExportProblem(path, message));
        }
    }
}
