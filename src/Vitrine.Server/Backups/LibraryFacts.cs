using System.Globalization;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Backups;

/// <summary>What is in a database at one moment, whatever its schema.</summary>
public sealed record LibraryFacts(int Schema, string Library, long Sequence, SortedDictionary<string, long> Rows, BlobTotals Blobs, long LinkedOriginals)
{
    private const int Page = 5000;

    /// <param name="blobList">Gets a line for each blob that a version refers to, by hash; null where nobody wants to know.</param>
    public static async Task<LibraryFacts> ReadAsync(DbSession session, string? blobList, CancellationToken cancellationToken = default)
    {
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in await Migrator.TablesAsync(session, cancellationToken))
        {
            var name = new RawSql($"\"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            rows[table] = await session.NumberAsync($"select count(*) from {name}", cancellationToken) ?? 0;
        }

        if (!rows.ContainsKey("library") || !rows.ContainsKey("version"))
        {
            throw new BackupException("The database holds no library.");
        }

        return new LibraryFacts(
            await Migrator.SchemaAsync(session, cancellationToken),
            await session.TextAsync($"select id from library order by key limit 1", cancellationToken) ?? throw new BackupException("The database holds no library."),
            rows.ContainsKey("change_log") ? await session.NumberAsync($"select coalesce(max(sequence), 0) from change_log", cancellationToken) ?? 0 : 0,
            rows,
            blobList is null ? new BlobTotals(0, 0) : await WriteBlobsAsync(session, blobList, cancellationToken),
            await session.NumberAsync($"select count(*) from version where blob_key is null", cancellationToken) ?? 0);
    }

    private static async Task<BlobTotals> WriteBlobsAsync(DbSession session, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await using var writer = new StreamWriter(file);
        byte[] after = [];
        long count = 0, bytes = 0;
        while (true)
        {
            var page = await session.QueryAsync(
                $"""
                select sha256, bytes from blob b where sha256 > {after} and exists (select 1 from version v where v.blob_key = b.key)
                order by sha256 limit {Page}
                """,
                row => new ListedBlob(row.Bytes(0), row.GetInt64(1)),
                cancellationToken);
            foreach (var blob in page)
            {
                await writer.WriteLineAsync(blob.ToString());
                count++;
                bytes += blob.Bytes;
            }

            if (page.Count < Page)
            {
                await writer.FlushAsync(cancellationToken);
                file.Flush(flushToDisk: true);
                return new BlobTotals(count, bytes);
            }

            after = page[^1].Sha256;
        }
    }
}

/// <summary>A line of <c>blobs.list</c>: hash, length, and whether the bytes were lost before the backup.</summary>
public sealed record ListedBlob(byte[] Sha256, long Bytes, bool Missing = false)
{
    private const string MissingMark = "missing";

    public string Name => Convert.ToHexStringLower(Sha256);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Bytes}{(Missing ? " " + MissingMark : "")}");

    /// <summary>The lines of a list, one by one.</summary>
    /// <exception cref="BackupException">A line is none.</exception>
    public static async IAsyncEnumerable<ListedBlob> ReadAsync(
        string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            var parts = line.Split(' ');
            yield return parts.Length is 2 or 3 && parts[0].Length == 64 && parts[0].All(char.IsAsciiHexDigitLower) && (parts.Length == 2 || parts[2] == MissingMark)
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                    ? new ListedBlob(Convert.FromHexString(parts[0]), bytes, parts.Length == 3)
                    : throw new BackupException($"{path} is no list of blobs: '{(line.Length > 100 ? line[..100] : line)}'.");
        }
    }
}
