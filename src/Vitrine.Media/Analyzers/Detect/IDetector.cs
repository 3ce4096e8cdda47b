using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Detect;

/// <summary>A network that finds objects of fixed classes with their boxes.</summary>
public interface IDetector : IDisposable
{
    /// <summary>The finding's label of each class: <c>coco/person</c>, <c>oid/Footwear</c>.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>Objects with a raw score of at least <see cref="DetectAnalyzer.LowestScore"/>, overlapping boxes of one class suppressed, best first.</summary>
    IReadOnlyList<Detection> Detect(Picture picture, CancellationToken cancellationToken);
}
