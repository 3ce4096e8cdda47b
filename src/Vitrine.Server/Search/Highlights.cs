using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Where the words of a query stand in the texts of what it found, compared as the search compares them: folded, and by the beginnings of words.</summary>
internal static class Highlights
{
    /// <summary>Characters of a text before its first match, and of the whole excerpt.</summary>
    private const int Before = 60, Longest = 200;

    /// <summary>Characters of a text that are looked through.</summary>
    private const int MostCharacters = 20_000;

    private const int MostRanges = 20;

    /// <summary>Letters of one word that are looked at.</summary>
    private const int LongestWord = 200;

    /// <summary>Asset → its excerpts; one in which no word stands, because it was found by something else, is left out.</summary>
    /// <param name="versions">Asset → its current version.</param>
    public static async Task<Dictionary<long, IReadOnlyList<Highlight>>> ReadAsync(
        DbSession session, Query query, IReadOnlyDictionary<long, long> versions, IReadOnlyDictionary<long, string> names, CancellationToken cancellationToken)
    {
        var wanted = Wanted(query).SelectMany(one => SearchTerms.Of(one.Text).Select(word => (Word: word, one.Where))).Distinct().ToList();
        if (wanted.Count == 0)
        {
            return [];
        }

        string[] inNames = [.. wanted.Where(one => one.Where != Places.Texts).Select(one => one.Word)];
        string[] inTexts = [.. wanted.Where(one => one.Where != Places.Name).Select(one => one.Word)];
        var shown = inTexts.Length == 0 ? [] : await ProjectedFields.ShownAsync(
            session, versions, [ClaimAttributes.Title.Name, ClaimAttributes.Description.Name, ClaimAttributes.Text.Name], cancellationToken);
        var texts = shown.ToLookup(claim => claim.Subject.Key);
        var found = new Dictionary<long, IReadOnlyList<Highlight>>();
        foreach (var (asset, name) in names)
        {
            Highlight[] marks =
            [
                .. new[] { Of("name", name, inNames) }.Concat(texts[asset].OrderBy(Order).Select(claim => claim.Value is ClaimValue.Text text ? Of(claim.Attribute.Name, text.Content, inTexts) : null))
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
    internal static Highlight? Of(string field, string text, IReadOnlyCollection<string> words)
    {
        var ranges = new List<(int Start, int Length)>();
        var (from, to) = (0, Math.Min(text.Length, Longest));
        foreach (var (start, end) in WordsOf(text))
        {
            if (ranges.Count > 0 && end > to)
            {
                break;
            }

            var length = words.Select(word => Beginning(text.AsSpan(start, end - start), word)).DefaultIfEmpty().Max();
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

            ranges.Add((start, length));
            if (ranges.Count == MostRanges)
            {
                break;
            }
        }

        to = to < text.Length && char.IsLowSurrogate(text[to]) ? to - 1 : to;
        return ranges.Count == 0 ? null : new Highlight(field, text[from..to], [.. ranges.Select(range => new[] { range.Start - from, Math.Min(range.Length, to - range.Start) })]);
    }

    /// <summary>How many letters of a word are what was looked for; 0 where it does not begin so. Accents that hang on the last of them belong to it.</summary>
    private static int Beginning(ReadOnlySpan<char> word, string wanted)
    {
        if (word.Length > LongestWord || !TextFold.Fold(word.ToString()).StartsWith(wanted, StringComparison.Ordinal))
        {
            return 0;
        }

        var length = 1;
        while (length < word.Length && (TextFold.Fold(word[..length].ToString()).Length < wanted.Length || char.IsLowSurrogate(word[length]) || IsMark(word[length])))
        {
            length++;
        }

        return length;
    }

    /// <summary>Where words begin and end: letters and digits, with the marks that stand on them.</summary>
    private static IEnumerable<(int Start, int End)> WordsOf(string text)
    {
        var start = -1;
        var until = Math.Min(text.Length, MostCharacters);
        for (var i = 0; i <= until; i++)
        {
            var isWord = i < until && (char.IsLetterOrDigit(text[i]) || char.IsSurrogate(text[i]) || (start >= 0 && IsMark(text[i])));
            if (isWord && start < 0)
            {
                start = i;
            }
            else if (!isWord && start >= 0)
            {
                yield return (start, i);
                start = -1;
            }
        }
    }

    private static bool IsMark(char letter) => letter is >= '\u0300' and <= '\u036f';

    private static int Order(ShownClaim claim) => claim.Attribute == ClaimAttributes.Title ? 0 : claim.Attribute == ClaimAttributes.Description ? 1 : 2;

    /// <summary>The words that a query wants to see, not those it excludes.</summary>
    private static IEnumerable<(string Text, Places Where)> Wanted(Query query) => QueryTree.Wanted(query).SelectMany(IEnumerable<(string Text, Places Where)> (leaf) => leaf switch
    {
        Query.Words words => [(words.Content, Places.Both)],
        Query.Condition { Field.Name: "name", Operator: not QueryOperator.Exists } field => field.Values.Select(value => (value.ToString()!, Places.Name)),
        Query.Condition { Field.Name: "text", Operator: not QueryOperator.Exists } field => field.Values.Select(value => (value.ToString()!, Places.Texts)),
        _ => [],
    });

    private enum Places
    {
        Both,
        Name,
        Texts,
    }
}
