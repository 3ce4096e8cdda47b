using NetVips;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds.Image;

namespace Vitrine.Media.Kinds.Document;

/// <summary>PDF: the number of pages, and the first one drawn as large as the preview needs it (libvips over poppler).</summary>
internal static class PdfReader
{
    private const double PointsPerInch = 72;
    private const double SmallestDpi = 0.001;

    // A page of one point is a mistake or an attack, nothing to be drawn at full size.
    private const double LargestDpi = 7200;

    /// <summary>Width and height in the facts are points of the first page (1/72 inch).</summary>
    public static MediaReading Read(MediaFile file, bool renditions, DecodeLimits limits)
    {
        var reading = Readings.Plain(file);
        try
        {
            if (!ImageLibrary.Has("pdfload"))
            {
                throw new BadFileException(Codes.NotSupported, "PDF pages are drawn only where the system's libvips is installed.");
            }

            ImageLibrary.ForgetComplaints();
            reading = Checked(reading, file, limits);
            using var page = Load(file, 1, limits);
            if (page.Pages > limits.Pages)
            {
                throw new BadFileException(Codes.TooLarge, $"The document states {page.Pages} pages.");
            }

            reading = reading with { Facts = reading.Facts with { Width = page.FileWidth, Height = page.FileHeight, Pages = page.Pages ?? 1 } };
            return renditions ? Draw(reading, file, page, limits) : reading;
        }
        catch (BadFileException reason)
        {
            return reading with { Failure = reason.ToProblem() };
        }
        catch (VipsException problem)
        {
            return reading with { Failure = VipsMessages.ToBadFile(problem).ToProblem() };
        }
    }

    private static MediaReading Checked(MediaReading reading, MediaFile file, DecodeLimits limits)
    {
        if (file.Content(limits.BytesInMemory) is not { } content)
        {
            return reading;
        }

        if (PdfStreams.HasBomb(content, limits.PageBytes))
        {
            throw new BadFileException(Codes.TooLarge, $"A part of the document unpacks to more than {limits.PageBytes >> 20} MB.");
        }

        return PdfStreams.HasIndex(content)
            ? reading
            : reading with { Problems = [Codes.Problem(Codes.Damaged, "The document's index is broken; its parts were searched for.")] };
    }

    private static MediaReading Draw(MediaReading reading, MediaFile file, OpenedImage page, DecodeLimits limits)
    {
        var problems = reading.Problems.ToList();
        using var drawn = Load(file, (double)limits.PreviewSide / Math.Max(page.FileWidth, page.FileHeight), limits);
        var (picture, _) = PictureMaker.Make(drawn, limits.PreviewSide, problems);
        using var held = picture;
        var (made, tone) = ImageRenditions.Make(picture, limits);
        return reading with { Renditions = made, Problems = problems, Facts = reading.Facts with { Tone = tone } };
    }

    private static OpenedImage Load(MediaFile file, double scale, DecodeLimits limits)
    {
        var source = VipsReader.Source(file, limits.BytesInMemory);
        try
        {
            var image = VipsReader.Load("pdfload", source, tolerant: true, ("dpi", Math.Clamp(PointsPerInch * scale, SmallestDpi, LargestDpi)));
            VipsReader.CheckPixels(image.Width, image.Height, scale == 1 ? long.MaxValue : limits.Pixels);
            return VipsReader.Describe(image, image.Width, image.Height, false, [], [source], null);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
