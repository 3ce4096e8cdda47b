using System.Text;
using Vitrine.Core.Search;

namespace Vitrine.Server.Search;

/// <summary>Where a word stands. The numbers are stored.</summary>
public enum SearchTermField
{
    Name = 1,
    Text = 2,

    /// <summary>Country in every language that it is named in, region, town.</summary>
    Place = 7,
}

/// <summary>
/// Words as search compares them: folded, split at everything that is neither letter nor digit. Chinese and Japanese leave no gaps between words: of such a run every two neighbours are a word, and the
/// last letter by itself, so that whatever part of it is looked for is found (overlapping bigrams, as Lucene's CJK analysis makes them).
/// </summary>
internal static class SearchTerms
{
    /// <summary>Longer words are cut, so that a file of one endless word does not fill the table.</summary>
    public const int Longest = 64;

    /// <summary>The first so many different words of a text are kept.</summary>
    private const int Most = 2000;

    /// <summary>Words of a text that are kept in their order, those that come again among them.</summary>
    private const int MostInOrder = 6000;

    /// <param name="most">Different words after which the rest is left out.</param>
    public static IReadOnlyCollection<string> Of(string text, int most = Most)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var term in InOrder(text))
        {
            found.Add(term);
            if (found.Count >= most)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The words of a text as they follow each other, each as often as it comes; of a long text behind that those that are new, as far as <see cref="Of"/> goes.</summary>
    public static IReadOnlyList<string> Sequence(string text)
    {
        var (sequence, found) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var term in InOrder(text))
        {
            var isNew = found.Add(term);
            if (isNew || sequence.Count < MostInOrder)
            {
                sequence.Add(term);
            }

            if (found.Count >= Most)
            {
                break;
            }
        }

        return sequence;
    }

    private static IEnumerable<string> InOrder(string text)
    {
        var word = new StringBuilder();
        Rune? before = null;
        foreach (var rune in TextFold.Fold(text).EnumerateRunes())
        {
            var isUnspaced = IsUnspaced(rune);
            if (before is { } last)
            {
                yield return isUnspaced ? $"{last}{rune}" : last.ToString();
            }

            before = isUnspaced ? rune : null;
            if (word.Length > 0 && (isUnspaced || !Rune.IsLetterOrDigit(rune)))
            {
                yield return word.ToString();
                word.Clear();
            }

            if (!isUnspaced && Rune.IsLetterOrDigit(rune) && word.Length < Longest)
            {
                word.Append(rune.ToString());
            }
        }

        if (before is { } end)
        {
            yield return end.ToString();
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    /// <summary>Whether a word is of writing that leaves no gaps.</summary>
    public static bool IsUnspaced(string term) => Rune.TryGetRuneAt(term, 0, out var first) && IsUnspaced(first);

    /// <summary>Han, Hiragana and Katakana (Unicode 17, Blocks.txt).</summary>
    public static bool IsUnspaced(Rune rune) => Rune.IsLetterOrDigit(rune)
        && rune.Value is (>= 0x3041 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x323AF);
}
