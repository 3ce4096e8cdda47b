using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk;

/// <summary>Dates taken that assets get when a batch is shown. They order lists by an index, so each asset's row is written.</summary>
internal static class PendingDates
{
    /// <summary>So many are written with the batch itself; of more the rest follows at once, some at a time.</summary>
    public const int AtOnce = 2_000;

    /// <summary>Writes the next of them. Returns how many there were.</summary>
    public static async Task<int> WriteAsync(WriteSession session, long batch, CancellationToken cancellationToken)
    {
        long[] assets = [.. await session.QueryAsync($"select asset_key from pending_taken where batch_key = {batch} order by asset_key limit {AtOnce}", row => row.GetInt64(0), cancellationToken)];
        if (assets.Length > 0)
        {
            var which = session.Dialect.AnyOf(new RawSql("key"), assets);
            await session.ExecuteAsync(
                $"update asset set taken_at = (select p.taken_at from pending_taken p where p.batch_key = {batch} and p.asset_key = asset.key) where {which}", cancellationToken);
            await session.ExecuteAsync($"delete from pending_taken where batch_key = {batch} and {session.Dialect.AnyOf(new RawSql("asset_key"), assets)}", cancellationToken);
        }

        return assets.Length;
    }
}
