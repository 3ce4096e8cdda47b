using System.Globalization;
using Vitrine.Core.Assets;
using Vitrine.Server.Claims;
using Vitrine.Server.Groups;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

internal enum TrashOutcome
{
    Done,
    NotFound,

    /// <summary>The asset is another revision than the caller saw.</summary>
    Changed,
}

/// <summary>Into the trash and out of it, for one asset, inside a write transaction. Doing it twice is no error.</summary>
internal static class Trashing
{
    /// <param name="batch">Of the job that does it, so that its undoing finds what it trashed and nobody touched since.</param>
    public static async Task<TrashOutcome> TrashAsync(
        WriteSession session, long library, string id, Func<long, bool> mayChange, CancellationToken cancellationToken, long? batch = null)
    {
        if (await FindAsync(session, library, id, cancellationToken) is not { } asset)
        {
            return TrashOutcome.NotFound;
        }

        if (!mayChange(asset.Revision))
        {
            return TrashOutcome.Changed;
        }

        if (!asset.Trashed)
        {
            await session.ExecuteAsync($"update asset set trashed_at = {session.Now}, trashed_batch = {batch}, revision = revision + 1 where key = {asset.Key}", cancellationToken);
            session.Log(new Change(library, LogSubject.Asset, asset.Key, ChangeEvent.Removed));
            await GroupStore.RefreshOfAsync(session, library, asset.Key, cancellationToken);
        }

        return TrashOutcome.Done;
    }

    public static async Task<TrashOutcome> RestoreAsync(
        WriteSession session, AssetProjection projection, long library, string id, Func<long, bool> mayChange, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, library, id, cancellationToken) is not { } asset)
        {
            return TrashOutcome.NotFound;
        }

        if (!mayChange(asset.Revision))
        {
            return TrashOutcome.Changed;
        }

        if (asset.Trashed)
        {
            var name = await FreeNameAsync(session, asset, cancellationToken);
            await session.ExecuteAsync(
                $"update asset set trashed_at = {(long?)null}, trashed_batch = {(long?)null}, name = {name}, name_key = {AssetName.Key(name)}, revision = revision + 1 where key = {asset.Key}", cancellationToken);
            session.Log(new Change(library, LogSubject.Asset, asset.Key, ChangeEvent.Added));
            await GroupStore.RefreshOfAsync(session, library, asset.Key, cancellationToken);
            if (name != asset.Name)
            {
                // It is found by the name that it has now.
                await projection.RefreshAsync(session, new LedgerSubject(asset.Key, library, asset.Version), null, cancellationToken);
            }
        }

        return TrashOutcome.Done;
    }

    private static async Task<string> FreeNameAsync(WriteSession session, Row asset, CancellationToken cancellationToken)
    {
        // Whoever gives a name in this folder at the same time waits for this transaction.
        await session.NumberAsync($"select key from folder where key = {asset.Folder}{session.Dialect.ForUpdate}", cancellationToken);
        var name = asset.Name;
        for (var number = 2; await IsTakenAsync(session, asset.Folder, name, cancellationToken); number++)
        {
            name = AssetName.Numbered(asset.Name, number.ToString(CultureInfo.InvariantCulture));
        }

        return name;
    }

    private static async Task<bool> IsTakenAsync(WriteSession session, long folder, string name, CancellationToken cancellationToken) =>
        await session.NumberAsync(
            $"select key from asset where folder_key = {folder} and name_key = {AssetName.Key(name)} and trashed_at is null", cancellationToken) is not null;

    private static Task<Row?> FindAsync(WriteSession session, long library, string id, CancellationToken cancellationToken) =>
        PublicId.TryParse(id, out _)
            ? session.FirstAsync(
                $"select key, folder_key, name, version_key, {PendingBatch.Revision}, trashed_at from asset a where id = {id} and library_key = {library}{session.Dialect.ForUpdate}",
                row => new Row(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.NumberOrNull(3), row.GetInt64(4), !row.IsDBNull(5)),
                cancellationToken)
            : Task.FromResult<Row?>(null);

    private sealed record Row(long Key, long Folder, string Name, long? Version, long Revision, bool Trashed);
}
