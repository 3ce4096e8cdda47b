using System.Globalization;

namespace Vitrine.Eval.Metadata;

/// <summary>Prints how far our reading agrees with exiftool's, field by field, and each difference with its reason.</summary>
internal static class MetadataEval
{
    private const int LongestShown = 70;

    public static void Run(string shared)
    {
        var compared = MetadataComparison.Of(shared).ToList();
        var files = compared.Select(value => value.File).Distinct().Count();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{compared.Count} values in {files} files of the corpus; equal {compared.Count(value => value.IsSame)}, explained {compared.Count(value => !value.IsSame && Explained.Of(value) is not null)}, unexplained {compared.Count(value => !value.IsSame && Explained.Of(value) is null)}."));
        Console.WriteLine("\n| field | values | equal | only exiftool | only ours | different |\n|---|---|---|---|---|---|");
        foreach (var field in compared.GroupBy(value => value.Field).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var rest = field.Where(value => !value.IsSame).ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {field.Key} | {field.Count()} | {field.Count(value => value.IsSame)} | {rest.Count(value => value.Read is null)} | {rest.Count(value => value.Expected is null)} | {rest.Count(value => value is { Read: not null, Expected: not null })} |"));
        }

        Console.WriteLine("\n| file | field | exiftool | ours | why |\n|---|---|---|---|---|");
        foreach (var value in compared.Where(value => !value.IsSame))
        {
            Console.WriteLine($"| {value.File} | {value.Field} | {Short(value.Expected)} | {Short(value.Read)} | {Explained.Of(value)?.Reason ?? "**unexplained**"} |");
        }
    }

    private static string Short(string? text) =>
        text is null ? "" : (text.Length > LongestShown ? text[..LongestShown] + "…" : text).Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
