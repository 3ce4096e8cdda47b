namespace Vitrine.Core.Search.Duplicates;

/// <summary>How far two sketches are the same where one lies on the other.</summary>
/// <param name="Light">
/// Of the cells, weighted by how steep they are in either (an even one is the same anyhow), the share that is equally light, 0…1. What lies in one rectangle of at most a quarter of the
/// picture is left out, the one without which the most is the same: banners, marks and logos are laid over a place, other pictures differ all over.
/// </param>
/// <param name="Colour">Of the cells that are equally light, the share that also has the same colour, 0…1: packages of one product in another flavour differ in that.</param>
/// <param name="Overlap">Share of the cells that lie on the other picture, 0…1.</param>
/// <param name="Steepness">Mean, levels a cell; where there is next to nothing in a picture nothing can be said.</param>
public readonly record struct SketchAgreement(double Light, double Colour, double Overlap, double Steepness)
{
    private const int Side = PictureSketch.Side;
    private const int ColourSide = PictureSketch.ColourSide;

    /// <summary>Rectangles are of blocks of 4 × 4 cells.</summary>
    private const int Block = 4;
    private const int Blocks = Side / Block;
    private const int MostBlocks = Blocks * Blocks / 4;

    /// <summary>What is left beside a rectangle must weigh so much, or there is nothing to go by.</summary>
    private const double LeastLeft = 0.4;

    // Levels that cells may differ by, and what more for each level that the picture changes by there: a cell lies a fraction of a cell beside where it belongs.
    private const float Tolerance = 8;
    private const float ToleranceBySteepness = 0.3f;

    /// <summary>Nothing is the same.</summary>
    private static readonly SketchAgreement Nothing = new(0, 0, 0, 0);

    /// <summary>Lays one on the other as best fits; which is which makes no difference. Most unlike pictures are told after a few rounds.</summary>
    public static SketchAgreement Of(PictureSketch one, PictureSketch other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        (one, other) = one.Bytes.SequenceCompareTo(other.Bytes) <= 0 ? (one, other) : (other, one);
        return SketchRegistration.Find(one, other) is { } placement ? Of(one, other, placement) : Nothing;
    }

    private static SketchAgreement Of(PictureSketch one, PictureSketch other, SketchPlacement placement)
    {
        var (first, second) = (SketchPlane.Of(one.Light, Side), SketchPlane.Of(other.Light, Side));
        var colours = new Colours(one, other);
        Span<float> weights = stackalloc float[Blocks * Blocks];
        Span<float> same = stackalloc float[Blocks * Blocks];
        weights.Clear();
        same.Clear();
        var (cells, equal, alike, steepness) = (0, 0, 0, 0.0);
        for (var i = 0; i < Side * Side; i++)
        {
            var (column, row) = (i % Side, i / Side);
            var (x, y) = placement.Of(column, row);
            if (!SketchPlacement.IsOn(x, y))
            {
                continue;
            }

            var (level, slopeX, slopeY) = second.At(x, y);
            var steep = Math.Max(first.SteepnessAt(column, row), (float)placement.Gain * MathF.Sqrt((slopeX * slopeX) + (slopeY * slopeY)));
            var isEqual = Math.Abs(first[i] - ((placement.Gain * level) + placement.Offset)) <= Tolerance + (ToleranceBySteepness * steep);
            var block = (row / Block * Blocks) + (column / Block);
            cells++;
            steepness += steep;
            weights[block] += steep + 1;
            if (isEqual)
            {
                same[block] += steep + 1;
                equal++;
                alike += colours.AreSame(column, row, x, y, (float)placement.Gain) ? 1 : 0;
            }
        }

        return cells == 0 ? Nothing : new SketchAgreement(BestRest(weights, same), equal > 0 ? (double)alike / equal : 0, (double)cells / (Side * Side), steepness / cells);
    }

    private static double BestRest(ReadOnlySpan<float> weights, ReadOnlySpan<float> same)
    {
        const int width = Blocks + 1;
        Span<double> weight = stackalloc double[width * width];
        Span<double> fit = stackalloc double[width * width];
        Sum(weights, weight);
        Sum(same, fit);
        var (all, allSame) = (weight[^1], fit[^1]);
        var best = allSame / all;
        for (var top = 0; top < Blocks; top++)
        {
            for (var left = 0; left < Blocks; left++)
            {
                for (var bottom = top + 1; bottom <= Blocks; bottom++)
                {
                    for (var right = left + 1; right <= Blocks && (bottom - top) * (right - left) <= MostBlocks; right++)
                    {
                        var rest = all - Within(weight, top, left, bottom, right);
                        if (rest >= LeastLeft * all)
                        {
                            best = Math.Max(best, (allSame - Within(fit, top, left, bottom, right)) / rest);
                        }
                    }
                }
            }
        }

        return best;

        static double Within(ReadOnlySpan<double> sums, int top, int left, int bottom, int right) =>
            sums[(bottom * width) + right] - sums[(top * width) + right] - sums[(bottom * width) + left] + sums[(top * width) + left];
    }

    /// <summary>Sums of everything above and left of a corner (summed-area table, Crow 1984).</summary>
    private static void Sum(ReadOnlySpan<float> blocks, Span<double> sums)
    {
        const int width = Blocks + 1;
        sums.Clear();
        for (var y = 0; y < Blocks; y++)
        {
            for (var x = 0; x < Blocks; x++)
            {
                sums[((y + 1) * width) + x + 1] = blocks[(y * Blocks) + x] + sums[(y * width) + x + 1] + sums[((y + 1) * width) + x] - sums[(y * width) + x];
            }
        }
    }

    /// <summary>The colour differences of both.</summary>
    private sealed class Colours(PictureSketch one, PictureSketch other)
    {
        /// <summary>No colour.</summary>
        private const float Grey = 128;

        private readonly SketchPlane blue = SketchPlane.Of(one.Blue, ColourSide);
        private readonly SketchPlane red = SketchPlane.Of(one.Red, ColourSide);
        private readonly SketchPlane otherBlue = SketchPlane.Of(other.Blue, ColourSide);
        private readonly SketchPlane otherRed = SketchPlane.Of(other.Red, ColourSide);

        /// <summary>Whether the colour at a cell is the other's at a place (both in cells of the lightness). What is made lighter becomes more colourful by as much.</summary>
        public bool AreSame(int column, int row, double x, double y, float gain)
        {
            var differ = Difference(blue, otherBlue) + Difference(red, otherRed);
            return differ <= Tolerance + (ToleranceBySteepness * (blue.RangeAround(column / 2, row / 2) + red.RangeAround(column / 2, row / 2)));

            float Difference(SketchPlane plane, SketchPlane other) =>
                Math.Abs(plane.At(Coarse(column), Coarse(row)).Level - Grey - (gain * (other.At(Coarse(x), Coarse(y)).Level - Grey)));
        }

        /// <summary>A place in cells of the lightness in those of the colour, which are twice as wide.</summary>
        private static double Coarse(double place) => (place - 0.5) / 2;
    }
}
