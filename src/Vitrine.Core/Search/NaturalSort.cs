using System.Globalization;
using System.Text;

namespace Vitrine.Core.Search;

/// <summary>
/// The sort key of names: folded text with digits by value (<c>img2</c> before <c>img10</c>), the name as given breaking ties.
/// Keys compare ordinally, so every database and every machine sorts alike.
/// </summary>
public static class NaturalSort
{
    private const int LongestRun = 0xD000;

    public static string Key(string name)
    {
        var folded = TextFold.Fold(name);
        var key = new StringBuilder((folded.Length * 2) + 8);
        for (var i = 0; i < folded.Length;)
        {
            if (!IsDigit(folded[i]))
            {
                // U+0000 ends the folded part; no character of a name may sort below it.
                key.Append(folded[i] == '\0' ? '\u0001' : folded[i]);
                i++;
                continue;
            }

            while (i < folded.Length && IsDigit(folded[i]) && Digit(folded[i]) == 0)
            {
                i++;
            }

            var first = i;
            while (i < folded.Length && IsDigit(folded[i]))
            {
                i++;
            }

            // A number sorts where its first digit would, then by its count of digits, then digit by digit.
            key.Append('0').Append((char)(1 + Math.Min(i - first, LongestRun)));
            for (var d = first; d < i; d++)
            {
                key.Append((char)('0' + Digit(folded[d])));
            }
        }

        return key.Append('\0').Append(name).ToString();
    }

    public static int Compare(string a, string b) => string.CompareOrdinal(Key(a), Key(b));

    private static bool IsDigit(char character) => char.IsDigit(character);

    private static int Digit(char character) => CharUnicodeInfo.GetDecimalDigitValue(character);
}
