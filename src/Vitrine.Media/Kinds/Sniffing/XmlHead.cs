namespace Vitrine.Media.Kinds.Sniffing;

/// <summary>Finds the root element of markup without an XML parser: nothing is resolved, nothing expanded.</summary>
internal static class XmlHead
{
    /// <summary>The root's local name; a document type's name where the root lies beyond <paramref name="text"/>; null where it is no markup.</summary>
    public static string? RootName(string text)
    {
        var rest = text.AsSpan();
        string? documentType = null;
        while (true)
        {
            rest = rest.TrimStart();
            if (!rest.StartsWith("<"))
            {
                return documentType;
            }

            if (rest.StartsWith("<?"))
            {
                rest = After(rest, "?>");
            }
            else if (rest.StartsWith("<!--"))
            {
                rest = After(rest, "-->");
            }
            else if (rest.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase))
            {
                documentType = Local(rest[9..].TrimStart());
                rest = AfterDocumentType(rest);
            }
            else
            {
                return Local(rest[1..]) ?? documentType;
            }
        }
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> text, string end) =>
        text.IndexOf(end) is >= 0 and var at ? text[(at + end.Length)..] : [];

    private static ReadOnlySpan<char> AfterDocumentType(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('>');
        var subset = text.IndexOf('[');
        return subset >= 0 && subset < end ? After(After(text[subset..], "]"), ">") : After(text, ">");
    }

    private static string? Local(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is ':' or '-' or '_' or '.'))
        {
            end++;
        }

        var name = text[..end];
        name = name[(name.IndexOf(':') + 1)..];
        return name.Length > 0 && char.IsLetter(name[0]) ? name.ToString() : null;
    }
}
