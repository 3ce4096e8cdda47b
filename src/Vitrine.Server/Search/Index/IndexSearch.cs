using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Index;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Search.Index;

/// <summary>
/// The engine that answers from the index in memory. Orders of whole days and months, those of folders with others behind them, and everything as long as the index of a large library is made, are
/// answered from the rows.
/// </summary>
internal sealed class IndexSearch(Database database, AssetIndex assets, SqlSearch rows, SqlConditions conditions, FieldCatalog fields, VocabularyStore vocabulary, SmartCollections smart) : SearchEngine
{
    private readonly TagConditions tags = new(database.Dialect, vocabulary);
    private readonly TimeConditions times = new(database.Clock);
    private readonly GivenOrders orders = new(database);

    public override async Task<SearchHits> SearchAsync(
        Principal principal, Query query, Query? without, bool together, SearchSort sort, SearchPlace place, int limit, CancellationToken cancellationToken)
    {
        if (sort.IsOfRows || await assets.NewestAsync(cancellationToken, ranks: sort.Order == SearchOrder.Relevance) is not { } index)
        {
            return await rows.SearchAsync(principal, query, without, together, sort, place, limit, cancellationToken);
        }

        // Both of one generation.
        var generation = index.Index.Generation;
        var shown = await ShownAsync(query);
        if (without is not null)
        {
            shown = shown.Without(await ShownAsync(without));
        }

        var by = await orders.OfAsync(index, generation, principal, sort, together, cancellationToken);
        var ranked = sort.Order == SearchOrder.Relevance ? Ranked(query, index.Fields) : [];
        var after = place.AfterKey > 0 ? new IndexPlace(by.ValuesOf(place.AfterValue), place.AfterKey) : null;
        if (after is not null && ranked.Count > 0)
        {
            // Every change of any asset moves all scores a little: a page goes on behind where its last asset stands now.
            var last = generation.Find(new IndexFilter.Keys([place.AfterKey]), Of(principal, index.Fields)).Hits(new IndexOrder(by.Sorts, 1) { Ranked = ranked });
            after = last is [var hit] ? new IndexPlace(hit.Values, place.AfterKey) : after;
        }

        var order = new IndexOrder(by.Sorts, limit) { Offset = place.Offset, After = after, Ranked = ranked };
        return new SearchHits(shown.Total, [.. shown.Hits(order).Select(hit => new SearchHit(hit.Key, by.TextOf(hit.Values), hit.Score))]);

        async Task<FoundAssets> ShownAsync(Query one)
        {
            var found = await FindAsync(index, generation, principal, one, Of(principal, index.Fields), cancellationToken);
            return together ? found.Together(index.Fields.Cover) : found;
        }
    }

    public override async Task<IReadOnlyList<ScorePart>> ScoreAsync(Principal principal, Query query, long asset, CancellationToken cancellationToken)
    {
        if (await assets.NewestAsync(cancellationToken, ranks: true) is not { } index)
        {
            return await rows.ScoreAsync(principal, query, asset, cancellationToken);
        }

        var one = index.Index.Generation.Find(new IndexFilter.Keys([asset]), Of(principal, index.Fields));
        return
        [
            .. Ranked(query, index.Fields).SelectMany(term => one.Hits(new IndexOrder([new IndexSort(null, true)], 1) { Ranked = [term] })
                .Where(hit => hit.Score > 0).Select(hit => new ScorePart(term.Field.Name, term.Term, term.Weight, hit.Score))),
        ];
    }

    public override async Task<IReadOnlyList<long>> KeysAsync(Principal principal, Query query, bool together, CancellationToken cancellationToken)
    {
        if (await assets.NewestAsync(cancellationToken) is not { } index)
        {
            return await rows.KeysAsync(principal, query, together, cancellationToken);
        }

        var found = await FindAsync(index, index.Index.Generation, principal, query, Of(principal, index.Fields), cancellationToken);
        return (together ? found.Together(index.Fields.Cover) : found).Keys();
    }

    public override async Task<IReadOnlyList<long>> TaggedAsync(long library, IReadOnlyList<long[]> concepts, CancellationToken cancellationToken)
    {
        if (await assets.RecentAsync(cancellationToken) is not { } index)
        {
            return await rows.TaggedAsync(library, concepts, cancellationToken);
        }

        var (generation, visible) = (index.Index.Generation, IndexFilter.Term(index.Fields.Library, IndexedFields.Term(library)));
        return [.. concepts.Select(set => generation.Find(index.Fields.Tagged(set), visible).Total)];
    }

    public override async Task<IReadOnlyList<(long Asset, double Confidence)>> SurestAsync(
        Principal principal, Query query, IReadOnlyList<long[]> things, int most, CancellationToken cancellationToken)
    {
        if (await assets.NewestAsync(cancellationToken) is not { } index)
        {
            return await rows.SurestAsync(principal, query, things, most, cancellationToken);
        }

        var found = await FindAsync(index, index.Index.Generation, principal, query, Of(principal, index.Fields), cancellationToken);
        return SurestFound.Of(found, index.Fields.Tag, [.. things.Select(concepts => concepts.Select(IndexedFields.Term).ToArray())], most);
    }

    public override async Task<IReadOnlyList<long>> AmongAsync(Principal principal, Query query, long[] keys, CancellationToken cancellationToken)
    {
        if (await assets.NewestAsync(cancellationToken) is not { } index)
        {
            return await rows.AmongAsync(principal, query, keys, cancellationToken);
        }

        var visible = new IndexFilter.And([new IndexFilter.Keys(keys), Of(principal, index.Fields)]);
        return (await FindAsync(index, index.Index.Generation, principal, query, visible, cancellationToken)).Keys();
    }

    /// <summary>The words that stand in what a principal may see; null while there is no index.</summary>
    /// <param name="newest">Whether it is waited for words that came just now with many assets, as a search waits.</param>
    internal async Task<IndexedWords?> WordsAsync(Principal principal, CancellationToken cancellationToken, bool newest = false) =>
        ((newest ? await assets.NewestAsync(cancellationToken) : null) ?? await assets.RecentAsync(cancellationToken)) is { } index
        ? new IndexedWords(index.Fields, index.Index.Generation.Find(new IndexFilter.All(), Of(principal, index.Fields)))
        : null;

    /// <summary>What a query finds, to be counted; null where only the rows can answer.</summary>
    internal async Task<IndexedResults?> FoundAsync(Principal principal, Query query, bool together, CancellationToken cancellationToken)
    {
        if (await assets.NewestAsync(cancellationToken) is not { } index)
        {
            return null;
        }

        var (generation, visible) = (index.Index.Generation, Of(principal, index.Fields));
        return new IndexedResults(principal.LibraryKey, index.Fields, generation, await FindAsync(query, cancellationToken), visible, together, FindAsync);

        Task<FoundAssets> FindAsync(Query one, CancellationToken asking) => this.FindAsync(index, generation, principal, one, visible, asking);
    }

    /// <param name="generation">Taken before the database is asked for what the index does not hold: what is written in between is in neither or known to both by the next question.</param>
    private async Task<FoundAssets> FindAsync(
        AssetIndex.Made index, IndexGeneration generation, Principal principal, Query query, IndexFilter visible, CancellationToken cancellationToken)
    {
        await conditions.PrepareAsync(query, principal.LibraryKey, cancellationToken);
        var filter = await database.ReadAsync(
            session => new IndexBinder(index.Fields, generation, conditions, tags, times, fields.Of(principal.LibraryKey).Schema, principal.LibraryKey, session).OfAsync(smart.Expand(principal.LibraryKey, query), cancellationToken), cancellationToken);
        return generation.Find(filter, visible);
    }

    private static IndexFilter Of(Principal principal, IndexedFields fields) => IndexFilter.Term(fields.Library, IndexedFields.Term(principal.LibraryKey));

    /// <summary>The words of a query that must be there, in each field that they may stand in: a name says more than a page of a document.</summary>
    private static List<RankedTerm> Ranked(Query query, IndexedFields fields) => [.. QueryTree.Wanted(query).SelectMany(leaf => leaf switch
    {
        Query.Words words => [.. AskedWord.Of(words).SelectMany(word => fields.Worded.Select(field => new RankedTerm(field, word.Term, IsBeginning: !word.IsWhole, field == fields.Name ? 2 : 1)))],
        Query.Condition { Field.Name: "name" } named => Ranked(named, [fields.Name], 2),
        Query.Condition { Field.Name: "text" } said => Ranked(said, [fields.Text, fields.Document], 1),
        _ => [],
    })];

    private static List<RankedTerm> Ranked(Query.Condition condition, IReadOnlyList<IndexField> places, double weight) =>
    [
        .. condition.Values.OfType<QueryValue.Text>().SelectMany(AskedWord.Of)
            .SelectMany(word => places.Select(place => new RankedTerm(place, word.Term, IsBeginning: !word.IsWhole, weight))),
    ];
}
