using System.Globalization;
using System.Text;

namespace Vitrine.Server.Search;

/// <summary>
/// The words of an asset's name. Cameras and people write several as one (<c>IMG2034.jpg</c>, <c>RedDress2.jpg</c>): such a word is kept whole, and beside it what stands between changes of letters and digits
/// (<c>reddress</c>, <c>2</c>), and between those and changes from a small letter to a capital one (<c>red</c>, <c>dress</c>, <c>2</c>): the splits of Lucene's WordDelimiterGraphFilter. What follows the last
/// point is the kind of file and is not split, so that 4 does not find every MP4; nor is a word in which letters and digits take turns more often than in names that people give, so that bed does not find
/// <c>4f9bed27a1.jpg</c>.
/// </summary>
internal static class NameWords
{
    /// <summary>Changes between letters and digits in a word that is no code.</summary>
    private const int MostTurns = 3;

    /// <summary>Letters and digits of one kind, between which a word is split.</summary>
    private enum Form
    {
        None,
        Digit,
        Capital,
        Small,

        /// <summary>Of a script without capital letters.</summary>
        Letter,
    }

    public static IReadOnlyCollection<string> Of(string name) => Sequences(name).SelectMany(words => words).ToHashSet(StringComparer.Ordinal);

    /// <summary>The name's words as they follow each other: whole, in pieces between letters and digits, and in pieces between capital letters too; each way once, where it is another.</summary>
    public static IEnumerable<IReadOnlyList<string>> Sequences(string name)
    {
        yield return SearchTerms.Sequence(name);
        var breaks = Breaks(name);
        if (breaks.Exists(one => !one.IsCapital))
        {
            yield return SearchTerms.Sequence(Split(name, breaks.Where(one => !one.IsCapital)));
        }

        if (breaks.Exists(one => one.IsCapital))
        {
            yield return SearchTerms.Sequence(Split(name, breaks));
        }
    }

    /// <summary>Where a word of the name is split: before which character, and whether only because a capital letter follows a small one. Case is told by the name as it is written, before it is folded.</summary>
    public static List<(int At, bool IsCapital)> Breaks(string name)
    {
        var breaks = new List<(int At, bool IsCapital)>();
        var until = name.LastIndexOf('.') is > 0 and var point ? point : name.Length;
        var (before, ofWord) = (Form.None, 0);
        for (var i = 0; i < until; i++)
        {
            if (char.IsLowSurrogate(name[i]) || WordPlaces.IsMark(name[i]))
            {
                continue;
            }

            var now = FormAt(name, i);
            var isCapital = before == Form.Small && now == Form.Capital;
            if (now == Form.None)
            {
                LeaveCode(breaks, ofWord);
                ofWord = breaks.Count;
            }
            else if (isCapital || (before != Form.None && (before == Form.Digit) != (now == Form.Digit)))
            {
                breaks.Add((i, isCapital));
            }

            before = now;
        }

        LeaveCode(breaks, ofWord);
        return breaks;
    }

    /// <summary>Takes the breaks of the last word away where it is a code.</summary>
    private static void LeaveCode(List<(int At, bool IsCapital)> breaks, int from)
    {
        if (breaks.Skip(from).Count(one => !one.IsCapital) > MostTurns)
        {
            breaks.RemoveRange(from, breaks.Count - from);
        }
    }

    private static Form FormAt(string name, int at) => CharUnicodeInfo.GetUnicodeCategory(name, at) switch
    {
        UnicodeCategory.DecimalDigitNumber => Form.Digit,
        UnicodeCategory.UppercaseLetter => Form.Capital,
        UnicodeCategory.LowercaseLetter => Form.Small,
        UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Form.Letter,
        _ => Form.None,
    };

    private static string Split(string name, IEnumerable<(int At, bool IsCapital)> breaks)
    {
        var split = new StringBuilder(name.Length * 2);
        var from = 0;
        foreach (var (at, _) in breaks)
        {
            split.Append(name, from, at - from).Append(' ');
            from = at;
        }

        return split.Append(name, from, name.Length - from).ToString();
    }
}
