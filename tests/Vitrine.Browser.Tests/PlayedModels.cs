using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Analyzers.Detect;
using Vitrine.Media.Analyzers.Looks;
using Vitrine.Media.Children;
using Vitrine.Server.Pipeline;

namespace Vitrine.Browser.Tests;

/// <summary>Pictures are decoded for real; what a model would see in them is always the same, so that a test can name it. Alike are pictures of one colour.</summary>
internal sealed class PlayedModels(ChildMedia media) : IMediaRunner
{
    public static readonly Box Person = new(0.10f, 0.20f, 0.30f, 0.60f);

    public static readonly Box Dog = new(0.50f, 0.50f, 0.30f, 0.25f);

    /// <summary>The model that pictures are compared by.</summary>
    public const string Features = "mobilenet-v2@1";

    public int DecodeWorkers => media.DecodeWorkers;

    public int ModelWorkers => media.ModelWorkers;

    public Task<MediaOutcome<DecodeAnswer>> DecodeAsync(DecodeRequest request, TimeSpan limit, CancellationToken cancellationToken) =>
        media.DecodeAsync(request, limit, cancellationToken);

    public async Task<MediaOutcome<ModelAnswer>> AnalyzeAsync(ModelRequest request, TimeSpan limit, CancellationToken cancellationToken) =>
        new MediaOutcome<ModelAnswer>(
            new ModelAnswer
            {
                Findings =
                [
                    new FindingSet(DetectAnalyzer.About.Id, DetectAnalyzer.About.Version, "played@1",
                    [
                        new Finding.Label("coco/person", 0.95f, new Extent(Person)),
                        new Finding.Label("coco/dog", 0.80f, new Extent(Dog)),
                    ]),
                    new FindingSet(ClassifyAnalyzer.About.Id, ClassifyAnalyzer.About.Version, Features, [new Finding.Vector(Features, await ColourAsync(request, limit, cancellationToken))]),
                ],
                Milliseconds = request.Analyzers.ToDictionary(analyzer => analyzer, _ => 1.0),
            },
            null);

    /// <summary>A place in the vector for each of a few colours that the child sees in the picture: pictures are never decoded in the process of a server.</summary>
    private async Task<float[]> ColourAsync(ModelRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!request.Analyzers.Contains(ClassifyAnalyzer.About.Id))
        {
            return [1, 1, 1];
        }

        var (seen, _) = await media.AnalyzeAsync(request with { Analyzers = [LooksAnalyzer.About.Id] }, limit, cancellationToken);
        var said = string.Join(' ', seen?.Findings.SelectMany(set => set.Findings).Select(finding => finding.ToString()) ?? []);
        return [.. new[] { "red", "green", "blue" }.Select(colour => said.Contains(colour, StringComparison.OrdinalIgnoreCase) ? 1 : 0.05f)];
    }
}
