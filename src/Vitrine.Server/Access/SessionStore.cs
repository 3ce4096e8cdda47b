using System.Globalization;
using Vitrine.Core.Assets;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Access;

/// <summary>How long a session lasts: without being used, and at all.</summary>
public sealed record SessionLives(TimeSpan Idle, TimeSpan Life)
{
    public static SessionLives Default { get; } = new(TimeSpan.FromDays(30), TimeSpan.FromDays(180));
}

/// <summary>A browser that is signed in.</summary>
/// <param name="Agent">What the browser called itself when it signed in.</param>
/// <param name="Address">From where it came last.</param>
public sealed record SessionRow(long Key, string Id, string? Agent, string? Address, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt);

/// <summary>The sessions of people who are signed in with a browser.</summary>
public sealed class SessionStore(Database database, IdGenerator ids)
{
    private const string LivesStamp = "session-lives";
    private const int LongestAgent = 300;

    /// <summary>Begins a session and returns its secret. It is always a new one; the one that the same browser had before ends.</summary>
    /// <param name="before">The secret that the browser presented, whatever it is worth.</param>
    public async Task<(string Secret, TimeSpan Life)> StartAsync(Actor actor, string? agent, string? address, string? before, CancellationToken cancellationToken)
    {
        var secret = CredentialStore.NewSecret();
        var shortened = agent is { Length: > LongestAgent } ? agent[..LongestAgent] : agent;
        var life = await database.WriteAsync(
            actor,
            async session =>
            {
                var lives = await LivesAsync(session, cancellationToken);
                await session.ExecuteAsync(
                    $"""
                    delete from credential where kind <> {CredentialKind.Key}
                    and (expires_at < {session.Now} or (kind = {CredentialKind.Session} and coalesce(last_used_at, created_at) <= {session.Now - lives.Idle}))
                    """,
                    cancellationToken);
                if (before is not null)
                {
                    await session.ExecuteAsync($"delete from credential where kind = {CredentialKind.Session} and hash = {CredentialStore.Hash(before)}", cancellationToken);
                }

                await session.ExecuteAsync(
                    $"""
                    insert into credential (actor_key, kind, hash, created_at, expires_at, last_used_at, id, agent, address)
                    values ({actor.Key}, {CredentialKind.Session}, {CredentialStore.Hash(secret)}, {session.Now}, {session.Now + lives.Life}, {session.Now}, {ids.Next()},
                        {Storable.Text(shortened ?? "")}, {address ?? ""})
                    """,
                    cancellationToken);
                return lives.Life;
            },
            cancellationToken);
        return (secret, life.Value);
    }

    /// <summary>All sessions that still work, the one used last first.</summary>
    public Task<List<SessionRow>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var now = database.Clock.GetUtcNow();
                var idle = (await LivesAsync(session, cancellationToken)).Idle;
                return await session.QueryAsync(
                    $"""
                    select key, id, agent, address, created_at, coalesce(last_used_at, created_at), expires_at from credential
                    where kind = {CredentialKind.Session} and expires_at >= {now} and coalesce(last_used_at, created_at) > {now - idle}
                    order by coalesce(last_used_at, created_at) desc, key desc limit 500
                    """,
                    row => new SessionRow(row.GetInt64(0), row.GetString(1), row.TextOrNull(2), row.TextOrNull(3), row.Time(4), row.Time(5), row.Time(6)),
                    cancellationToken);
            },
            cancellationToken);

    /// <summary>Ends one session; false where there is none of that id.</summary>
    public async Task<bool> EndAsync(Actor actor, string id, CancellationToken cancellationToken) =>
        (await database.WriteAsync(
            actor, session => session.ExecuteAsync($"delete from credential where kind = {CredentialKind.Session} and id = {Storable.Text(id)}", cancellationToken), cancellationToken)).Value > 0;

    /// <summary>Ends all sessions but one, and throws away the login links that nobody used.</summary>
    public async Task<int> EndOthersAsync(Actor actor, long keep, CancellationToken cancellationToken) =>
        (await database.WriteAsync(
            actor,
            async session =>
            {
                await session.ExecuteAsync($"delete from credential where kind = {CredentialKind.LoginLink}", cancellationToken);
                return await session.ExecuteAsync($"delete from credential where kind = {CredentialKind.Session} and key <> {keep}", cancellationToken);
            },
            cancellationToken)).Value;

    public Task<SessionLives> LivesAsync(CancellationToken cancellationToken) => database.ReadAsync(session => LivesAsync(session, cancellationToken), cancellationToken);

    /// <summary>Sets how long sessions last: the ones that begin from now on, and without use also those there are.</summary>
    public Task SetLivesAsync(Actor actor, SessionLives lives, CancellationToken cancellationToken)
    {
        var value = string.Create(CultureInfo.InvariantCulture, $"{lives.Idle.TotalDays:0} {lives.Life.TotalDays:0}");
        return database.WriteAsync(
            actor,
            session => session.ExecuteAsync(
                $"insert into stamp (name, value) values ({LivesStamp}, {value}) on conflict (name) do update set value = excluded.value", cancellationToken),
            cancellationToken);
    }

    internal static async Task<SessionLives> LivesAsync(DbSession session, CancellationToken cancellationToken) =>
        (await session.TextAsync($"select value from stamp where name = {LivesStamp}", cancellationToken))?.Split(' ') is [var idle, var life]
            ? new SessionLives(Days(idle), Days(life))
            : SessionLives.Default;

    private static TimeSpan Days(string text) => TimeSpan.FromDays(int.Parse(text, CultureInfo.InvariantCulture));
}
