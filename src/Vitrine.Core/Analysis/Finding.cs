using Vitrine.Core.Assets;

namespace Vitrine.Core.Analysis;

/// <summary>Raw evidence from one analyzer. Scores are the model's own numbers, never shown as confidence. The cases are closed.</summary>
public abstract record Finding
{
    private Finding()
    {
    }

    /// <summary>A label of the analyzer's own label set (<c>imagenet/770</c> names, COCO names…), with its raw score and where it was seen.</summary>
    public sealed record Label(string Name, float Score, Extent? Extent = null) : Finding;

    /// <summary>Read text with its place; <paramref name="Language"/> is a BCP 47 tag where known.</summary>
    public sealed record Text(string Content, float Score, Extent? Extent = null, string? Language = null) : Finding;

    /// <summary>A measured value under a stable key (<c>sharpness</c>, <c>colour</c>…), invariant text.</summary>
    public sealed record Value(string Key, string Content, float Score = 1) : Finding;

    /// <summary>A vector in a named space (model and dimension). L2-normalised unless the space says otherwise.</summary>
    public sealed record Vector(string Space, ReadOnlyMemory<float> Values, Extent? Extent = null) : Finding;
}

/// <summary>Everything one analyzer at one version found in one essence. <paramref name="Model"/> names the model files that spoke (<c>resnet18-distilled@1</c>).</summary>
public sealed record FindingSet(string Analyzer, int Version, string Model, IReadOnlyList<Finding> Findings);
