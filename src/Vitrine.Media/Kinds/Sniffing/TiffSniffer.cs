namespace Vitrine.Media.Kinds.Sniffing;

/// <summary>TIFF and the camera raw formats that borrow its structure.</summary>
internal static class TiffSniffer
{
    /// <summary>The format, or null where the bytes are no TIFF at all.</summary>
    public static string? Sniff(ReadOnlySpan<byte> head, string? claimed)
    {
        if (head.Length < 8)
        {
            return null;
        }

        switch (head)
        {
            case [(byte)'I', (byte)'I', (byte)'R', (byte)'O' or (byte)'S', ..] or [(byte)'M', (byte)'M', (byte)'O', (byte)'R', ..]:
                return "orf";
            case [(byte)'I', (byte)'I', (byte)'U', 0, ..]:
                return "rw2";
            case [(byte)'I', (byte)'I', 0x1A, 0, 0, 0, (byte)'H', (byte)'E', (byte)'A', (byte)'P', ..]:
                return "crw";
            case [(byte)'I', (byte)'I', 0x2A, 0, _, _, _, _, (byte)'C', (byte)'R', 2, ..]:
                return "cr2";
            case [(byte)'I', (byte)'I', 0x2A, 0, _, _, _, _, (byte)'I', (byte)'I', (byte)'I', (byte)'I', ..]
                or [(byte)'M', (byte)'M', 0, 0x2A, _, _, _, _, (byte)'M', (byte)'M', (byte)'M', (byte)'M', ..]:
                return "iiq";
            case [(byte)'I', (byte)'I', 0x2A or 0x2B, 0, ..] or [(byte)'M', (byte)'M', 0, 0x2A or 0x2B, ..]:
                return Classic(head, claimed);
            default:
                return null;
        }
    }

    private static string Classic(ReadOnlySpan<byte> head, string? claimed)
    {
        var file = TiffFile.Read(head);
        if (file.Directories is not [var first, ..])
        {
            return IsTiffRaw(claimed) ? claimed! : "tiff";
        }

        if (first.HasDngVersion)
        {
            return "dng";
        }

        var byMake = ByMake(first.Make);
        if (byMake is null)
        {
            return "tiff";
        }

        // Cameras' own TIFFs carry the maker's name too; a raw file keeps its picture in a sub-directory.
        return first.HasSubDirectories || claimed == byMake ? byMake : "tiff";
    }

    private static bool IsTiffRaw(string? claimed) => claimed is "nef" or "arw" or "dng" or "pef" or "srw" or "erf" or "3fr" or "kdc" or "mos";

    private static string? ByMake(string? make) => make?.Split(' ', 2)[0].ToUpperInvariant() switch
    {
        "NIKON" => "nef",
        "SONY" => "arw",
        "PENTAX" or "RICOH" or "ASAHI" => "pef",
        "SAMSUNG" => "srw",
        "SEIKO" or "EPSON" => "erf",
        "HASSELBLAD" => "3fr",
        "EASTMAN" or "KODAK" => "kdc",
        "LEAF" => "mos",
        _ => null,
    };
}
