using System.Globalization;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Backups;

/// <summary>
/// While a backup runs no bytes of originals are deleted, on whatever node: it copies the database first, and the blobs of that copy after it.
/// The hold is a stamp with a time that the backup renews; that of one that died ends by itself.
/// </summary>
public static class PurgeHold
{
    private const string Stamp = "backup";

    /// <summary>How long a backup may be silent before it counts as dead.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    public static readonly TimeSpan Renewal = TimeSpan.FromMinutes(1);

    public static async Task<bool> IsHeldAsync(DbSession session, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        long.TryParse(await session.TextAsync($"select value from stamp where name = {Stamp}", cancellationToken), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && now - DateTimeOffset.FromUnixTimeMilliseconds(at) < Life;

    public static Task RenewAsync(Database database, CancellationToken cancellationToken = default) => database.WriteAsync(
        Actor.System,
        session => session.ExecuteAsync(
            $"""
            insert into stamp (name, value) values ({Stamp}, {session.Now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)})
            on conflict (name) do update set value = excluded.value
            """,
            cancellationToken),
        cancellationToken);

    public static Task EndAsync(Database database) =>
        database.WriteAsync(Actor.System, session => session.ExecuteAsync($"delete from stamp where name = {Stamp}"), CancellationToken.None);
}
