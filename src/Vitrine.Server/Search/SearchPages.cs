using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;

namespace Vitrine.Server.Search;

/// <summary>Results that come before others, whatever the order within them.</summary>
/// <param name="Name">As an answer names it; null where there is only one.</param>
/// <param name="Without">What finds the results of the bands before it; null for the first.</param>
internal sealed record SearchBand(string? Name, Query Query, Query? Without);

/// <param name="Totals">Of each band.</param>
/// <param name="Cursor">Of the next page; null where there is none.</param>
internal sealed record SearchPage(IReadOnlyList<long> Totals, IReadOnlyList<SearchHit> Hits, string? Cursor)
{
    public long Total => Totals.Sum();
}

/// <summary>Pages over the bands of an answer: a page that one band does not fill goes on in the next. A cursor is bound to the band of its item, so that it says which one goes on.</summary>
internal sealed class SearchPages(SearchEngine engine, SearchCursors cursors)
{
    /// <param name="bound">What a cursor belongs to.</param>
    /// <returns>Null where the request's cursor is of something else.</returns>
    public async Task<SearchPage?> ReadAsync(
        Principal principal, IReadOnlyList<SearchBand> bands, string bound, SearchSort sort, SearchRequest request, int limit, CancellationToken cancellationToken)
    {
        var begin = 0;
        var place = new SearchPlace(null, 0, request.Offset ?? 0);
        if (request.Cursor is { } cursor)
        {
            while (begin < bands.Count && !cursors.TryRead(cursor, Bound(begin), sort, out place))
            {
                begin++;
            }

            if (begin == bands.Count)
            {
                return null;
            }
        }

        var totals = new List<long>();
        var hits = new List<SearchHit>();
        var bandOf = new List<int>();
        var seen = new HashSet<long>();
        for (var i = 0; i < bands.Count; i++)
        {
            // One more than asked tells whether there is another page.
            var wanted = i < begin ? 0 : limit + 1 - hits.Count;
            var found = await engine.SearchAsync(principal, bands[i].Query, bands[i].Without, request.Groups == "together", sort, i < begin ? default : place, wanted, cancellationToken);
            totals.Add(found.Total);

            // What changed its band between two questions comes once.
            foreach (var hit in found.Hits.Where(hit => seen.Add(hit.AssetKey)))
            {
                hits.Add(hit with { Band = bands[i].Name });
                bandOf.Add(i);
            }

            if (i >= begin)
            {
                place = new SearchPlace(null, 0, (int)Math.Max(0, place.Offset - found.Total));
            }
        }

        var next = hits.Count > limit ? cursors.Write(Bound(bandOf[limit - 1]), sort, hits[limit - 1]) : null;
        return new SearchPage(totals, [.. hits.Take(limit)], next);

        string Bound(int band) => bands[band].Name is { } name ? $"{bound}\0{name}" : bound;
    }
}
