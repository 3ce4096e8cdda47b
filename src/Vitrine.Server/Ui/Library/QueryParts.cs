namespace Vitrine.Server.Ui.Library;

/// <summary>Filters as parts of a query, so that a filtered library is a link like any other.</summary>
internal static class QueryParts
{
    public static readonly string[] Kinds = ["image", "video", "audio", "document"];

    /// <summary>The part that asks for a folder and what lies below it.</summary>
    public static string Folder(string path) => $"folder:\"{path.Trim('/').Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    public static bool Has(string? query, string part) => Split(query).Contains(part, StringComparer.Ordinal);

    /// <summary>The query with the part added, or without it where it was there; another part of the same field gives way.</summary>
    public static string Toggle(string? query, string part)
    {
        var field = part[..(part.IndexOf(':', StringComparison.Ordinal) + 1)];
        var had = Has(query, part);
        var rest = Split(query).Where(one => !one.StartsWith(field, StringComparison.Ordinal));
        return string.Join(' ', had ? rest : rest.Append(part));
    }

    /// <summary>Words of a query; what stands in quotation marks stays together.</summary>
    private static List<string> Split(string? query)
    {
        List<string> parts = [];
        var (start, quoted) = (-1, false);
        var text = query ?? "";
        for (var i = 0; i <= text.Length; i++)
        {
            var ends = i == text.Length || (text[i] == ' ' && !quoted);
            if (ends && start >= 0)
            {
                parts.Add(text[start..i]);
                start = -1;
            }
            else if (!ends)
            {
                start = start < 0 ? i : start;
                quoted ^= text[i] == '"' && (i == 0 || text[i - 1] != '\\');
            }
        }

        return parts;
    }
}
