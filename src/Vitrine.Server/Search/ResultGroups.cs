using System.Globalization;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search.Facets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>What results are shown under: days, months or folders, in the order of the results, with how many are in each.</summary>
internal sealed class ResultGroups(Database database, FacetCounts counts)
{
    /// <summary>In a zone of time days begin at whole quarters of hours.</summary>
    private const long Quarter = 15 * 60 * 1000;

    /// <summary>Names of what results can be shown under.</summary>
    public static IReadOnlyList<string> Names { get; } = ["day", "month", "folder"];

    /// <param name="sort">The order of the results as requests name it; null = the newest first.</param>
    /// <param name="by">One of <see cref="Names"/>.</param>
    /// <param name="zone">Where days of what was added begin. What was taken has the time of its camera.</param>
    /// <returns>Folders by their paths, days as <c>yyyy-MM-dd</c> and months as <c>yyyy-MM</c>, or as much as is known; an empty text for those without a date, which come last.</returns>
    public async Task<IReadOnlyList<FacetCount>> CountAsync(Principal principal, Query query, bool together, string? sort, string by, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var counted = await counts.OfAsync(principal, query, together, cancellationToken);
        if (by == "folder")
        {
            return await FoldersAsync(principal, counted, descending: sort?.StartsWith("-folder", StringComparison.Ordinal) == true, cancellationToken);
        }

        var length = by == "day" ? 10 : 7;
        var dates = IsByAdded(sort) ? await AddedAsync(counted, zone, cancellationToken) : await TakenAsync(counted, length, cancellationToken);
        var sums = dates.GroupBy(one => one.Value[..Math.Min(length, one.Value.Length)], StringComparer.Ordinal).Select(one => new FacetCount(one.Key, one.Sum(part => part.Assets)));
        var ordered = sort is { Length: > 0 } && sort[0] != '-' ? sums.OrderBy(one => one.Value, StringComparer.Ordinal) : sums.OrderByDescending(one => one.Value, StringComparer.Ordinal);
        return [.. ordered.OrderBy(one => one.Value.Length == 0)];
    }

    /// <summary>Whether results of an order are shown under the dates at which they were added; else it is when they were taken.</summary>
    public static bool IsByAdded(string? sort) => string.IsNullOrEmpty(sort) || sort.TrimStart('-').StartsWith("added", StringComparison.Ordinal);

    private async Task<IReadOnlyList<FacetCount>> TakenAsync(CountedResults counted, int length, CancellationToken cancellationToken)
    {
        if (await counted.IndexedAsync(cancellationToken) is { } found)
        {
            var dated = found.Shares(length == 10 ? found.Fields.Taken : found.Fields.Month).ToList();
            var undated = found.Total - dated.Sum(one => one.Assets);
            return undated > 0 ? [.. dated, new FacetCount("", undated)] : dated;
        }

        return await database.ReadAsync(
            session => session.QueryAsync(
                $"select coalesce(substr(a.taken_at, 1, {new RawSql(length.ToString(CultureInfo.InvariantCulture))}), ''), count(*) from asset a where {counted.Shown} group by 1",
                row => new FacetCount(row.GetString(0), row.GetInt64(1)), cancellationToken),
            cancellationToken);
    }

    private async Task<IReadOnlyList<FacetCount>> AddedAsync(CountedResults counted, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        if (await counted.IndexedAsync(cancellationToken) is { } found)
        {
            var first = new DateTime(1970, 1, 1);
            var last = database.Clock.GetUtcNow().UtcDateTime.Date.AddDays(3);
            var days = Enumerable.Range(0, Math.Max(2, (last - first).Days)).Select(day => first.AddDays(day)).ToList();
            var shares = found.AddedFrom([.. days.Select(day => new DateTimeOffset(day, zone.GetUtcOffset(day)))]);
            return [.. shares.Select((share, i) => new FacetCount(Iso(days[i]), share)).Where(day => day.Assets > 0)];
        }

        var quarters = await database.ReadAsync(
            session => session.QueryAsync($"select a.created_at / {Quarter}, count(*) from asset a where {counted.Shown} group by 1", row => (At: row.GetInt64(0), Assets: row.GetInt64(1)), cancellationToken),
            cancellationToken);
        return [.. quarters.Select(one => new FacetCount(Iso(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(one.At * Quarter), zone).DateTime), one.Assets))];
    }

    private async Task<IReadOnlyList<FacetCount>> FoldersAsync(Principal principal, CountedResults counted, bool descending, CancellationToken cancellationToken)
    {
        var sums = await counted.IndexedAsync(cancellationToken) is { } found
            ? found.Shares(found.Fields.Folder).ToDictionary(one => long.Parse(one.Value, CultureInfo.InvariantCulture), one => one.Assets)
            : (await database.ReadAsync(
                session => session.QueryAsync($"select a.folder_key, count(*) from asset a where {counted.Shown} group by 1", row => (Key: row.GetInt64(0), Assets: row.GetInt64(1)), cancellationToken),
                cancellationToken)).ToDictionary(row => row.Key, row => row.Assets);
        var folders = await database.ReadAsync(
            session => session.QueryAsync($"select f.key, f.shown from ({FolderOrder.Of(principal.LibraryKey)}) f order by f.path", row => (Key: row.GetInt64(0), Path: row.GetString(1)), cancellationToken),
            cancellationToken);
        var shown = folders.Where(folder => sums.ContainsKey(folder.Key)).Select(folder => new FacetCount(folder.Path.Length == 0 ? "/" : folder.Path, sums[folder.Key])).ToList();
        if (descending)
        {
            shown.Reverse();
        }

        return shown;
    }

    private static string Iso(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
