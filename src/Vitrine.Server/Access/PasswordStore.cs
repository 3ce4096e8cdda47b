using Vitrine.Server.Storage;

namespace Vitrine.Server.Access;

/// <summary>The owner's password: whether there is one, whether this is it, another one.</summary>
public sealed class PasswordStore(Database database, Seed seed) : IDisposable
{
    /// <summary>A hash keeps a core busy for a while; strangers must not have all of them.</summary>
    private readonly SemaphoreSlim two = new(2);

    public async Task<bool> IsSetAsync(CancellationToken cancellationToken = default) => await HashAsync(cancellationToken) is not null;

    /// <summary>Whether this is the password. It takes the same work where none is set.</summary>
    public async Task<bool> VerifyAsync(string password, CancellationToken cancellationToken = default)
    {
        var stored = await HashAsync(cancellationToken);
        bool right, stale;
        await two.WaitAsync(cancellationToken);
        try
        {
            right = PasswordHash.Verify(password, stored ?? PasswordHash.OfNobody, out stale) && stored is not null;
        }
        finally
        {
            two.Release();
        }

        if (right && stale)
        {
            var fresh = PasswordHash.Make(password);
            await database.WriteAsync(
                Actor.System, session => session.ExecuteAsync($"update password set hash = {fresh} where actor_key = {seed.Owner.Key} and hash = {stored}", cancellationToken), cancellationToken);
        }

        return right;
    }

    /// <summary>Sets the password and throws away login links that nobody used. Other sessions end, where that is wanted.</summary>
    /// <param name="keep">The credential of who sets it; its session stays.</param>
    /// <exception cref="ArgumentException">The password is not good enough; the message is a sentence.</exception>
    public async Task SetAsync(Actor actor, string password, bool endSessions, long? keep, CancellationToken cancellationToken = default)
    {
        if (PasswordHash.Trouble(password) is { } trouble)
        {
            throw new ArgumentException(trouble);
        }

        var hash = PasswordHash.Make(password);
        await database.WriteAsync(
            actor,
            async session =>
            {
                await session.ExecuteAsync(
                    $"""
                    insert into password (actor_key, hash, changed_at) values ({seed.Owner.Key}, {hash}, {session.Now})
                    on conflict (actor_key) do update set hash = excluded.hash, changed_at = excluded.changed_at
                    """,
                    cancellationToken);
                await session.ExecuteAsync($"delete from credential where actor_key = {seed.Owner.Key} and kind = {CredentialKind.LoginLink}", cancellationToken);
                if (endSessions)
                {
                    await session.ExecuteAsync(
                        $"delete from credential where actor_key = {seed.Owner.Key} and kind = {CredentialKind.Session} and key <> {keep ?? 0}", cancellationToken);
                }
            },
            cancellationToken);
    }

    public void Dispose() => two.Dispose();

    private Task<string?> HashAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.TextAsync($"select hash from password where actor_key = {seed.Owner.Key}", cancellationToken), cancellationToken);
}
