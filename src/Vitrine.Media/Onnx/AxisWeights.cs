namespace Vitrine.Media.Onnx;

/// <summary>
/// What each output position of one axis takes from which input positions: fixed-point weights of 22 bits, as Pillow
/// computes them (<c>Resample.c</c>: precompute_coeffs and normalize_coeffs_8bpc).
/// </summary>
internal sealed class AxisWeights
{
    public const int Precision = 32 - 8 - 2;

    /// <summary>Weights are split here into a high and a low half so that 16-bit multiply-adds give the exact sum.</summary>
    public const int LowBits = 12;

    /// <summary>Up to here the low halves of all taps times 255 stay below 2³¹.</summary>
    private const int MaxSplitTaps = 2048;

    private readonly int[] starts;
    private readonly int[] counts;
    private readonly int[] weights;
    private short[]? pairsHigh;
    private short[]? pairsLow;

    private AxisWeights(int outputs, int taps)
    {
        // Rows are padded to a multiple of four taps with weight 0: the vector code reads four at a time.
        Taps = (taps + 3) & ~3;
        starts = new int[outputs];
        counts = new int[outputs];
        weights = new int[outputs * Taps];
    }

    public int Outputs => starts.Length;

    /// <summary>Weights stored per output, a multiple of four.</summary>
    public int Taps { get; }

    public bool CanSplit => Taps <= MaxSplitTaps;

    /// <summary>First input position that any output takes from, and one past the last.</summary>
    public int InputStart => starts[0];

    public int InputEnd => starts[^1] + counts[^1];

    public int Start(int output) => starts[output];

    public ReadOnlySpan<int> Weights(int output) => weights.AsSpan(output * Taps, counts[output]);

    /// <param name="input">Positions of the input.</param>
    /// <param name="from">Where the part of the input that is scaled begins; 0 for all of it.</param>
    /// <param name="to">Where it ends; <paramref name="input"/> for all of it.</param>
    /// <param name="output">Positions that the part is scaled to.</param>
    /// <param name="first">The first of these that is wanted.</param>
    /// <param name="count">How many are wanted.</param>
    public static AxisWeights Create(int input, double from, double to, int output, int first, int count, ResampleFilter filter)
    {
        var scale = (to - from) / output;
        var widened = Math.Max(scale, 1);
        var support = filter.Support() * widened;
        var made = new AxisWeights(count, ((int)Math.Ceiling(support) * 2) + 1);
        var exact = new double[made.Taps];
        for (var i = 0; i < count; i++)
        {
            var centre = from + ((first + i + 0.5) * scale);
            var start = Math.Max((int)(centre - support + 0.5), 0);
            var taps = Math.Min((int)(centre + support + 0.5), input) - start;
            var sum = 0.0;
            for (var k = 0; k < taps; k++)
            {
                exact[k] = filter.At((k + start - centre + 0.5) * (1 / widened));
                sum += exact[k];
            }

            made.starts[i] = start;
            made.counts[i] = taps;
            for (var k = 0; k < taps; k++)
            {
                var weight = sum != 0 ? exact[k] * (1 / sum) : exact[k];
                made.weights[(i * made.Taps) + k] = (int)((weight * (1 << Precision)) + (weight >= 0 ? 0.5 : -0.5));
            }
        }

        return made;
    }

    /// <summary>
    /// The high or low halves of an output's weights laid out for <see cref="Resample"/>'s row pass: for each four taps
    /// sixteen numbers, <c>w0 w1</c> four times, then <c>w2 w3</c> four times.
    /// </summary>
    public ReadOnlySpan<short> Pairs(bool high)
    {
        if (pairsHigh is null || pairsLow is null)
        {
            pairsHigh = Spread(weight => (short)(weight >> LowBits));
            pairsLow = Spread(weight => (short)(weight & ((1 << LowBits) - 1)));
        }

        return high ? pairsHigh : pairsLow;
    }

    private short[] Spread(Func<int, short> half)
    {
        var spread = new short[weights.Length * 4];
        for (var i = 0; i < weights.Length; i += 4)
        {
            for (var j = 0; j < 16; j++)
            {
                spread[(i * 4) + j] = half(weights[i + (j / 8 * 2) + (j % 2)]);
            }
        }

        return spread;
    }
}
