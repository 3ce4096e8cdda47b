using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Where the words of a query stand in the texts of what it found, compared as the search compares them: folded, by whole words or by their beginnings, in names by pieces of words too.</summary>
internal static class Highlights
{
    /// <summary>Characters of a text before its first match, and of the whole excerpt.</summary>
    private const int Before = 60, Longest = 200;

    /// <summary>Characters of a text that are looked through.</summary>
    private const int MostCharacters = 20_000;

    private const int MostRanges = 20;

    /// <summary>Asset → its excerpts; one in which no word stands, because it was found by something else, is left out.</summary>
    /// <param name="versions">Asset → its current version.</param>
    public static async Task<Dictionary<long, IReadOnlyList<Highlight>>> ReadAsync(
        DbSession session, Query query, IReadOnlyDictionary<long, long> versions, IReadOnlyDictionary<long, string> names, CancellationToken cancellationToken)
    {
        var wanted = Wanted(query).ToList();
        if (wanted.Count == 0)
        {
            return [];
        }

        IReadOnlyList<AskedWord>[] inNames = [.. wanted.Where(one => one.Where != Places.Texts).Select(one => one.Words)];
        IReadOnlyList<AskedWord>[] inTexts = [.. wanted.Where(one => one.Where != Places.Name).Select(one => one.Words)];
        var shown = inTexts.Length == 0 ? [] : await ProjectedFields.ShownAsync(
            session, versions, [ClaimAttributes.Title.Name, ClaimAttributes.Description.Name, ClaimAttributes.Text.Name], cancellationToken);
        var texts = shown.ToLookup(claim => claim.Subject.Key);
        var found = new Dictionary<long, IReadOnlyList<Highlight>>();
        foreach (var (asset, name) in names)
        {
            Highlight[] marks =
            [
                .. new[] { Of("name", name, inNames, WordPlaces.OfName(name)) }.Concat(texts[asset].OrderBy(Order).Select(claim => claim.Value is ClaimValue.Text text ? Of(claim.Attribute.Name, text.Content, inTexts, [[.. WordPlaces.Of(text.Content, MostCharacters)]]) : null))
                    .OfType<Highlight>(),
            ];
            if (marks.Length > 0)
            {
                found[asset] = marks;
            }
        }

        return found;
    }

    /// <summary>An excerpt around the first of the words, with all that stand in it; null where none does.</summary>
    /// <param name="asked">Words that follow each other, or single ones.</param>
    /// <param name="ways">Where words begin and end, in their order, in each way in which the text is cut into words.</param>
    internal static Highlight? Of(string field, string text, IReadOnlyCollection<IReadOnlyList<AskedWord>> asked, IEnumerable<IReadOnlyList<(int Start, int End)>> ways)
    {
        var ranges = Joined(ways.SelectMany(places => asked.SelectMany(words => Standing(text, words, places))));
        if (ranges.Count == 0)
        {
            return null;
        }

        var (from, to) = (0, Math.Min(text.Length, Longest));
        var (first, end) = (ranges[0].Start, ranges[0].Start + ranges[0].Length);
        if (end > Longest)
        {
            from = Math.Max(0, first - Before);
            from = from > 0 && from < first && text.IndexOf(' ', from, first - from) is >= 0 and var blank ? blank + 1 : char.IsLowSurrogate(text[from]) ? from + 1 : from;
            to = Math.Min(text.Length, Math.Max(end, from + Longest));
        }

        to = to < text.Length && char.IsLowSurrogate(text[to]) ? to - 1 : to;
        return new Highlight(field, text[from..to], [.. ranges.TakeWhile((range, at) => at == 0 || range.Start + range.Length <= to).Take(MostRanges).Select(range => new[] { range.Start - from, Math.Min(range.Length, to - range.Start) })]);
    }

    /// <summary>Where words stand that follow each other.</summary>
    private static IEnumerable<(int Start, int Length)> Standing(string text, IReadOnlyList<AskedWord> words, IReadOnlyList<(int Start, int End)> places)
    {
        var lengths = new int[words.Count];
        for (var at = 0; at + words.Count <= places.Count; at++)
        {
            var next = 0;
            while (next < words.Count && (lengths[next] = WordPlaces.Found(text.AsSpan(places[at + next].Start, places[at + next].End - places[at + next].Start), words[next])) > 0)
            {
                next++;
            }

            for (var i = 0; next == words.Count && i < next; i++)
            {
                yield return (places[at + i].Start, lengths[i]);
            }
        }
    }

    /// <summary>In their order; a piece of a word, or the neighbour that a last letter is found with, goes into what it lies on.</summary>
    private static List<(int Start, int Length)> Joined(IEnumerable<(int Start, int Length)> ranges)
    {
        var joined = new List<(int Start, int Length)>();
        foreach (var (start, length) in ranges.OrderBy(range => range.Start).ThenByDescending(range => range.Length))
        {
            if (joined.Count > 0 && joined[^1] is var last && start < last.Start + last.Length)
            {
                joined[^1] = (last.Start, Math.Max(last.Length, start + length - last.Start));
            }
            else
            {
                joined.Add((start, length));
            }
        }

        return joined;
    }

    private static int Order(ShownClaim claim) => claim.Attribute == ClaimAttributes.Title ? 0 : claim.Attribute == ClaimAttributes.Description ? 1 : 2;

    /// <summary>The words that a query wants to see, not those it excludes: those that have to follow each other together, all others one by one.</summary>
    private static IEnumerable<(IReadOnlyList<AskedWord> Words, Places Where)> Wanted(Query query) => QueryTree.Wanted(query).SelectMany(IEnumerable<(IReadOnlyList<AskedWord> Words, Places Where)> (leaf) => leaf switch
    {
        Query.Words words => Each(new QueryValue.Text(words.Content, words.IsPhrase)).Select(asked => (asked, Places.Both)),
        Query.Condition { Field.Name: "name" or "text", Operator: not QueryOperator.Exists } field =>
            field.Values.OfType<QueryValue.Text>().SelectMany(Each).Select(asked => (asked, field.Field == SearchFields.Name ? Places.Name : Places.Texts)),
        _ => [],
    });

    private static IEnumerable<IReadOnlyList<AskedWord>> Each(QueryValue.Text text) =>
        AskedWord.InOrder(text.Content, text.IsPhrase) is { } phrase ? [phrase] : AskedWord.Of(text).Distinct().Select(word => (IReadOnlyList<AskedWord>)[word]);

    private enum Places
    {
        Both,
        Name,
        Texts,
    }
}
