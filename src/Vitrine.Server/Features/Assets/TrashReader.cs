using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

/// <summary>What lies in the trash of a library: what the API answers and the page shows.</summary>
internal static class TrashReader
{
    private const int PageSize = 200;

    /// <param name="cursor">Of the page before; null = from the newest.</param>
    /// <exception cref="RequestRefusedException">The cursor is none of this list.</exception>
    public static async Task<TrashPage> PageAsync(DbSession session, long library, string? cursor, CancellationToken cancellationToken)
    {
        var (before, beforeKey) = cursor is null ? (long.MaxValue, 0)
            : PlaceOf(cursor) ?? throw new RequestRefusedException(StatusCodes.Status400BadRequest, "This cursor does not belong to this list.");
        var rows = await session.QueryAsync(
            $"""
            select a.key, a.id, a.name, a.kind, a.folder_key, a.trashed_at, exists (select 1 from rendition r where r.essence_key = v.essence_key)
            from asset a join version v on v.key = a.version_key
            where a.library_key = {library} and a.trashed_at is not null and (a.trashed_at < {before} or (a.trashed_at = {before} and a.key < {beforeKey}))
            order by a.trashed_at desc, a.key desc limit {PageSize + 1}
            """,
            row => new Row(
                row.GetInt64(0), row.GetString(1), row.GetString(2), (AssetKind)row.GetInt64(3), row.GetInt64(4), row.Time(5), Convert.ToBoolean(row.GetValue(6), CultureInfo.InvariantCulture)),
            cancellationToken);
        var shown = rows.Take(PageSize).ToArray();
        var folders = new Dictionary<long, string>();
        foreach (var folder in shown.Select(row => row.Folder).Distinct())
        {
            folders[folder] = await FolderPath.OfAsync(session, folder, cancellationToken);
        }

        var total = await session.NumberAsync($"select count(*) from asset where library_key = {library} and trashed_at is not null", cancellationToken);
        return new TrashPage(
            total!.Value,
            [.. shown.Select(row => new TrashedAsset(
                row.Id, row.Name, folders[row.Folder], row.Kind.ToString().ToLowerInvariant(), row.TrashedAt, row.TrashedAt + Purge.TrashTime, row.HasPreview))],
            rows.Count > PageSize ? string.Create(CultureInfo.InvariantCulture, $"{shown[^1].TrashedAt.ToUnixTimeMilliseconds()}-{shown[^1].Key}") : null);
    }

    /// <summary>The keys of all that is in the trash.</summary>
    public static async Task<long[]> KeysAsync(DbSession session, long library, CancellationToken cancellationToken) =>
        [.. await session.QueryAsync($"select key from asset where library_key = {library} and trashed_at is not null order by key", row => row.GetInt64(0), cancellationToken)];

    /// <summary>Where a cursor goes on; null where it is none of this list.</summary>
    public static (long Time, long Key)? PlaceOf(string cursor)
    {
        var parts = cursor.Split('-');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            ? (time, key)
            : null;
    }

    private sealed record Row(long Key, string Id, string Name, AssetKind Kind, long Folder, DateTimeOffset TrashedAt, bool HasPreview);
}
