using System.Security.Cryptography;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups.Verify;

/// <summary>The store of the originals against the rows of the database, both in the order of their hashes.</summary>
internal sealed class BlobCheck(Verification library, VerifyTally tally, bool fix, bool quick)
{
    private const int Page = 1000;

    /// <summary>A row this young may belong to an upload whose bytes are still on their way.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    private readonly BlobRepair repair = new(library);

    /// <summary>Blobs whose assets an earlier check marked.</summary>
    private HashSet<long> marked = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        marked = [.. await library.Database.ReadAsync(
            session => session.QueryAsync(
                $"select distinct v.blob_key from problem p join version v on v.key = p.version_key where p.step = {VerifyJob.Step} and v.blob_key is not null",
                row => row.GetInt64(0),
                cancellationToken),
            cancellationToken)];
        await using var stored = library.Blobs.ListAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var more = await stored.MoveNextAsync();
        await foreach (var row in RowsAsync(cancellationToken))
        {
            while (more && Compare(stored.Current.Sha256, row.Sha256) < 0)
            {
                await OrphanAsync(stored.Current, cancellationToken);
                more = await stored.MoveNextAsync();
            }

            if (more && Compare(stored.Current.Sha256, row.Sha256) == 0)
            {
                await PresentAsync(row, stored.Current.Bytes, cancellationToken);
                more = await stored.MoveNextAsync();
            }
            else
            {
                await AbsentAsync(row, cancellationToken);
            }

            await tally.StepAsync("blobs");
        }

        while (more)
        {
            await OrphanAsync(stored.Current, cancellationToken);
            more = await stored.MoveNextAsync();
        }
    }

    private static int Compare(byte[] one, byte[] other) => one.AsSpan().SequenceCompareTo(other);

    private async IAsyncEnumerable<BlobRow> RowsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] after = [];
        while (true)
        {
            var page = await library.Database.ReadAsync(
                session => session.QueryAsync(
                    $"select key, sha256, bytes, state, created_at from blob where sha256 > {after} order by sha256 limit {Page}",
                    row => new BlobRow(row.GetInt64(0), row.Bytes(1), row.GetInt64(2), (BlobState)row.GetInt64(3), row.Time(4)),
                    cancellationToken),
                cancellationToken);
            foreach (var row in page)
            {
                yield return row;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            after = page[^1].Sha256;
        }
    }

    private async Task PresentAsync(BlobRow row, long bytes, CancellationToken cancellationToken)
    {
        if (row.State == BlobState.Condemned)
        {
            tally.Add(VerifyKind.BlobCondemned, row.Name);
            return;
        }

        try
        {
            if (bytes == row.Bytes && (quick || await HashAsync(row, cancellationToken)))
            {
                if (fix && !quick && marked.Contains(row.Key))
                {
                    await MarkAsync(row, null, "", cancellationToken);
                }

                return;
            }

            await BadAsync(row, VerifyKind.BlobDamaged, "damaged", "The bytes of the original are no longer what they were: the disk may be failing.", cancellationToken);
        }
        catch (FileNotFoundException)
        {
            await AbsentAsync(row, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            tally.Add(VerifyKind.BlobUnreadable, $"{await repair.NameAsync(row, cancellationToken)}: {error.Message}");
        }
    }

    private async Task<bool> HashAsync(BlobRow row, CancellationToken cancellationToken)
    {
        await using var content = await library.Blobs.OpenAsync(row.Sha256, cancellationToken);
        tally.Bytes += row.Bytes;
        return (await SHA256.HashDataAsync(content, cancellationToken)).AsSpan().SequenceEqual(row.Sha256);
    }

    private async Task AbsentAsync(BlobRow row, CancellationToken cancellationToken)
    {
        // Listed and read at different times: what came since is there, what was purged since has no row.
        if (await library.Blobs.ExistsAsync(row.Sha256, cancellationToken) || await StateAsync(row, cancellationToken) is not { } now)
        {
            return;
        }

        if (now.Used)
        {
            await BadAsync(row, VerifyKind.BlobMissing, "missing", "The bytes of the original are gone.", cancellationToken);
        }
        else if (library.Database.Clock.GetUtcNow() - now.At >= Young)
        {
            tally.Add(VerifyKind.BlobUnused, row.Name);
        }
    }

    private Task<Now?> StateAsync(BlobRow row, CancellationToken cancellationToken) => library.Database.ReadAsync(
        session => session.FirstAsync(
            $"select created_at, (select count(*) from version v where v.blob_key = b.key) from blob b where b.key = {row.Key}",
            found => new Now(found.Time(0), found.GetInt64(1) > 0),
            cancellationToken),
        cancellationToken);

    private async Task BadAsync(BlobRow row, VerifyKind kind, string code, string message, CancellationToken cancellationToken)
    {
        var name = await repair.NameAsync(row, cancellationToken);
        var mended = fix && await repair.FromElsewhereAsync(row, cancellationToken);
        if (fix)
        {
            await MarkAsync(row, mended ? null : code, message, cancellationToken);
        }

        tally.Add(kind, name, mended);
    }

    private Task MarkAsync(BlobRow row, string? code, string message, CancellationToken cancellationToken) => library.Database.WriteAsync(
        Actor.System, session => Verification.MarkAsync(session, new RawSql("v.blob_key"), row.Key, code, message, cancellationToken), cancellationToken);

    private async Task OrphanAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        var known = await library.Database.ReadAsync(session => session.NumberAsync($"select key from blob where sha256 = {blob.Sha256}", cancellationToken), cancellationToken);
        if (known is null && await library.Blobs.ExistsAsync(blob.Sha256, cancellationToken))
        {
            tally.Add(VerifyKind.BlobOrphan, Convert.ToHexStringLower(blob.Sha256), fix && await repair.MoveAsideAsync(blob.Sha256, cancellationToken));
        }
    }

    private sealed record Now(DateTimeOffset At, bool Used);
}

/// <summary>A row of the table of blobs.</summary>
internal sealed record BlobRow(long Key, byte[] Sha256, long Bytes, BlobState State, DateTimeOffset At)
{
    public string Name => Convert.ToHexStringLower(Sha256);
}
