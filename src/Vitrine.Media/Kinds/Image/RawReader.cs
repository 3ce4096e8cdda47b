using Vitrine.Core.Assets;
using Vitrine.Media.Kinds.Sniffing;

namespace Vitrine.Media.Kinds.Image;

/// <summary>
/// Camera raw by the largest JPEG inside. All cameras lay at least one finished picture into the file; it is found by its own
/// header, wherever the maker's structures point, so that one way serves every format. Where that picture is smaller than a preview,
/// the sensor's data are developed (<see cref="RawDeveloper"/>).
/// </summary>
internal static class RawReader
{
    private const int Window = 8 << 20;
    private const int Overlap = 64 << 10;
    private const long MostScanned = 512L << 20;

    // Smaller ones are the thumbnails of previews; a file with nothing larger still shows one.
    private const int MostCandidates = 256;

    /// <exception cref="BadFileException">There is no JPEG inside.</exception>
    public static OpenedImage Open(MediaFile file, int side, DecodeLimits limits)
    {
        var largest = Largest(file, limits);
        if (side > 0 && (largest is not { } inside || Math.Max(inside.Frame.Width, inside.Frame.Height) < limits.PreviewSide) && RawDeveloper.Develop(file, limits) is { } developed)
        {
            return developed;
        }

        var (offset, frame) = largest ?? throw new BadFileException(Codes.NoPicture, "The camera raw file holds no preview.");
        var sensor = TiffOf(file);
        var preview = JpegReader.Open(file.ReadAt(offset, (int)Math.Min(file.Length - offset, limits.BytesInMemory)), side, limits);
        var orientation = preview.Orientation is > 1 ? preview.Orientation : sensor?.Directories is [{ Orientation: { } stated }, ..] ? stated : preview.Orientation;
        var full = sensor is null ? null : Directories(sensor).MaxBy(directory => directory.Width * directory.Height);
        var isLarger = full is not null && full.Width >= frame.Width && full.Height >= frame.Height && full.Width <= 100_000 && full.Height <= 100_000;
        return preview with
        {
            FileWidth = isLarger ? (int)full!.Width : frame.Width,
            FileHeight = isLarger ? (int)full!.Height : frame.Height,
            Turn = orientation ?? 1,
            Orientation = orientation,

            // The end of the preview is not the end of the file.
            Problems = [],
        };
    }

    private static IEnumerable<TiffDirectory> Directories(TiffFile file) => file.Directories.SelectMany(directory => directory.SubDirectories.Prepend(directory));

    /// <summary>The TIFF structure that holds the raw's own orientation: the file itself, or a box of a CR3 (CMT1).</summary>
    private static TiffFile? TiffOf(MediaFile file)
    {
        var head = file.Head;
        if (file.Sniffed.Format == "cr3")
        {
            var at = head.IndexOf("CMT1"u8);
            return at < 0 ? null : TiffFile.Read(head[(at + 4)..]);
        }

        return head[0] is (byte)'I' or (byte)'M' ? TiffFile.Read(head) : null;
    }

    private static (long Offset, JpegHeader Frame)? Largest(MediaFile file, DecodeLimits limits)
    {
        (long Offset, JpegHeader Frame)? best = null;
        var candidates = 0;
        for (long start = 0; start < Math.Min(file.Length, MostScanned); start += Window)
        {
            var window = file.ReadAt(start, Window + Overlap);
            for (var at = 0; at < Math.Min(window.Length, Window) && candidates < MostCandidates; at += 3)
            {
                var step = window.AsSpan(at).IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);
                if (step < 0)
                {
                    break;
                }

                at += step;
                if (JpegHeader.FindFrame(window.AsSpan(at), strict: true, out _) is { HasScan: true, Bits: 8, Components: 1 or 3 } frame
                    && frame is { Width: > 0, Height: > 0 } && (long)frame.Width * frame.Height <= limits.JpegPixels)
                {
                    candidates++;
                    best = best is { } other && (long)other.Frame.Width * other.Frame.Height >= (long)frame.Width * frame.Height ? best : (start + at, frame);
                }
            }
        }

        return best;
    }
}
