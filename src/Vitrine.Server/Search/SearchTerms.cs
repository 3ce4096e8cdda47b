using Vitrine.Core.Text;

namespace Vitrine.Server.Search;

/// <summary>Where a word stands. The numbers are stored.</summary>
public enum SearchTermField
{
    Name = 1,
    Text = 2,
}

/// <summary>Words as search compares them: folded, split at what is neither letter nor digit, and at the border of letters and digits as well as whole.</summary>
internal static class SearchTerms
{
    /// <summary>Longer words are cut, so that a file of one endless word does not fill the table.</summary>
    private const int Longest = 64;

    /// <summary>The first so many different words of a text are kept.</summary>
    private const int Most = 2000;

    public static IEnumerable<string> Of(string text)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in TextFold.Words(text))
        {
            if (seen.Add(word.Length > Longest ? word[..Longest] : word) && seen.Count == Most)
            {
                break;
            }
        }

        return seen;
    }
}
