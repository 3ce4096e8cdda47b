using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Faces;

/// <summary>A network that finds faces.</summary>
public interface IFaceDetector : IDisposable
{
    /// <summary>Faces (class 0) with a raw score of at least <see cref="FacesAnalyzer.LowestScore"/>, overlapping ones suppressed, best first.</summary>
    IReadOnlyList<Detection> Detect(Picture picture, CancellationToken cancellationToken);
}
