using Vitrine.Core.Search.Duplicates;
using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Fingerprints;

/// <summary>What a picture is recognised by when it comes again, scaled, compressed or turned: hashes of 64 bits, and cut or written on: a sketch.</summary>
/// <param name="Perceptual"><see cref="PerceptualHash"/>.</param>
/// <param name="Difference"><see cref="DifferenceHash"/> along rows.</param>
/// <param name="DifferenceDown"><see cref="DifferenceHash"/> down columns.</param>
public sealed record Fingerprint(ulong Perceptual, ulong Difference, ulong DifferenceDown)
{
    /// <summary>
    /// A picture this many times as high as it is wide is scaled down its columns first, as Pillow 13 does. Measured on reference hashes: at 1.8 the rows come first still, at 2.7 no more;
    /// where between them it changes is not known.
    /// </summary>
    private const int Tall = 2;

    /// <summary>The perceptual hashes of the picture in all orientations, as <see cref="PerceptualHash.Orientations"/> orders them.</summary>
    public required IReadOnlyList<ulong> PerceptualTurned { get; init; }

    /// <summary>The difference hashes along rows of the picture in all orientations.</summary>
    public required IReadOnlyList<ulong> DifferenceTurned { get; init; }

    /// <summary>The picture, small enough to be laid over others.</summary>
    public required PictureSketch Sketch { get; init; }

    /// <summary>Grey first, then Pillow's Lanczos to the sizes of the hashes: another order gives other bits.</summary>
    /// <param name="picture">Of any size from 1 × 1.</param>
    public static Fingerprint Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var grey = Grey(picture);
        var square = Small(grey, picture, PerceptualHash.Side, PerceptualHash.Side);
        var wide = Small(grey, picture, DifferenceHash.Long, DifferenceHash.Short);
        var high = Small(grey, picture, DifferenceHash.Short, DifferenceHash.Long);
        var turned = PerceptualHash.Orientations(square);
        var differences = DifferenceHash.Orientations(wide, high);
        return new Fingerprint(turned[0], differences[0], DifferenceHash.DownColumns(high))
        {
            PerceptualTurned = turned,
            DifferenceTurned = differences,
            Sketch = PictureSketch.Of(Resample.Resize(picture.Rgb, picture.Width, picture.Height, 3, PictureSketch.Side, PictureSketch.Side, ResampleFilter.Bilinear)),
        };
    }

    /// <summary>One level a pixel: (19,595 R + 38,470 G + 7,471 B + 32,768) / 65,536, Pillow's rule (ITU-R 601-2).</summary>
    internal static byte[] Grey(Picture picture)
    {
        var grey = new byte[picture.Width * picture.Height];
        for (var i = 0; i < grey.Length; i++)
        {
            var at = i * 3;
            grey[i] = (byte)(((picture.Rgb[at] * 19595) + (picture.Rgb[at + 1] * 38470) + (picture.Rgb[at + 2] * 7471) + 0x8000) >> 16);
        }

        return grey;
    }

    private static byte[] Small(byte[] grey, Picture picture, int width, int height)
    {
        if (picture.Height <= picture.Width * Tall)
        {
            return Resample.Resize(grey, picture.Width, picture.Height, 1, width, height, ResampleFilter.Lanczos);
        }

        var low = Resample.Resize(grey, picture.Width, picture.Height, 1, picture.Width, height, ResampleFilter.Lanczos);
        return Resample.Resize(low, picture.Width, height, 1, width, height, ResampleFilter.Lanczos);
    }
}
