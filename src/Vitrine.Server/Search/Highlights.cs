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
        var wanted = Wanted(query).Distinct().ToList();
        if (wanted.Count == 0)
        {
            return [];
        }

        AskedWord[] inNames = [.. wanted.Where(one => one.Where != Places.Texts).Select(one => one.Word)];
        AskedWord[] inTexts = [.. wanted.Where(one => one.Where != Places.Name).Select(one => one.Word)];
        var shown = inTexts.Length == 0 ? [] : await ProjectedFields.ShownAsync(
            session, versions, [ClaimAttributes.Title.Name, ClaimAttributes.Description.Name, ClaimAttributes.Text.Name], cancellationToken);
        var texts = shown.ToLookup(claim => claim.Subject.Key);
        var found = new Dictionary<long, IReadOnlyList<Highlight>>();
        foreach (var (asset, name) in names)
        {
            Highlight[] marks =
            [
                .. new[] { Of("name", name, inNames, WordPlaces.OfName(name)) }.Concat(texts[asset].OrderBy(Order).Select(claim => claim.Value is ClaimValue.Text text ? Of(claim.Attribute.Name, text.Content, inTexts, WordPlaces.Of(text.Content, MostCharacters)) : null))
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
    /// <param name="places">Where words begin and end, in their order; pieces of a word behind it.</param>
    internal static Highlight? Of(string field, string text, IReadOnlyCollection<AskedWord> words, IEnumerable<(int Start, int End)> places)
    {
        var ranges = new List<(int Start, int Length)>();
        var (from, to) = (0, Math.Min(text.Length, Longest));
        foreach (var (start, end) in places)
        {
            if (ranges.Count > 0 && end > to)
            {
                break;
            }

            var length = words.Select(word => WordPlaces.Found(text.AsSpan(start, end - start), word)).DefaultIfEmpty().Max();
            if (length == 0)
            {
                continue;
            }

            if (ranges.Count == 0 && end > Longest)
            {
                from = Math.Max(0, start - Before);
                from = from > 0 && from < start && text.IndexOf(' ', from, start - from) is >= 0 and var blank ? blank + 1 : char.IsLowSurrogate(text[from]) ? from + 1 : from;
                to = Math.Min(text.Length, Math.Max(end, from + Longest));
            }

            if (ranges.Count > 0 && ranges[^1] is var last && start < last.Start + last.Length)
            {
                // A piece of the same word, or the neighbour that its last letter is found with.
                ranges[^1] = (last.Start, Math.Max(last.Length, start + length - last.Start));
                continue;
            }

            ranges.Add((start, length));
            if (ranges.Count == MostRanges)
            {
                break;
            }
        }

        to = to < text.Length && char.IsLowSurrogate(text[to]) ? to - 1 : to;
        return ranges.Count == 0 ? null : new Highlight(field, text[from..to], [.. ranges.Select(range => new[] { range.Start - from, Math.Min(range.Length, to - range.Start) })]);
    }

    private static int Order(ShownClaim claim) => claim.Attribute == ClaimAttributes.Title ? 0 : claim.Attribute == ClaimAttributes.Description ? 1 : 2;

    /// <summary>The words that a query wants to see, not those it excludes.</summary>
    private static IEnumerable<(AskedWord Word, Places Where)> Wanted(Query query) => QueryTree.Wanted(query).SelectMany(IEnumerable<(AskedWord Word, Places Where)> (leaf) => leaf switch
    {
        Query.Words words => AskedWord.Of(words).Select(word => (word, Places.Both)),
        Query.Condition { Field.Name: "name", Operator: not QueryOperator.Exists } field => field.Values.OfType<QueryValue.Text>().SelectMany(AskedWord.Of).Select(word => (word, Places.Name)),
        Query.Condition { Field.Name: "text", Operator: not QueryOperator.Exists } field => field.Values.OfType<QueryValue.Text>().SelectMany(AskedWord.Of).Select(word => (word, Places.Texts)),
        _ => [],
    });

    private enum Places
    {
        Both,
        Name,
        Texts,
    }
}
