using System.Collections.Concurrent;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Examples;

/// <summary>A query of which what is asked by example is answered, and the order of what is like the examples; null where nothing is asked so, or only within other conditions.</summary>
internal sealed record AnsweredQuery(Query Query, IReadOnlyList<Alike>? Ranking);

/// <summary>
/// Answers <c>similar:ID</c> in queries, and the examples of a request. Beside all other conditions they are ranked among what those find; within an OR or a negated group they are
/// what is like them in the whole library.
/// </summary>
internal sealed class ExampleQueries(Database database, SearchEngine engine, ExampleSource source, ExampleRanking ranking, FeatureIndex features, PictureReader reader)
{
    private const int MostExamples = 20;

    /// <summary>Answers that are kept: a page asks for the same several times, for its results and for each of its counts.</summary>
    private const int MostKept = 256;

    /// <summary>Conditions may move with the clock.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (long Sequence, DateTimeOffset At, AnsweredQuery Answer)> kept = new(StringComparer.Ordinal);

    public async Task<(AnsweredQuery? Answered, QueryProblem? Problem)> AnswerAsync(
        Principal principal, string text, Query query, IReadOnlyList<Example> examples, CancellationToken cancellationToken)
    {
        if (examples.Count == 0 && !Asks(query))
        {
            return (new AnsweredQuery(query, null), null);
        }

        var now = await database.ReadAsync(session => Sequences.NewestAsync(session, cancellationToken), cancellationToken);
        var key = $"{principal.LibraryKey} {string.Join(' ', examples)}\n{QueryPrinter.Print(query)}";
        if (kept.TryGetValue(key, out var known) && known.Sequence == now && database.Clock.GetUtcNow() - known.At < Kept)
        {
            return (known.Answer, null);
        }

        var (answer, problem) = await LookAsync(principal, text, query, examples, cancellationToken);
        if (answer is not null)
        {
            if (kept.Count >= MostKept)
            {
                kept.Clear();
            }

            kept[key] = (now, database.Clock.GetUtcNow(), answer);
        }

        return (answer, problem);
    }

    private async Task<(AnsweredQuery? Answered, QueryProblem? Problem)> LookAsync(
        Principal principal, string text, Query query, IReadOnlyList<Example> examples, CancellationToken cancellationToken)
    {
        var pictures = new Dictionary<Example, ExamplePicture>();
        var (said, rest) = Split(query);
        if (said.Count > 0 && said.TrueForAll(example => example.Weight < 0) && !examples.Any(example => example.Weight > 0))
        {
            // There is nothing to be like: what is unlike is told from what is like as any negation is.
            (said, rest) = ([], query);
        }

        // All of a search is compared in one space.
        var model = await features.BestAsync(principal.LibraryKey, reader.Models, cancellationToken);
        var named = new List<Example>();
        foreach (var example in examples.Concat(said).Concat(Similar(rest).SelectMany(condition => Read(condition, 1))).Distinct())
        {
            if (pictures.Count == MostExamples)
            {
                return (null, QueryProblems.Of(new(SearchSentences.TooManyExamples, MostExamples), 0, new(SearchSentences.FewerExamples)));
            }

            var (picture, known, problem) = await source.FindAsync(principal, example, model, cancellationToken);
            if (problem is not null)
            {
                return (null, problem with { Position = Math.Max(0, text.IndexOf(example.Text, StringComparison.OrdinalIgnoreCase)), Length = example.Text.Length });
            }

            pictures[example] = picture!;
            named.Add(known);
        }

        rest = await WithinAsync(principal.LibraryKey, rest, pictures, cancellationToken);
        Example[] ranked = [.. examples, .. said];
        if (ranked.Length == 0)
        {
            return (new AnsweredQuery(rest, null), null);
        }

        var allowed = rest is Query.All ? null : (await engine.KeysAsync(principal, rest, together: false, cancellationToken)).ToHashSet();
        var found = await ranking.RankAsync(principal.LibraryKey, [.. ranked.Select(example => pictures[example])], allowed, cancellationToken);
        var like = new Query.Among(Said([.. named.Where(example => example.Weight > 0)]), [.. found.Select(alike => alike.Asset)]);
        return (new AnsweredQuery(rest is Query.All ? like : new Query.And([.. rest is Query.And and ? and.Operands : [rest], like]), found), null);
    }

    /// <summary>What stands beside everything else, and the rest.</summary>
    private static (List<Example> Examples, Query Others) Split(Query query)
    {
        IReadOnlyList<Query> operands = query is Query.And and ? and.Operands : [query];
        var examples = operands.SelectMany(operand => Of(operand) ?? []).ToList();
        Query[] rest = [.. operands.Where(operand => Of(operand) is null)];
        return (examples, rest switch { [] => new Query.All(), [var one] => one, _ => new Query.And(rest) });
    }

    private static Example[]? Of(Query operand) => operand switch
    {
        Query.Condition condition when condition.Field == SearchFields.Similar => Read(condition, 1),
        Query.Not { Operand: Query.Condition condition } when condition.Field == SearchFields.Similar => Read(condition, -1),
        _ => null,
    };

    private static Example[] Read(Query.Condition condition, double weight) => [.. condition.Values.Select(value => Example.Read(value.ToString() ?? "", weight))];

    /// <summary>Whether a query asks what looks like a picture.</summary>
    public static bool Asks(Query query) => Similar(query).Any();

    /// <summary>The ids of the pictures that a query names, each once.</summary>
    public static IEnumerable<string> IdsOf(Query query) =>
        Similar(query).SelectMany(condition => Read(condition, 1)).Select(example => example.Id).OfType<string>().Distinct(StringComparer.Ordinal);

    private static IEnumerable<Query.Condition> Similar(Query query) => QueryTree.Leaves(query).OfType<Query.Condition>().Where(condition => condition.Field == SearchFields.Similar);

    /// <summary>What is like the examples within a query, each in the whole library.</summary>
    private async Task<Query> WithinAsync(long library, Query query, Dictionary<Example, ExamplePicture> pictures, CancellationToken cancellationToken)
    {
        var alike = new Dictionary<Query, Query>();
        foreach (var condition in Similar(query).Distinct())
        {
            var like = new HashSet<long>();
            foreach (var example in Read(condition, 1))
            {
                like.UnionWith((await ranking.RankAsync(library, [pictures[example]], null, cancellationToken)).Select(one => one.Asset));
            }

            alike[condition] = new Query.Among(condition, [.. like]);
        }

        return QueryTree.Map(query, leaf => alike.GetValueOrDefault(leaf, leaf));
    }

    private static Query.Condition Said(Example[] examples) => new(
        SearchFields.Similar, examples.Length == 1 ? QueryOperator.Is : QueryOperator.In, [.. examples.Select(example => new QueryValue.Text(example.Text))]);
}
