using System.Text;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Vectors;
using Vitrine.Server.Access;

namespace Vitrine.Server.Search.Meanings;

/// <summary>A query of which what it asks by <c>shows:</c> is answered.</summary>
/// <param name="Ranking">Assets by how well they show it, also those that do so too little; empty where nothing is asked so, or only what is not to be shown.</param>
internal sealed record ShownQuery(Query Query, IReadOnlyList<(long Asset, double Cosine)> Ranking);

/// <summary>
/// Answers <c>shows:"a dog on a beach"</c> in queries: beside other conditions the best among what those find, alone or within an OR the best of the whole library.
/// </summary>
internal sealed class ShownQueries(SearchEngine engine, PictureMeanings meanings)
{
    /// <summary>The most results of one sentence: what comes behind is as much like any other.</summary>
    public const int Most = 1_000;

    /// <summary>Sentences of one query.</summary>
    private const int MostSentences = 20;

    /// <summary>Whether a query asks what pictures show.</summary>
    public static bool Asks(Query query) => Sentences(query).Any();

    /// <param name="goesWithout">
    /// Whether what cannot be compared now finds nothing: for words that are read as ordinary language and shown to somebody. Everywhere else that would be a wrong answer, and its negation all there is.
    /// </param>
    /// <returns>The answered query; or what is wrong with it.</returns>
    public async Task<(ShownQuery? Answered, QueryProblem? Problem)> AnswerAsync(Principal principal, string text, Query query, bool goesWithout, CancellationToken cancellationToken)
    {
        var sentences = Sentences(query).ToList();
        if (sentences.Count == 0)
        {
            return (new ShownQuery(query, []), null);
        }

        var place = Math.Max(0, text.IndexOf(SearchFields.Shows.Name + ":", StringComparison.OrdinalIgnoreCase));
        if (sentences.Sum(condition => condition.Values.Count) > MostSentences)
        {
            return (null, new QueryProblem($"At most {MostSentences} sentences about what pictures show.", place, "fewer sentences", null));
        }

        if (meanings.Space is null)
        {
            return (null, new QueryProblem("What pictures show cannot be compared with sentences: no model for that is installed.", place, "a query without shows, or the pack 'sentences'", null));
        }

        if (sentences.SelectMany(condition => condition.Values).Any(value => value.ToString()?.EnumerateRunes().Any(Rune.IsLetterOrDigit) != true))
        {
            return (null, new QueryProblem("What pictures show is asked for by words.", place, SearchFields.Shows.Example, null));
        }

        var ranking = new Dictionary<long, double>();
        Query answered;
        try
        {
            answered = await OfAsync(principal, query, ranking, wanted: true, goesWithout, cancellationToken);
        }
        catch (NotComparedException)
        {
            return (null, new QueryProblem("What pictures show cannot be compared with sentences at the moment: ask again a little later.", place, "a query without shows, or some patience", null));
        }

        return (new ShownQuery(answered, [.. ranking.Select(pair => (pair.Key, pair.Value)).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key)]), null);
    }

    private static IEnumerable<Query.Condition> Sentences(Query query) => QueryTree.Leaves(query).OfType<Query.Condition>().Where(condition => condition.Field == SearchFields.Shows);

    private async Task<Query> OfAsync(Principal principal, Query query, Dictionary<long, double> ranking, bool wanted, bool goesWithout, CancellationToken cancellationToken)
    {
        switch (query)
        {
            case Query.Condition condition when condition.Field == SearchFields.Shows:
                return await AmongAsync(principal, condition, null, ranking, wanted, goesWithout, cancellationToken);
            case Query.Not not:
                return new Query.Not(await OfAsync(principal, not.Operand, ranking, !wanted, goesWithout, cancellationToken));
            case Query.Or or:
                return new Query.Or(await AllAsync(principal, or.Operands, ranking, wanted, goesWithout, cancellationToken));
            case Query.And all when Asks(all):
                var others = await AllAsync(principal, [.. all.Operands.Where(operand => !IsSentence(operand))], ranking, wanted, goesWithout, cancellationToken);
                HashSet<long>? allowed = others.Count == 0 ? null : [.. await engine.KeysAsync(principal, others.Count == 1 ? others[0] : new Query.And([.. others]), together: false, cancellationToken)];
                foreach (var condition in all.Operands.Where(IsSentence).Cast<Query.Condition>())
                {
                    others.Add(await AmongAsync(principal, condition, allowed, ranking, wanted, goesWithout, cancellationToken));
                }

                return new Query.And(others);
            default:
                return query;
        }
    }

    private async Task<List<Query>> AllAsync(Principal principal, IReadOnlyList<Query> queries, Dictionary<long, double> ranking, bool wanted, bool goesWithout, CancellationToken cancellationToken)
    {
        var answered = new List<Query>(queries.Count);
        foreach (var query in queries)
        {
            answered.Add(await OfAsync(principal, query, ranking, wanted, goesWithout, cancellationToken));
        }

        return answered;
    }

    private static bool IsSentence(Query query) => query is Query.Condition condition && condition.Field == SearchFields.Shows;

    private async Task<Query> AmongAsync(
        Principal principal, Query.Condition condition, IReadOnlySet<long>? allowed, Dictionary<long, double> ranking, bool wanted, bool goesWithout, CancellationToken cancellationToken)
    {
        var shown = new HashSet<long>();
        foreach (var sentence in condition.Values.OfType<QueryValue.Text>())
        {
            var said = await meanings.NearestAsync(sentence.Content, principal.LibraryKey, allowed, Most, cancellationToken) ?? (goesWithout ? [] : throw new NotComparedException());
            shown.UnionWith(said.TakeWhile(one => one.Cosine >= MeaningBands.Possible).Select(one => one.Asset));

            // What shows it too little to be found for it has its place among what other conditions find.
            foreach (var (asset, cosine) in wanted ? await meanings.NearestByPictureAsync(sentence.Content, principal.LibraryKey, allowed, Most, cancellationToken) ?? said : [])
            {
                ranking[asset] = Math.Max(cosine, ranking.GetValueOrDefault(asset, double.NegativeInfinity));
            }
        }

        return new Query.Among(condition, [.. shown]);
    }

    /// <summary>The comparison is not ready, or its model fails.</summary>
    private sealed class NotComparedException : Exception;
}
