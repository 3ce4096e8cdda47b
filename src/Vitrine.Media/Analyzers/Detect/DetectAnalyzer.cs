using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Analyzers.Detect;

/// <summary>
/// Objects with boxes by one or more detectors of different label sets, down to a low raw score: what counts as found,
/// and which object is the main one, is decided from these findings later.
/// </summary>
public sealed class DetectAnalyzer(IReadOnlyList<IDetector> detectors, string model) : IAnalyzer
{
    /// <summary>The lowest raw score that is kept.</summary>
    public const float LowestScore = .15f;

    /// <summary>Boxes kept per detector.</summary>
    public const int Kept = 100;

    public static AnalyzerInfo About { get; } = new("detect", 1, [AssetKind.Image, AssetKind.Video, AssetKind.Document], "detect");

    public AnalyzerInfo Info => About;

    public string Model => model;

    public IReadOnlyList<Finding> Analyze(Picture picture, CancellationToken cancellationToken) =>
    [
        .. detectors.SelectMany(detector => detector.Detect(picture, cancellationToken).Take(Kept)
            .Select(found => new Finding.Label(detector.Labels[found.Class], found.Score, new Extent(found.Box)))),
    ];

    public void Dispose()
    {
        foreach (var detector in detectors)
        {
            detector.Dispose();
        }
    }
}
