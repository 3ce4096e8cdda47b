namespace Vitrine.Media.Metadata;

/// <summary>
/// Whether a scanner made the picture. Its dates say when it was digitised, not when it was taken. Told by EXIF FileSource (1 film scanner, 2 reflection print scanner; Exif 2.32, 4.6.5)
/// and by the names that makers of scanners and their programs write.
/// </summary>
internal static class ScannedPictures
{
    private static readonly string[] Names =
    [
        "scan", "scanjet", "coolscan", "dimage scan", "canoscan", "perfection v", "expression 1", "gt-x", "silverfast", "vuescan", "flextight", "imacon", "plustek", "opticfilm", "reflecta", "pakon", "frontier sp", "noritsu",
        "bookeye", "zeutschel", "hasselblad x1", "hasselblad x5", "paperport", "microtek", "mustek", "umax", "twain",
    ];

    public static bool Is(TagIndex tags)
    {
        if ((tags.Raw("ExifIFD:FileSource") ?? tags.Raw("XMP-exif:FileSource"))?.Trim() is { } source)
        {
            if (source is "1" or "2" || source.StartsWith("Film", StringComparison.Ordinal) || source.StartsWith("Reflection", StringComparison.Ordinal))
            {
                return true;
            }

            if (source is "3" or "Digital Camera")
            {
                return false;
            }
        }

        return tags.Raw("XMP-iptcExt:DigitalSourceType")?.Contains("digitalsourcetype/digitised", StringComparison.OrdinalIgnoreCase) == true
            || tags.Raw("XMP-iptcExt:DigitalSourceType")?.EndsWith("FilmScan", StringComparison.OrdinalIgnoreCase) == true
            || Array.Exists((string[])["IFD0:Make", "IFD0:Model", "IFD0:Software", "XMP-tiff:Model", "XMP-xmp:CreatorTool"], key => tags.Raw(key) is { Length: < 200 } text && Array.Exists(Names, name => Holds(text, name)));
    }

    /// <summary>At the start of a word: “Scanner” and “ScanSnap” are scanners, “Scandinavian” is one in a name too seldom to matter, “Discan” is not.</summary>
    private static bool Holds(string text, string name)
    {
        var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return at == 0 || (at > 0 && !char.IsLetter(text[at - 1]));
    }
}
