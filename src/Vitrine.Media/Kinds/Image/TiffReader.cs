using Vitrine.Core.Assets;
using Vitrine.Media.Kinds.Sniffing;

namespace Vitrine.Media.Kinds.Image;

/// <summary>
/// TIFF and BigTIFF, first page; the chain of pages is walked by hand first. What counts for a large picture is not how many pixels it has, but how
/// many of them must be decoded together. Where the file holds a smaller copy that is large enough, that is read.
/// </summary>
internal static class TiffReader
{
    /// <exception cref="BadFileException">No picture inside, or more than the limits allow.</exception>
    public static OpenedImage Open(MediaFile file, int side, DecodeLimits limits)
    {
        var pages = TiffFile.Read(file);
        if (pages.TooMany)
        {
            throw new BadFileException(Codes.TooLarge, $"The file states more than {TiffFile.MaxDirectories} pages.");
        }

        Problem[] problems = pages.Loops ? [Codes.Problem(Codes.Loop, "The chain of pages leads back to itself; each page counts once.")] : [];
        if (pages.Directories is not [{ Width: > 0, Height: > 0 } first, ..])
        {
            return VipsReader.Plain(file, limits, problems);
        }

        var page = PageFor(pages.Directories, side);
        var most = pages.Directories[page].BytesTogether <= limits.BytesTogether ? limits.StreamedPixels : limits.Pixels;
        VipsReader.CheckPixels(first.Width, first.Height, page > 0 ? limits.StreamedPixels : most);
        var opened = Load(file, page, first, problems, limits, tolerant: false);
        var whole = pages.Directories.Count(directory => !directory.IsReduced);
        return opened with { Pages = pages.Loops || whole < pages.Directories.Count ? whole > 1 ? whole : null : opened.Pages };
    }

    private static OpenedImage Load(MediaFile file, int page, TiffDirectory first, Problem[] problems, DecodeLimits limits, bool tolerant)
    {
        var source = VipsReader.Source(file, limits.BytesInMemory);
        try
        {
            var image = VipsReader.Load("tiffload", source, tolerant, ("page", page));
            VipsReader.CheckPixels(image.Width, image.Height, limits.StreamedPixels);
            var (width, height) = page > 0 ? ((int)first.Width, (int)first.Height) : (image.Width, image.Height);
            return VipsReader.Describe(image, width, height, true, problems, [source], tolerant ? null : () => Load(file, page, first, problems, limits, tolerant: true));
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The smallest copy of the first picture that is not smaller than what is asked for; the picture itself where there is none.</summary>
    private static int PageFor(IReadOnlyList<TiffDirectory> directories, int side)
    {
        var (best, first) = (0, directories[0]);
        for (var i = 1; i < directories.Count && side > 0 && directories[i].IsReduced; i++)
        {
            var (copy, chosen) = (directories[i], directories[best]);
            if (Math.Max(copy.Width, copy.Height) >= side && copy.Width < chosen.Width && IsAlike(copy, first))
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>Of the same shape, as far as whole pixels can say.</summary>
    private static bool IsAlike(TiffDirectory copy, TiffDirectory whole) =>
        Math.Abs(((double)copy.Width / copy.Height) - ((double)whole.Width / whole.Height)) < 0.02 * whole.Width / whole.Height;
}
