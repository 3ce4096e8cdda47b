using System.Text.RegularExpressions;

namespace Vitrine.Media.Metadata.Mapping;

/// <summary>Names of properties as people may write them.</summary>
internal static partial class PropertyNames
{
    private const int Longest = 200;

    /// <exception cref="FormatException">Why the name is none, as a sentence.</exception>
    public static void Check(string name)
    {
        if (name is null || name.Length > Longest || !Pattern().IsMatch(name))
        {
            throw new FormatException(
                $"“{(name is { Length: > 60 } ? name[..60] + "…" : name)}” is no name of a property: it has to read Group:Name as exiftool writes it, like XMP-dc:Title or XMP-acme:Product[1]/Sku.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,40}:[A-Za-z_][A-Za-z0-9_.-]*(?:\[[0-9]{1,4}\])?(?:/(?:[A-Za-z][A-Za-z0-9_-]{0,40}:)?[A-Za-z_][A-Za-z0-9_.-]*(?:\[[0-9]{1,4}\])?){0,6}(?: [ -~]{1,80})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
