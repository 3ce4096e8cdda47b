namespace Vitrine.Core.Search;

/// <summary>Quotation marks as they are printed: “English”, „German“, ”Swedish”, « French » and »German«.</summary>
internal static class PrintedMarks
{
    /// <summary>Of high marks any closes what any opened: which is which depends on the language. A straight one will do, where a keyboard changed only the first.</summary>
    private const string High = "\u201c\u201d\u201e\u201f\"";

    /// <summary>All of them, without the straight one.</summary>
    public const string All = "\u201c\u201d\u201e\u201f\u00ab\u00bb";

    /// <summary>The place of the mark that closes the one at a place; 0 where none does, or none stands there.</summary>
    public static int Closing(string text, int from) => text[from] switch
    {
        '\u201c' or '\u201d' or '\u201e' or '\u201f' => First(text, from, High),
        '\u00ab' => First(text, from, "\u00bb"),
        '\u00bb' => First(text, from, "\u00ab"),
        _ => 0,
    };

    private static int First(string text, int from, string marks) => text.AsSpan(from + 1).IndexOfAny(marks) is >= 0 and var at ? from + 1 + at : 0;
}
