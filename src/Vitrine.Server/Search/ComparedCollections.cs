using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;

namespace Vitrine.Server.Search;

/// <summary>Answers a query of a collection that is inside these others, by their keys; or says what is wrong with it.</summary>
internal delegate Task<(Query? Query, QueryProblem? Problem)> AnswerInside(Query query, IReadOnlyList<long> inside);

/// <summary>
/// Conditions on smart collections that ask what looks like a picture, or what pictures show: engines cannot tell, so that what is in these is found out before, and goes into the query as assets.
/// One that cannot be compared now is no empty collection: the query is refused until it can.
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
                    var place = text.IndexOf(condition.Field.Name, StringComparison.OrdinalIgnoreCase);
                    var sentence = new QuerySentence(QuerySentences.Within, one.Name, problem!.Sentence ?? QuerySentence.Verbatim(problem.Message));
                    return (null, problem with { Message = sentence.ToString(), Sentence = sentence, Position = Math.Max(0, place), Length = place < 0 ? 0 : condition.Field.Name.Length });
                }

                found.UnionWith(await engine.KeysAsync(principal, asked, together: false, cancellationToken));
            }

            answered[condition] = new Query.Among(condition, found);
        }

        return (answered.Count == 0 ? query : QueryTree.Map(query, leaf => answered.GetValueOrDefault(leaf, leaf)), null);
    }
}
