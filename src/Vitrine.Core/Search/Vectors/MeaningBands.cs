namespace Vitrine.Core.Search.Vectors;

/// <summary>From which cosine on a picture shows what a sentence means: see <see cref="PictureMeaning"/>.</summary>
public static class MeaningBands
{
    /// <summary>
    /// Below this, what is in no picture at all begins to find some. Chosen on one half of judged queries (<c>bench/results/eval-meanings.md</c>) and told of on the other
    /// (<c>bench/results/eval-queries.md</c>).
    /// </summary>
    public const double Possible = 0.70;
}
