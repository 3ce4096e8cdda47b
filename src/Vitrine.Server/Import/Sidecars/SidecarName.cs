namespace Vitrine.Server.Import.Sidecars;

/// <summary>How a sidecar is named. The numbers are stored.</summary>
public enum SidecarNaming
{
    /// <summary><c>name.ext.xmp</c>, as digiKam and darktable do: it says itself which file it belongs to.</summary>
    Whole = 1,

    /// <summary><c>name.xmp</c>, as Adobe's programs do.</summary>
    Stem = 2,
}

/// <summary>Tells sidecars by their names, and whose they may be.</summary>
internal static class SidecarName
{
    public const string Extension = ".xmp";

    public static bool Is(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && path.LastIndexOf('/') + 1 < path.Length - Extension.Length;

    /// <summary>The path without <c>.xmp</c>: the file it belongs to, or its name without an extension.</summary>
    public static string Stem(string path) => path[..^Extension.Length];

    /// <summary>
    /// Of files in its folder the one that the sidecar belongs to: the file that it names with its extension; else, of those with its name, the raw file; without one the first by
    /// what editors write sidecars for (DNG, TIFF, PSD, JPEG, then by name). Capitals count only where two files differ in nothing else.
    /// </summary>
    /// <param name="files">Paths with formats as they were read.</param>
    public static (SidecarNaming Naming, T Owner)? OwnerOf<T>(string sidecar, IReadOnlyList<T> files, Func<T, string> pathOf, Func<T, bool> isRaw)
    {
        var stem = Stem(sidecar);
        foreach (var comparison in (StringComparison[])[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            if (files.FirstOrDefault(file => string.Equals(pathOf(file), stem, comparison)) is { } whole)
            {
                return (SidecarNaming.Whole, whole);
            }

            if (files.Where(file => Without(pathOf(file)) is { } name && string.Equals(name, stem, comparison))
                .OrderBy(file => isRaw(file) ? 0 : Order(pathOf(file))).ThenBy(pathOf, StringComparer.Ordinal).FirstOrDefault() is { } named)
            {
                return (SidecarNaming.Stem, named);
            }
        }

        return null;
    }

    private static int Order(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".DNG" => 1,
        ".TIF" or ".TIFF" => 2,
        ".PSD" or ".PSB" => 3,
        ".JPG" or ".JPEG" => 4,
        _ => 5,
    };

    private static string? Without(string path) => path.LastIndexOf('.') is var dot && dot > path.LastIndexOf('/') + 1 ? path[..dot] : null;
}
