using System.Text;
using Vitrine.Core.Search;

namespace Vitrine.Core.Vocabulary;

/// <summary>Where a concept stands in a list: by its words, folded, then by key.</summary>
public sealed record ListedPlace(string Text, long Key);

/// <summary>A concept of a list, the label by which it stands there, and its place.</summary>
public sealed record ListedConcept(Concept Concept, ConceptLabel Label, ListedPlace Place);

/// <summary>Lists concepts in the order of their words, which the segments' indexes keep: a page costs as much as is passed over on its way.</summary>
internal sealed class ConceptListing(ConceptSegment[] segments, Func<int, long, bool> isNewest)
{
    public IReadOnlyList<ListedConcept> Page(string prefix, string language, ListedPlace? after, int limit, Func<Concept, bool> wanted)
    {
        var found = new List<ListedConcept>();
        foreach (var (segment, start) in InOrder(Encoding.UTF8.GetBytes(prefix), Encoding.UTF8.GetBytes(after?.Text ?? prefix)))
        {
            var words = segments[segment].Words;
            if (prefix.Length == 0 && !words.IsWhole(start))
            {
                continue;
            }

            var place = words.LabelAt(start);
            var concept = segments[segment][place.Concept]!;
            if (!isNewest(segment, concept.Key) || !wanted(concept) || Standing(concept, prefix, language) is not { } standing
                || standing.Label != place.Label || !words.TextAt(start).SequenceEqual(Encoding.UTF8.GetBytes(standing.Text)))
            {
                continue;
            }

            var at = new ListedPlace(standing.Text, concept.Key);
            if (after is not null && (Compare(at.Text, after.Text), at.Key.CompareTo(after.Key)) is (< 0, _) or (0, <= 0))
            {
                continue;
            }

            found.Add(new ListedConcept(concept, concept.Labels[standing.Label], at));

            // Of those that are written alike the keys decide, so all of them have to be seen.
            if (found.Count > limit && at.Text != found[limit - 1].Place.Text)
            {
                break;
            }
        }

        return [.. found.OrderBy(one => one.Place.Text, Comparer<string>.Create(Compare)).ThenBy(one => one.Place.Key).DistinctBy(one => one.Concept.Key).Take(limit)];
    }

    public int Count(string prefix, Func<Concept, bool> wanted)
    {
        var seen = new HashSet<long>();
        var asked = Encoding.UTF8.GetBytes(prefix);
        for (var segment = 0; segment < segments.Length; segment++)
        {
            var words = segments[segment].Words;
            for (var start = words.FirstFrom(asked); start < words.Starts && words.TextAt(start).StartsWith(asked); start++)
            {
                var concept = segments[segment][words.LabelAt(start).Concept]!;
                if (!seen.Contains(concept.Key) && isNewest(segment, concept.Key) && wanted(concept))
                {
                    seen.Add(concept.Key);
                }
            }
        }

        return seen.Count;
    }

    /// <summary>By which label a concept stands in the list: without a beginning by that in the language, else by the first of its words that begin so.</summary>
    private static (int Label, string Text)? Standing(Concept concept, string prefix, string language)
    {
        if (prefix.Length == 0)
        {
            var shown = concept.Label(language);
            var label = IndexOf(concept, shown);
            return label < 0 ? null : (label, TextFold.Key(shown));
        }

        (int Label, string Text)? first = null;
        for (var label = 0; label < concept.Labels.Count; label++)
        {
            foreach (var word in LabelIndex.WordsOf(TextFold.Key(concept.Labels[label].Text)))
            {
                if (word.StartsWith(prefix, StringComparison.Ordinal) && (first is null || Compare(word, first.Value.Text) < 0))
                {
                    first = (label, word);
                }
            }
        }

        return first;
    }

    private static int IndexOf(Concept concept, string text)
    {
        for (var label = 0; label < concept.Labels.Count; label++)
        {
            if (concept.Labels[label].Text == text)
            {
                return label;
            }
        }

        return -1;
    }

    /// <summary>As the index orders: by UTF-8.</summary>
    private static int Compare(string one, string other) => Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other));

    /// <summary>All places from one text on that begin so, over all segments.</summary>
    private IEnumerable<(int Segment, int Start)> InOrder(byte[] prefix, byte[] from)
    {
        var next = new int[segments.Length];
        for (var segment = 0; segment < segments.Length; segment++)
        {
            next[segment] = segments[segment].Words.FirstFrom(from);
        }

        while (true)
        {
            var least = -1;
            for (var segment = 0; segment < segments.Length; segment++)
            {
                if (next[segment] < segments[segment].Words.Starts && segments[segment].Words.TextAt(next[segment]).StartsWith(prefix)
                    && (least < 0 || segments[segment].Words.TextAt(next[segment]).SequenceCompareTo(segments[least].Words.TextAt(next[least])) < 0))
                {
                    least = segment;
                }
            }

            if (least < 0)
            {
                yield break;
            }

            yield return (least, next[least]++);
        }
    }
}
