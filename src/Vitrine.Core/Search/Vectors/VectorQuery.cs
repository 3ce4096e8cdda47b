namespace Vitrine.Core.Search.Vectors;

/// <summary>
/// What vectors are compared with: one direction, made of one vector or of several with weights ("like this, but not that").
/// Immutable; serves any number of searches at once.
/// </summary>
/// <remarks>
/// Three forms are kept. Most rows are left out by the coarse one (<see cref="CoarseQuery"/>). Of the rest the scan takes the direction in 16 bits a component (largest component = 32,767): a cosine is then off by at most
/// <see cref="ScanError"/>, some 3·10⁻⁵ at 512 components, where 8 bits gave up to 2·10⁻³ for the same time, which is spent waiting for memory.
/// What the scan finds is scored again with the exact one.
/// </remarks>
public sealed class VectorQuery
{
    private const int ScanMax = short.MaxValue;

    private readonly double[] direction;
    private readonly short[] scan;

    private VectorQuery(double[] direction)
    {
        this.direction = direction;
        scan = new short[Padded(direction.Length)];
        var largest = direction.Length == 0 ? 0 : direction.Max(Math.Abs);
        ScanScale = largest / ScanMax;
        var error = 0.0;
        for (var i = 0; i < direction.Length && largest > 0; i++)
        {
            scan[i] = (short)Math.Round(direction[i] / ScanScale);
            error += Math.Pow(direction[i] - (scan[i] * ScanScale), 2);
        }

        // Cauchy–Schwarz: |(q − q′) · row| ≤ ‖q − q′‖ ‖row‖. What floats of the scan lose (2⁻²³ of a score of at most 1, three times) comes on top.
        ScanError = Math.Sqrt(error) + 4e-7;
        Coarse = new CoarseQuery(direction);
    }

    public int Dimension => direction.Length;

    /// <summary>Whether the parts cancelled each other or were all 0: such a query is like nothing, and finds nothing.</summary>
    public bool IsEmpty => ScanScale == 0;

    /// <summary>The unit vector that is searched along.</summary>
    public IReadOnlyList<double> Direction => direction;

    /// <summary>How far a cosine of the scan may lie from the exact one.</summary>
    internal double ScanError { get; }

    /// <summary>direction ≈ <see cref="Scan"/> · <see cref="ScanScale"/>.</summary>
    internal double ScanScale { get; }

    internal ReadOnlySpan<short> Scan => scan;

    internal CoarseQuery Coarse { get; }

    /// <param name="vector">1…512 components, any length.</param>
    /// <exception cref="ArgumentException">A component is not a finite number, or there are too many.</exception>
    public static VectorQuery Like(ReadOnlySpan<float> vector) => Combine([(vector.ToArray(), 1)]);

    /// <summary>Σ weight · unit vector, scaled to length 1. Each part counts by its weight, however long its vector is; parts of length 0 add nothing.</summary>
    /// <param name="parts">At least one; weights below 0 lead away.</param>
    /// <exception cref="ArgumentException">No part, parts of different dimension, a number that is not finite, or more than 512 components.</exception>
    public static VectorQuery Combine(IReadOnlyList<(ReadOnlyMemory<float> Vector, double Weight)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("a query needs at least one vector", nameof(parts));
        }

        var sum = new double[VectorSpace.Checked(parts[0].Vector.Length)];
        foreach (var (part, weight) in parts)
        {
            var vector = part.Span;
            if (vector.Length != sum.Length || !double.IsFinite(weight))
            {
                throw new ArgumentException($"a part of {vector.Length} components and weight {weight} does not go with one of {sum.Length} components", nameof(parts));
            }

            Int8Vector.Finite(vector);
            var length = Length(vector);
            for (var i = 0; i < sum.Length && length > 0; i++)
            {
                sum[i] += weight * vector[i] / length;
            }
        }

        var norm = Math.Sqrt(sum.Sum(x => x * x));
        // Opposite parts leave rounding errors behind, which are no direction.
        var total = parts.Sum(part => Math.Abs(part.Weight));
        return new VectorQuery(norm <= total * 1e-6 ? new double[sum.Length] : [.. sum.Select(x => x / norm)]);
    }

    /// <summary>direction · codes in double, in one order on every processor.</summary>
    internal double ExactProduct(ReadOnlySpan<sbyte> codes)
    {
        var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0);
        var exact = direction.AsSpan();
        var i = 0;
        for (; i + 3 < exact.Length; i += 4)
        {
            a += exact[i] * codes[i];
            b += exact[i + 1] * codes[i + 1];
            c += exact[i + 2] * codes[i + 2];
            d += exact[i + 3] * codes[i + 3];
        }

        for (; i < exact.Length; i++)
        {
            a += exact[i] * codes[i];
        }

        return (a + b) + (c + d);
    }

    internal static int Padded(int dimension) => (dimension + CodeProduct.Step - 1) / CodeProduct.Step * CodeProduct.Step;

    private static double Length(ReadOnlySpan<float> vector)
    {
        var sum = 0.0;
        foreach (var component in vector)
        {
            sum += (double)component * component;
        }

        return Math.Sqrt(sum);
    }
}
