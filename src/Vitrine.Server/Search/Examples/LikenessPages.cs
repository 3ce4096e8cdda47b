using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Examples;

/// <summary>Pages over what is like examples, in the order of likeness.</summary>
internal sealed class LikenessPages(Database database, SearchCursors cursors)
{
    private static readonly SearchSort Order = new(SearchOrder.Relevance, Descending: true);

    /// <param name="bound">What a cursor belongs to.</param>
    /// <param name="together">A group is one result: its cover, in the place of the member that is most like the examples.</param>
    /// <returns>Null where the request's cursor is of something else.</returns>
    public async Task<SearchPage?> ReadAsync(IReadOnlyList<Alike> ranking, string bound, bool together, SearchRequest request, int limit, CancellationToken cancellationToken)
    {
        var all = together ? await TogetherAsync(ranking, cancellationToken) : ranking;
        var left = all.Skip(request.Offset ?? 0);
        if (request.Cursor is { } cursor)
        {
            if (!cursors.TryRead(cursor, bound, Order, out var place) || place.AfterValue?.Split(' ') is not [var copies, var score])
            {
                return null;
            }

            // What changed meanwhile has its own place in the order: nothing comes twice, and nothing that stayed is missed.
            var last = (int.Parse(copies, CultureInfo.InvariantCulture), -double.Parse(score, CultureInfo.InvariantCulture), place.AfterKey);
            left = all.Where(alike => PlaceOf(alike).CompareTo(last) > 0);
        }

        var page = left.Take(limit + 1).Select(alike => new SearchHit(alike.Asset, string.Create(CultureInfo.InvariantCulture, $"{PlaceOf(alike).Copies} {alike.Score:R}"), alike.Score) { Band = alike.Band, Copy = alike.Copy }).ToList();
        var strong = all.Count(alike => alike.Band == "strong");
        return new SearchPage([strong, all.Count - strong], [.. page.Take(limit)], page.Count > limit ? cursors.Write(bound, Order, page[limit - 1]) : null);
    }

    /// <summary>As the ranking is ordered.</summary>
    public static (int Copies, double Less, long Asset) PlaceOf(Alike alike) => (alike.Copy switch { "exact" => 0, "near" => 1, _ => 2 }, -alike.Score, alike.Asset);

    private async Task<IReadOnlyList<Alike>> TogetherAsync(IReadOnlyList<Alike> ranking, CancellationToken cancellationToken)
    {
        var covers = await GroupCovers.OfAsync(database, [.. ranking.Select(alike => alike.Asset)], cancellationToken);
        return [.. ranking.Select(alike => alike with { Asset = covers.GetValueOrDefault(alike.Asset, alike.Asset) }).DistinctBy(alike => alike.Asset)];
    }
}
