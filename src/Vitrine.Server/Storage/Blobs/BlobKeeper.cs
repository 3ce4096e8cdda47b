using Vitrine.Server.Pipeline;

namespace Vitrine.Server.Storage.Blobs;

/// <summary>
/// Which node keeps the originals of a database: several servers over one database need one store that all of them reach, and a folder is
/// reached by its own server alone. The database remembers the kind of place and who used it last, as the stamp <c>blobs</c>.
/// </summary>
/// <param name="Kind"><c>folder</c> or <c>s3</c>.</param>
/// <param name="Node">Who used it last.</param>
/// <param name="Where">That node's machine and data folder, for people.</param>
public sealed record BlobKeeper(string Kind, string Node, string Where)
{
    private const string Stamp = "blobs";
    private const string Folder = "folder";
    private const string S3 = "s3";

    /// <summary>
    /// Notes that this node lives and where its originals lie. Another kind of place is taken only from the node that named the last one, which has
    /// moved them, or while there are none.
    /// </summary>
    /// <param name="timeout">A node that was not seen for this long is dead.</param>
    /// <returns>A warning where this node took over from a dead one; null mostly.</returns>
    /// <exception cref="StorageException">The originals of the database lie elsewhere.</exception>
    public static async Task<string?> ClaimAsync(
        Database database, DataFolder data, BlobPlace place, NodeIdentity node, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var own = new BlobKeeper(place.S3 is null ? Folder : S3, node.Node, $"{Environment.MachineName}, {data.Root}");
        var written = await database.WriteAsync(
            Actor.System,
            async session =>
            {
                if (session.Dialect.LockChangeLog is { } take)
                {
                    // Of two nodes that start at once the second sees what the first one noted.
                    await session.ExecuteAsync(take, cancellationToken);
                }

                string? warning = null;
                if (Parse(await session.TextAsync($"select value from stamp where name = {Stamp}", cancellationToken)) is { } known)
                {
                    warning = await own.FollowAsync(known, session, session.Now - timeout, cancellationToken);
                }

                await session.ExecuteAsync(
                    $"insert into stamp (name, value) values ({Stamp}, {own.ToString()}) on conflict (name) do update set value = excluded.value", cancellationToken);
                await node.SeenAsync(session, cancellationToken);
                return warning;
            },
            cancellationToken);
        return written.Value;
    }

    public override string ToString() => $"{Kind} {Node} {Where}";

    private static BlobKeeper? Parse(string? text) => text?.Split(' ', 3) is [var kind, var node, var where] ? new BlobKeeper(kind, node, where) : null;

    private async Task<string?> FollowAsync(BlobKeeper known, WriteSession session, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (Kind != known.Kind)
        {
            var others = await session.NumberAsync($"select count(*) from node where id <> {Node} and seen_at >= {deadline}", cancellationToken) > 0;
            var moved = !others && (Node == known.Node || await session.NumberAsync($"select count(*) from blob", cancellationToken) == 0);
            return moved ? null : throw new StorageException(Kind == Folder
                ? $"The originals of this database lie in an S3 store, which {known.Where} used last: name it with --blobs s3://…."
                : $"The originals of this database lie in the folder of {known.Where}: leave --blobs away and start there, or move them into the store from there first.");
        }

        // A file of SQLite is used by one server, whose folder holds the originals too: copied elsewhere it has nobody to ask.
        if (Kind == S3 || Node == known.Node || session.Dialect is SqliteDialect)
        {
            return null;
        }

        return await session.NumberAsync($"select count(*) from node where id = {known.Node} and seen_at >= {deadline}", cancellationToken) == 0
            ? $"The originals of this database lay in the folder of {known.Where}, which is not running. This server goes on with its own folder: originals that are only there are missing here."
            : throw new StorageException(
                $"Another Vitrine server ({known.Where}) keeps the originals of this database in its own folder. Several servers need one store: start all of them with --blobs s3://…. "
                + "If that one was stopped just now, try again in half a minute.");
    }
}
