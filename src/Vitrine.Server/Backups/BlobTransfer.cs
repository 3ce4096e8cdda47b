using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups;

/// <summary>Brings the blobs of a list into the place, some at a time.</summary>
internal sealed class BlobTransfer(
    Database database, BlobStore blobs, BackupPlace place, string list, BlobTotals totals, BackupOrder order, Func<long, long, Task> progress)
{
    private const int Together = 64;
    private const long MostTogether = 256L << 20;
    private const int NamesShown = 5;

    private readonly List<SpooledBlob> group = [];
    private readonly List<string> lost = [];
    private readonly HashSet<string> lostNames = new(StringComparer.Ordinal);
    private long groupBytes;
    private long seen;
    private long spooled;
    private DateTimeOffset renewed = database.Clock.GetUtcNow();

    public long Copied { get; private set; }

    public long Linked { get; private set; }

    public long Bytes { get; private set; }

    public long Missing => lostNames.Count;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var blob in ListedBlob.ReadAsync(list, cancellationToken))
        {
            if (!place.Blobs.HasWhole(blob.Sha256, blob.Bytes))
            {
                await BringAsync(blob, cancellationToken);
            }

            seen++;
            if (group.Count >= Together || groupBytes >= MostTogether || seen % 1000 == 0)
            {
                await FlushAsync(cancellationToken);
            }
        }

        await FlushAsync(cancellationToken);
        if (lostNames.Count > 0)
        {
            await RefuseOrNoteAsync(cancellationToken);
        }
    }

    private async Task BringAsync(ListedBlob blob, CancellationToken cancellationToken)
    {
        var path = Path.Combine(place.Spool, (++spooled).ToString(System.Globalization.CultureInfo.InvariantCulture));
        try
        {
            using var found = await blobs.FetchAsync(blob.Sha256, cancellationToken);
            if (order.Link && new FileInfo(found.Path).Length == blob.Bytes && FileCopy.TryLink(found.Path, path))
            {
                Linked++;
            }
            else
            {
                Backup.Room(place.Root, blob.Bytes, "the next original");
                await using var source = Media.Tools.RegularFile.Open(found.Path);
                var (sha256, bytes) = await FileCopy.WriteAsync(source, path, cancellationToken);
                if (bytes != blob.Bytes || !sha256.AsSpan().SequenceEqual(blob.Sha256))
                {
                    File.Delete(path);
                    throw new InvalidDataException("other bytes");
                }

                Copied++;
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
        {
            lostNames.Add(blob.Name);
            lost.Add($"{blob.Name[..12]}… is {(error is InvalidDataException ? "damaged" : "missing")}");
            return;
        }

        group.Add(new SpooledBlob(blob.Sha256, path));
        groupBytes += blob.Bytes;
        Bytes += blob.Bytes;
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var file in group)
        {
            // What lies there under this name has another length: it is not the blob.
            await place.Blobs.DeleteAsync(file.Sha256, cancellationToken);
        }

        await place.Blobs.PutAsync(group, cancellationToken);
        group.Clear();
        groupBytes = 0;
        await progress(seen, totals.Count);
        if (database.Clock.GetUtcNow() - renewed >= PurgeHold.Renewal)
        {
            await PurgeHold.RenewAsync(database, cancellationToken);
            renewed = database.Clock.GetUtcNow();
        }
    }

    private async Task RefuseOrNoteAsync(CancellationToken cancellationToken)
    {
        if (!order.AcceptMissing)
        {
            throw new BackupException(
                $"{lostNames.Count:N0} originals of the library cannot be read: {string.Join(", ", lost.Take(NamesShown))}{(lost.Count > NamesShown ? ", …" : "")}. "
                + "Run ./vitrine verify --fix, which names their assets and brings back what lies elsewhere too; to back up without them: --accept-missing.");
        }

        var noted = list + CopyFolder.Part;
        await using (var writer = new StreamWriter(noted))
        {
            await foreach (var blob in ListedBlob.ReadAsync(list, cancellationToken))
            {
                await writer.WriteLineAsync((blob with { Missing = lostNames.Contains(blob.Name) }).ToString());
            }
        }

        File.Move(noted, list, overwrite: true);
    }
}
