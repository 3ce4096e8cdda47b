using Vitrine.Core.Search.Vectors;

namespace Vitrine.Core.Tests.Search.Vectors;

/// <summary>The slow and obviously right search: every row in double, sorted.</summary>
internal static class NaiveSearch
{
    public static VectorHit[] Search(IReadOnlyList<sbyte[]> rows, IReadOnlyList<double> direction, int limit, Func<int, bool> allowed) =>
    [
        .. rows.Select((codes, row) => new VectorHit(row, (float)Cosine(codes, direction)))
            .Where(hit => allowed(hit.Row))
            .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Row).Take(limit),
    ];

    public static double Cosine(sbyte[] codes, IReadOnlyList<double> direction)
    {
        var (dot, square) = (0.0, 0.0);
        for (var i = 0; i < codes.Length; i++)
        {
            dot += codes[i] * direction[i];
            square += codes[i] * codes[i];
        }

        return square == 0 ? 0 : dot / Math.Sqrt(square);
    }

    public static sbyte[] Codes(Random random, int dimension)
    {
        var codes = new sbyte[dimension];
        for (var i = 0; i < dimension; i++)
        {
            codes[i] = (sbyte)random.Next(-127, 128);
        }

        return codes;
    }

    /// <summary>Rows are equal, or differ only where scores do not by more than rounding.</summary>
    public static void AssertSame(IReadOnlyList<VectorHit> expected, IReadOnlyList<VectorHit> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.InRange(actual[i].Score - expected[i].Score, -2e-7, 2e-7);
        }

        // The last of equals may be another one where rounding parts them.
        var last = expected.Count == 0 ? 0 : expected[^1].Score;
        Assert.Empty(expected.Where(hit => hit.Score > last + 2e-7).Select(hit => hit.Row).Except(actual.Select(hit => hit.Row)));
    }

    public static AllowedRows Mask(int rows, Func<int, bool> allowed)
    {
        var mask = new ulong[(rows + 63) / 64];
        for (var row = 0; row < rows; row++)
        {
            mask[row / 64] |= allowed(row) ? 1UL << (row % 64) : 0;
        }

        return AllowedRows.Only(mask);
    }
}
