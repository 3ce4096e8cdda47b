using System.Runtime.Intrinsics.X86;
using CsCheck;
using Vitrine.Core.Search.Vectors;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Search.Vectors;

/// <summary>Coarse codes leave out only what cannot be among the best.</summary>
public sealed class CoarseQueryTests
{
    [Fact]
    public void Bound_OfAnyRow_IsNotBelowItsCosine() =>
        Gen.Select(Gen.Int[1, 512], Gen.Int, Gen.Int[0, 4]).Sample(
            (dimension, seed, kind) =>
            {
                var random = new Random(seed);
                var row = Row(random, dimension, kind);
                var like = random.Next(3) == 0 ? [.. row.Select(code => (float)code)] : random.Next(2) == 0 ? [.. Row(random, dimension, random.Next(5)).Select(code => (float)code)] : VectorSearchTests.Floats(random, dimension);
                var query = VectorQuery.Like(like);
                var coarse = new byte[CoarseQuery.StrideOf(dimension)];
                var slack = CoarseQuery.Write(row, coarse) / Math.Max(1, Length(row));
                var product = CoarseProduct.Of(in coarse[0], in query.Coarse.Codes[0], coarse.Length);

                var about = (product - query.Coarse.Shift) * query.Coarse.Scale / Math.Max(1, Length(row));
                Assert.InRange(NaiveSearch.Cosine(row, query.Direction), about - (slack * query.Coarse.Slope) - query.Coarse.Offset, about + (slack * query.Coarse.Slope) + query.Coarse.Offset);
            },
            iter: Deep.Times(3_000));

    [Fact]
    public void Products_OfEveryPath_AreEqual() =>
        Gen.Select(Gen.Int[1, 4].Select(n => n * CoarseProduct.Step), Gen.Int).Sample((length, seed) =>
        {
            var random = new Random(seed);
            var row = Enumerable.Range(0, length).Select(_ => random.Next(4) == 0 ? byte.MaxValue : (byte)random.Next(256)).ToArray();
            var query = Enumerable.Range(0, 2 * length).Select(_ => random.Next(3) == 0 ? (sbyte)random.Next(-127, 128) : seed % 2 == 0 ? (sbyte)127 : (sbyte)-127).ToArray();
            var expected = row.Select((both, i) => ((both & 15) * query[i]) + ((both >> 4) * query[length + i])).Sum();

            Assert.Equal(expected, CoarseProduct.Of(in row[0], in query[0], length));
            Assert.Equal(expected, CoarseProduct.Portable(in row[0], in query[0], length));
            if (Avx2.IsSupported)
            {
                Assert.Equal(expected, CoarseProduct.Medium(in row[0], in query[0], length));
            }
        });

    /// <summary>Many blocks of rows of which coarse codes leave out nearly all, some or none, and in an order in which each is better than all before.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Search_ManyBlocksOfAnyKind_FindsWhatTheNaiveSearchFinds(int kind)
    {
        var random = new Random(kind);
        var like = Row(random, 40, 0);
        var rows = Enumerable.Range(0, 30_000).Select(i => kind == 5 ? like.Select((code, j) => (sbyte)((code * i / 30_000) + (j % 2 == 0 ? 127 - (127 * i / 30_000) : 0) >> 1)).ToArray() : Row(random, 40, kind)).ToList();
        var space = VectorSearchTests.Space(40, rows);
        var some = rows.Select(_ => random.NextDouble() < 0.7).ToArray();
        foreach (var query in new[] { VectorQuery.Like([.. like.Select(code => (float)code)]), VectorQuery.Like([.. rows[17].Select(code => code + 0.5f)]), VectorQuery.Like(VectorSearchTests.Floats(random, 40)) })
        {
            foreach (var limit in new[] { 1, 20, 700 })
            {
                foreach (var (mask, allows) in new (AllowedRows, Func<int, bool>)[] { (AllowedRows.All, _ => true), (NaiveSearch.Mask(rows.Count, row => some[row]), row => some[row]) })
                {
                    var expected = NaiveSearch.Search(rows, query.Direction, limit, allows);
                    var hits = space.Search(query, limit, mask);
                    NaiveSearch.AssertSame(expected, hits);
                    Assert.Equal(hits, space.Search(query, limit, mask, workers: 2));
                }
            }
        }
    }

    private static double Length(sbyte[] row) => Math.Sqrt(row.Sum(code => code * code));

    /// <summary>Even, of few large components, of small ones, all alike, of few values.</summary>
    private static sbyte[] Row(Random random, int dimension, int kind) => kind switch
    {
        0 => NaiveSearch.Codes(random, dimension),
        1 => [.. Enumerable.Range(0, dimension).Select(_ => random.Next(8) == 0 ? (sbyte)random.Next(-127, 128) : (sbyte)random.Next(-3, 4))],
        2 => [.. Enumerable.Range(0, dimension).Select(i => i == 3 ? (sbyte)127 : (sbyte)random.Next(-2, 3))],
        3 => [.. Enumerable.Range(0, dimension).Select(i => (sbyte)((i * 37 % 200) - 100 + random.Next(-6, 7)))],
        _ => [.. Enumerable.Range(0, dimension).Select(i => i % 2 == 0 ? (sbyte)(127 * (random.Next(2) - 1)) : (sbyte)0)],
    };
}
