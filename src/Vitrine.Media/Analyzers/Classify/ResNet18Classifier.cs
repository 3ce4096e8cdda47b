using System.Numerics.Tensors;

namespace Vitrine.Media.Analyzers.Classify;

/// <summary>ResNet-18's features under our own distilled layer.</summary>
public sealed class ResNet18Classifier(ResNet18Features features, DistilledHead head) : IClassifier
{
    private readonly float[] scores = new float[head.Classes];

    public ReadOnlySpan<float> Classify(Picture picture, CancellationToken cancellationToken)
    {
        head.Apply(features.Extract(picture, cancellationToken), scores);
        TensorPrimitives.SoftMax(scores, scores);
        return scores;
    }

    public ReadOnlySpan<float> Features => features.Last;

    public void Dispose() => features.Dispose();
}
