using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Duplicates;

/// <summary>Pages of the groups of duplicates, with the assets as they are now.</summary>
internal sealed class DuplicateReader(Database database, KnownDuplicates known)
{
    /// <summary>Groups on a page.</summary>
    public const int PageSize = 24;

    private const int MostShown = 50;

    /// <param name="after">The keeper of the last group that was seen; null = from the start.</param>
    public async Task<DuplicatePage> PageAsync(long library, bool exact, string? after, CancellationToken cancellationToken)
    {
        var groups = (await known.GroupsAsync(library, exact, cancellationToken)).Groups;
        var page = groups.Where(group => after is null || string.CompareOrdinal(group.Keeper, after) > 0).Take(PageSize + 1).ToList();
        var assets = await database.ReadAsync(session => AssetsAsync(session, [.. page.Take(PageSize).SelectMany(group => group.Assets.Take(MostShown))], cancellationToken), cancellationToken);
        return new DuplicatePage(
            groups.Count,
            [
                .. page.Take(PageSize).Select(group => new DuplicateGroupView(
                    group.Keeper,
                    Word(group.Reason),
                    [.. group.Assets.Zip(group.Distances).Take(MostShown).Where(pair => assets.ContainsKey(pair.First)).Select(pair => assets[pair.First] with { Distance = pair.Second })],
                    group.Assets.Count)),
            ],
            page.Count > PageSize ? page[PageSize - 1].Keeper : null);
    }

    private static string Word(KeeperReason reason) => reason switch
    {
        KeeperReason.MostPixels => "most-pixels",
        KeeperReason.MostBytes => "most-bytes",
        KeeperReason.Oldest => "oldest",
        _ => "first",
    };

    private static async Task<Dictionary<long, DuplicateAsset>> AssetsAsync(DbSession session, long[] keys, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            Sql.Of($"""
            select a.key, a.id, a.name, a.folder_key, a.kind, v.format, v.bytes, v.width, v.height, a.taken_at,
                exists (select 1 from rendition p where p.essence_key = v.essence_key and p.recipe = {Pipeline.Recipes.Preview})
            from asset a join version v on v.key = a.version_key where {session.Dialect.AnyOf(new RawSql("a.key"), keys)} and a.trashed_at is null
            """),
            row => (Key: row.GetInt64(0), Folder: row.GetInt64(3), View: new DuplicateAsset(
                row.GetString(1), row.GetString(2), "", ((AssetKind)row.GetInt64(4)).ToString().ToLowerInvariant(), row.GetString(5), row.GetInt64(6), 0)
            {
                Width = row.NumberOrNull(7),
                Height = row.NumberOrNull(8),
                TakenAt = row.TextOrNull(9),
                HasPreview = Convert.ToBoolean(row.GetValue(10), null),
            }),
            cancellationToken);
        var folders = new Dictionary<long, string>();
        foreach (var folder in rows.Select(row => row.Folder).Distinct())
        {
            folders[folder] = await FolderPath.OfAsync(session, folder, cancellationToken);
        }

        return rows.ToDictionary(row => row.Key, row => row.View with { Folder = folders[row.Folder] });
    }
}
