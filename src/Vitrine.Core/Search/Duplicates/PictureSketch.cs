namespace Vitrine.Core.Search.Duplicates;

/// <summary>
/// A picture drawn so small that two of them can be laid over each other by the hundred thousand: lightness at <see cref="Side"/> × <see cref="Side"/>, and two colour differences
/// (Cb and Cr of JFIF, ITU-R BT.601) at <see cref="ColourSide"/> × <see cref="ColourSide"/>, a byte each, row by row, whatever shape the picture has.
/// </summary>
public sealed class PictureSketch
{
    /// <summary>Cells of a side of the lightness.</summary>
    public const int Side = 32;

    /// <summary>Cells of a side of each colour difference.</summary>
    public const int ColourSide = 16;

    private const int Cells = Side * Side;
    private const int ColourCells = ColourSide * ColourSide;

    /// <summary>Bytes of a sketch.</summary>
    public const int Length = Cells + (2 * ColourCells);

    private readonly byte[] bytes;

    private readonly Lazy<double> steepness;

    private PictureSketch(byte[] bytes) => (this.bytes, steepness) = (bytes, new Lazy<double>(MeanSteepness));

    /// <summary>As it is stored: lightness, Cb, Cr.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>How much lightness changes from one cell to the next, levels on average.</summary>
    internal double Steepness => steepness.Value;

    internal ReadOnlySpan<byte> Light => bytes.AsSpan(0, Cells);

    internal ReadOnlySpan<byte> Blue => bytes.AsSpan(Cells, ColourCells);

    internal ReadOnlySpan<byte> Red => bytes.AsSpan(Cells + ColourCells, ColourCells);

    /// <returns>Null where it is not <see cref="Length"/> bytes.</returns>
    public static PictureSketch? Read(ReadOnlySpan<byte> stored) => stored.Length == Length ? new PictureSketch(stored.ToArray()) : null;

    /// <param name="rgb">The picture at <see cref="Side"/> × <see cref="Side"/>, three bytes a cell.</param>
    /// <exception cref="ArgumentException">Another number of bytes.</exception>
    public static PictureSketch Of(ReadOnlySpan<byte> rgb)
    {
        if (rgb.Length != 3 * Cells)
        {
            throw new ArgumentException($"a sketch is made from {Side} × {Side} cells of three bytes, not from {rgb.Length} bytes", nameof(rgb));
        }

        var bytes = new byte[Length];
        Span<double> blue = stackalloc double[ColourCells];
        Span<double> red = stackalloc double[ColourCells];
        for (var i = 0; i < Cells; i++)
        {
            var (r, g, b) = (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]);
            bytes[i] = Byte((0.299 * r) + (0.587 * g) + (0.114 * b));
            var half = (i / Side / 2 * ColourSide) + (i % Side / 2);
            blue[half] += 128 - (0.168736 * r) - (0.331264 * g) + (0.5 * b);
            red[half] += 128 + (0.5 * r) - (0.418688 * g) - (0.081312 * b);
        }

        for (var i = 0; i < ColourCells; i++)
        {
            bytes[Cells + i] = Byte(blue[i] / 4);
            bytes[Cells + ColourCells + i] = Byte(red[i] / 4);
        }

        return new PictureSketch(bytes);
    }

    private double MeanSteepness()
    {
        var (light, sum) = (SketchPlane.Of(Light, Side), 0.0);
        for (var i = 0; i < Cells; i++)
        {
            sum += light.SteepnessAt(i % Side, i / Side);
        }

        return sum / Cells;
    }

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
