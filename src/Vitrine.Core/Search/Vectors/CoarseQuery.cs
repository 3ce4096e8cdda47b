namespace Vitrine.Core.Search.Vectors;

/// <summary>
/// A query against coarse codes: four bits a component, half of what codes take, and enough to tell of most rows that they cannot be among the best. A code c is 16 · u − 120.5 + rest with
/// u = ⌊c / 16⌋ + 8, 0…15, and |rest| ≤ 7.5.
/// </summary>
/// <remarks>
/// For a row x of length 1 with coarse x′, and the query q of length 1 in 8 bits q′: x·q = x′·q′ + x′·(q − q′) + (x − x′)·q, so by Cauchy–Schwarz
/// x·q ≤ x′·q′ + (1 + slack) ‖q − q′‖ + slack with slack = ‖x − x′‖, some 0.1, which is kept with the row.
/// </remarks>
internal sealed class CoarseQuery
{
    private const int Levels = 16, Highest = 127, HalfSteps = 241;

    /// <summary>What floats lose on top: 2⁻²³ of numbers of at most 3, some times.</summary>
    private const double Rounding = 2e-6;

    private readonly sbyte[] codes;

    public CoarseQuery(double[] direction)
    {
        codes = new sbyte[2 * StrideOf(direction.Length)];
        var largest = direction.Length == 0 ? 0 : direction.Max(Math.Abs);
        var step = largest / Highest;
        var (error, sum) = (0.0, 0);
        for (var i = 0; i < direction.Length && largest > 0; i++)
        {
            codes[i] = (sbyte)Math.Round(direction[i] / step);
            error += Math.Pow(direction[i] - (codes[i] * step), 2);
            sum += codes[i];
        }

        error = Math.Sqrt(error);

        // The levels stand for 16 · u − 120.5: what is taken off is the same for all rows, and a whole number of 32nds of what a level counts.
        (Scale, Shift) = ((float)(step * Levels), HalfSteps * sum / (2.0f * Levels));
        (Slope, Offset) = ((float)(1 + error), (float)(error + Rounding));
    }

    /// <summary>A row's length · cosine is about (product − this) · <see cref="Scale"/>, where product is the sum that <see cref="CoarseProduct"/> gives.</summary>
    public float Shift { get; }

    public float Scale { get; }

    /// <summary>Of a row's slack, and what comes on top of it: how far its cosine may lie above the coarse one.</summary>
    public float Slope { get; }

    public float Offset { get; }

    /// <summary>For the low halves of a row's bytes, then for the high halves.</summary>
    public ReadOnlySpan<sbyte> Codes => codes;

    /// <summary>Bytes of a row of coarse codes.</summary>
    public static int StrideOf(int dimension) => (((dimension + 1) / 2) + CoarseProduct.Step - 1) / CoarseProduct.Step * CoarseProduct.Step;

    /// <summary>Writes the coarse codes of a row and returns the length of what they leave out.</summary>
    public static double Write(ReadOnlySpan<sbyte> row, Span<byte> coarse)
    {
        coarse.Clear();
        var squares = 0L;
        for (var i = 0; i < row.Length; i++)
        {
            var level = (row[i] >> 4) + (Levels / 2);
            coarse[i % coarse.Length] |= (byte)(i < coarse.Length ? level : level << 4);
            var twice = (2 * row[i]) - (2 * Levels * level) + HalfSteps;
            squares += twice * twice;
        }

        return Math.Sqrt(squares) / 2;
    }
}
