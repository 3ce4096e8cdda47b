namespace Vitrine.Core.Search.Duplicates;

/// <summary>
/// dHash: 64 bits that say where a picture gets lighter from one cell to the next, row by row, first bit highest.
/// Along rows from 9 × 8 pixels (bit = right lighter than left), down columns from 8 × 9 (bit = lower lighter than upper). Same bits as the package imagehash.
/// </summary>
public static class DifferenceHash
{
    /// <summary>Pixels along the direction that is looked at.</summary>
    public const int Long = 9;

    /// <summary>Pixels across it.</summary>
    public const int Short = 8;

    /// <param name="grey">9 wide, 8 high, row by row.</param>
    /// <exception cref="ArgumentException">Another number of pixels.</exception>
    public static ulong AlongRows(ReadOnlySpan<byte> grey) => Of(grey, Orientation.Of(1), Long, 1);

    /// <param name="grey">8 wide, 9 high, row by row.</param>
    /// <exception cref="ArgumentException">Another number of pixels.</exception>
    public static ulong DownColumns(ReadOnlySpan<byte> grey)
    {
        Check(grey);
        var bits = 0UL;
        for (var y = 0; y < Short; y++)
        {
            for (var x = 0; x < Short; x++)
            {
                bits = (bits << 1) | (grey[((y + 1) * Short) + x] > grey[(y * Short) + x] ? 1UL : 0);
            }
        }

        return bits;
    }

    /// <summary>The hashes along rows of the picture in all eight orientations, as <see cref="PerceptualHash.Orientations"/> orders them.</summary>
    /// <param name="wide">The picture at 9 × 8.</param>
    /// <param name="high">The picture at 8 × 9, which a turned one's rows are columns of.</param>
    /// <exception cref="ArgumentException">Another number of pixels.</exception>
    public static ulong[] Orientations(ReadOnlySpan<byte> wide, ReadOnlySpan<byte> high)
    {
        var hashes = new ulong[8];
        for (var i = 0; i < hashes.Length; i++)
        {
            var turn = Orientation.Of(i + 1);
            hashes[i] = turn.Transpose ? Of(high, turn, 1, Short) : Of(wide, turn, Long, 1);
        }

        return hashes;
    }

    /// <param name="down">Pixels from one row of the turned picture to the next.</param>
    /// <param name="across">Pixels from one column to the next.</param>
    private static ulong Of(ReadOnlySpan<byte> grey, Orientation turn, int down, int across)
    {
        Check(grey);
        var bits = 0UL;
        for (var y = 0; y < Short; y++)
        {
            for (var x = 0; x < Short; x++)
            {
                var row = (turn.MirrorY ? Short - 1 - y : y) * down;
                var left = (turn.MirrorX ? Long - 1 - x : x) * across;
                var right = (turn.MirrorX ? Long - 2 - x : x + 1) * across;
                bits = (bits << 1) | (grey[row + right] > grey[row + left] ? 1UL : 0);
            }
        }

        return bits;
    }

    private static void Check(ReadOnlySpan<byte> grey)
    {
        if (grey.Length != Long * Short)
        {
            throw new ArgumentException($"a hash is made from {Long} × {Short} pixels, not from {grey.Length}", nameof(grey));
        }
    }
}
