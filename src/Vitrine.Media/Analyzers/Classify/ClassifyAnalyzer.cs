using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Analyzers.Classify;

/// <summary>What a picture shows as a whole: the best 50 of ImageNet's 1,000 classes, raw scores, best first.</summary>
public sealed class ClassifyAnalyzer(IClassifier classifier, string model) : IAnalyzer
{
    /// <summary>Labels kept per picture; everything after the findings is computed from these.</summary>
    public const int Kept = 50;

    public static AnalyzerInfo About { get; } = new("classify", 1, [AssetKind.Image, AssetKind.Video, AssetKind.Document], "classify");

    public AnalyzerInfo Info => About;

    public string Model => model;

    public IReadOnlyList<Finding> Analyze(Picture picture, CancellationToken cancellationToken)
    {
        var scores = classifier.Classify(picture, cancellationToken);
        var order = new (float Negated, int Index)[scores.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = (-scores[i], i);
        }

        // By score downwards, equal scores by index, so that the same picture gives the same list.
        Array.Sort(order);
        var best = new Finding[Math.Min(Kept, order.Length)];
        for (var i = 0; i < best.Length; i++)
        {
            best[i] = new Finding.Label(ImageNetNames.Label(order[i].Index), -order[i].Negated);
        }

        return best;
    }

    public void Dispose() => classifier.Dispose();
}
