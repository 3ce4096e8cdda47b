using Vitrine.Core.Assets;
using Vitrine.Media.Kinds.Sniffing;

namespace Vitrine.Media.Kinds.Image;

/// <summary>TIFF and BigTIFF, first page; the chain of pages is walked by hand first.</summary>
internal static class TiffReader
{
    /// <exception cref="BadFileException">No picture inside, or more than the limits allow.</exception>
    public static OpenedImage Open(MediaFile file, DecodeLimits limits)
    {
        // Of a file that is too large for memory only the directories at its start are seen; libvips walks the rest.
        var pages = TiffFile.Read(file.Content(limits.BytesInMemory) ?? file.Head);
        if (pages.TooMany)
        {
            throw new BadFileException(Codes.TooLarge, $"The file states more than {TiffFile.MaxDirectories} pages.");
        }

        if (pages.Directories is [var first, ..])
        {
            VipsReader.CheckPixels(first.Width, first.Height, limits.Pixels);
        }

        Problem[] problems = pages.Loops ? [Codes.Problem(Codes.Loop, "The chain of pages leads back to itself; each page counts once.")] : [];
        var opened = VipsReader.Plain(file, limits, problems);
        return pages.Loops ? opened with { Pages = pages.Directories.Count } : opened;
    }
}
