using System.Numerics.Tensors;
using Vitrine.Media.Analyzers.Classify;

namespace Vitrine.Train.Fitting;

/// <summary>How often a layer's best classes are the teachers' best.</summary>
/// <param name="Count">Views compared.</param>
/// <param name="First">Views whose best class is the teachers' best.</param>
/// <param name="Five">Views whose five best hold the teachers' best.</param>
/// <param name="CrossEntropy">Mean −Σ p·ln q between the teachers' averaged answer p and the layer's softmax q, nats.</param>
internal sealed record Agreement(int Count, int First, int Five, double CrossEntropy)
{
    public static Agreement Measure(TrainingSet set, int[] rows, DistilledHead head, float temperature = 1)
    {
        var (first, five, entropy) = (0, 0, 0.0);
        var (logits, target) = (new float[head.Classes], new float[head.Classes]);
        foreach (var row in rows)
        {
            head.Apply(set.Features(row), logits);
            set.Target(row, target);
            var best = TensorPrimitives.IndexOfMax(target);
            var rank = Rank(logits, best);
            first += rank == 0 ? 1 : 0;
            five += rank < 5 ? 1 : 0;
            entropy += CrossEntropyOf(target, logits, temperature);
        }

        return new Agreement(rows.Length, first, five, entropy / rows.Length);
    }

    /// <summary>How many classes have a higher logit.</summary>
    public static int Rank(ReadOnlySpan<float> logits, int wanted)
    {
        var (rank, own) = (0, logits[wanted]);
        foreach (var logit in logits)
        {
            rank += logit > own ? 1 : 0;
        }

        return rank;
    }

    private static double CrossEntropyOf(float[] target, float[] logits, float temperature)
    {
        var (p, scaled) = (new float[target.Length], new float[target.Length]);
        TensorPrimitives.SoftMax(target, p);
        TensorPrimitives.Multiply(logits, temperature, scaled);
        var highest = TensorPrimitives.Max(scaled);
        var sum = 0.0;
        foreach (var value in scaled)
        {
            sum += Math.Exp(value - highest);
        }

        return highest + Math.Log(sum) - TensorPrimitives.Dot(p, scaled);
    }
}
