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
    private short[]? rowPairs;
    private int[]? columnPairs;

    private AxisWeights(int outputs, int taps)
    {
        // Rows are padded to whole pairs with weight 0: the vector code takes two taps a step.
        Taps = (taps + 1) & ~1;
        starts = new int[outputs];
        counts = new int[outputs];
        weights = new int[outputs * Taps];
    }

    public int Outputs => starts.Length;

    /// <summary>Weights stored per output, an even number.</summary>
    public int Taps { get; }

    public bool CanSplit => Taps <= MaxSplitTaps;

    /// <summary>First input position that any output takes from, and one past the last.</summary>
    public int InputStart => starts[0];

    public int InputEnd => starts[^1] + counts[^1];

    public int Start(int output) => starts[output];

    public ReadOnlySpan<int> Starts => starts;

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
        var made = new AxisWeights(count, Math.Min(((int)Math.Ceiling(support) * 2) + 1, input));
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
    /// Weights for the pass along rows, laid out for two neighbouring outputs at once: for each two outputs and each two taps,
    /// 32 halves: the high halves <c>w0 w1</c> of the first output four times and of the second four times, then the low halves alike.
    /// An odd last output stands beside itself.
    /// </summary>
    public ReadOnlySpan<short> RowPairs => rowPairs ??= SpreadRows();

    /// <summary>Weights for the pass down columns: for each output and each two taps <c>w0 | w1 &lt;&lt; 16</c> of the high halves, then of the low halves.</summary>
    public ReadOnlySpan<int> ColumnPairs => columnPairs ??= SpreadColumns();

    private short[] SpreadRows()
    {
        var steps = Taps / 2;
        var spread = new short[(Outputs + 1) / 2 * steps * 32];
        for (var i = 0; i < spread.Length; i++)
        {
            var (pair, step, part) = (i / 32 / steps, i / 32 % steps, i % 32);
            var output = Math.Min((pair * 2) + (part % 16 / 8), Outputs - 1);
            var weight = weights[(output * Taps) + (step * 2) + (part % 2)];
            spread[i] = part < 16 ? High(weight) : Low(weight);
        }

        return spread;
    }

    private int[] SpreadColumns()
    {
        var spread = new int[weights.Length];
        for (var i = 0; i < spread.Length; i += 2)
        {
            spread[i] = (ushort)High(weights[i]) | (High(weights[i + 1]) << 16);
            spread[i + 1] = (ushort)Low(weights[i]) | (Low(weights[i + 1]) << 16);
        }

        return spread;
    }

    private static short High(int weight) => (short)(weight >> LowBits);

    private static short Low(int weight) => (short)(weight & ((1 << LowBits) - 1));
}
