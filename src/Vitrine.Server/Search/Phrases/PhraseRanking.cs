using Vitrine.Core.Search;
using Vitrine.Core.Search.Ranking;
using Vitrine.Server.Access;
using Vitrine.Server.Search.Meanings;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Search.Phrases;

/// <summary>
/// Orders what a phrase finds, within its bands, by how well it fits: words (BM25 over names, titles, descriptions and read text), what pictures show, and how sure their tags are are joined by rank fusion.
/// What none of them ranks comes behind, newest first.
/// </summary>
internal sealed class PhraseRanking(Database database, SearchEngine engine, VocabularyStore vocabulary)
{
    /// <summary>As much as the first place in all three rankings: a picture that has both things asked for is before all that have one of them.</summary>
    private const double PartsWeight = 3 / (RankFusion.UsualK + 1);

    private readonly TagConditions tags = new(database.Dialect, vocabulary);

    private static readonly SearchSort ByWords = new(SearchOrder.Relevance, Descending: true);

    /// <param name="strong">What finds the strong results.</param>
    /// <param name="found">What finds all.</param>
    /// <param name="parts">Of each of these that holds for an asset it has something on all that fit less.</param>
    /// <param name="shown">By what pictures show, best first.</param>
    public async Task<IReadOnlyList<SearchBand>> BandsAsync(
        Principal principal, Query strong, Query found, IReadOnlyList<Query> parts, IReadOnlyList<(long Asset, double Cosine)> shown, bool together, CancellationToken cancellationToken)
    {
        var words = await engine.SearchAsync(principal, found, null, together: false, ByWords, default, ShownQueries.Most, cancellationToken);
        var things = Things(parts);
        var surest = things.Count == 0 ? [] : await engine.SurestAsync(principal, found, things, ShownQueries.Most, cancellationToken);
        var fused = RankFusion.Fuse<long>([[.. words.Hits.Where(hit => hit.Score > 0).Select(hit => hit.AssetKey)], [.. shown.Select(one => one.Asset)], [.. surest.Select(one => one.Asset)]]);
        var all = (await engine.AmongAsync(principal, found, [.. fused.Select(one => one.Key)], cancellationToken)).ToHashSet();
        var best = (await engine.AmongAsync(principal, strong, [.. all], cancellationToken)).ToHashSet();
        var share = await SharesAsync(principal, parts, [.. all], cancellationToken);
        (long Asset, double Score)[] ranked =
        [
            .. fused.Where(one => all.Contains(one.Key)).Select(one => (Asset: one.Key, Score: one.Score + (PartsWeight * share.GetValueOrDefault(one.Key))))
                .OrderByDescending(one => one.Score).ThenBy(one => one.Asset),
        ];
        var (first, second) = (ranked.Where(one => best.Contains(one.Asset)).ToArray(), ranked.Where(one => !best.Contains(one.Asset)).ToArray());
        var (rankedFirst, rankedSecond) = (Among(first), Among(second));
        if (together)
        {
            // A group stands where its best member does, and is strong where any of its members is.
            var covers = await GroupCovers.OfAsync(database, [.. all], cancellationToken);
            var strongest = covers.Count == 0 ? [] : (await engine.KeysAsync(principal, strong, together: true, cancellationToken)).ToHashSet();
            (first, second) = (Covers(first, covers), [.. Covers(second, covers).Where(one => !strongest.Contains(one.Asset))]);
        }

        return
        [
            new SearchBand("strong", strong, null) { Ranked = first },
            new SearchBand("strong", strong, rankedFirst),
            new SearchBand("possible", found, strong) { Ranked = second },
            new SearchBand("possible", found, new Query.Or([strong, rankedSecond])),
        ];
    }

    /// <summary>What a query finds, those first that show best what it asks for, and behind them what else it finds.</summary>
    /// <param name="shown">By what pictures show, best first.</param>
    public async Task<IReadOnlyList<SearchBand>> ByShownAsync(
        Principal principal, Query query, IReadOnlyList<(long Asset, double Cosine)> shown, bool together, CancellationToken cancellationToken)
    {
        var found = (await engine.AmongAsync(principal, query, [.. shown.Select(one => one.Asset)], cancellationToken)).ToHashSet();
        (long Asset, double Score)[] ranked = [.. shown.Where(one => found.Contains(one.Asset)).Select(one => (one.Asset, one.Cosine))];
        var without = Among(ranked);
        ranked = together ? Covers(ranked, await GroupCovers.OfAsync(database, [.. found], cancellationToken)) : ranked;
        return [new SearchBand(null, query, null) { Ranked = ranked }, new SearchBand(null, query, without)];
    }

    /// <summary>The concepts that each part asks a tag of.</summary>
    private List<long[]> Things(IReadOnlyList<Query> parts) =>
    [
        .. parts.Select(part => QueryTree.Wanted(part).Select(leaf => leaf switch
            {
                Query.Condition { Field.Name: "tag", Text: { } tag } => tag,
                Query.OneClaim { Field.Name: "tag" } claim => claim.What,
                _ => null,
            }).OfType<string>().SelectMany(tags.Called).Distinct().ToArray())
            .Where(concepts => concepts.Length > 0),
    ];

    /// <summary>Asset → the share of the parts that hold for it.</summary>
    private async Task<Dictionary<long, double>> SharesAsync(Principal principal, IReadOnlyList<Query> parts, long[] assets, CancellationToken cancellationToken)
    {
        var shares = new Dictionary<long, double>();
        foreach (var part in parts)
        {
            foreach (var asset in await engine.AmongAsync(principal, part, assets, cancellationToken))
            {
                shares[asset] = shares.GetValueOrDefault(asset) + (1.0 / parts.Count);
            }
        }

        return shares;
    }

    private static Query.Among Among((long Asset, double Score)[] ranked) =>
        new(new Query.Condition(SearchFields.Id, QueryOperator.Exists, []), [.. ranked.Select(one => one.Asset)]);

    private static (long Asset, double Score)[] Covers((long Asset, double Score)[] ranked, Dictionary<long, long> covers) =>
        [.. ranked.Select(one => one with { Asset = covers.GetValueOrDefault(one.Asset, one.Asset) }).DistinctBy(one => one.Asset)];
}
