using Vitrine.Core.Assets;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Access;

/// <summary>A key as it is listed.</summary>
/// <param name="MadeBy">The name of who made it.</param>
public sealed record KeyRow(string Id, string Name, Scopes Scopes, string? MadeBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>
/// Keys for programs: <c>vk_</c>, eight signs of the key's id, <c>_</c> and 32 random bytes as base64url. Of the whole only the SHA-256 is kept; what
/// stands before the second <c>_</c> is shown in the list, so that a key that leaked can be told. Each key is an actor, whose name stays in the history.
/// </summary>
public sealed class KeyStore(Database database, IdGenerator ids)
{
    /// <summary>So many keys there may be.</summary>
    public const int Most = 200;

    public const int LongestName = 100;

    /// <summary>The beginning of a key's secret.</summary>
    public static string PrefixOf(string id) => "vk_" + id[^8..];

    /// <summary>Makes a key; the secret is never to be had again. Null where there are too many already.</summary>
    public async Task<(KeyRow Key, string Secret)?> CreateAsync(Actor maker, string name, Scopes scopes, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        var id = ids.Next().Text;
        var secret = $"{PrefixOf(id)}_{CredentialStore.NewSecret()}";
        var made = await database.WriteAsync(
            maker,
            async session =>
            {
                if (await session.NumberAsync($"select count(*) from credential where kind = {CredentialKind.Key}", cancellationToken) >= Most)
                {
                    return null;
                }

                var actor = await session.InsertAsync(
                    $"insert into actor (id, kind, name, role, created_at) values ({ids.Next()}, {ActorKind.Key}, {name}, {scopes.Full().RoleOf()}, {session.Now}) returning key", cancellationToken);
                await session.ExecuteAsync(
                    $"""
                    insert into credential (actor_key, kind, hash, created_at, expires_at, id, name, scopes, made_by)
                    values ({actor}, {CredentialKind.Key}, {CredentialStore.Hash(secret)}, {session.Now}, {expires}, {id}, {name}, {scopes}, {maker.Key})
                    """,
                    cancellationToken);
                return new KeyRow(id, name, scopes, maker.Name, session.Now, expires, null);
            },
            cancellationToken);
        return made.Value is { } key ? (key, secret) : null;
    }

    /// <summary>All keys that were not revoked, also those whose time is over, the newest first.</summary>
    public Task<List<KeyRow>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.QueryAsync(
                $"""
                select c.id, c.name, c.scopes, m.name, c.created_at, c.expires_at, c.last_used_at from credential c left join actor m on m.key = c.made_by
                where c.kind = {CredentialKind.Key} order by c.key desc
                """,
                row => new KeyRow(row.GetString(0), row.GetString(1), (Scopes)row.GetInt64(2), row.TextOrNull(3), row.Time(4), row.TimeOrNull(5), row.TimeOrNull(6)),
                cancellationToken),
            cancellationToken);

    /// <summary>
    /// Revokes a key, and with it the keys that it made, and theirs; false where there is none of that id. Their actors stay for the history and can do nothing any more.
    /// </summary>
    public Task<bool> RevokeAsync(Actor actor, string id, CancellationToken cancellationToken) => RevokeAsync(actor, Sql.Of($"id = {Storable.Text(id)}"), cancellationToken);

    /// <summary>A key that ends itself; the keys that it made end with it.</summary>
    public Task<bool> EndAsync(Actor key, CancellationToken cancellationToken) => RevokeAsync(key, Sql.Of($"actor_key = {key.Key}"), cancellationToken);

    private async Task<bool> RevokeAsync(Actor actor, Sql which, CancellationToken cancellationToken) =>
        (await database.WriteAsync(
            actor,
            async session =>
            {
                var keys = await session.QueryAsync(
                    $"""
                    with recursive gone (id, actor_key) as (
                        select id, actor_key from credential where kind = {CredentialKind.Key} and {which}
                        union select c.id, c.actor_key from credential c join gone g on c.made_by = g.actor_key where c.kind = {CredentialKind.Key})
                    delete from credential where kind = {CredentialKind.Key} and id in (select id from gone) returning actor_key
                    """,
                    row => row.GetInt64(0),
                    cancellationToken);
                return keys.Count > 0
                    && await session.ExecuteAsync(Sql.Of($"update actor set disabled_at = {session.Now} where {session.Dialect.AnyOf(new RawSql("key"), keys.ToArray())}"), cancellationToken) > 0;
            },
            cancellationToken)).Value;
}
