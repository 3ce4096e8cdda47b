namespace Vitrine.Core.Search.Duplicates;

/// <summary>
/// How one sketch lies on another: its cell (x, y), counted from the middle of the picture, is cell (<paramref name="ScaleX"/> · x + <paramref name="ShiftX"/>,
/// <paramref name="ScaleY"/> · y + <paramref name="ShiftY"/>) of the other, and its lightness is the other's · <paramref name="Gain"/> + <paramref name="Offset"/>.
/// </summary>
/// <param name="ScaleX">Below 1 where it shows less than the other from left to right.</param>
/// <param name="ScaleY">The same from top to bottom.</param>
/// <param name="ShiftX">In cells of the other.</param>
/// <param name="ShiftY">In cells of the other.</param>
/// <param name="Gain">Steeper above 1.</param>
/// <param name="Offset">In levels of lightness.</param>
internal readonly record struct SketchPlacement(double ScaleX, double ScaleY, double ShiftX, double ShiftY, double Gain, double Offset)
{
    private const int Side = PictureSketch.Side;

    /// <summary>From the first cell's middle to the picture's.</summary>
    public const double Middle = (Side - 1) / 2.0;

    /// <summary>How much of a picture may be cut off for it to be the same still, along each side.</summary>
    private const double LeastScale = 0.75;
    private const double MostShift = 6;
    private const double LeastGain = 0.6;
    private const double MostOffset = 80;

    /// <summary>Lying on it as it is.</summary>
    public static SketchPlacement AsIs { get; } = new(1, 1, 0, 0, 1, 0);

    /// <summary>The placement that differs by so much, as far as it is one between two copies of a picture.</summary>
    /// <param name="step">In the order of the parameters.</param>
    public SketchPlacement Moved(ReadOnlySpan<double> step) => new(
        Math.Clamp(ScaleX + step[0], LeastScale, 1 / LeastScale),
        Math.Clamp(ScaleY + step[1], LeastScale, 1 / LeastScale),
        Math.Clamp(ShiftX + step[2], -MostShift, MostShift),
        Math.Clamp(ShiftY + step[3], -MostShift, MostShift),
        Math.Clamp(Gain + step[4], LeastGain, 1 / LeastGain),
        Math.Clamp(Offset + step[5], -MostOffset, MostOffset));

    /// <summary>Where a cell of the one lies in the other, in its cells from the first.</summary>
    public (double X, double Y) Of(int x, int y) => ((ScaleX * (x - Middle)) + ShiftX + Middle, (ScaleY * (y - Middle)) + ShiftY + Middle);

    /// <summary>Whether a place is on the picture, whose outermost cells reach half a cell beyond their middles.</summary>
    public static bool IsOn(double x, double y) => x >= -0.5 && y >= -0.5 && x <= Side - 0.5 && y <= Side - 0.5;
}
