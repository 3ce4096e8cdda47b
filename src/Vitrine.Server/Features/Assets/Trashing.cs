using System.Globalization;
using Vitrine.Core.Assets;
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
    public static async Task<TrashOutcome> TrashAsync(
        WriteSession session, long library, string id, Func<long, bool> mayChange, CancellationToken cancellationToken)
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
            await session.ExecuteAsync($"update asset set trashed_at = {session.Now}, revision = revision + 1 where key = {asset.Key}", cancellationToken);
            session.Log(new Change(library, LogSubject.Asset, asset.Key, ChangeEvent.Removed));
        }

        return TrashOutcome.Done;
    }

    public static async Task<TrashOutcome> RestoreAsync(WriteSession session, long library, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, library, id, cancellationToken) is not { } asset)
        {
            return TrashOutcome.NotFound;
        }

        if (asset.Trashed)
        {
            var (name, nameKey) = await FreeNameAsync(session, asset, cancellationToken);
            await session.ExecuteAsync(
                $"update asset set trashed_at = {(long?)null}, name = {name}, name_key = {nameKey}, revision = revision + 1 where key = {asset.Key}", cancellationToken);
            session.Log(new Change(library, LogSubject.Asset, asset.Key, ChangeEvent.Added));
        }

        return TrashOutcome.Done;
    }

    private static async Task<(string Name, string NameKey)> FreeNameAsync(WriteSession session, Row asset, CancellationToken cancellationToken)
    {
        var extension = Path.GetExtension(asset.Name);
        var stem = asset.Name[..^extension.Length];
        var keyExtension = Path.GetExtension(asset.NameKey);
        var keyStem = asset.NameKey[..^keyExtension.Length];
        for (var number = 1; ; number++)
        {
            var mark = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({number})");
            var key = keyStem + mark + keyExtension;
            var taken = await session.NumberAsync(
                $"select count(*) from asset where folder_key = {asset.Folder} and name_key = {key} and trashed_at is null", cancellationToken);
            if (taken == 0)
            {
                return (stem + mark + extension, key);
            }
        }
    }

    private static Task<Row?> FindAsync(WriteSession session, long library, string id, CancellationToken cancellationToken) =>
        PublicId.TryParse(id, out _)
            ? session.FirstAsync(
                $"select key, folder_key, name, name_key, revision, trashed_at from asset where id = {id} and library_key = {library}{session.Dialect.ForUpdate}",
                row => new Row(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt64(4), !row.IsDBNull(5)),
                cancellationToken)
            : Task.FromResult<Row?>(null);

    private sealed record Row(long Key, long Folder, string Name, string NameKey, long Revision, bool Trashed);
}
