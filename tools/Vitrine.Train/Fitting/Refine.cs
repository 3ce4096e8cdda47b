using System.Numerics.Tensors;

namespace Vitrine.Train.Fitting;

/// <summary>
/// Goes on from the ridge solution towards what is wanted of the layer: the teachers' probabilities, not all their logarithms alike. Adam (Kingma and
/// Ba, 2015) on the cross-entropy between the teachers' averaged answer and the layer's softmax; few epochs, stopped before it forgets the rest.
/// </summary>
internal sealed class Refine
{
    private const int Batch = 64;
    private const float First = 0.9f;
    private const float Second = 0.999f;

    /// <summary>A class whose probability is off by less moves nothing.</summary>
    private const float Negligible = 1e-5f;

    private readonly TrainingSet set;
    private readonly int[] rows;
    private readonly Layer start;
    private readonly float[] weights;
    private readonly float[] bias;
    private readonly float[] gradient;
    private readonly float[] biasGradient;
    private readonly float[] mean;
    private readonly float[] square;
    private readonly float[] biasMean;
    private readonly float[] biasSquare;
    private readonly float[] work;
    private int step;

    public Refine(TrainingSet set, int[] rows, Layer start)
    {
        (this.set, this.rows, this.start) = (set, rows, start);
        (weights, bias) = ([.. start.Weights], [.. start.Bias]);
        (gradient, mean, square, work) = (new float[weights.Length], new float[weights.Length], new float[weights.Length], new float[weights.Length]);
        (biasGradient, biasMean, biasSquare) = (new float[bias.Length], new float[bias.Length], new float[bias.Length]);
    }

    public Layer Layer => start with { Weights = [.. weights], Bias = [.. bias] };

    /// <summary>Every row once, in an order that depends on the epoch's number alone.</summary>
    public void Epoch(int number, float rate)
    {
        var order = (int[])rows.Clone();
        new Random(number).Shuffle(order);
        foreach (var batch in order.Chunk(Batch))
        {
            Array.Clear(gradient);
            Array.Clear(biasGradient);
            foreach (var row in batch)
            {
                AddGradient(row, 1f / batch.Length);
            }

            step++;
            Move(weights, gradient, mean, square, work, rate);
            Move(bias, biasGradient, biasMean, biasSquare, work.AsSpan(0, bias.Length), rate);
        }
    }

    private void AddGradient(int row, float share)
    {
        Span<float> x = stackalloc float[start.Mean.Length];
        TensorPrimitives.Subtract(set.Features(row), start.Mean, x);
        TensorPrimitives.Multiply(x, start.Scale, x);
        var (wanted, said) = (new float[bias.Length], new float[bias.Length]);
        set.Target(row, wanted);
        TensorPrimitives.SoftMax(wanted, wanted);
        for (var c = 0; c < said.Length; c++)
        {
            said[c] = bias[c] + TensorPrimitives.Dot(x, weights.AsSpan(c * x.Length, x.Length));
        }

        TensorPrimitives.SoftMax(said, said);
        for (var c = 0; c < said.Length; c++)
        {
            var off = (said[c] - wanted[c]) * share;
            if (MathF.Abs(off) > Negligible)
            {
                var part = gradient.AsSpan(c * x.Length, x.Length);
                TensorPrimitives.MultiplyAdd(x, off, part, part);
                biasGradient[c] += off;
            }
        }
    }

    private void Move(Span<float> values, float[] slope, float[] average, float[] squares, Span<float> scratch, float rate)
    {
        TensorPrimitives.Multiply(average, First, average);
        TensorPrimitives.MultiplyAdd(slope, 1 - First, average, average);
        TensorPrimitives.Multiply(squares, Second, squares);
        TensorPrimitives.Multiply(slope, slope, scratch);
        TensorPrimitives.MultiplyAdd(scratch, 1 - Second, squares, squares);
        TensorPrimitives.Sqrt(squares, scratch);
        TensorPrimitives.Add(scratch, 1e-6f, scratch);
        TensorPrimitives.Divide(average, scratch, scratch);
        var size = rate * MathF.Sqrt(1 - MathF.Pow(Second, step)) / (1 - MathF.Pow(First, step));
        TensorPrimitives.MultiplyAdd(scratch, -size, values, values);
    }
}
