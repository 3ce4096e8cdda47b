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
    Key = 4,
}

/// <summary>Login links, sessions, bearer tokens and keys: 32 random bytes as base64url, of which only the SHA-256 is kept.</summary>
public sealed class CredentialStore(Database database, Seed seed)
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(24);

    /// <summary>The last use is noted no more often: it is for people to read, and a write each time would be many.</summary>
    private static readonly TimeSpan UseIsNotedAfter = TimeSpan.FromMinutes(10);

    /// <summary>Makes a login link or a token and returns its secret, which is never to be had again.</summary>
    public async Task<string> CreateAsync(Actor actor, CredentialKind kind, CancellationToken cancellationToken)
    {
        var secret = NewSecret();
        await database.WriteAsync(
            actor,
            session => session.ExecuteAsync(
                $"""
                insert into credential (actor_key, kind, hash, created_at, expires_at)
                values ({actor.Key}, {kind}, {Hash(secret)}, {session.Now}, {(kind == CredentialKind.LoginLink ? session.Now + LinkLife : (DateTimeOffset?)null)})
                """,
                cancellationToken),
            cancellationToken);
        return secret;
    }

    /// <summary>Whose login link this is; from now on it is used. Of two who use it at the same time one gets in. Null = used, unknown or too old.</summary>
    public async Task<Actor?> RedeemAsync(string link, CancellationToken cancellationToken)
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
        return redeemed.Value is { } key
            ? await database.ReadAsync(
                session => session.FirstAsync(
                    $"select key, kind, name from actor where key = {key} and disabled_at is null",
                    row => new Actor(row.GetInt64(0), (ActorKind)row.GetInt64(1), row.GetString(2)),
                    cancellationToken),
                cancellationToken)
            : null;
    }

    /// <summary>Who presents this secret; null = nobody (unknown, expired, unused for too long, ended, disabled).</summary>
    /// <param name="kind">What it is presented as: a session, or a token, which may be a key.</param>
    /// <param name="address">From where, for the list of sessions.</param>
    public async Task<Principal?> AuthenticateAsync(string secret, CredentialKind kind, CancellationToken cancellationToken, string? address = null)
    {
        var now = database.Clock.GetUtcNow();
        var other = kind == CredentialKind.Token ? CredentialKind.Key : kind;
        var found = await database.ReadAsync(
            async session =>
            {
                var row = await session.FirstAsync(
                    $"""
                    select a.key, a.kind, a.name, a.role, c.key, c.kind, c.scopes, c.expires_at, c.last_used_at, c.created_at
                    from credential c join actor a on a.key = c.actor_key
                    where c.hash = {Hash(secret)} and (c.kind = {kind} or c.kind = {other}) and (c.expires_at is null or c.expires_at >= {now}) and a.disabled_at is null
                    """,
                    row => (Who: Read(row, seed.LibraryKey), Used: row.TimeOrNull(8), Made: row.Time(9)),
                    cancellationToken);
                return row.Who?.Credential == CredentialKind.Session && (row.Used ?? row.Made) + (await SessionStore.LivesAsync(session, cancellationToken)).Idle <= now ? default : row;
            },
            cancellationToken);
        if (found.Who is { Credential: CredentialKind.Session or CredentialKind.Key } who && (found.Used is not { } used || now - used > UseIsNotedAfter))
        {
            await NoteUseAsync(who, address, cancellationToken);
        }

        return found.Who;
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

    internal static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    internal static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static Principal Read(System.Data.Common.DbDataReader row, long library)
    {
        var role = (Role)row.GetInt64(3);
        return new Principal(new Actor(row.GetInt64(0), (ActorKind)row.GetInt64(1), row.GetString(2)), role, library)
        {
            CredentialKey = row.GetInt64(4),
            Credential = (CredentialKind)row.GetInt64(5),
            Scopes = row.NumberOrNull(6) is { } scopes ? ((Scopes)scopes).Full() : ScopeWords.Of(role),
            ExpiresAt = row.TimeOrNull(7),
        };
    }

    private async Task NoteUseAsync(Principal who, string? address, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(
                Actor.System,
                session => session.ExecuteAsync(
                    $"update credential set last_used_at = {session.Now}, address = {address} where key = {who.CredentialKey}", cancellationToken),
                cancellationToken);
        }
        catch (System.Data.Common.DbException)
        {
            // A full disk must not keep people out.
        }
    }
}
