namespace Vitrine.Core.Search.Duplicates;

/// <summary>
/// When two pictures are taken for near duplicates: where their hashes are as near as copies are, or a little further apart and a classifier sees the same in both.
/// All numbers were chosen on one half of edited pictures and judged on the other (<c>bench/results/eval-duplicates.md</c>).
/// </summary>
public static class NearRule
{
    /// <summary>Hashes further apart are of different pictures, whatever else is known of them.</summary>
    public const int MostBits = 15;

    /// <summary>What the cosine of the features must be at least; of models that were not measured nothing is believed.</summary>
    private static readonly Dictionary<string, double> Cosines = new(StringComparer.Ordinal)
    {
        ["efficientnet-lite2"] = 0.9,
        ["mobilenet-v2"] = 0.9,
        ["resnet18-distilled"] = 0.9,
    };

    /// <summary>Whether the hashes alone say that it is a copy.</summary>
    public static bool IsCopy(int bits) => bits <= PerceptualHash.CopyDistance;

    /// <summary>Whether hashes and features together say that it is a near duplicate.</summary>
    /// <param name="space">The model whose features they are, <c>name@version</c>.</param>
    public static bool IsNear(int bits, string space, double cosine)
    {
        ArgumentNullException.ThrowIfNull(space);
        return bits <= MostBits && Cosines.TryGetValue(space.Split('@')[0], out var least) && cosine >= least;
    }
}
