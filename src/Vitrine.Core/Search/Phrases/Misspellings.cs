namespace Vitrine.Core.Search.Phrases;

/// <summary>
/// Known words by what one wrong letter leaves of them: it spares the first two letters or the last two of a word of five or more, so that only words that
/// share one of these are compared.
/// </summary>
internal sealed class Misspellings
{
    /// <summary>Shorter words are near to too many others.</summary>
    public const int ShortestWord = 5;

    private readonly Dictionary<string, List<string>> byBeginning = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> byEnd = new(StringComparer.Ordinal);

    public Misspellings(IEnumerable<string> words)
    {
        foreach (var word in words.Where(word => word.Length >= ShortestWord - 1).Distinct(StringComparer.Ordinal))
        {
            Add(byBeginning, word[..2], word);
            Add(byEnd, word[^2..], word);
        }
    }

    /// <summary>The known words that are one letter more, less, other or two exchanged neighbours away, nearest first; in order of their letters.</summary>
    public IReadOnlyList<string> Near(string word) => word.Length < ShortestWord ? [] :
    [
        .. (byBeginning.GetValueOrDefault(word[..2]) ?? []).Concat(byEnd.GetValueOrDefault(word[^2..]) ?? [])
            .Where(known => IsOneAway(word, known)).Distinct(StringComparer.Ordinal)
            .OrderBy(known => known[0] == word[0] ? 0 : 1).ThenBy(known => Math.Abs(known.Length - word.Length)).ThenBy(known => known, StringComparer.Ordinal),
    ];

    /// <summary>Whether one change of one letter, or of the order of two neighbours, leads from one word to the other.</summary>
    public static bool IsOneAway(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 1 || one == other || IsEnding(one, other) || IsEnding(other, one))
        {
            return false;
        }

        var same = 0;
        while (same < Math.Min(one.Length, other.Length) && one[same] == other[same])
        {
            same++;
        }

        var a = one.AsSpan(same);
        var b = other.AsSpan(same);
        return a.Length > b.Length ? a[1..].SequenceEqual(b)
            : a.Length < b.Length ? b[1..].SequenceEqual(a)
            : a[1..].SequenceEqual(b[1..]) || (a.Length > 1 && a[0] == b[1] && a[1] == b[0] && a[2..].SequenceEqual(b[2..]));
    }

    /// <summary>Another ending is another form or another word, not an error.</summary>
    private static bool IsEnding(string shorter, string longer) =>
        longer.Length == shorter.Length + 1 && longer[^1] is 'n' or 'e' or 's' or 'r' && longer.StartsWith(shorter, StringComparison.Ordinal);

    private static void Add(Dictionary<string, List<string>> buckets, string key, string word)
    {
        if (!buckets.TryGetValue(key, out var words))
        {
            buckets.Add(key, words = []);
        }

        words.Add(word);
    }
}
