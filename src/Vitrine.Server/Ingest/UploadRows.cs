using System.Data.Common;
using System.Text.Json;
using Vitrine.Core.Assets;
using Vitrine.Media.Metadata;
using Vitrine.Server.Access;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ingest;

/// <summary>An upload that comes in pieces. It belongs to the actor that began it, and lies on the node where it was begun.</summary>
/// <param name="Wanted">The SHA-256 that the sender says the whole file has.</param>
/// <param name="Hashes">Known once all bytes were there and read.</param>
/// <param name="AssetId">What it became.</param>
/// <param name="Problem">Why it was refused for good; its bytes are gone.</param>
/// <param name="TouchedAt">When the last bytes came.</param>
public sealed record ResumableUpload(
    long Key, string Id, long LibraryKey, Actor Actor, UploadWish Wish, long Bytes, byte[]? Wanted, FileHashes? Hashes, string? AssetId, string? Problem,
    DateTimeOffset CreatedAt, DateTimeOffset TouchedAt)
{
    /// <summary><c>asset</c> or <c>sidecar</c>; null until it is done, and where the asset is gone.</summary>
    public string? TakenAs { get; init; }

    public bool IsOpen => AssetId is null && Problem is null;

    public DateTimeOffset ExpiresAt => TouchedAt + UploadLimits.Kept;
}

/// <summary>The rows of this node's resumable uploads.</summary>
public sealed class UploadRows(Database database, NodeIdentity node, IdGenerator ids)
{
    private static readonly RawSql Selected = new(
        """
        select u.key, u.id, u.library_key, u.actor_key, a.kind, a.name, u.name, u.folder, u.tags, u.same_name, u.bytes, u.wanted, u.sha256, u.essence, u.asset_id, u.problem,
            u.created_at, u.touched_at, u.collections, u.fields, (select t.name from asset t where t.id = u.asset_id) from upload u join actor a on a.key = u.actor_key
        """);

    /// <summary>Those that are still to come, and their bytes together: of this node, and how many are this actor's.</summary>
    public Task<(long Bytes, long Own)> OpenAsync(Actor actor, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.FirstAsync(
            $"""
            select coalesce(sum(bytes), 0), coalesce(sum(case when actor_key = {actor.Key} then 1 else 0 end), 0)
            from upload where node = {node.Node} and asset_id is null and problem is null
            """,
            row => (row.GetInt64(0), row.GetInt64(1)),
            cancellationToken),
        cancellationToken);

    public async Task<ResumableUpload> InsertAsync(Principal principal, UploadWish wish, long bytes, byte[]? wanted, CancellationToken cancellationToken)
    {
        var id = ids.Next();
        return (await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                var key = await session.InsertAsync(
                    $"""
                    insert into upload (id, library_key, actor_key, node, name, folder, tags, same_name, bytes, wanted, created_at, touched_at, collections, fields)
                    values ({id}, {principal.LibraryKey}, {principal.Actor.Key}, {node.Node}, {wish.Name}, {wish.Folder ?? ""},
                        {JsonSerializer.Serialize([.. wish.Tags], StorageJson.Default.StringArray)}, {wish.SameName}, {bytes}, {wanted}, {session.Now}, {session.Now},
                        {JsonSerializer.Serialize([.. wish.Collections], StorageJson.Default.StringArray)}, {UploadFields.Text(wish)}) returning key
                    """,
                    cancellationToken);
                return new ResumableUpload(key, id.Text, principal.LibraryKey, principal.Actor, wish, bytes, wanted, null, null, null, session.Now, session.Now);
            },
            cancellationToken)).Value;
    }

    /// <summary>Null where there is none of that id, or where it is somebody else's.</summary>
    public Task<ResumableUpload?> FindAsync(Principal principal, string id, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.FirstAsync(
            $"{Selected} where u.id = {id} and u.actor_key = {principal.Actor.Key} and u.library_key = {principal.LibraryKey} and u.node = {node.Node}", Read, cancellationToken),
        cancellationToken);

    public Task<ResumableUpload?> FindAsync(long key, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.FirstAsync($"{Selected} where u.key = {key}", Read, cancellationToken), cancellationToken);

    /// <summary>An actor's unfinished uploads, the newest first.</summary>
    /// <param name="before">The key to go on behind; null = the first page.</param>
    public Task<List<ResumableUpload>> ListAsync(Principal principal, long? before, int most, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.QueryAsync(
            $"""
            {Selected} where u.actor_key = {principal.Actor.Key} and u.library_key = {principal.LibraryKey} and u.node = {node.Node} and u.asset_id is null and u.problem is null
            and u.touched_at >= {database.Clock.GetUtcNow() - UploadLimits.Kept} and u.key < {before ?? long.MaxValue} order by u.key desc limit {most}
            """,
            Read,
            cancellationToken),
        cancellationToken);

    /// <summary>Those of all actors that are still to come, the oldest first.</summary>
    public Task<List<ResumableUpload>> OpenOnesAsync(CancellationToken cancellationToken) => database.ReadAsync(
        session => session.QueryAsync($"{Selected} where u.node = {node.Node} and u.asset_id is null and u.problem is null order by u.key", Read, cancellationToken), cancellationToken);

    /// <summary>Those whose time is over, done and refused ones too.</summary>
    public Task<List<ResumableUpload>> ExpiredAsync(CancellationToken cancellationToken) => database.ReadAsync(
        session => session.QueryAsync(
            $"{Selected} where u.node = {node.Node} and u.touched_at < {database.Clock.GetUtcNow() - UploadLimits.Kept} order by u.key", Read, cancellationToken),
        cancellationToken);

    public Task TouchAsync(ResumableUpload upload) =>
        database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update upload set touched_at = {session.Now} where key = {upload.Key}", CancellationToken.None), CancellationToken.None);

    public Task HashedAsync(ResumableUpload upload, FileHashes hashes, CancellationToken cancellationToken) => database.WriteAsync(
        upload.Actor,
        session => session.ExecuteAsync($"update upload set sha256 = {hashes.Sha256}, essence = {hashes.Essence} where key = {upload.Key}", cancellationToken),
        cancellationToken);

    public Task RefusedAsync(ResumableUpload upload, string problem, CancellationToken cancellationToken) =>
        database.WriteAsync(upload.Actor, session => session.ExecuteAsync($"update upload set problem = {problem} where key = {upload.Key}", cancellationToken), cancellationToken);

    public Task DeleteAsync(ResumableUpload upload, CancellationToken cancellationToken) =>
        database.WriteAsync(Actor.System, session => session.ExecuteAsync($"delete from upload where key = {upload.Key}", cancellationToken), cancellationToken);

    /// <summary>Rows of nodes that nobody starts any more, whose folder is gone with its bytes.</summary>
    public Task ForgetForeignAsync(CancellationToken cancellationToken) => database.WriteAsync(
        Actor.System,
        session => session.ExecuteAsync($"delete from upload where node <> {node.Node} and touched_at < {session.Now - (2 * UploadLimits.Kept)}", cancellationToken),
        cancellationToken);

    /// <summary>Whether a row of this node has this id.</summary>
    public async Task<bool> ExistsAsync(string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.NumberAsync($"select key from upload where id = {id} and node = {node.Node}", cancellationToken), cancellationToken) is not null;

    private static ResumableUpload Read(DbDataReader row)
    {
        var wish = new UploadWish(row.GetString(6), row.GetString(7), JsonSerializer.Deserialize(row.GetString(8), StorageJson.Default.StringArray)!, (SameName)row.GetInt64(9))
        {
            Collections = JsonSerializer.Deserialize(row.GetString(18), StorageJson.Default.StringArray)!,
            Fields = UploadWish.ReadFields(row.TextOrNull(19)),
        };
        var bytes = row.GetInt64(10);
        return new ResumableUpload(
            row.GetInt64(0), row.GetString(1), row.GetInt64(2), new Actor(row.GetInt64(3), (ActorKind)row.GetInt64(4), row.GetString(5)), wish, bytes,
            row.BytesOrNull(11), row.IsDBNull(12) ? null : new FileHashes(row.Bytes(12), row.Bytes(13), bytes), row.TextOrNull(14), row.TextOrNull(15),
            row.Time(16), row.Time(17)) { TakenAs = row.TextOrNull(20) is { } asset ? UploadedSidecars.TakenAs(wish.Name, asset) : null };
    }
}
