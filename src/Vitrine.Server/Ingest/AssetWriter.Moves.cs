using Vitrine.Core.Assets;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ingest;

/// <summary>Linked files that were renamed or moved on disk: the asset goes with its file.</summary>
public sealed partial class AssetWriter
{
    /// <summary>Links give up their paths, and the assets their names, before each gets another one's in this transaction.</summary>
    public async Task ParkAsync(WriteSession session, long[] links, CancellationToken cancellationToken = default)
    {
        foreach (var link in links)
        {
            var parked = $"\u0001{link}";
            await session.ExecuteAsync($"update link set path = {parked} where key = {link}", cancellationToken);
            await session.ExecuteAsync(
                $"update asset set name_key = {parked} where key = (select v.asset_key from link l join version v on v.key = l.version_key where l.key = {link})", cancellationToken);
        }
    }

    /// <returns>Null where the asset is not to follow.</returns>
    private async Task<Ingested?> MoveAsync(Entry entry, LinkedFile link, long from, CancellationToken cancellationToken)
    {
        var session = entry.Session;
        var old = await session.FirstAsync(
            Sql.Of($"select root_key, path, version_key, state from link where key = {from} and version_key is not null{session.Dialect.ForUpdate}"),
            row => (Root: row.GetInt64(0), Path: row.GetString(1), Version: row.GetInt64(2), State: (LinkState)row.GetInt64(3)),
            cancellationToken);
        if (old.Version == 0)
        {
            return null;
        }

        var asset = await CurrentAsync(session, old.Version, cancellationToken);
        if (asset.EssenceKey != entry.EssenceKey || (asset.Trashed && old.State != LinkState.Present))
        {
            return null;
        }

        // What an asset left behind that was erased for good.
        await session.ExecuteAsync($"delete from link where root_key = {link.RootKey} and path = {link.Path} and version_key is null and key <> {from}", cancellationToken);
        if (asset.Trashed)
        {
            // The file is what someone threw away: it stays in the trash, wherever it lies.
            await TouchLinkAsync(entry, from, old.Version, link, cancellationToken);
            return asset.As(IngestOutcome.Unchanged);
        }

        var name = await PlaceAsync(entry, asset, old.Root, link.MovedFromPath ?? old.Path, cancellationToken);
        var outcome = await ReplaceAsync(entry, asset, cancellationToken);
        await TouchLinkAsync(entry, from, outcome.VersionKey, link, cancellationToken);
        await runs.ReleaseWaitingAsync(session, [old.Version], cancellationToken);
        await TouchAssetAsync(entry, asset.AssetKey, asset.VersionKey, ChangedParts.Place, cancellationToken);
        var place = new LedgerSubject(asset.AssetKey, entry.Library, asset.VersionKey);
        if (!await filling.FillAsync(session, place, null, cancellationToken) && name != asset.Name)
        {
            // It is found by the name that it has now.
            await projection.RefreshAsync(session, place, null, cancellationToken);
        }

        return asset.As(IngestOutcome.Moved) with { Name = name };
    }

    /// <summary>Gives the asset the folder and name of its file. Where someone gave it its own in the library, that stays.</summary>
    private static async Task<string> PlaceAsync(Entry entry, CurrentAsset asset, long oldRoot, string oldPath, CancellationToken cancellationToken)
    {
        var slash = oldPath.LastIndexOf('/');
        var mirror = slash < 0
            ? await entry.Session.NumberAsync($"select folder_key from root where key = {oldRoot}", cancellationToken)
            : await entry.Session.NumberAsync($"select f.key from folder f where f.root_key = {oldRoot} and f.path = {oldPath[..slash]} and f.trashed_at is null", cancellationToken);
        var folder = asset.FolderKey == mirror ? entry.File.FolderKey : asset.FolderKey;
        var wanted = asset.Name == AssetName.Shown(oldPath[(slash + 1)..]) ? entry.File.Name : asset.Name;
        var name = wanted == asset.Name && folder == asset.FolderKey ? wanted : await FreeNameAsync(entry, wanted, folder, cancellationToken);
        await entry.Session.ExecuteAsync(
            $"update asset set folder_key = {folder}, name = {name}, name_key = {AssetName.Key(name)} where key = {asset.AssetKey}", cancellationToken);
        return name;
    }
}
