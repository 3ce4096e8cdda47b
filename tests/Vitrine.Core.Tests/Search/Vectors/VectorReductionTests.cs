using Vitrine.Core.Search.Vectors;

namespace Vitrine.Core.Tests.Search.Vectors;

public sealed class VectorReductionTests
{
    [Fact]
    public void Fit_VectorsOfFewDirections_LosesNothing()
    {
        // 40 numbers each, but all in a space of 6 dimensions.
        var sample = Flat(300, 40, 6);

        var reduction = VectorReduction.Fit(sample, 6);

        Assert.InRange(reduction.Loss.VarianceLost, 0, 1e-6);
        Assert.InRange(reduction.Loss.RecallAt10, 0.99, 1);
        Assert.Equal(150, reduction.Loss.Vectors);
        Assert.InRange(Cosine(sample[0], sample[1]) - Cosine(reduction.Apply(sample[0]), reduction.Apply(sample[1])), -1e-5, 1e-5);
    }

    [Fact]
    public void Fit_ToFewerThanThereAre_SaysWhatItCosts()
    {
        var sample = Flat(600, 30, 12);

        var loss = new[] { 12, 8, 4 }.Select(to => VectorReduction.Fit(sample, to).Loss).ToList();

        Assert.True(loss[0].VarianceLost < loss[1].VarianceLost && loss[1].VarianceLost < loss[2].VarianceLost);
        Assert.True(loss[0].RecallAt10 > loss[1].RecallAt10 && loss[1].RecallAt10 > loss[2].RecallAt10);
        Assert.Contains("% of the variance lost, recall@10", loss[2].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Axes_OfASymmetricMatrix_AreItsEigenvectors()
    {
        const int N = 37;
        var random = new Random(2);
        var factor = Enumerable.Range(0, N * N).Select(_ => random.NextDouble() - 0.5).ToArray();
        var matrix = new double[N * N];
        for (var i = 0; i < N * N; i++)
        {
            matrix[i] = Enumerable.Range(0, N).Sum(k => factor[(i / N * N) + k] * factor[(i % N * N) + k]);
        }

        var (values, axes) = SymmetricAxes.Of((double[])matrix.Clone(), N);

        Assert.Equal(values.OrderDescending(), values);
        Assert.Equal(Enumerable.Range(0, N).Sum(i => matrix[(i * N) + i]), values.Sum(), 9);
        for (var a = 0; a < N; a++)
        {
            for (var i = 0; i < N; i++)
            {
                Assert.InRange(Enumerable.Range(0, N).Sum(j => matrix[(i * N) + j] * axes[a][j]) - (values[a] * axes[a][i]), -1e-8, 1e-8);
            }

            Assert.All(Enumerable.Range(0, N), b => Assert.InRange(SymmetricAxes.Dot(axes[a], axes[b]) - (a == b ? 1 : 0), -1e-6, 1e-6));
        }
    }

    [Fact]
    public void Fit_TheSameSample_GivesTheSameBytes()
    {
        var sample = Flat(100, 20, 9);

        Assert.Equal(ReductionFile.Save(VectorReduction.Fit(sample, 5)), ReductionFile.Save(VectorReduction.Fit(sample, 5)));
    }

    [Fact]
    public void Load_OfSave_GivesTheSameMap()
    {
        var sample = Flat(100, 20, 9);
        var reduction = VectorReduction.Fit(sample, 5);

        var read = ReductionFile.Load(ReductionFile.Save(reduction));

        Assert.Equal((20, 5, reduction.Loss), (read.From, read.To, read.Loss));
        Assert.Equal(reduction.Apply(sample[3]), read.Apply(sample[3]));
    }

    [Fact]
    public void Load_OfDamagedBytes_SaysSo()
    {
        var bytes = ReductionFile.Save(VectorReduction.Fit(Flat(100, 20, 9), 5));
        byte[] later = [.. bytes];
        later[2] = 2;

        Assert.Contains("format 2", Assert.Throws<FormatException>(() => ReductionFile.Load(later)).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => ReductionFile.Load([]));
        Assert.Throws<FormatException>(() => ReductionFile.Load(bytes.AsSpan(0, bytes.Length - 1)));
        for (var i = 0; i < bytes.Length; i += 7)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 0x10;
            Assert.Throws<FormatException>(() => ReductionFile.Load(changed));
        }
    }

    [Fact]
    public void Fit_WhatCannotBeFitted_IsRefused()
    {
        var sample = Flat(100, 20, 9);

        Assert.Throws<ArgumentException>(() => VectorReduction.Fit(sample, 21));
        Assert.Throws<ArgumentException>(() => VectorReduction.Fit([.. sample.Take(10)], 5));
        Assert.Throws<ArgumentException>(() => VectorReduction.Fit([.. sample, new float[3]], 5));
        Assert.Throws<ArgumentException>(() => VectorReduction.Fit([.. sample, [.. sample[0].Select(_ => float.NaN)]], 5));
        Assert.Throws<ArgumentException>(() => VectorReduction.Fit(sample, 5).Apply(new float[3]));
    }

    /// <summary>Random vectors that fill only some dimensions of their space, each less than the one before.</summary>
    private static List<float[]> Flat(int count, int dimension, int filled)
    {
        var random = new Random(8);
        var axes = Enumerable.Range(0, filled).Select(_ => VectorSearchTests.Floats(random, dimension)).ToList();
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var weights = axes.Select((_, i) => (random.NextDouble() - 0.5) / (1 + (i * 0.1))).ToList();
            return Enumerable.Range(0, dimension).Select(j => (float)axes.Select((axis, i) => weights[i] * axis[j]).Sum()).ToArray();
        })];
    }

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
