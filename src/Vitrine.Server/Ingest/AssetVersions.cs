using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Server.Claims;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ingest;

/// <summary>
/// Other bytes for an asset that a person names, and earlier ones brought back. What people said stays with the asset; what machines and files said of
/// other bytes rests, and is said again by what is known of these. Everything happens in the caller's transaction.
/// </summary>
public sealed class AssetVersions(IdGenerator ids, AssetWriter assets, RunQueue runs, AssetProjection projection)
{
    /// <summary>The file becomes the asset's newest version; the asset keeps its name. The same picture with other metadata stays the same version.</summary>
    /// <param name="mayChange">Asked with the asset's revision.</param>
    /// <exception cref="UploadRefusedException">There is no such asset, it lies in the trash, or it is another revision than the sender saw.</exception>
    public async Task<string> AddAsync(
        WriteSession session, long library, string id, Sniffed sniffed, FileHashes hashes, long blob, Func<long, bool> mayChange, CancellationToken cancellationToken = default)
    {
        var asset = await FindAsync(session, library, id, mayChange, cancellationToken);
        var file = new IncomingFile(asset.Name, asset.FolderKey, sniffed, hashes) { BlobKey = blob, Priority = RunPriority.Interactive, SameName = SameName.Version };
        var replaced = await assets.ReplaceAsync(session, library, asset.VersionKey, file, cancellationToken);
        await projection.RefreshAsync(session, new LedgerSubject(asset.Key, library, replaced.VersionKey), null, cancellationToken);
        return id;
    }

    /// <summary>An earlier version's bytes become the newest version. Nothing is analyzed again: what was found hangs on the picture.</summary>
    /// <exception cref="UploadRefusedException">There is no such version, or its bytes are nowhere any more.</exception>
    public async Task RestoreAsync(WriteSession session, long library, string id, string versionId, Func<long, bool> mayChange, CancellationToken cancellationToken = default)
    {
        var asset = await FindAsync(session, library, id, mayChange, cancellationToken);
        var old = await session.FirstAsync(
            $"select key, blob_key, format, sha256 from version where id = {versionId} and asset_key = {asset.Key}",
            row => (Key: row.GetInt64(0), Blob: row.NumberOrNull(1), Format: row.GetString(2), Sha256: row.Bytes(3)),
            cancellationToken);
        if (old.Key == 0)
        {
            throw Refused(StatusCodes.Status404NotFound, "This asset has no such version.");
        }

        if (old.Key == asset.VersionKey)
        {
            return;
        }

        if (old.Blob is null && await session.NumberAsync($"select key from link where version_key = {old.Key} limit 1", cancellationToken) is null)
        {
            throw Refused(StatusCodes.Status409Conflict, "The bytes of this version are nowhere any more: its file was replaced where it lies.");
        }

        var kind = FileFormats.Find(old.Format)?.Kind ?? AssetKind.Other;
        var version = await session.InsertAsync(
            $"""
            insert into version (id, asset_key, number, sha256, essence_key, blob_key, bytes, format, mime, width, height, duration_ms, tone, facts, embedded, actor_key, created_at)
            select {ids.Next()}, asset_key, (select max(number) + 1 from version where asset_key = {asset.Key}), sha256, essence_key, blob_key, bytes, format, mime, width, height,
                duration_ms, tone, facts, embedded, {session.Actor.Key}, {session.Now} from version where key = {old.Key} returning key
            """,
            cancellationToken);
        await session.ExecuteAsync($"update link set version_key = {version} where version_key = {old.Key}", cancellationToken);
        await session.ExecuteAsync($"update asset set kind = {kind}, version_key = {version}, revision = revision + 1 where key = {asset.Key}", cancellationToken);
        session.Log(new Change(library, LogSubject.Asset, asset.Key, ChangeEvent.Changed, ChangedParts.All));
        await runs.EnqueueReadyAsync(
            session, library, version, kind, (await LibraryBehaviour.ReadAsync(session, library, cancellationToken)).TagNewAssets, RunPriority.Interactive, cancellationToken);
        await projection.RefreshAsync(session, new LedgerSubject(asset.Key, library, version), null, cancellationToken);
    }

    private static async Task<Found> FindAsync(WriteSession session, long library, string id, Func<long, bool> mayChange, CancellationToken cancellationToken)
    {
        var asset = await session.FirstAsync(
            Sql.Of($"select key, name, folder_key, version_key, {PendingBatch.Revision}, trashed_at from asset a where id = {id} and library_key = {library}{session.Dialect.ForUpdate}"),
            row => new Found(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), !row.IsDBNull(5)),
            cancellationToken) ?? throw Refused(StatusCodes.Status404NotFound, "There is no such asset.");
        return asset.IsTrashed ? throw Refused(StatusCodes.Status409Conflict, "The asset lies in the trash. Put it back first.")
            : !mayChange(asset.Revision) ? throw Refused(StatusCodes.Status412PreconditionFailed, "The asset was changed meanwhile.")
            : asset;
    }

    private static UploadRefusedException Refused(int status, string message) => new(status, message);

    private sealed record Found(long Key, string Name, long FolderKey, long VersionKey, long Revision, bool IsTrashed);
}
