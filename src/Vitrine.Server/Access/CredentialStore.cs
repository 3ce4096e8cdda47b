using System.Security.Cryptography;
using System.Text;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Access;

/// <summary>Kinds of credentials. The numbers are stored.</summary>
public enum CredentialKind
{
    LoginLink = 1,
    Session = 2,
    Token = 3,
}

/// <summary>Login links, sessions and bearer tokens: 32 random bytes as base64url, of which only the SHA-256 is kept.</summary>
public sealed class CredentialStore(Database database, Seed seed)
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(24);
    private static readonly TimeSpan SessionLife = TimeSpan.FromDays(30);

    /// <summary>Makes a credential and returns its secret, which is never to be had again.</summary>
    public async Task<string> CreateAsync(Actor actor, CredentialKind kind, CancellationToken cancellationToken)
    {
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var now = database.Clock.GetUtcNow();
        DateTimeOffset? expires = kind switch
        {
            CredentialKind.LoginLink => now + LinkLife,
            CredentialKind.Session => now + SessionLife,
            _ => null,
        };
        await database.WriteAsync(
            actor,
            async session =>
            {
                await session.ExecuteAsync($"delete from credential where expires_at < {now}", cancellationToken);
                await session.ExecuteAsync(
                    $"insert into credential (actor_key, kind, hash, created_at, expires_at) values ({actor.Key}, {kind}, {Hash(secret)}, {now}, {expires})", cancellationToken);
            },
            cancellationToken);
        return secret;
    }

    /// <summary>Turns a login link into a session. A link works once: of two who use it at the same time one gets in. Null = used, unknown or too old.</summary>
    public async Task<string?> RedeemAsync(string link, CancellationToken cancellationToken)
    {
        var now = database.Clock.GetUtcNow();
        var redeemed = await database.WriteAsync(
            Actor.System,
            session => session.NumberAsync(
                $"""
                update credential set used_at = {now}
                where hash = {Hash(link)} and kind = {CredentialKind.LoginLink} and used_at is null and expires_at >= {now}
                returning actor_key
                """,
                cancellationToken),
            cancellationToken);
        if (redeemed.Value is not { } actorKey || await FindActorAsync(actorKey, cancellationToken) is not { } principal)
        {
            return null;
        }

        return await CreateAsync(principal.Actor, CredentialKind.Session, cancellationToken);
    }

    /// <summary>Who presents this secret; null = nobody (unknown, expired, ended, disabled).</summary>
    public async Task<Principal?> AuthenticateAsync(string secret, CredentialKind kind, CancellationToken cancellationToken)
    {
        var now = database.Clock.GetUtcNow();
        return await database.ReadAsync(
            session => session.FirstAsync(
                $"""
                select a.key, a.kind, a.name, a.role from credential c join actor a on a.key = c.actor_key
                where c.hash = {Hash(secret)} and c.kind = {kind} and (c.expires_at is null or c.expires_at >= {now}) and a.disabled_at is null
                """,
                row => new Principal(new Actor(row.GetInt64(0), (ActorKind)row.GetInt64(1), row.GetString(2)), (Role)row.GetInt64(3), seed.LibraryKey),
                cancellationToken),
            cancellationToken);
    }

    public Task EndAsync(Actor actor, string secret, CancellationToken cancellationToken) =>
        database.WriteAsync(actor, session => session.ExecuteAsync($"delete from credential where hash = {Hash(secret)}", cancellationToken), cancellationToken);

    /// <summary>
    /// The token for programs of the owner on this machine: a file that only its owner can read. Made anew when the file or its row is gone.
    /// </summary>
    public async Task<string> OwnerTokenAsync(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path) && await File.ReadAllTextAsync(path, cancellationToken) is { Length: > 0 } text
            && await AuthenticateAsync(text.Trim(), CredentialKind.Token, cancellationToken) is not null)
        {
            return text.Trim();
        }

        var token = await CreateAsync(seed.Owner, CredentialKind.Token, cancellationToken);
        var part = path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new FileStream(part, options))
        {
            await file.WriteAsync(Encoding.ASCII.GetBytes(token), cancellationToken);
        }

        File.Move(part, path, overwrite: true);
        return token;
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private Task<Principal?> FindActorAsync(long key, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.FirstAsync(
                $"select key, kind, name, role from actor where key = {key} and disabled_at is null",
                row => new Principal(new Actor(row.GetInt64(0), (ActorKind)row.GetInt64(1), row.GetString(2)), (Role)row.GetInt64(3), seed.LibraryKey),
                cancellationToken),
            cancellationToken);
}
