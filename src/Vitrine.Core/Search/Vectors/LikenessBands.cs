namespace Vitrine.Core.Search.Vectors;

/// <summary>How like pictures of the same thing are: cosines of a classifier's features.</summary>
/// <param name="Strong">From here on most pictures show the same thing.</param>
/// <param name="Possible">Below this hardly any do.</param>
public sealed record LikenessBands(double Strong, double Possible)
{
    /// <summary>Chosen on one half of labelled pictures and judged on the other (<c>bench/results/eval-examples.md</c>).</summary>
    private static readonly Dictionary<string, LikenessBands> Models = new(StringComparer.Ordinal)
    {
        ["efficientnet-lite2"] = new(0.79, 0.51),
        ["mobilenet-v2"] = new(0.78, 0.56),
        ["resnet18-distilled"] = new(0.85, 0.66),
    };

    /// <param name="space">The model whose features they are, <c>name@version</c>.</param>
    /// <returns>Null for a model that was not measured.</returns>
    public static LikenessBands? Of(string space)
    {
        ArgumentNullException.ThrowIfNull(space);
        return Models.GetValueOrDefault(space.Split('@')[0]);
    }
}
