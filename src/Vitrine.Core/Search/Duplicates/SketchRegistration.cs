namespace Vitrine.Core.Search.Duplicates;

/// <summary>
/// Finds how one sketch must lie on another, and how much lighter and steeper it must be, so that most of it is the same: Gauss-Newton after Lucas and Kanade (1981) with Tukey's
/// weights (Black and Anandan 1996), first softened, then as they are. What was written over a picture counts as an outlier, what was cut off does not lie on the other.
/// </summary>
internal sealed class SketchRegistration
{
    private const int Side = PictureSketch.Side;
    private const int Cells = Side * Side;
    private const int Unknowns = 6;

    private const int SoftRounds = 12;
    private const int SharpRounds = 8;

    /// <summary>Unlike pictures settle on nothing: after so many rounds that shows.</summary>
    private const int EarlyRounds = 2;

    /// <summary>Of half of the unlike pictures no more than a third of the cells are the same then; of edited ones at least three quarters are (on the half for choosing, as all numbers of <see cref="NearRule"/>).</summary>
    private const double EarlyShare = 0.6;
    private const float EarlyTolerance = 12;

    /// <summary>Tukey's constant times the median that a normal distribution's deviation has: beyond so many medians a cell is an outlier.</summary>
    private const float Outlier = 4.685f * 1.4826f;

    /// <summary>Levels within which no cell is an outlier: coarser than what compression does.</summary>
    private const float LeastScale = 4;

    /// <summary>A step this short, in cells, ends it.</summary>
    private const double Settled = 0.01;

    // So that all unknowns have steps of about one: a stretch counts at the border, a gain by a quarter of the range.
    private const double PerStretch = SketchPlacement.Middle;
    private const double PerGain = 64;

    private readonly float[] residuals = new float[Cells];
    private readonly float[] levels = new float[Cells];
    private readonly float[] slopesX = new float[Cells];
    private readonly float[] slopesY = new float[Cells];
    private readonly int[] histogram = new int[256];
    private SketchPlacement placement = SketchPlacement.AsIs;

    private SketchRegistration()
    {
    }

    /// <returns>Null where they are so unlike that there is none.</returns>
    public static SketchPlacement? Find(PictureSketch one, PictureSketch other)
    {
        var registration = new SketchRegistration();
        var (first, second) = (SketchPlane.Of(one.Light, Side), SketchPlane.Of(other.Light, Side));
        return registration.Settle(first.Softer(), second.Softer(), SoftRounds) && registration.Settle(first, second, SharpRounds) ? registration.placement : null;
    }

    private bool Settle(SketchPlane first, SketchPlane second, int rounds)
    {
        Span<double> matrix = stackalloc double[Unknowns * (Unknowns + 1)];
        Span<double> step = stackalloc double[Unknowns];
        for (var round = 0; round < rounds; round++)
        {
            var (count, same) = Compare(first, second);
            if (count < Cells / 2 || (round == EarlyRounds && same < EarlyShare * count))
            {
                return false;
            }

            Gather(matrix, Math.Max(LeastScale, Outlier * Median(count)));
            Solve(matrix, step);
            (step[0], step[1], step[4]) = (step[0] / PerStretch, step[1] / PerStretch, step[4] / PerGain);
            placement = placement.Moved(step);
            if (((Math.Abs(step[0]) + Math.Abs(step[1])) * PerStretch) + Math.Abs(step[2]) + Math.Abs(step[3]) < Settled)
            {
                break;
            }
        }

        return true;
    }

    /// <summary>What each cell of the first differs by from the second where it lies now; not a number where it lies beside it.</summary>
    private (int Count, int Same) Compare(SketchPlane first, SketchPlane second)
    {
        var (gain, offset) = ((float)placement.Gain, (float)placement.Offset);
        var (count, same) = (0, 0);
        Array.Clear(histogram);
        for (var i = 0; i < Cells; i++)
        {
            var (x, y) = placement.Of(i % Side, i / Side);
            if (!SketchPlacement.IsOn(x, y))
            {
                residuals[i] = float.NaN;
                continue;
            }

            var (level, slopeX, slopeY) = second.At(x, y);
            (levels[i], slopesX[i], slopesY[i]) = (level, gain * slopeX, gain * slopeY);
            residuals[i] = first[i] - ((gain * level) + offset);
            var size = Math.Abs(residuals[i]);
            histogram[Math.Min((int)size, 255)]++;
            count++;
            same += size <= EarlyTolerance ? 1 : 0;
        }

        return (count, same);
    }

    /// <summary>The median size of the residuals, to half a level.</summary>
    private float Median(int count)
    {
        var (seen, level) = (0, 0);
        while (seen + histogram[level] <= count / 2)
        {
            seen += histogram[level++];
        }

        return level + (((count / 2f) - seen) / histogram[level]);
    }

    /// <summary>The normal equations; their last column is the right side.</summary>
    private void Gather(Span<double> matrix, float scale)
    {
        Span<double> row = stackalloc double[Unknowns];
        matrix.Clear();
        for (var i = 0; i < Cells; i++)
        {
            // False also where it is not a number.
            if (!(Math.Abs(residuals[i]) < scale))
            {
                continue;
            }

            var part = residuals[i] / scale;
            var weight = (1 - (part * part)) * (1 - (part * part));
            row[0] = slopesX[i] * ((i % Side) - SketchPlacement.Middle) / PerStretch;
            row[1] = slopesY[i] * ((i / Side) - SketchPlacement.Middle) / PerStretch;
            row[2] = slopesX[i];
            row[3] = slopesY[i];
            row[4] = levels[i] / PerGain;
            row[5] = 1;
            for (var r = 0; r < Unknowns; r++)
            {
                var weighted = weight * row[r];
                for (var c = r; c < Unknowns; c++)
                {
                    matrix[(r * (Unknowns + 1)) + c] += weighted * row[c];
                }

                matrix[(r * (Unknowns + 1)) + Unknowns] += weighted * residuals[i];
            }
        }

        for (var r = 0; r < Unknowns; r++)
        {
            for (var c = 0; c < r; c++)
            {
                matrix[(r * (Unknowns + 1)) + c] = matrix[(c * (Unknowns + 1)) + r];
            }

            // Levenberg's damping: an even picture says nothing about where it lies.
            matrix[(r * (Unknowns + 1)) + r] += 1 + (0.001 * matrix[(r * (Unknowns + 1)) + r]);
        }
    }

    /// <summary>Gauss-Jordan without pivoting: the matrix is symmetric and positive definite.</summary>
    private static void Solve(Span<double> matrix, Span<double> solution)
    {
        const int width = Unknowns + 1;
        for (var p = 0; p < Unknowns; p++)
        {
            for (var r = 0; r < Unknowns; r++)
            {
                var factor = r == p ? 0 : matrix[(r * width) + p] / matrix[(p * width) + p];
                for (var c = p; factor != 0 && c < width; c++)
                {
                    matrix[(r * width) + c] -= factor * matrix[(p * width) + c];
                }
            }
        }

        for (var p = 0; p < Unknowns; p++)
        {
            solution[p] = matrix[(p * width) + Unknowns] / matrix[(p * width) + p];
        }
    }
}
