using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Analyzers.Embed;

/// <summary>A picture as a direction in the space of a model of pictures and texts: what shows the same lies near it, and so do the words for it.</summary>
public sealed class EmbedAnalyzer(PictureEncoder encoder) : IAnalyzer
{
    public static AnalyzerInfo About { get; } = new("embed", 1, [AssetKind.Image, AssetKind.Video, AssetKind.Document], "embed");

    public AnalyzerInfo Info => About;

    public string Model => encoder.Space;

    public IReadOnlyList<Finding> Analyze(Picture picture, CancellationToken cancellationToken) => [new Finding.Vector(encoder.Space, encoder.Encode(picture, cancellationToken))];

    public void Dispose() => encoder.Dispose();
}
