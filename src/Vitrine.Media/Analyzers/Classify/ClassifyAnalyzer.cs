using System.Numerics.Tensors;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Analyzers.Classify;

/// <summary>
/// What a picture shows as a whole: the best 50 of ImageNet's 1,000 classes, raw scores, best first; then, from the same run, the network's features as a vector
/// in the space that is named after the model, by which pictures are compared.
/// </summary>
public sealed class ClassifyAnalyzer(IClassifier classifier, string model) : IAnalyzer
{
    /// <summary>Labels kept per picture; everything after the findings is computed from these.</summary>
    public const int Kept = 50;

    public static AnalyzerInfo About { get; } = new("classify", 2, [AssetKind.Image, AssetKind.Video, AssetKind.Document], "classify");

    public AnalyzerInfo Info => About;

    public string Model => model;

    public IReadOnlyList<Finding> Analyze(Picture picture, CancellationToken cancellationToken)
    {
        var best = Best(classifier.Classify(picture, cancellationToken), Kept).Select(kept => (Finding)new Finding.Label(ImageNetNames.Label(kept.Index), kept.Score));
        var features = classifier.Features;
        return features.IsEmpty ? [.. best] : [.. best, new Finding.Vector(model, Unit(features))];
    }

    public void Dispose() => classifier.Dispose();

    private static float[] Unit(ReadOnlySpan<float> features)
    {
        var unit = features.ToArray();
        var length = TensorPrimitives.Norm(unit);
        if (length > 0)
        {
            TensorPrimitives.Divide(unit, length, unit);
        }

        return unit;
    }

    /// <summary>By score downwards, equal scores by index, so that the same picture gives the same list.</summary>
    internal static IReadOnlyList<(int Index, float Score)> Best(ReadOnlySpan<float> scores, int count)
    {
        var best = new List<(int Index, float Score)>(count + 1);
        for (var i = 0; i < scores.Length; i++)
        {
            if (best.Count == count && !(scores[i] > best[^1].Score))
            {
                continue;
            }

            var at = best.Count;
            while (at > 0 && scores[i] > best[at - 1].Score)
            {
                at--;
            }

            best.Insert(at, (i, scores[i]));
            if (best.Count > count)
            {
                best.RemoveAt(count);
            }
        }

        return best;
    }
}
