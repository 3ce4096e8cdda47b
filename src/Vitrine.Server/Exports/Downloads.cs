using System.Runtime.InteropServices;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Exports;

/// <summary>A prepared download.</summary>
internal sealed record Download(string Id, string Name, DownloadRequest Request, IReadOnlyList<long> Assets, DateTimeOffset ExpiresAt);

/// <summary>
/// Sets of assets that may be fetched as a ZIP file: kept in the database, so that a link works after a restart and on every node,
/// for the one who made it, until it expires.
/// </summary>
internal sealed class Downloads(Database database, IdGenerator ids)
{
    /// <summary>Files of the largest ZIP file: its list of names is held in memory while it is sent.</summary>
    public const int MostFiles = 100_000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>Remembers a set in the order in which it will be sent.</summary>
    public async Task<Download> AddAsync(Principal principal, DownloadRequest request, IReadOnlyList<long> assets, CancellationToken cancellationToken)
    {
        var how = request with { Ids = null, Query = null, Expected = null };
        var now = database.Clock.GetUtcNow();
        var download = new Download(ids.Next().Text, $"vitrine-{now.UtcDateTime:yyyy-MM-dd}-{assets.Count}.zip", how, assets, now + Kept);
        var keys = MemoryMarshal.AsBytes<long>([.. assets]).ToArray();
        await database.WriteAsync(
            principal.Actor,
            session => session.ExecuteAsync(
                $"""
                insert into download (id, library_key, actor_key, name, request, assets, created_at, expires_at)
                values ({download.Id}, {principal.LibraryKey}, {principal.Actor.Key}, {download.Name}, {JsonSerializer.Serialize(how, ApiJson.Default.DownloadRequest)}, {keys},
                    {session.Now}, {download.ExpiresAt})
                """,
                cancellationToken),
            cancellationToken);
        return download;
    }

    /// <summary>Null where there is none, it is another's, or it has expired.</summary>
    public Task<Download?> FindAsync(Principal principal, string id, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.FirstAsync(
            $"""
            select id, name, request, assets, expires_at from download
            where id = {id} and library_key = {principal.LibraryKey} and actor_key = {principal.Actor.Key} and expires_at > {database.Clock.GetUtcNow()}
            """,
            row => new Download(
                row.GetString(0), row.GetString(1), JsonSerializer.Deserialize(row.GetString(2), ApiJson.Default.DownloadRequest)!,
                MemoryMarshal.Cast<byte, long>(row.Bytes(3)).ToArray(), row.Time(4)),
            cancellationToken),
        cancellationToken);

    /// <summary>Forgets what has expired.</summary>
    public static Task SweepAsync(WriteSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"delete from download where expires_at <= {session.Now}", cancellationToken);
}
