using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Analyzers.Faces;

/// <summary>Where faces are: a label <c>face</c> with box and raw score for each, nothing about whose.</summary>
public sealed class FacesAnalyzer(IFaceDetector detector, string model) : IAnalyzer
{
    /// <summary>The lowest raw score that is kept.</summary>
    public const float LowestScore = .3f;

    /// <summary>The label of every finding.</summary>
    public const string Label = "face";

    /// <summary>Faces kept per picture.</summary>
    public const int Kept = 200;

    public static AnalyzerInfo About { get; } = new("faces", 1, [AssetKind.Image, AssetKind.Video, AssetKind.Document], "faces");

    public AnalyzerInfo Info => About;

    public string Model => model;

    public IReadOnlyList<Finding> Analyze(Picture picture, CancellationToken cancellationToken) =>
        [.. detector.Detect(picture, cancellationToken).Take(Kept).Select(face => new Finding.Label(Label, face.Score, new Extent(face.Box)))];

    public void Dispose() => detector.Dispose();
}
