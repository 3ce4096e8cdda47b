using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Vitrine.Contracts;
using Vitrine.Core.Exports;

namespace Vitrine.Cli.Exports;

/// <summary>
/// Writes originals into the library's folders below a folder, an XMP file beside each, and a table of everything. What an earlier run wrote and
/// has not changed since is passed over; nothing is ever deleted.
/// </summary>
internal sealed class FolderExport(VitrineClient client, string folder, string query, string aiTags)
{
    public const string Table = "metadata.csv";

    private const int PageSize = 500;
    private const int Together = 4;
    private const int Buffer = 128 << 10;

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
        used.Reserve(Table);
        used.Reserve(ExportNotes.FileName);
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
                planned[item.Id] = PathOf(item, notes.Find(item.Id));
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
                    await OneAsync(item, notes, cancelled);
                    progress(Interlocked.Increment(ref done), total, problems.Count);
                });
            notes.Flush();
        }

        await TableAsync(cancellationToken);
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

    private async Task OneAsync(SearchItem item, ExportNotes notes, CancellationToken cancellationToken)
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
        var note = NoteOf(item, asset, known);
        if (known is not null && known.Sha256 == note.Sha256 && known.Path == note.Path && IsThere(known))
        {
            note = note with { Bytes = known.Bytes };
        }
        else if (await WriteOriginalAsync(asset, note.Path, cancellationToken) is { } bytes)
        {
            note = note with { Bytes = bytes };
            Interlocked.Increment(ref written);
        }
        else
        {
            return;
        }

        Interlocked.Increment(ref files);
        if (known is null || known.Revision != note.Revision || known.AiTags != note.AiTags || known.Sidecar != note.Sidecar || !File.Exists(Full(note.Sidecar)))
        {
            await WriteAsync(note.Sidecar, new MemoryStream(await client.SidecarAsync(asset.Id, aiTags, cancellationToken)), cancellationToken);
        }

        Interlocked.Increment(ref sidecars);
        if (note != known)
        {
            notes.Add(note);
        }
    }

    private bool IsThere(ExportNote note) => new FileInfo(Full(note.Path)) is { Exists: true } file && file.Length == note.Bytes;

    /// <summary>Where an original goes: where it went before, while the library says the same.</summary>
    private (string Wanted, string Path) PathOf(SearchItem item, ExportNote? known)
    {
        var below = string.Join('/', item.Folder.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Safe));
        var name = Safe(item.Name);
        var wanted = below.Length == 0 ? name : $"{below}/{name}";
        if (known?.Wanted == wanted)
        {
            return (wanted, known.Path);
        }

        var extension = Path.GetExtension(name);
        return (wanted, used.Take(below, name[..^extension.Length], extension));
    }

    private ExportNote NoteOf(SearchItem item, AssetDetail asset, ExportNote? known)
    {
        lock (gate)
        {
            var (wanted, path) = planned.TryGetValue(item.Id, out var place) ? place : PathOf(item, known);
            var slash = path.LastIndexOf('/');
            var sidecar = known?.Path == path ? known.Sidecar : used.Take(slash < 0 ? "" : path[..slash], path[(slash + 1)..], ".xmp");
            return new ExportNote(asset.Id, wanted, path, sidecar, asset.Version.Sha256, 0, asset.Revision, aiTags);
        }
    }

    /// <summary>A name is never a way out of the folder, whatever the server says.</summary>
    private static string Safe(string name) => name is "." or ".." ? "_" : name.Replace('/', '\u2215').Replace('\0', '_');

    private string Full(string path) => Path.Combine(folder, path);

    /// <returns>How many bytes were written; null where the original could not be had.</returns>
    private async Task<long?> WriteOriginalAsync(AssetDetail asset, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.OriginalAsync(asset.Id, cancellationToken);
            var (bytes, hash) = await WriteAsync(path, await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
            if (!string.Equals(hash, asset.Version.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                Trouble(path, "The file changed since it was taken in; it was written as it is now.");
            }

            return bytes;
        }
        catch (Exception error) when (error is VitrineException or HttpRequestException or HttpIOException)
        {
            Trouble(path, error.Message);
            return null;
        }
    }

    /// <summary>Written beside its place first: what has its name is whole.</summary>
    private async Task<(long Bytes, string Sha256)> WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        var full = Full(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var part = Path.Combine(folder, ExportNotes.Part + Path.GetRandomFileName());
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long bytes = 0;
            await using (content)
            await using (var target = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
            {
                var buffer = new byte[Buffer];
                while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
                {
                    hash.AppendData(buffer, 0, read);
                    await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                    bytes += read;
                }
            }

            File.Move(part, full, overwrite: true);
            return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private async Task TableAsync(CancellationToken cancellationToken)
    {
        using var answer = await client.TableAsync(query, aiTags, cancellationToken);
        await WriteAsync(Table, await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
    }

    private void Trouble(string path, string message)
    {
        lock (gate)
        {
            problems.Add(new ExportProblem(path, message));
        }
    }
}
