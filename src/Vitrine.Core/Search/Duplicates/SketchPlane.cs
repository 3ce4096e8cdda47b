namespace Vitrine.Core.Search.Duplicates;

/// <summary>One plane of a sketch, read between its cells.</summary>
/// <param name="levels">Row by row, side · side of them.</param>
internal readonly struct SketchPlane(float[] levels, int side)
{
    /// <summary>The level at a place between cells, and how steep it is there along and across (bilinear); beyond the outermost cells it is theirs.</summary>
    /// <returns>Levels, and levels a cell.</returns>
    public (float Level, float SlopeX, float SlopeY) At(double x, double y)
    {
        var most = side - 1.001;
        x = x < 0 ? 0 : x > most ? most : x;
        y = y < 0 ? 0 : y > most ? most : y;
        var (left, top) = ((int)x, (int)y);
        var (rightwards, downwards) = ((float)(x - left), (float)(y - top));
        var at = (top * side) + left;
        var (a, b, c, d) = (levels[at], levels[at + 1], levels[at + side], levels[at + side + 1]);
        var (upper, lower) = (a + ((b - a) * rightwards), c + ((d - c) * rightwards));
        return (upper + ((lower - upper) * downwards), (b - a) + ((d - c - b + a) * downwards), lower - upper);
    }

    /// <summary>How steep it is at a cell, in any direction, by its neighbours: levels a cell.</summary>
    public float SteepnessAt(int x, int y)
    {
        var across = levels[(y * side) + Math.Min(x + 1, side - 1)] - levels[(y * side) + Math.Max(x - 1, 0)];
        var down = levels[(Math.Min(y + 1, side - 1) * side) + x] - levels[(Math.Max(y - 1, 0) * side) + x];
        return MathF.Sqrt((across * across) + (down * down)) / 2;
    }

    /// <summary>The largest difference within a cell and its neighbours, in levels.</summary>
    public float RangeAround(int x, int y)
    {
        var (low, high) = (float.MaxValue, float.MinValue);
        for (var v = Math.Max(0, y - 1); v <= Math.Min(side - 1, y + 1); v++)
        {
            for (var u = Math.Max(0, x - 1); u <= Math.Min(side - 1, x + 1); u++)
            {
                low = Math.Min(low, levels[(v * side) + u]);
                high = Math.Max(high, levels[(v * side) + u]);
            }
        }

        return high - low;
    }

    public static SketchPlane Of(ReadOnlySpan<byte> levels, int side)
    {
        var numbers = new float[levels.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = levels[i];
        }

        return new SketchPlane(numbers, side);
    }

    public float this[int cell] => levels[cell];

    /// <summary>Twice softened by the weights 1, 2, 1 along and across.</summary>
    public SketchPlane Softer()
    {
        var soft = (float[])levels.Clone();
        var half = new float[soft.Length];
        for (var pass = 0; pass < 2; pass++)
        {
            Soften(soft, half, 1, side);
            Soften(half, soft, side, 1);
        }

        return new SketchPlane(soft, side);
    }

    /// <param name="step">From one cell to the next along the direction.</param>
    /// <param name="line">From one line of that direction to the next.</param>
    private void Soften(float[] from, float[] to, int step, int line)
    {
        for (var l = 0; l < side; l++)
        {
            for (var i = 0; i < side; i++)
            {
                var at = (l * line) + (i * step);
                to[at] = ((2 * from[at]) + from[i > 0 ? at - step : at] + from[i < side - 1 ? at + step : at]) / 4;
            }
        }
    }
}
