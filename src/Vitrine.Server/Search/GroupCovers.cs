using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>What assets are shown as where groups are together.</summary>
internal static class GroupCovers
{
    /// <summary>Asset → the cover of its group, of those that are in one that has a cover.</summary>
    public static async Task<Dictionary<long, long>> OfAsync(Database database, long[] keys, CancellationToken cancellationToken) => (await database.ReadAsync(
        session => session.QueryAsync(
            $"select asset_key, cover_key from asset_group_member where {session.Dialect.AnyOf(new RawSql("asset_key"), keys)} and cover_key is not null", row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken),
        cancellationToken)).ToDictionary();
}
