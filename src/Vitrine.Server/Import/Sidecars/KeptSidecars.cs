using Vitrine.Server.Storage;

namespace Vitrine.Server.Import.Sidecars;

/// <summary>The XMP file of an asset whose original the library keeps itself, with its bytes.</summary>
public sealed record KeptSidecar(string Name, SidecarNaming Naming, byte[] Content, byte[] Sha256);

/// <summary>The table of kept sidecars.</summary>
public static class KeptSidecars
{
    public static Task<KeptSidecar?> FindAsync(DbSession session, long asset, CancellationToken cancellationToken) => session.FirstAsync(
        $"select name, naming, content, sha256 from kept_sidecar where asset_key = {asset}",
        row => new KeptSidecar(row.GetString(0), (SidecarNaming)row.GetInt64(1), row.Bytes(2), row.Bytes(3)),
        cancellationToken);

    /// <summary>Those of some assets that have one.</summary>
    public static async Task<HashSet<long>> AmongAsync(DbSession session, long[] assets, CancellationToken cancellationToken) => [.. await session.QueryAsync(
        Sql.Of($"select asset_key from kept_sidecar where {session.Dialect.AnyOf(new RawSql("asset_key"), assets)}"), row => row.GetInt64(0), cancellationToken)];

    /// <summary>The name of the XMP file that belongs to an asset, kept here or beside its file; null where there is none.</summary>
    public static async Task<string?> NameAsync(DbSession session, long asset, CancellationToken cancellationToken) =>
        await session.TextAsync($"select name from kept_sidecar where asset_key = {asset}", cancellationToken)
        ?? ((await SidecarRows.OfAssetAsync(session, asset, cancellationToken)) is [var beside, ..] ? beside.Path[(beside.Path.LastIndexOf('/') + 1)..] : null);

    public static Task<int> KeepAsync(WriteSession session, long asset, KeptSidecar sidecar, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"""
        insert into kept_sidecar (asset_key, name, naming, content, sha256, created_at)
        values ({asset}, {sidecar.Name}, {sidecar.Naming}, {sidecar.Content}, {sidecar.Sha256}, {session.Now})
        on conflict (asset_key) do update set name = excluded.name, naming = excluded.naming, content = excluded.content, sha256 = excluded.sha256
        """,
        cancellationToken);

    public static Task<int> EraseAsync(WriteSession session, long asset, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"delete from kept_sidecar where asset_key = {asset}", cancellationToken);
}
