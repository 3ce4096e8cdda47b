using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;

namespace Vitrine.Server.Search;

/// <summary>Results that come before others, whatever the order within them.</summary>
/// <param name="Name">As an answer names it; null where there is only one. Bands of one name stand together.</param>
/// <param name="Without">What finds the results of the bands before it; null for the first.</param>
internal sealed record SearchBand(string? Name, Query Query, Query? Without)
{
    /// <summary>These results, in their own order; null = all that the query finds, in the order that is asked for.</summary>
    public IReadOnlyList<(long Asset, double Score)>? Ranked { get; init; }
}

/// <param name="Totals">Of each band, those of one name together.</param>
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

        var totals = new List<(string? Name, long Total)>();
        var hits = new List<SearchHit>();
        var bandOf = new List<int>();
        var seen = new HashSet<long>();
        for (var i = 0; i < bands.Count; i++)
        {
            // One more than asked tells whether there is another page.
            var wanted = i < begin ? 0 : limit + 1 - hits.Count;
            var found = bands[i].Ranked is { } ranked
                ? Of(ranked, i < begin ? default : place, wanted)
                : await engine.SearchAsync(principal, bands[i].Query, bands[i].Without, request.Groups == "together", sort, i < begin ? default : place, wanted, cancellationToken);
            totals.Add((bands[i].Name, found.Total));

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
        return new SearchPage([.. totals.GroupBy(band => band.Name).Select(band => band.Sum(one => one.Total))], [.. hits.Take(limit)], next);

        string Bound(int band) => (bands[band].Name, bands[band].Ranked) is (null, null) ? bound : $"{bound}\0{bands[band].Name}{(bands[band].Ranked is null ? "" : " ranked")}";
    }

    /// <summary>
    /// What comes behind the place of an asset. Where it is not among them any more, or was changed itself so that it stands elsewhere, its score of before says how far the pages came.
    /// </summary>
    private static SearchHits Of(IReadOnlyList<(long Asset, double Score)> ranked, SearchPlace place, int wanted)
    {
        var skipped = place.Offset;
        if (place.AfterValue?.Split(' ') is [var value, var rank] && double.TryParse(value, CultureInfo.InvariantCulture, out var score) && int.TryParse(rank, CultureInfo.InvariantCulture, out var before))
        {
            var at = ranked.Index().FirstOrDefault(one => one.Item.Asset == place.AfterKey, (-1, default)).Item1;
            skipped = at >= 0 && Math.Abs(at - before) <= wanted / 2 ? at + 1 : ranked.TakeWhile(one => one.Score >= score).Count();
        }

        return new SearchHits(ranked.Count, [.. ranked.Index().Skip(skipped).Take(wanted).Select(one => new SearchHit(one.Item.Asset, string.Create(CultureInfo.InvariantCulture, $"{one.Item.Score:R} {one.Index}"), one.Item.Score))]);
    }
}
