using NetVips;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Kinds.Image;

/// <summary>JPEG: the hot path. The frame header is read by hand, so that the one load already shrinks.</summary>
internal static class JpegReader
{
    // Profiles and thumbnails stand before the frame header of a file too large for memory.
    private const int HeaderBytes = 4 << 20;

    /// <exception cref="BadFileException">No picture inside, or more than the limits allow.</exception>
    public static OpenedImage Open(MediaFile file, int side, DecodeLimits limits)
    {
        var content = file.Content(limits.BytesInMemory);
        Func<OpenedImage>? rescue = content is null || side == 0 ? null : () => MagickReader.Open(file, pixels: true, limits);
        return Open(content ?? file.ReadAt(0, HeaderBytes), content is null ? () => Source.NewFromFile(file.Path) : () => Source.NewFromMemory(content), rescue, side, limits);
    }

    /// <summary>The JPEG that begins at the start of <paramref name="content"/>.</summary>
    public static OpenedImage Open(byte[] content, int side, DecodeLimits limits) => Open(content, () => Source.NewFromMemory(content), null, side, limits);

    /// <param name="rescue">libvips gives a damaged picture up after a hundred complaints; ImageMagick shows what is left.</param>
    private static OpenedImage Open(ReadOnlySpan<byte> bytes, Func<Source> source, Func<OpenedImage>? rescue, int side, DecodeLimits limits)
    {
        var header = JpegHeader.Read(bytes, limits.JpegScans);
        if (header is null or { HasScan: false })
        {
            throw new BadFileException(Codes.Truncated, "The file ends before its picture begins.") { Stated = header is null ? null : (header.Width, header.Height) };
        }

        VipsReader.CheckPixels(header.Width, header.Height, header.IsProgressive ? (long)(limits.BufferedBytes / header.CoefficientBytes) : limits.JpegPixels);
        if (header.Scans > limits.JpegScans)
        {
            throw new BadFileException(Codes.TooLarge, $"The picture is coded in more than {limits.JpegScans} scans.");
        }

        Problem[] problems = rescue is not null && !header.IsComplete ? [Codes.Problem(Codes.Truncated, "The file ends before its picture does; what is there is shown.")] : [];
        var shrink = side == 0 ? 1 : Shrink(Math.Max(header.Width, header.Height), side);
        return Load(problems.Length > 0);

        OpenedImage Load(bool tolerant)
        {
            var opened = source();
            try
            {
                var image = VipsReader.Load("jpegload", opened, tolerant, ("shrink", shrink));
                return VipsReader.Describe(image, header.Width, header.Height, true, problems, [opened], tolerant ? rescue : () => Load(true));
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        }
    }

    /// <summary>The largest of 1, 2, 4, 8 that leaves at least the side asked for: the decoder's own scaling filters well and saves most of its work.</summary>
    private static int Shrink(int longest, int side) => (longest / side) switch
    {
        >= 8 => 8,
        >= 4 => 4,
        >= 2 => 2,
        _ => 1,
    };
}
