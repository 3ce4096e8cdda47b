using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Core.Vocabulary.Exchange;

namespace Vitrine.Server.Vocabularies;

/// <summary>What the records of a file name as broader, and whether that makes a circle or goes too deep.</summary>
internal static class ImportTree
{
    /// <summary>Steps from a concept up to the broadest.</summary>
    public const int Deepest = 100;

    public static void Resolve(IReadOnlyList<PlannedConcept> plan, ConceptVocabulary current, long library)
    {
        var named = new Dictionary<string, PlannedConcept>(StringComparer.Ordinal);
        var labelled = plan.SelectMany(one => one.Record.Labels.Values.OfType<string>().Select(label => (Key: TextFold.Key(label), one))).ToLookup(pair => pair.Key, pair => pair.one, StringComparer.Ordinal);
        foreach (var one in plan)
        {
            named[one.Record.Name] = one;
        }

        foreach (var one in plan)
        {
            foreach (var name in new[] { one.Record.Id, one.Record.Slug }.OfType<string>())
            {
                named.TryAdd(name, one);
            }
        }

        var wanted = plan.SelectMany(one => one.Record.Broader ?? []).Where(name => !named.ContainsKey(name)).ToHashSet(StringComparer.Ordinal);
        var ids = wanted.Count == 0 ? [] : current.All.Where(concept => concept.PublicId is not null && wanted.Contains(concept.PublicId)).ToDictionary(concept => concept.PublicId!, StringComparer.Ordinal);
        foreach (var one in plan.Where(one => one.Record.Broader is not null && !one.IsRefused))
        {
            one.Broader = [];
            foreach (var name in one.Record.Broader!)
            {
                if (Find(name) is { } broader)
                {
                    one.Broader.Add(broader);
                }
                else
                {
                    one.Refuse(PlannedState.Error, $"broader: '{ExchangeFormat.Short(name)}' is neither in the file nor in the vocabulary, or several concepts are called so.");
                }
            }
        }

        PlannedBroader? Find(string name)
        {
            var plain = ExchangeFormat.Plain(name);
            if (named.TryGetValue(name, out var record) || named.TryGetValue(plain, out record))
            {
                return new PlannedBroader(record.Key, record);
            }

            if (ids.TryGetValue(plain, out var known) || current.FindSlug(name) is { } slugged && (known = slugged) is not null)
            {
                return new PlannedBroader(known!.Key, null);
            }

            var own = labelled[TextFold.Key(name)].Distinct().ToArray();
            var others = current.Labelled(name).Where(hit => hit.Label.Preferred && hit.Concept.BelongsTo(library)).Select(hit => hit.Concept.Key).Distinct().ToArray();
            return own is [var only] ? new PlannedBroader(only.Key, only)
                : own.Length == 0 && others is [var other] ? new PlannedBroader(other, null)
                : null;
        }
    }

    /// <summary>Goes up from each record; one from which the way comes back to itself, or goes on and on, is refused.</summary>
    public static void RefuseCircles(IReadOnlyList<PlannedConcept> plan, ConceptVocabulary current)
    {
        var byKey = plan.Where(one => one.Key is not null).GroupBy(one => one.Key!.Value).ToDictionary(group => group.Key, group => group.First());
        var heights = new Dictionary<object, int>();
        foreach (var one in plan.Where(one => !one.IsRefused && one.Broader is not null))
        {
            if (Height(one, heights, byKey, current) is var height && height > Deepest)
            {
                one.Refuse(PlannedState.Conflict, height == int.MaxValue ? "broader: It would lie below itself." : $"broader: It would lie more than {Deepest} steps down.");
            }
        }
    }

    /// <summary>Steps to the broadest; the largest number where the way never ends. Without recursion: files may be deeper than a stack.</summary>
    private static int Height(object from, Dictionary<object, int> heights, Dictionary<long, PlannedConcept> byKey, ConceptVocabulary current)
    {
        if (heights.TryGetValue(from, out var known))
        {
            return known;
        }

        var open = new HashSet<object>();
        var way = new Stack<(object Node, IEnumerator<object> Above, int Height)>();
        Enter(from);
        while (true)
        {
            var (node, above, height) = way.Pop();
            if (above.MoveNext())
            {
                var next = above.Current;
                if (open.Contains(next))
                {
                    // All on the way from there on lie in the circle, and all below them never end either.
                    way.Push((node, above, int.MaxValue));
                }
                else if (heights.TryGetValue(next, out var up))
                {
                    way.Push((node, above, Math.Max(height, up == int.MaxValue ? up : up + 1)));
                }
                else
                {
                    way.Push((node, above, height));
                    Enter(next);
                }

                continue;
            }

            open.Remove(node);
            heights[node] = height;
            if (way.Count == 0)
            {
                return height;
            }

            var below = way.Pop();
            way.Push(below with { Height = Math.Max(below.Height, height == int.MaxValue ? height : height + 1) });
        }

        void Enter(object node)
        {
            open.Add(node);
            way.Push((node, Above(node, byKey, current).GetEnumerator(), 0));
        }
    }

    /// <summary>A record, or the key of a concept that the file does not name.</summary>
    private static IEnumerable<object> Above(object node, Dictionary<long, PlannedConcept> byKey, ConceptVocabulary current)
    {
        var (record, key) = (node as PlannedConcept, node as long? ?? (node as PlannedConcept)?.Key);
        if (record?.Broader is { } said)
        {
            foreach (var broader in said)
            {
                yield return (object?)broader.Record ?? Node(broader.Key!.Value);
            }
        }

        if ((record?.Broader is null || record.Record.Adds) && key is { } known && current.Find(known) is { } concept)
        {
            foreach (var broader in current.Broader(concept))
            {
                yield return Node(broader.Key);
            }
        }

        object Node(long other) => byKey.TryGetValue(other, out var planned) ? planned : other;
    }
}
