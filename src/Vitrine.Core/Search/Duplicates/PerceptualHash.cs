using System.Numerics;

namespace Vitrine.Core.Search.Duplicates;

/// <summary>
/// pHash: 64 bits that stay nearly the same when a picture is scaled, compressed or lightened. The 8 × 8 lowest frequencies of the cosine transform (DCT-II) of the
/// picture at 32 × 32 in grey; a bit is set where the coefficient is above the median of the 64 (mean of the two middle ones), row by row, first bit highest.
/// The constant term takes part. Same bits as the package imagehash.
/// </summary>
public static class PerceptualHash
{
    /// <summary>Pixels of a side of the picture that it is made from.</summary>
    public const int Side = 32;

    /// <summary>
    /// Two pictures this near are taken for copies of each other unless somebody wants it otherwise: the most at which at most one pair in a hundred was none, measured on edited
    /// pictures (<c>bench/results/eval-duplicates.md</c>). It finds scaled and compressed copies, and only some of those that were cut or written on.
    /// </summary>
    public const int CopyDistance = 4;

    private const int Block = 8;

    private static readonly double[] Cosines = CosineTable();

    /// <param name="grey">32 × 32 levels of grey, row by row.</param>
    /// <exception cref="ArgumentException">Another number of pixels.</exception>
    public static ulong Of(ReadOnlySpan<byte> grey) => Bits(Transform(grey));

    /// <summary>The hashes of the picture in all eight orientations, without turning it: a mirrored picture's odd coefficients have the other sign, a transposed one's are transposed.</summary>
    /// <returns>
    /// By EXIF orientation − 1: [0] as it is; [o − 1] what shows when the pixels are turned upright as orientation o asks for
    /// (2 mirrored, 3 by 180°, 4 flipped, 5 transposed, 6 clockwise, 7 transversed, 8 counter-clockwise).
    /// </returns>
    /// <exception cref="ArgumentException">Another number of pixels.</exception>
    public static ulong[] Orientations(ReadOnlySpan<byte> grey)
    {
        var block = Transform(grey);
        var hashes = new ulong[8];
        for (var i = 0; i < hashes.Length; i++)
        {
            var turn = Orientation.Of(i + 1);
            var turned = new double[Block * Block];
            for (var v = 0; v < Block; v++)
            {
                for (var u = 0; u < Block; u++)
                {
                    var sign = (turn.MirrorX && u % 2 == 1) ^ (turn.MirrorY && v % 2 == 1) ? -1 : 1;
                    turned[(v * Block) + u] = sign * (turn.Transpose ? block[(u * Block) + v] : block[(v * Block) + u]);
                }
            }

            hashes[i] = Bits(turned);
        }

        return hashes;
    }

    /// <summary>How many bits differ, 0…64.</summary>
    public static int Distance(ulong a, ulong b) => BitOperations.PopCount(a ^ b);

    /// <summary>The coefficients of the 8 × 8 lowest frequencies, row by row (row = frequency down the picture), without scaling but for the factor 4.</summary>
    internal static double[] Transform(ReadOnlySpan<byte> grey)
    {
        if (grey.Length != Side * Side)
        {
            throw new ArgumentException($"a hash is made from {Side} × {Side} pixels, not from {grey.Length}", nameof(grey));
        }

        // Down the columns first, for the eight frequencies only, then along the rows.
        var down = new double[Block * Side];
        for (var v = 0; v < Block; v++)
        {
            for (var y = 0; y < Side; y++)
            {
                var weight = Cosines[(v * Side) + y];
                for (var x = 0; x < Side; x++)
                {
                    down[(v * Side) + x] += weight * grey[(y * Side) + x];
                }
            }
        }

        var block = new double[Block * Block];
        for (var v = 0; v < Block; v++)
        {
            for (var u = 0; u < Block; u++)
            {
                var sum = 0.0;
                for (var x = 0; x < Side; x++)
                {
                    sum += Cosines[(u * Side) + x] * down[(v * Side) + x];
                }

                block[(v * Block) + u] = sum;
            }
        }

        return block;
    }

    private static ulong Bits(double[] block)
    {
        var sorted = (double[])block.Clone();
        Array.Sort(sorted);
        var median = (sorted[31] + sorted[32]) / 2;
        var bits = 0UL;
        foreach (var coefficient in block)
        {
            bits = (bits << 1) | (coefficient > median ? 1UL : 0);
        }

        return bits;
    }

    /// <summary>2 cos(π k (2 i + 1) / 64) for k below 8.</summary>
    private static double[] CosineTable()
    {
        var table = new double[Block * Side];
        for (var k = 0; k < Block; k++)
        {
            for (var i = 0; i < Side; i++)
            {
                table[(k * Side) + i] = 2 * Math.Cos(Math.PI * k * ((2 * i) + 1) / (2 * Side));
            }
        }

        return table;
    }
}
