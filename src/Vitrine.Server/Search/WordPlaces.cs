using System.Text;
using Vitrine.Core.Search;

namespace Vitrine.Server.Search;

/// <summary>Where the words of a text stand in it as it is written, cut as <see cref="SearchTerms"/> and <see cref="NameWords"/> cut them, so that what is marked is what was found.</summary>
internal static class WordPlaces
{
    /// <summary>Letters of one word that are looked at.</summary>
    private const int LongestWord = 200;

    /// <summary>An accent that stands on the letter before it.</summary>
    public static bool IsMark(char letter) => letter is >= '\u0300' and <= '\u036f';

    /// <summary>Where words begin and end, in their order: letters and digits, with the marks that stand on them. Of writing without gaps each two neighbours, and the last letter by itself.</summary>
    /// <param name="most">Characters of the text that are looked through.</param>
    public static IEnumerable<(int Start, int End)> Of(string text, int most)
    {
        var start = -1;
        var until = Math.Min(text.Length, most);
        for (var at = 0; at < until;)
        {
            var length = LetterAt(text.AsSpan(at, until - at), out var rune);
            var isLetter = Rune.IsLetterOrDigit(rune);
            var isUnspaced = isLetter && SearchTerms.IsUnspaced(rune);
            if (start >= 0 && (!isLetter || isUnspaced))
            {
                yield return (start, at);
                start = -1;
            }

            if (isUnspaced)
            {
                var next = at + length;
                yield return (at, next < until && LetterAt(text.AsSpan(next, until - next), out var neighbour) is var more && SearchTerms.IsUnspaced(neighbour) ? next + more : next);
            }
            else if (isLetter && start < 0)
            {
                start = at;
            }

            at += length;
        }

        if (start >= 0)
        {
            yield return (start, until);
        }
    }

    /// <summary>The same of a name, in each of the ways in which <see cref="NameWords.Sequences"/> cuts it.</summary>
    public static IEnumerable<IReadOnlyList<(int Start, int End)>> OfName(string name)
    {
        var breaks = NameWords.Breaks(name);
        IReadOnlyList<(int Start, int End)> words = [.. Of(name, name.Length)];
        yield return words;
        if (breaks.Exists(one => !one.IsCapital))
        {
            yield return Cut(breaks.Where(one => !one.IsCapital));
        }

        if (breaks.Exists(one => one.IsCapital))
        {
            yield return Cut(breaks);
        }

        IReadOnlyList<(int Start, int End)> Cut(IEnumerable<(int At, bool IsCapital)> at) =>
            [.. words.SelectMany(word => Pieces(word.Start, word.End, at.Where(one => one.At > word.Start && one.At < word.End).Select(one => one.At)))];
    }

    /// <summary>How many letters of a word are what was looked for; 0 where it is not. Accents that hang on the last of them belong to it.</summary>
    public static int Found(ReadOnlySpan<char> word, AskedWord asked)
    {
        if (word.Length > LongestWord || !asked.Fits(TextFold.Fold(word.ToString())))
        {
            return 0;
        }

        var length = 1;
        while (length < word.Length && (asked.IsWhole || TextFold.Fold(word[..length].ToString()).Length < asked.Term.Length || char.IsLowSurrogate(word[length]) || IsMark(word[length])))
        {
            length++;
        }

        return length;
    }

    private static IEnumerable<(int Start, int End)> Pieces(int start, int end, IEnumerable<int> breaks)
    {
        foreach (var at in breaks)
        {
            yield return (start, at);
            start = at;
        }

        yield return (start, end);
    }

    /// <summary>The letter that a text begins with, and how many characters it has with the marks that stand on it; half a letter is none.</summary>
    private static int LetterAt(ReadOnlySpan<char> text, out Rune rune)
    {
        Rune.DecodeFromUtf16(text, out rune, out var length);
        while (length < text.Length && IsMark(text[length]))
        {
            length++;
        }

        return length;
    }
}
