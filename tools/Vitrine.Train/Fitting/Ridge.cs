using System.Numerics.Tensors;

namespace Vitrine.Train.Fitting;

/// <summary>A linear layer over standardised features, before rounding. Weights lie class by class.</summary>
internal sealed record Layer(float[] Mean, float[] Scale, float[] Weights, float[] Bias);

/// <summary>
/// Ridge regression of many targets at once from the sums of products: <c>W = (XᵀX/n + λI)⁻¹ XᵀY/n</c> with X standardised and Y centred per
/// class, so that the bias is the targets' mean. Solved by Cholesky decomposition in double precision.
/// </summary>
internal sealed class Ridge
{
    private const int Block = 1024;

    private readonly int features;
    private readonly int classes;
    private readonly float[] mean;
    private readonly float[] scale;
    private readonly double[] bias;
    private readonly double[] gram;
    private readonly double[] cross;

    private Ridge(int features, int classes)
    {
        (this.features, this.classes) = (features, classes);
        (mean, scale, bias) = (new float[features], new float[features], new double[classes]);
        (gram, cross) = (new double[features * features], new double[features * classes]);
    }

    /// <summary>Sums over the rows of a set; features that hardly vary are switched off.</summary>
    public static Ridge Sum(TrainingSet set, int[] rows)
    {
        var ridge = new Ridge(set.Features(rows[0]).Length, Extraction.FeatureCache.Classes);
        ridge.Standardise(set, rows);
        ridge.Accumulate(set, rows);
        return ridge;
    }

    /// <param name="lambda">Share of the features' variance (which is 1) that is added to the diagonal.</param>
    public Layer Solve(double lambda)
    {
        var lower = (double[])gram.Clone();
        for (var f = 0; f < features; f++)
        {
            lower[(f * features) + f] += lambda;
        }

        Cholesky(lower, features);
        var solved = (double[])cross.Clone();
        Substitute(lower, solved);
        var weights = new float[classes * features];
        for (var c = 0; c < classes; c++)
        {
            for (var f = 0; f < features; f++)
            {
                weights[(c * features) + f] = (float)solved[(f * classes) + c];
            }
        }

        return new Layer(mean, scale, weights, [.. bias.Select(b => (float)b)]);
    }

    /// <summary>Replaces the lower triangle of a symmetric positive definite matrix by its Cholesky factor.</summary>
    /// <exception cref="InvalidOperationException">The matrix is not positive definite.</exception>
    internal static void Cholesky(double[] matrix, int n)
    {
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = matrix[(i * n) + j] - TensorPrimitives.Dot<double>(matrix.AsSpan(i * n, j), matrix.AsSpan(j * n, j));
                if (i != j)
                {
                    matrix[(i * n) + j] = rest / matrix[(j * n) + j];
                }
                else if (rest > 0)
                {
                    matrix[(i * n) + i] = Math.Sqrt(rest);
                }
                else
                {
                    throw new InvalidOperationException("the features' products are not positive definite: λ is too small");
                }
            }
        }
    }

    private void Standardise(TrainingSet set, int[] rows)
    {
        var (sum, squares) = (new double[features], new double[features]);
        var target = new float[classes];
        foreach (var row in rows)
        {
            var x = set.Features(row);
            for (var f = 0; f < features; f++)
            {
                sum[f] += x[f];
                squares[f] += (double)x[f] * x[f];
            }

            set.Target(row, target);
            for (var c = 0; c < classes; c++)
            {
                bias[c] += target[c] / (double)rows.Length;
            }
        }

        for (var f = 0; f < features; f++)
        {
            var average = sum[f] / rows.Length;
            var deviation = Math.Sqrt(Math.Max(0, (squares[f] / rows.Length) - (average * average)));
            (mean[f], scale[f]) = ((float)average, deviation > 1e-4 ? (float)(1 / deviation) : 0);
        }
    }

    private void Accumulate(TrainingSet set, int[] rows)
    {
        var (partGram, partCross) = (new float[features * features], new float[features * classes]);
        var (x, y, centre) = (new float[features], new float[classes], bias.Select(b => (float)b).ToArray());
        for (var i = 0; i < rows.Length; i++)
        {
            TensorPrimitives.Subtract(set.Features(rows[i]), mean, x);
            TensorPrimitives.Multiply(x, scale, x);
            set.Target(rows[i], y);
            TensorPrimitives.Subtract(y, centre, y);
            for (var f = 0; f < features; f++)
            {
                var g = partGram.AsSpan(f * features, features);
                var k = partCross.AsSpan(f * classes, classes);
                TensorPrimitives.MultiplyAdd(x, x[f], g, g);
                TensorPrimitives.MultiplyAdd(y, x[f], k, k);
            }

            if ((i + 1) % Block == 0 || i + 1 == rows.Length)
            {
                Move(partGram, gram, rows.Length);
                Move(partCross, cross, rows.Length);
            }
        }
    }

    private static void Move(float[] part, double[] total, int count)
    {
        for (var i = 0; i < part.Length; i++)
        {
            total[i] += part[i] / (double)count;
        }

        Array.Clear(part);
    }

    /// <summary>Solves L·Lᵀ·W = B in place, B row by row (a row per feature).</summary>
    private void Substitute(double[] lower, double[] right)
    {
        for (var i = 0; i < features; i++)
        {
            Eliminate(right, i, 0, i, j => lower[(i * features) + j], lower[(i * features) + i]);
        }

        for (var i = features - 1; i >= 0; i--)
        {
            Eliminate(right, i, i + 1, features, j => lower[(j * features) + i], lower[(i * features) + i]);
        }
    }

    private void Eliminate(double[] right, int row, int from, int to, Func<int, double> factor, double diagonal)
    {
        var target = right.AsSpan(row * classes, classes);
        for (var j = from; j < to; j++)
        {
            TensorPrimitives.MultiplyAdd(right.AsSpan(j * classes, classes), -factor(j), target, target);
        }

        TensorPrimitives.Divide(target, diagonal, target);
    }
}
