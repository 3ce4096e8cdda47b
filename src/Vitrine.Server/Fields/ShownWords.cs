using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;
using Vitrine.Server.Claims;

namespace Vitrine.Server.Fields;

/// <summary>Values as search compares them.</summary>
internal static class ShownWords
{
    /// <summary>Characters of a word in an index. What is longer is told apart by a digest at its end.</summary>
    internal const int Longest = 160;

    /// <summary>A text, folded; a date as its known part, so that text order is time order; a position by its canonical text.</summary>
    public static string Of(ClaimValue value) => value switch
    {
        ClaimValue.Text text => Cut(TextFold.Key(text.Content)),
        ClaimValue.Date date => AssetProjection.Sortable(date),
        _ => Cut(value.Canonical),
    };

    /// <summary>The value as a number, where it is one: also of an option such as "42".</summary>
    public static double? Number(ClaimValue value) => value switch
    {
        ClaimValue.Number number => (double)number.Amount,
        ClaimValue.Text { Content.Length: <= 20 } text => Number(text.Content),
        _ => null,
    };

    /// <summary>A text as a number; null where it is none, or no finite one: the engines compare those differently.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    public static string Cut(string word)
    {
        if (word.Length <= Longest)
        {
            return word;
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(word)).AsSpan(0, 16));
        var end = char.IsHighSurrogate(word[Longest - 1]) ? Longest - 1 : Longest;
        return $"{word[..end]}\u0001{digest}";
    }
}
