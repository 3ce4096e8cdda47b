using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vitrine.Core.Search.Vectors;

/// <summary>
/// Eigenvectors of a symmetric matrix without negative eigenvalues, by one-sided Jacobi (Hestenes 1958): rows are turned in pairs until all are at right angles;
/// then each is an eigenvector times its eigenvalue. Sums run in one order on every processor, so the same matrix gives the same axes everywhere.
/// </summary>
internal static class SymmetricAxes
{
    private const int MaxSweeps = 30;
    private const double RightAngle = 1e-11;

    /// <param name="matrix">n × n, row by row; is overwritten.</param>
    /// <returns>Eigenvalues, largest first, and unit eigenvectors in that order (of zeros where the eigenvalue is 0), the first component that counts above 0.</returns>
    public static (double[] Values, double[][] Axes) Of(double[] matrix, int n)
    {
        var total = Math.Sqrt(Dot(matrix, matrix));
        for (var sweep = 0; sweep < MaxSweeps && Sweep(matrix, n, total * 1e-14); sweep++)
        {
        }

        var found = Enumerable.Range(0, n).Select(i => matrix.AsSpan(i * n, n).ToArray()).Select(row => (Value: Math.Sqrt(Dot(row, row)), Row: row))
            .OrderByDescending(axis => axis.Value).ToList();
        foreach (var (value, row) in found)
        {
            var length = value > total * 1e-13 ? value : double.PositiveInfinity;
            var sign = row.FirstOrDefault(x => Math.Abs(x) > 1e-6 * value) < 0 ? -1 : 1;
            for (var i = 0; i < n; i++)
            {
                row[i] *= sign / length;
            }
        }

        return ([.. found.Select(axis => axis.Value)], [.. found.Select(axis => axis.Row)]);
    }

    /// <returns>Whether any two rows were not at right angles.</returns>
    private static bool Sweep(double[] matrix, int n, double nothing)
    {
        var turned = false;
        for (var p = 0; p < n - 1; p++)
        {
            for (var q = p + 1; q < n; q++)
            {
                var a = matrix.AsSpan(p * n, n);
                var b = matrix.AsSpan(q * n, n);
                var (aa, bb, ab) = (Dot(a, a), Dot(b, b), Dot(a, b));
                if (aa <= nothing * nothing || bb <= nothing * nothing || Math.Abs(ab) <= RightAngle * Math.Sqrt(aa * bb))
                {
                    continue;
                }

                var zeta = (bb - aa) / (2 * ab);
                var tangent = (zeta >= 0 ? 1 : -1) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
                var cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
                Turn(a, b, cosine, cosine * tangent);
                turned = true;
            }
        }

        return turned;
    }

    /// <summary>Σ a · b in four sums, joined in one order whatever the processor.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var fours = MemoryMarshal.Cast<double, Vector256<double>>(a);
        var others = MemoryMarshal.Cast<double, Vector256<double>>(b);
        var sums = Vector256<double>.Zero;
        for (var i = 0; i < fours.Length; i++)
        {
            sums += fours[i] * others[i];
        }

        var sum = (sums.GetElement(0) + sums.GetElement(1)) + (sums.GetElement(2) + sums.GetElement(3));
        for (var i = fours.Length * 4; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void Turn(Span<double> a, Span<double> b, double cosine, double sine)
    {
        var first = MemoryMarshal.Cast<double, Vector256<double>>(a);
        var second = MemoryMarshal.Cast<double, Vector256<double>>(b);
        for (var i = 0; i < first.Length; i++)
        {
            var (x, y) = (first[i], second[i]);
            first[i] = (x * cosine) - (y * sine);
            second[i] = (x * sine) + (y * cosine);
        }

        for (var i = first.Length * 4; i < a.Length; i++)
        {
            (a[i], b[i]) = ((a[i] * cosine) - (b[i] * sine), (a[i] * sine) + (b[i] * cosine));
        }
    }
}
