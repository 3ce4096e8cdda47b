namespace Vitrine.Server.Features.Assets;

/// <summary>The order in which groups of tags are shown: people's words first, then the camera, the container, and what only programs read.</summary>
internal static class EmbeddedOrder
{
    private static readonly string[] First =
    [
        "XMP-dc", "XMP-photoshop", "XMP-iptcCore", "XMP-iptcExt", "XMP-xmpRights", "XMP-plus", "XMP-xmp", "XMP-lr", "XMP-digiKam", "XMP-mwg-rs", "XMP-mwg-kw", "XMP-MP", "XMP-microsoft", "XMP-vitrine", "IPTC", "IPTC2",
        "IFD0", "ExifIFD", "GPS", "XMP-tiff", "XMP-exif", "XMP-exifEX", "XMP-aux", "Keys", "ItemList", "UserData", "QuickTime", "PDF", "PNG", "RIFF", "XML", "Vorbis",
    ];

    private static readonly string[] Last = ["XMP-crs", "XMP-xmpMM", "XMP-stEvt", "XMP-x", "ICC_Profile", "JFIF", "Adobe", "File", "IFD1", "InteropIFD"];

    public static int Of(string group) =>
        Array.IndexOf(First, group) is >= 0 and var early ? early
        : group.StartsWith("ID3", StringComparison.Ordinal) ? First.Length
        : group.StartsWith("XMP-", StringComparison.Ordinal) && !Last.Contains(group) ? First.Length + 1
        : Array.IndexOf(Last, group) is >= 0 and var late ? First.Length + 3 + late
        : First.Length + 2;
}
