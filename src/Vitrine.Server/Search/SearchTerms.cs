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

/// <summary>Words as search compares them: folded, split at everything that is neither letter nor digit.</summary>
internal static class SearchTerms
{
    /// <summary>Longer words are cut, so that a file of one endless word does not fill the table.</summary>
    private const int Longest = 64;

    /// <summary>The first so many different words of a text are kept.</summary>
    private const int Most = 2000;

    /// <param name="most">Different words after which the rest is left out.</param>
    public static IReadOnlyCollection<string> Of(string text, int most = Most)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (var rune in TextFold.Fold(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                if (word.Length < Longest)
                {
                    word.Append(rune.ToString());
                }
            }
            else if (Take(found, word, most))
            {
                return found;
            }
        }

        Take(found, word, most);
        return found;
    }

    /// <summary>Ends a word; true when there are enough.</summary>
    private static bool Take(HashSet<string> found, StringBuilder word, int most)
    {
        if (word.Length > 0)
        {
            found.Add(word.ToString());
            word.Clear();
        }

        return found.Count == most;
    }
}
