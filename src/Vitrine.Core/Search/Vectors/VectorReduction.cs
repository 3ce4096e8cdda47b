using System.Globalization;

namespace Vitrine.Core.Search.Vectors;

/// <summary>What a reduction takes away, measured on vectors that it was not fitted on.</summary>
/// <param name="VarianceLost">Mean share of a vector's squared length that is gone, 0…1.</param>
/// <param name="RecallAt10">Of the ten nearest before, the share that is among the ten nearest after; 1 = nothing lost.</param>
/// <param name="Vectors">How many it was measured on.</param>
public sealed record ReductionLoss(double VarianceLost, double RecallAt10, int Vectors)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{VarianceLost * 100:0.00} % of the variance lost, recall@10 {RecallAt10:0.000} against the unreduced, on {Vectors} vectors");
}

/// <summary>
/// A linear map that brings vectors of many dimensions to at most 512 with as little change of their cosines as a linear map can: onto the principal axes of unit vectors.
/// Immutable. The same sample gives the same map on every processor.
/// </summary>
/// <remarks>
/// The axes are those about the origin, without the mean taken off: cosines are angles at the origin, and a map with an offset would change them all.
/// File: see <see cref="ReductionFile"/>.
/// </remarks>
public sealed class VectorReduction
{
    /// <summary>Vectors needed for each dimension that is left, so that the axes are those of the space and not of the sample.</summary>
    private const int SampleADimension = 2;

    private const int Asked = 200;

    /// <summary>To rows of From numbers: what each new component is of the old ones.</summary>
    private readonly float[] map;

    internal VectorReduction(int from, int to, float[] map, ReductionLoss loss)
    {
        (From, To, this.map, Loss) = (from, to, map, loss);
    }

    /// <summary>Dimensions that it takes.</summary>
    public int From { get; }

    /// <summary>Dimensions that it gives.</summary>
    public int To { get; }

    /// <summary>What it costs; meant to be shown to whoever chooses it.</summary>
    public ReductionLoss Loss { get; }

    internal ReadOnlySpan<float> Map => map;

    /// <summary>
    /// Fits the map on every other vector of a sample and measures its loss on the rest. Takes some seconds for 768 dimensions.
    /// </summary>
    /// <param name="sample">At least 4 · <paramref name="to"/> vectors, all of one dimension; taken at length 1.</param>
    /// <param name="to">1…512, at most the dimension of the sample.</param>
    /// <exception cref="ArgumentException">Too few vectors, of different dimensions, or with numbers that are not finite.</exception>
    public static VectorReduction Fit(IReadOnlyList<float[]> sample, int to, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        VectorSpace.Checked(to);
        if (sample.Count < 2 * SampleADimension * to)
        {
            throw new ArgumentException($"{sample.Count} vectors are too few for a map to {to} dimensions: {2 * SampleADimension * to} are needed", nameof(sample));
        }

        var from = sample[0].Length;
        if (to > from || sample.Any(vector => vector.Length != from))
        {
            throw new ArgumentException($"a map to {to} dimensions is fitted on vectors of one dimension of at least that", nameof(sample));
        }

        var units = sample.Select(Unit).ToList();
        var matrix = new double[from * from];
        for (var i = 0; i < units.Count; i += 2)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(units[i], matrix);
        }

        var axes = SymmetricAxes.Of(matrix, from).Axes;
        var map = axes.Take(to).SelectMany(axis => axis.Select(x => (float)x)).ToArray();
        var unmeasured = new VectorReduction(from, to, map, new ReductionLoss(0, 1, 0));
        return new VectorReduction(from, to, map, unmeasured.Measure([.. sample.Where((_, i) => i % 2 == 1)]));
    }

    /// <summary>The vector in the smaller space; its length is not kept at 1.</summary>
    /// <exception cref="ArgumentException">Another dimension, or a component that is not a finite number.</exception>
    public float[] Apply(ReadOnlySpan<float> vector)
    {
        if (vector.Length != From)
        {
            throw new ArgumentException($"a vector of {vector.Length} components does not go through a map from {From}");
        }

        Int8Vector.Finite(vector);
        var reduced = new float[To];
        for (var i = 0; i < To; i++)
        {
            var row = map.AsSpan(i * From, From);
            var sum = 0.0;
            for (var j = 0; j < row.Length; j++)
            {
                sum += (double)row[j] * vector[j];
            }

            reduced[i] = (float)sum;
        }

        return reduced;
    }

    /// <summary>The loss on other vectors than those of the sample, say of one's own library.</summary>
    /// <param name="vectors">At least one; up to 200 of them, evenly spread, are asked for their neighbours among all.</param>
    /// <exception cref="ArgumentException">Another dimension, or numbers that are not finite.</exception>
    public ReductionLoss Measure(IReadOnlyList<float[]> vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var before = vectors.Select(Unit).ToList();
        var reduced = before.Select(unit => Apply([.. unit.Select(x => (float)x)])).ToList();
        var after = reduced.Select(Unit).ToList();
        var kept = before.Zip(reduced, (whole, part) => (Whole: SymmetricAxes.Dot(whole, whole), Part: part.Sum(x => (double)x * x))).Where(pair => pair.Whole > 0).ToList();
        var step = Math.Max(1, vectors.Count / Asked);
        var recalls = new List<double>();
        for (var i = 0; i < vectors.Count && vectors.Count > 1; i += step)
        {
            var nearest = Nearest(before, i);
            recalls.Add(nearest.Intersect(Nearest(after, i)).Count() / (double)nearest.Count);
        }

        return new ReductionLoss(
            kept.Count == 0 ? 0 : Math.Clamp(1 - kept.Average(pair => pair.Part / pair.Whole), 0, 1), recalls.Count == 0 ? 1 : recalls.Average(), vectors.Count);
    }

    /// <summary>The ten nearest other ones.</summary>
    private static List<int> Nearest(List<double[]> vectors, int of)
    {
        var best = new TopRows(10);
        for (var i = 0; i < vectors.Count; i++)
        {
            if (i != of)
            {
                best.Offer(i, (float)SymmetricAxes.Dot(vectors[of], vectors[i]));
            }
        }

        return [.. best.Sorted().Select(hit => hit.Row)];
    }

    private static void Add(double[] unit, double[] matrix)
    {
        var n = unit.Length;
        for (var i = 0; i < n; i++)
        {
            var row = matrix.AsSpan(i * n, n);
            var factor = unit[i];
            for (var j = 0; j < n; j++)
            {
                row[j] += factor * unit[j];
            }
        }
    }

    private static double[] Unit(float[] vector)
    {
        Int8Vector.Finite(vector);
        var length = Math.Sqrt(vector.Sum(x => (double)x * x));
        return [.. vector.Select(x => length > 0 ? x / length : 0)];
    }
}
