using Vitrine.Server.Storage;

namespace Vitrine.Server.Ingest;

/// <summary>A link as it stands in the database. No version = its asset was purged.</summary>
public sealed record KnownLink(long Key, string Path, long? VersionKey, long Bytes, long Modified, LinkState State, long? Inode);

internal static class KnownLinks
{
    public static Task<KnownLink?> FindAsync(DbSession session, long root, string path, CancellationToken cancellationToken) =>
        session.FirstAsync(
            $"select key, path, version_key, bytes, modified, state, inode from link where root_key = {root} and path = {path}", Read, cancellationToken);

    public static Task<List<KnownLink>> FindAsync(DbSession session, long root, string[] paths, CancellationToken cancellationToken) =>
        session.QueryAsync(
            Sql.Of($"select key, path, version_key, bytes, modified, state, inode from link where root_key = {root} and {session.Dialect.AnyOf(new RawSql("path"), paths)}"),
            Read,
            cancellationToken);

    private static KnownLink Read(System.Data.Common.DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.NumberOrNull(2), row.GetInt64(3), row.GetInt64(4), (LinkState)row.GetInt64(5), row.NumberOrNull(6));
}
