using Vitrine.Media.Metadata;
using Vitrine.Server.Import;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Ingest;

/// <summary>
/// Brings spooled files into the blob store. The rows are made or revived first: from then on nothing deletes those bytes, so that between
/// the file and the asset that will refer to it no purge can come.
/// </summary>
public sealed class BlobIntake(BlobStore store)
{
    /// <summary>Stores what was spooled, as one group that is flushed together. The spooled files are gone afterwards, also after a failure.</summary>
    /// <returns>The blob's key by SHA-256 in upper-case hex.</returns>
    public async Task<IReadOnlyDictionary<string, long>> StoreAsync(
        Database database, Actor actor, IReadOnlyList<TakenIn> files, CancellationToken cancellationToken = default)
    {
        try
        {
            return await StoreDistinctAsync(database, actor, files, cancellationToken);
        }
        finally
        {
            // Also where the store does not answer: who tries again spools anew, and the disk must not fill meanwhile.
            foreach (var file in files)
            {
                File.Delete(file.Spooled!);
            }
        }
    }

    /// <summary>
    /// Stores one finished file that its sender cannot be asked for again: it stays where the store does not take it. May be repeated, also after
    /// a crash in the middle, when the file is in the store already and no longer where it was.
    /// </summary>
    /// <returns>The blob's key.</returns>
    /// <exception cref="FileNotFoundException">The bytes are neither there nor in the store.</exception>
    public async Task<long> KeepAsync(Database database, Actor actor, FileHashes hashes, string path, CancellationToken cancellationToken = default)
    {
        var key = (await database.WriteAsync(actor, session => ReserveAsync(session, hashes.Sha256, hashes.Bytes, cancellationToken), cancellationToken)).Value;
        if (File.Exists(path))
        {
            await store.PutAsync(hashes.Sha256, path, cancellationToken);
        }
        else if (!await store.ExistsAsync(hashes.Sha256, cancellationToken))
        {
            throw new FileNotFoundException("the bytes of this file are gone");
        }

        return key;
    }

    private async Task<IReadOnlyDictionary<string, long>> StoreDistinctAsync(
        Database database, Actor actor, IReadOnlyList<TakenIn> files, CancellationToken cancellationToken)
    {
        var distinct = files.DistinctBy(file => Convert.ToHexString(file.Hashes!.Sha256)).OrderBy(file => Convert.ToHexString(file.Hashes!.Sha256), StringComparer.Ordinal).ToArray();
        var keys = (await database.WriteAsync(
            actor,
            async session =>
            {
                var found = new Dictionary<string, long>(distinct.Length, StringComparer.Ordinal);
                foreach (var file in distinct)
                {
                    found[Convert.ToHexString(file.Hashes!.Sha256)] = await ReserveAsync(session, file.Hashes.Sha256, file.Hashes.Bytes, cancellationToken);
                }

                return found;
            },
            cancellationToken)).Value;
        await store.PutAsync([.. distinct.Select(file => new SpooledBlob(file.Hashes!.Sha256, file.Spooled!))], cancellationToken);
        return keys;
    }

    private static Task<long> ReserveAsync(WriteSession session, byte[] sha256, long bytes, CancellationToken cancellationToken) => session.InsertAsync(
        $"""
        insert into blob (sha256, bytes, state, created_at) values ({sha256}, {bytes}, {BlobState.Live}, {session.Now})
        on conflict (sha256) do update set state = {BlobState.Live}, created_at = excluded.created_at, condemned_at = null returning key
        """,
        cancellationToken);
}

/// <summary>Whether a blob's bytes stay. The numbers are stored.</summary>
public enum BlobState
{
    Live = 1,
    Condemned = 2,
}
