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

    /// <summary>
    /// The raw score from which a model's findings count as faces (<c>docs/packs.md</c>): YuNet takes a bear for a face at 0.79,
    /// the others score small faces low.
    /// </summary>
    /// <param name="model">As it stands in the finding set: <c>yunet@1</c>.</param>
    public static float CountedFrom(string model) => model.StartsWith("yunet@", StringComparison.Ordinal) ? .8f : .5f;

    public static AnalyzerInfo About { get; } = new("faces", 1, [AssetKind.Image, AssetKind.Video, AssetKind.Document], "faces");

    public AnalyzerInfo Info => About;

    public string Model => model;

    public IReadOnlyList<Finding> Analyze(Picture picture, CancellationToken cancellationToken) =>
        [.. detector.Detect(picture, cancellationToken).Take(Kept).Select(face => new Finding.Label(Label, face.Score, new Extent(face.Box)))];

    public void Dispose() => detector.Dispose();
}
