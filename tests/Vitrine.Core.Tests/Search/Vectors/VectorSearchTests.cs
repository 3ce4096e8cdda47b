using CsCheck;
using Vitrine.Core.Search.Vectors;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Search.Vectors;

public sealed class VectorSearchTests
{
    private static readonly Gen<(int Seed, int Dimension, int Rows, int Limit, double Selectivity, bool FewValues)> Searches = Gen.Select(
        Gen.Int, Gen.OneOf(Gen.Int[1, 70], Gen.OneOf(384, 512)), Gen.Int[0, 300], Gen.Int[0, 60], Gen.OneOf(0.0, 0.02, 0.3, 1.0), Gen.Bool);

    [Fact]
    public void Search_AnyRowsAndMask_FindsWhatTheNaiveSearchFinds() =>
        Searches.Sample(
            s =>
            {
                var random = new Random(s.Seed);
                var rows = Enumerable.Range(0, s.Rows).Select(_ => NaiveSearch.Codes(random, s.Dimension)).ToList();
                if (s.FewValues)
                {
                    // Many equal rows and rows of zeros: ties, and more of them than candidates are kept.
                    rows = [.. rows.Select((_, i) => i % 7 == 0 ? new sbyte[s.Dimension] : rows[i % 3])];
                }

                var allowed = Enumerable.Range(0, s.Rows).Select(_ => random.NextDouble() < s.Selectivity).ToList();
                var query = VectorQuery.Like(Floats(random, s.Dimension));
                var mask = s.Selectivity < 1 ? NaiveSearch.Mask(s.Rows, row => allowed[row]) : AllowedRows.All;

                NaiveSearch.AssertSame(
                    NaiveSearch.Search(rows, query.Direction, s.Limit, row => allowed[row]), Space(s.Dimension, rows).Search(query, s.Limit, mask));
            },
            iter: Deep.Times(600));

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.1)]
    [InlineData(0.01)]
    [InlineData(0.001)]
    [InlineData(0.0001)]
    public void Search_AtAnySelectivity_MissesNoneOfTheBestFifty(double selectivity)
    {
        var random = new Random(11);
        var rows = Clustered(random, 40_000, 64);
        var space = Space(64, rows);
        var allowed = rows.Select(_ => random.NextDouble() < selectivity).ToArray();
        var mask = NaiveSearch.Mask(rows.Count, row => allowed[row]);
        for (var i = 0; i < 5; i++)
        {
            var query = VectorQuery.Like(Floats(random, 64));
            var expected = NaiveSearch.Search(rows, query.Direction, 50, row => allowed[row]);

            NaiveSearch.AssertSame(expected, space.Search(query, 50, mask, workers: 2));
            Assert.Equal(space.Search(query, 50, mask), space.Search(query, 50, mask, workers: 4));
        }
    }

    [Fact]
    public void Search_EqualRows_NamesTheLowestFirst()
    {
        var same = NaiveSearch.Codes(new Random(1), 40);
        var space = Space(40, Enumerable.Repeat(same, 20_000));

        var hits = space.Search(VectorQuery.Like([.. same.Select(c => (float)c)]), 5, AllowedRows.All, workers: 2);

        Assert.Equal([0, 1, 2, 3, 4], hits.Select(hit => hit.Row));
        Assert.All(hits, hit => Assert.Equal(1f, hit.Score));
    }

    [Fact]
    public void Search_MoreThanThereAre_GivesAllAllowed()
    {
        var space = Space(8, [[1, 0, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0, 0], [-1, 0, 0, 0, 0, 0, 0, 0]]);
        var query = VectorQuery.Like([2, 1, 0, 0, 0, 0, 0, 0]);

        Assert.Equal([0, 1, 2], space.Search(query, 10, AllowedRows.All).Select(hit => hit.Row));
        Assert.Equal([0, 2], space.Search(query, 10, AllowedRows.Only(new ulong[] { 0b101 })).Select(hit => hit.Row));
        Assert.Equal([0, 1, 2], space.Search(query, 10, AllowedRows.Only(new ulong[] { ulong.MaxValue, ulong.MaxValue })).Select(hit => hit.Row));
        Assert.Empty(space.Search(query, 10, default));
        Assert.Empty(space.Search(query, 0, AllowedRows.All));
        Assert.Empty(new VectorSpace(8).Current.Search(query, 10, AllowedRows.All));
    }

    [Fact]
    public void Search_VectorsOfZeros_ScoreZero()
    {
        var space = Space(3, [[0, 0, 0], [-5, 0, 0], [5, 0, 0]]);

        Assert.Equal([new(2, 1), new(0, 0), new(1, -1)], space.Search(VectorQuery.Like([1, 0, 0]), 3, AllowedRows.All));
        Assert.Empty(space.Search(VectorQuery.Like([0, 0, 0]), 3, AllowedRows.All));
    }

    [Fact]
    public void Combine_LikeThisButNotThat_WeighsUnitVectors()
    {
        var query = VectorQuery.Combine([(new float[] { 100, 0, 0 }, 1), (new float[] { 0, 0.5f, 0 }, -1)]);

        Assert.Equal([0.707107, -0.707107, 0], query.Direction.Select(d => Math.Round(d, 6)));
        Assert.True(VectorQuery.Combine([(new float[] { 0.1f, 0.7f }, 1), (new float[] { 0.2f, 1.4f }, -1)]).IsEmpty);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Numbers_ThatAreNone_AreRefused(float number)
    {
        Assert.Contains("component 1", Assert.Throws<ArgumentException>(() => VectorQuery.Like([0, number])).Message, StringComparison.Ordinal);
        Assert.Contains("component 1", Assert.Throws<ArgumentException>(() => new VectorSpace(2).Add([0f, number])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dimensions_ThatDoNotFit_AreRefused()
    {
        var space = Space(3, [[1, 2, 3]]);

        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorSpace(513));
        Assert.Throws<ArgumentException>(() => new VectorSpace(3).Add([1f, 2f]));
        Assert.Throws<ArgumentException>(() => space.Search(VectorQuery.Like([1, 2]), 1, AllowedRows.All));
        Assert.Throws<ArgumentException>(() => VectorQuery.Combine([]));
        Assert.Throws<ArgumentException>(() => VectorQuery.Combine([(new float[] { 1 }, 1), (new float[] { 1, 2 }, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.Score(1, VectorQuery.Like([1, 2, 3])));
    }

    [Fact]
    public void Products_OfEveryPath_AreEqual() =>
        Gen.Select(Gen.Int[1, 16].Select(n => n * 32), Gen.Int).Sample((length, seed) =>
        {
            var random = new Random(seed);
            var row = Enumerable.Range(0, length).Select(_ => random.Next(4) == 0 ? sbyte.MinValue : (sbyte)random.Next(-128, 128)).ToArray();
            var query = row.Select(code => random.Next(3) == 0 ? (short)random.Next(short.MinValue, short.MaxValue) : (short)(code < 0 ? -short.MaxValue : short.MaxValue)).ToArray();
            var expected = row.Zip(query, (a, b) => (long)a * b).Sum();

            Assert.Equal(expected, CodeProduct.Of(in row[0], in query[0], length));
            Assert.Equal(expected, CodeProduct.Portable(in row[0], in query[0], length));
            if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
            {
                Assert.Equal(expected, CodeProduct.Medium(in row[0], in query[0], length));
            }
        });

    [Fact]
    public void CopyTo_ARow_GivesItsDirection()
    {
        var space = new VectorSpace(3);
        space.Add([0f, 0f, 0f]);
        space.Add([3f, 0f, -4f]);
        var vector = new float[3];

        space.Current.CopyTo(1, vector);

        Assert.Equal([0.6, 0, -0.8], vector.Select(v => Math.Round(v, 2)));
    }

    internal static VectorGeneration Space(int dimension, IEnumerable<sbyte[]> rows)
    {
        var space = new VectorSpace(dimension);
        space.AddMany([.. rows.SelectMany(row => row)]);
        return space.Current;
    }

    internal static float[] Floats(Random random, int dimension) => [.. Enumerable.Range(0, dimension).Select(_ => (random.NextSingle() * 2) - 1)];

    /// <summary>Vectors in bunches, as pictures of few kinds give them.</summary>
    internal static List<sbyte[]> Clustered(Random random, int count, int dimension)
    {
        var centres = Enumerable.Range(0, 100).Select(_ => NaiveSearch.Codes(random, dimension)).ToList();
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var centre = centres[random.Next(centres.Count)];
            return centre.Select(code => (sbyte)((code + random.Next(-127, 128)) / 2)).ToArray();
        })];
    }
}
