using System.Globalization;
using System.Numerics.Tensors;
using Vitrine.Media.Analyzers.Classify;

namespace Vitrine.Train.Fitting;

/// <summary>
/// Chooses λ, the logits' factor and the number of refining epochs on pictures held out of the fit, then makes the layer again on both parts with
/// these and rounds it to bytes.
/// </summary>
internal static class Fit
{
    private const int MaxEpochs = 8;
    private const float Rate = 0.0003f;

    private static readonly double[] Lambdas = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];
    private static readonly float[] Factors = [0.8f, 1, 1.2f, 1.4f, 1.6f, 1.8f, 2, 2.25f, 2.5f, 3];

    public static DistilledHead Run(TrainingSet set)
    {
        var fit = set.Rows(k => TrainingSet.PartOf(k) == Part.Fit);
        var choose = set.Rows(k => TrainingSet.PartOf(k) == Part.Choose && k.View == 0);
        Say($"{fit.Length} views to fit, {choose.Length} pictures to choose λ, factor and epochs on");
        var ridge = Ridge.Sum(set, fit);
        var lambda = ChooseLambda(set, choose, ridge);
        var factor = ChooseFactor(set, choose, Round(ridge.Solve(lambda)));
        var epochs = ChooseEpochs(set, fit, choose, Scaled(ridge.Solve(lambda), factor));
        var all = set.Rows(k => TrainingSet.PartOf(k) != Part.HeldOut);
        Say($"final layer on {all.Length} views: λ {lambda}, logits × {factor}, {epochs} epochs");
        var refine = new Refine(set, all, Scaled(Ridge.Sum(set, all).Solve(lambda), factor));
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            refine.Epoch(epoch, RateOf(epoch));
        }

        return Round(refine.Layer);
    }

    private static double ChooseLambda(TrainingSet set, int[] choose, Ridge ridge)
    {
        var (best, bestFirst) = (Lambdas[0], -1);
        Console.WriteLine("λ        top-1   top-5");
        foreach (var lambda in Lambdas)
        {
            var found = Agreement.Measure(set, choose, Round(ridge.Solve(lambda)));
            Say($"{lambda,-8} {(double)found.First / found.Count:F4}  {(double)found.Five / found.Count:F4}");
            if (found.First > bestFirst)
            {
                (best, bestFirst) = (lambda, found.First);
            }
        }

        return best;
    }

    /// <summary>Ridge regression shrinks; one factor on all logits brings the softmax nearest to the teachers' (least cross-entropy). It moves no rank.</summary>
    private static float ChooseFactor(TrainingSet set, int[] choose, DistilledHead head)
    {
        var measured = Factors.Select(f => (Factor: f, Agreement.Measure(set, choose, head, f).CrossEntropy)).ToList();
        Say($"logits ×  cross-entropy: {string.Join(", ", measured.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Factor} {m.CrossEntropy:F3}")))}");
        return measured.MinBy(m => m.CrossEntropy).Factor;
    }

    private static int ChooseEpochs(TrainingSet set, int[] fit, int[] choose, Layer start)
    {
        var (best, least) = (0, double.MaxValue);
        var refine = new Refine(set, fit, start);
        for (var epoch = 0; epoch <= MaxEpochs; epoch++)
        {
            var found = Agreement.Measure(set, choose, Round(refine.Layer));
            Say($"after {epoch} epochs: top-1 {(double)found.First / found.Count:F4}, top-5 {(double)found.Five / found.Count:F4}, cross-entropy {found.CrossEntropy:F4}");
            (best, least) = found.CrossEntropy < least ? (epoch, found.CrossEntropy) : (best, least);
            if (epoch < MaxEpochs)
            {
                refine.Epoch(epoch, RateOf(epoch));
            }
        }

        return best;
    }

    /// <summary>Falls linearly, so that the last steps settle.</summary>
    private static float RateOf(int epoch) => Rate * (MaxEpochs - epoch) / MaxEpochs;

    private static Layer Scaled(Layer layer, float factor)
    {
        var (weights, bias) = (new float[layer.Weights.Length], new float[layer.Bias.Length]);
        TensorPrimitives.Multiply(layer.Weights, factor, weights);
        TensorPrimitives.Multiply(layer.Bias, factor, bias);
        return layer with { Weights = weights, Bias = bias };
    }

    private static DistilledHead Round(Layer layer) => DistilledHead.Quantise(layer.Mean, layer.Scale, layer.Weights, layer.Bias);

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
