using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups.Verify;

/// <summary>Brings bytes of originals back from where else they are, and moves aside what nobody knows.</summary>
internal sealed class BlobRepair(Verification library)
{
    /// <summary>The name of an asset that has these bytes; else the hash.</summary>
    public async Task<string> NameAsync(BlobRow row, CancellationToken cancellationToken) =>
        await library.Database.ReadAsync(
            session => session.TextAsync($"select a.name from version v join asset a on a.key = v.asset_key where v.blob_key = {row.Key} order by v.key limit 1", cancellationToken),
            cancellationToken) ?? row.Name;

    /// <summary>Looks for the same bytes in linked files and among what was moved aside; the hash decides whether they are the same.</summary>
    public async Task<bool> FromElsewhereAsync(BlobRow row, CancellationToken cancellationToken)
    {
        var links = await library.Database.ReadAsync(
            session => session.QueryAsync(
                $"""
                select r.path, l.path from version v join link l on l.version_key = v.key join root r on r.key = l.root_key
                where v.sha256 = {row.Sha256} and l.state = {LinkState.Present} order by l.key
                """,
                found => (Root: found.GetString(0), Path: found.GetString(1)),
                cancellationToken),
            cancellationToken);
        foreach (var (root, path) in links)
        {
            if (FoundLink.Find(root, path) is { } found && found.Bytes == row.Bytes && await TakeAsync(row, found.Open, cancellationToken))
            {
                return true;
            }
        }

        var aside = Path.Combine(library.Data.LostAndFound, row.Name);
        return FileStat.Of(aside) is { Type: EntryType.File } && await TakeAsync(row, () => Media.Tools.RegularFile.Open(aside), cancellationToken);
    }

    /// <summary>
    /// Moves a file of the store aside that has no row. A row is made for it first, so that an upload of the same bytes waits until it is gone from the store
    /// and then writes its own, and one that came before is met here and keeps its bytes.
    /// </summary>
    /// <returns>False: the library knows it by now, or it cannot be read.</returns>
    public async Task<bool> MoveAsideAsync(byte[] sha256, CancellationToken cancellationToken)
    {
        FileCopy.CreatePrivate(library.Data.LostAndFound);
        var aside = Path.Combine(library.Data.LostAndFound, Convert.ToHexStringLower(sha256));
        try
        {
            using var found = await library.Blobs.FetchAsync(sha256, cancellationToken);
            if (!File.Exists(aside) && !FileCopy.TryLink(found.Path, aside))
            {
                await using var content = new FileStream(found.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
                await FileCopy.WriteAsync(content, aside + CopyFolder.Part, cancellationToken);
                File.Move(aside + CopyFolder.Part, aside);
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return false;
        }

        FileCopy.FlushFolder(library.Data.LostAndFound);
        var moved = (await library.Database.WriteAsync(
            Actor.System,
            async session =>
            {
                var ours = await session.ExecuteAsync(
                    $"""
                    insert into blob (sha256, bytes, state, created_at, condemned_at) values ({sha256}, {0}, {BlobState.Condemned}, {session.Now}, {session.Now})
                    on conflict (sha256) do nothing
                    """,
                    cancellationToken);
                if (ours == 0)
                {
                    return false;
                }

                await library.Blobs.DeleteAsync(sha256, cancellationToken);
                await session.ExecuteAsync($"delete from blob where sha256 = {sha256}", cancellationToken);
                return true;
            },
            cancellationToken)).Value;
        if (!moved)
        {
            File.Delete(aside);
        }

        return moved;
    }

    private async Task<bool> TakeAsync(BlobRow row, Func<Stream> open, CancellationToken cancellationToken)
    {
        var path = Path.Combine(library.Data.Spool, $"{row.Name}.verify{CopyFolder.Part}");
        try
        {
            await using (var content = open())
            {
                var (sha256, _) = await FileCopy.WriteAsync(content, path, cancellationToken);
                if (!sha256.AsSpan().SequenceEqual(row.Sha256))
                {
                    return false;
                }
            }

            // Purged meanwhile, the bytes would be a file that nobody knows.
            if (await library.Database.ReadAsync(session => session.NumberAsync($"select key from blob where key = {row.Key} and sha256 = {row.Sha256}", cancellationToken), cancellationToken) is null)
            {
                return false;
            }

            await library.Blobs.ReplaceAsync(new SpooledBlob(row.Sha256, path), cancellationToken);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && !Pipeline.LaneFailures.IsDiskFull(error))
        {
            return false;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
