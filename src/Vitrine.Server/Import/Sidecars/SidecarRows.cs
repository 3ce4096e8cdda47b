using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Import.Sidecars;

/// <summary>What is known of a sidecar. The numbers are stored.</summary>
public enum SidecarState
{
    Unread = 1,
    Read = 2,
    Lone = 3,
    Missing = 4,
}

/// <summary>A sidecar as it stands in the database.</summary>
/// <param name="Path">Below the root.</param>
public sealed record SidecarRow(long Key, long RootKey, string Path, SidecarNaming Naming, long? AssetKey, long Bytes, long Modified, byte[]? Sha256, SidecarState State);

/// <summary>The table of sidecars.</summary>
public static class SidecarRows
{
    private static readonly RawSql Columns = new("key, root_key, path, naming, asset_key, bytes, modified, sha256, state");

    /// <summary>The sidecars of an asset that are there: the one that was read first, and where there are two, the one whose name holds the whole name of its file.</summary>
    public static Task<List<SidecarRow>> OfAssetAsync(DbSession session, long asset, CancellationToken cancellationToken = default) => session.QueryAsync(
        $"select {Columns} from sidecar where asset_key = {asset} and state in ({SidecarState.Unread}, {SidecarState.Read}) order by naming, key", Read, cancellationToken);

    /// <summary>Notes, together with <see cref="Claims.FileStates.WroteAsync"/>, that Vitrine wrote a sidecar: a scan then finds nothing new there.</summary>
    /// <param name="path">Below the root.</param>
    public static Task<int> WroteAsync(
        WriteSession session, long root, string path, SidecarNaming naming, long asset, long bytes, long modified, byte[] sha256, CancellationToken cancellationToken = default) => session.ExecuteAsync(
        $"""
        insert into sidecar (root_key, path, naming, asset_key, bytes, modified, sha256, state, seen_at)
        values ({root}, {path}, {naming}, {asset}, {bytes}, {modified}, {sha256}, {SidecarState.Read}, {session.Now})
        on conflict (root_key, path) do update set naming = excluded.naming, asset_key = excluded.asset_key, bytes = excluded.bytes, modified = excluded.modified,
            sha256 = excluded.sha256, state = excluded.state, seen_at = excluded.seen_at
        """,
        cancellationToken);

    internal static Task<List<SidecarRow>> FindAsync(DbSession session, long root, string[] paths, CancellationToken cancellationToken) => session.QueryAsync(
        Sql.Of($"select {Columns} from sidecar where root_key = {root} and {session.Dialect.AnyOf(new RawSql("path"), paths)}"), Read, cancellationToken);

    internal static Task<List<SidecarRow>> UnreadAsync(DbSession session, long root, string after, int most, CancellationToken cancellationToken) => session.QueryAsync(
        $"select {Columns} from sidecar where root_key = {root} and state = {SidecarState.Unread} and path > {after} order by path limit {most}", Read, cancellationToken);

    internal static Task<List<SidecarRow>> BelowAsync(DbSession session, long root, string after, string until, int most, CancellationToken cancellationToken) => session.QueryAsync(
        $"select {Columns} from sidecar where root_key = {root} and path > {after} and path < {until} and state <> {SidecarState.Missing} order by path limit {most}", Read, cancellationToken);

    internal static Task<int> SeenAsync(WriteSession session, long root, string path, long bytes, long modified, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"""
        insert into sidecar (root_key, path, naming, bytes, modified, state, seen_at)
        values ({root}, {path}, {SidecarNaming.Stem}, {bytes}, {modified}, {SidecarState.Unread}, {session.Now})
        on conflict (root_key, path) do update set bytes = excluded.bytes, modified = excluded.modified, state = excluded.state, seen_at = excluded.seen_at
        """,
        cancellationToken);

    internal static Task<int> EndAsync(WriteSession session, SidecarRow row, SidecarState state, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"update sidecar set state = {state}, naming = {row.Naming}, asset_key = {row.AssetKey}, sha256 = {row.Sha256} where key = {row.Key} and bytes = {row.Bytes} and modified = {row.Modified}",
        cancellationToken);

    private static SidecarRow Read(System.Data.Common.DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), (SidecarNaming)row.GetInt64(3), row.NumberOrNull(4), row.GetInt64(5), row.GetInt64(6), row.BytesOrNull(7), (SidecarState)row.GetInt64(8));
}
