using Vitrine.Contracts;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

/// <summary>All versions of an asset, the newest first.</summary>
internal static class VersionReader
{
    public static Task<List<VersionView>> ReadAsync(DbSession session, long asset, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select v.id, v.number, case when a.version_key = v.key then 1 else 0 end, v.bytes, v.sha256, v.format, v.width, v.height, v.duration_ms, v.created_at, p.name,
            (select count(*) from rendition r where r.essence_key = v.essence_key),
            case when v.blob_key is not null or exists (select 1 from link l where l.version_key = v.key and l.state = {LinkState.Present}) then 1 else 0 end
        from version v join asset a on a.key = v.asset_key join actor p on p.key = v.actor_key where v.asset_key = {asset} order by v.number desc
        """,
        row => new VersionView(
            row.GetString(0), (int)row.GetInt64(1), row.GetInt64(2) == 1, row.GetInt64(3), Convert.ToHexStringLower(row.Bytes(4)), row.GetString(5), row.IntOrNull(6), row.IntOrNull(7),
            row.NumberOrNull(8), row.Time(9), row.GetString(10), row.GetInt64(11) > 0, row.GetInt64(12) == 1),
        cancellationToken);
}
