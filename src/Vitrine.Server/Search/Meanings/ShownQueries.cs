using System.Text;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Phrases;
using Vitrine.Core.Search.Vectors;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Packs;

namespace Vitrine.Server.Search.Meanings;

/// <summary>A query of which what it asks by <c>shows:</c> is answered.</summary>
/// <param name="Ranking">Assets by how well they show it, also those that do so too little; empty where nothing is asked so, or only what is not to be shown, or no ranking is wanted.</param>
internal sealed record ShownQuery(Query Query, IReadOnlyList<(long Asset, double Cosine)> Ranking);

/// <summary>
/// Answers <c>shows:"a dog on a beach"</c> in queries: beside other conditions the best among what those find, alone or within an OR the best of the whole library.
/// </summary>
internal sealed class ShownQueries(SearchEngine engine, PictureMeanings meanings, PackInstallations packs)
{
    /// <summary>The most results of one sentence: what comes behind is as much like any other.</summary>
    public const int Most = 1_000;

    /// <summary>Sentences of one query.</summary>
    private const int MostSentences = 20;

    /// <summary>Many queries at once wait so long in all for what is not ready to be compared.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Whether a query asks what pictures show.</summary>
    public static bool Asks(Query query) => Sentences(query).Any();

    /// <summary>Whether a text asks so in the query language.</summary>
    public static bool Asks(string? text) => QueryParser.Parse(text ?? "").Query is { } query && Asks(query);

    /// <summary>Makes what many queries ask by <c>shows:</c> ready to be compared, together, and waits a moment for that.</summary>
    /// <returns>For each query what is wrong with it until then; null where it can be answered at once.</returns>
    public async Task<IReadOnlyList<QueryProblem?>> PrepareAsync(IReadOnlyList<Query> queries, CancellationToken cancellationToken)
    {
        var asked = queries.Select(query => Sentences(query).SelectMany(condition => condition.Values.OfType<QueryValue.Text>()).Select(text => text.Content).ToArray()).ToArray();
        var late = await meanings.UnreadyAsync(asked.SelectMany(one => one), Patience, cancellationToken);
        return [.. asked.Select(one => one.Any(late.Contains) ? AtTheMoment(0) : null)];
    }

    /// <param name="goesWithout">
    /// Whether it is words that are read as ordinary language and shown to somebody. What cannot be compared now then finds nothing; everywhere else that would be a wrong answer, and its negation all there is.
    /// </param>
    /// <param name="ranks">Whether what shows it best comes first: counts and sets need no ranking.</param>
    /// <returns>The answered query; or what is wrong with it.</returns>
    public async Task<(ShownQuery? Answered, QueryProblem? Problem)> AnswerAsync(Principal principal, string text, Query query, bool goesWithout, bool ranks, CancellationToken cancellationToken)
    {
        var sentences = Sentences(query).ToList();
        if (sentences.Count == 0)
        {
            return (new ShownQuery(query, []), null);
        }

        var place = Math.Max(0, text.IndexOf(SearchFields.Shows.Name + ":", StringComparison.OrdinalIgnoreCase));
        if (sentences.Sum(condition => condition.Values.Count) > MostSentences)
        {
            return (null, QueryProblems.Of(new(SearchSentences.TooManyShown, MostSentences), place, new(SearchSentences.FewerShown)));
        }

        if (meanings.Space is null)
        {
            if (packs.IsComing(PictureMeanings.Task))
            {
                return (null, QueryProblems.Of(new(SearchSentences.ModelForShownComes), place, new(SearchSentences.NoShownOrPatience)) with { AskAgain = true });
            }

            return (null, QueryProblems.Of(new(SearchSentences.NoModelForShown), place, new(SearchSentences.NoShownOrPack)));
        }

        if (sentences.SelectMany(condition => condition.Values).Any(value => value.ToString()?.EnumerateRunes().Any(Rune.IsLetterOrDigit) != true))
        {
            return (null, QueryProblems.Of(new(SearchSentences.ShownByWords), place, QuerySentence.Verbatim(SearchFields.Shows.Example)));
        }

        if (sentences.SelectMany(condition => condition.Values).FirstOrDefault(value => FunctionWords.AreAll(value.ToString()!)) is { } empty)
        {
            return (null, QueryProblems.Of(new(SearchSentences.NothingShown, SearchFields.Shown(empty.ToString()!)), place, QuerySentence.Verbatim(SearchFields.Shows.Example)));
        }

        var answering = new Answering(engine, meanings, principal, goesWithout, ranks);
        var answered = await answering.OfAsync(query, wanted: true, cancellationToken);
        if (answering.Failed)
        {
            return (null, AtTheMoment(place));
        }

        return (new ShownQuery(answered, [.. answering.Ranking.Select(pair => (pair.Key, pair.Value)).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key)]), null);
    }

    private static QueryProblem AtTheMoment(int place) =>
        QueryProblems.Of(new(SearchSentences.ShownNotNow), place, new(SearchSentences.NoShownOrPatience)) with { AskAgain = true };

    private static IEnumerable<Query.Condition> Sentences(Query query) => QueryTree.Leaves(query).Where(IsSentence).Cast<Query.Condition>();

    private static bool IsSentence(Query query) => query is Query.Condition condition && condition.Field == SearchFields.Shows;

    /// <summary>One walk through a query.</summary>
    private sealed class Answering(SearchEngine engine, PictureMeanings meanings, Principal principal, bool goesWithout, bool ranks)
    {
        public Dictionary<long, double> Ranking { get; } = [];

        /// <summary>Something could not be compared, and nothing else is asked for the rest: the answer is none.</summary>
        public bool Failed { get; private set; }

        /// <param name="wanted">Whether what the query finds is to be seen in the results: it is not behind a NOT.</param>
        public async Task<Query> OfAsync(Query query, bool wanted, CancellationToken cancellationToken)
        {
            switch (query)
            {
                case Query.Condition condition when IsSentence(condition):
                    return await AmongAsync(condition, null, wanted, cancellationToken);
                case Query.Not not:
                    return new Query.Not(await OfAsync(not.Operand, !wanted, cancellationToken));
                case Query.Or or:
                    return new Query.Or(await AllAsync(or.Operands, wanted, cancellationToken));
                case Query.And all when Asks(all):
                    var others = await AllAsync([.. all.Operands.Where(operand => !IsSentence(operand))], wanted, cancellationToken);
                    HashSet<long>? allowed = others.Count == 0 || Failed ? null : [.. await engine.KeysAsync(principal, others.Count == 1 ? others[0] : new Query.And([.. others]), together: false, cancellationToken)];
                    foreach (var condition in all.Operands.Where(IsSentence).Cast<Query.Condition>())
                    {
                        others.Add(await AmongAsync(condition, allowed, wanted, cancellationToken));
                    }

                    return new Query.And(others);
                default:
                    return query;
            }
        }

        private async Task<List<Query>> AllAsync(IReadOnlyList<Query> queries, bool wanted, CancellationToken cancellationToken)
        {
            var answered = new List<Query>(queries.Count);
            foreach (var query in queries)
            {
                answered.Add(await OfAsync(query, wanted, cancellationToken));
            }

            return answered;
        }

        private async Task<Query> AmongAsync(Query.Condition condition, IReadOnlySet<long>? allowed, bool wanted, CancellationToken cancellationToken)
        {
            var shown = new HashSet<long>();
            foreach (var sentence in Failed ? [] : condition.Values.OfType<QueryValue.Text>())
            {
                if (await meanings.NearestAsync(sentence.Content, principal.LibraryKey, allowed, Most, cancellationToken) is not { } said)
                {
                    if (!goesWithout)
                    {
                        Failed = true;
                        break;
                    }

                    said = [];
                }

                shown.UnionWith(said.TakeWhile(one => one.Cosine >= MeaningBands.Possible).Select(one => one.Asset));

                // What shows it too little to be found for it has its place among what other conditions find.
                foreach (var (asset, cosine) in wanted && ranks ? await meanings.NearestByPictureAsync(sentence.Content, principal.LibraryKey, allowed, Most, cancellationToken) ?? said : [])
                {
                    Ranking[asset] = Math.Max(cosine, Ranking.GetValueOrDefault(asset, double.NegativeInfinity));
                }
            }

            return new Query.Among(condition, [.. shown]);
        }
    }
}
