namespace Vitrine.Media.Analyzers.Classify;

/// <summary>A network that spreads a probability over ImageNet's 1,000 classes.</summary>
public interface IClassifier : IDisposable
{
    /// <summary>One score per class (0…1, about 1 together) for a picture. The span is valid until the next call.</summary>
    ReadOnlySpan<float> Classify(Picture picture, CancellationToken cancellationToken);

    /// <summary>What the last layer saw of the picture that was classified last, from the same run: pictures that look alike have features that point the same way. Empty where the network does not tell.</summary>
    ReadOnlySpan<float> Features => default;
}
