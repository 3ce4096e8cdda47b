namespace Vitrine.Core.Search.Duplicates;

/// <summary>
/// When two pictures are taken for near duplicates: where their hashes are as near as copies are, or a little further apart and a classifier sees the same in both.
/// All numbers were chosen on one half of edited pictures and judged on the other (<c>bench/results/eval-duplicates.md</c>).
/// </summary>
public static class NearRule
{
    /// <summary>Hashes further apart are of different pictures, whatever else is known of them.</summary>
    public const int MostBits = 14;

    /// <summary>How far apart the hashes may be, and what the cosine of the features must be at least. Of models that were not measured nothing is believed.</summary>
    private static readonly Dictionary<string, (int Bits, double Cosine)> Models = new(StringComparer.Ordinal)
    {
        ["efficientnet-lite2"] = (12, 0.950),
        ["mobilenet-v2"] = (14, 0.925),
        ["resnet18-distilled"] = (14, 0.955),
    };

    /// <summary>Whether the hashes alone say that it is a copy.</summary>
    public static bool IsCopy(int bits) => bits <= PerceptualHash.CopyDistance;

    /// <summary>Whether hashes and features together say that it is a near duplicate.</summary>
    /// <param name="space">The model whose features they are, <c>name@version</c>.</param>
    public static bool IsNear(int bits, string space, double cosine)
    {
        ArgumentNullException.ThrowIfNull(space);
        return Models.TryGetValue(space.Split('@')[0], out var least) && bits <= least.Bits && cosine >= least.Cosine;
    }
}
