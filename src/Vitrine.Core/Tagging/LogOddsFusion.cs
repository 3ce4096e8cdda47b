namespace Vitrine.Core.Tagging;

/// <summary>Joins what several analyzers say of one concept.</summary>
public static class LogOddsFusion
{
    private const double Edge = 1e-6;

    /// <summary>
    /// logit p = logit prior + Σ weightᵢ (logit pᵢ − logit prior): Bayes' rule for evidence that is independent given the truth
    /// (all weights 1). With no evidence the prior; with one piece of weight 1, that probability.
    /// </summary>
    /// <param name="probabilities">0…1, clipped to 1e-6 … 1 − 1e-6.</param>
    /// <param name="weights">One per probability; null = all 1.</param>
    public static double Fuse(IReadOnlyList<double> probabilities, double prior, IReadOnlyList<double>? weights = null)
    {
        var logit = Logit(prior);
        var sum = logit;
        for (var i = 0; i < probabilities.Count; i++)
        {
            sum += (weights?[i] ?? 1) * (Logit(probabilities[i]) - logit);
        }

        return Sigmoid(sum);
    }

    /// <summary>
    /// <see cref="Fuse"/> for analyzers that look at the same pixels and so are not independent: the strongest counts whole, each further one
    /// <paramref name="agreement"/> times the one before. What is below the prior does not count against: a label that an analyzer
    /// does not mention at all would not either. Never below the strongest probability.
    /// </summary>
    public static double FuseTempered(IEnumerable<double> probabilities, double prior, double agreement)
    {
        var strongest = probabilities.OrderDescending().ToList();
        if (strongest.Count == 0)
        {
            return 0;
        }

        var supporting = strongest.Where(p => p > prior).ToList();
        var weights = supporting.Select((_, i) => Math.Pow(agreement, i)).ToList();
        return supporting.Count < 2 ? strongest[0] : Fuse(supporting, prior, weights);
    }

    internal static double Logit(double p)
    {
        p = Math.Clamp(p, Edge, 1 - Edge);
        return Math.Log(p / (1 - p));
    }

    internal static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
