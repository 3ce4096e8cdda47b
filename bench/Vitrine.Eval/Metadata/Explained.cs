namespace Vitrine.Eval.Metadata;

/// <summary>Where our reading differs from exiftool's on purpose, or for a reason that is known: file, field, reason. A file ending in <c>*</c> is a beginning; the field <c>*</c> is each.</summary>
internal static class Explained
{
    public static IReadOnlyList<(string File, string Field, string Reason)> All { get; } = Read();

    /// <summary>The line that explains a difference; null where none does.</summary>
    public static (string File, string Field, string Reason)? Of(ComparedValue value)
    {
        foreach (var line in All)
        {
            if ((line.Field == "*" || line.Field == value.Field) && (line.File == value.File || (line.File.EndsWith('*') && value.File.StartsWith(line.File[..^1], StringComparison.Ordinal))))
            {
                return line;
            }
        }

        return null;
    }

    private static List<(string, string, string)> Read()
    {
        using var file = new StreamReader(typeof(Explained).Assembly.GetManifestResourceStream("metadata-explained.tsv")!);
        return [.. file.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')).Select(parts => (parts[0], parts[1], parts[2]))];
    }
}
