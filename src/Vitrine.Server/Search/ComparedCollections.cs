using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;

namespace Vitrine.Server.Search;

/// <summary>Answers a query of a collection that is inside these others, by their keys; or says what is wrong with it.</summary>
internal delegate Task<(Query? Query, QueryProblem? Problem)> AnswerInside(Query query, IReadOnlyList<long> inside);

/// <summary>
/// Conditions on smart collections that ask what looks like a picture, or what pictures show: engines cannot tell, so that what is in these is found out before, and goes into the query as assets.
/// One that cannot be compared now is no empty collection, and neither is one whose query cannot be answered any more, as its field is gone: the query is refused.
/// </summary>
internal sealed class ComparedCollections(SmartCollections smart, SearchEngine engine)
{
    /// <param name="inside">The collections whose queries this is a part of. None is in itself: what a circle would find is nothing.</param>
    public async Task<(Query? Query, QueryProblem? Problem)> AnswerAsync(
        Principal principal, string text, Query query, IReadOnlyList<long> inside, AnswerInside answer, CancellationToken cancellationToken)
    {
        var answered = new Dictionary<Query, Query>();
        foreach (var condition in QueryTree.Leaves(query).OfType<Query.Condition>().Distinct())
        {
            // Its negation would be all there is.
            if (smart.Unreadable(principal.LibraryKey, condition) is var (unread, trouble))
            {
                return (null, Within(text, condition, unread, trouble));
            }

            if (smart.Compared(principal.LibraryKey, condition) is not { Count: > 0 } named)
            {
                continue;
            }

            // Others of the same name, and other names of the condition, are the engine's.
            var found = (await engine.KeysAsync(principal, condition, together: false, cancellationToken)).ToHashSet();
            foreach (var one in named.Where(one => !inside.Contains(one.Key)))
            {
                var (asked, problem) = await answer(one.Query!, [.. inside, one.Key]);
                if (asked is null)
                {
                    return (null, Within(text, condition, one, problem!));
                }

                found.UnionWith(await engine.KeysAsync(principal, asked, together: false, cancellationToken));
            }

            answered[condition] = new Query.Among(condition, found);
        }

        return (answered.Count == 0 ? query : QueryTree.Map(query, leaf => answered.GetValueOrDefault(leaf, leaf)), null);
    }

    /// <summary>What is wrong with the query of a collection, said of the condition that names it.</summary>
    private static QueryProblem Within(string text, Query.Condition condition, SmartCollection collection, QueryProblem problem)
    {
        var place = text.IndexOf(condition.Field.Name, StringComparison.OrdinalIgnoreCase);
        var sentence = new QuerySentence(QuerySentences.Within, collection.Name, problem.Sentence ?? QuerySentence.Verbatim(problem.Message));
        return problem with { Message = sentence.ToString(), Sentence = sentence, Position = Math.Max(0, place), Length = place < 0 ? 0 : condition.Field.Name.Length };
    }
}
