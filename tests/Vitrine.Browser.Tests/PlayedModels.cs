using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers.Detect;
using Vitrine.Media.Children;
using Vitrine.Server.Pipeline;

namespace Vitrine.Browser.Tests;

/// <summary>Pictures are decoded for real; what a model would see in them is always the same, so that a test can name it.</summary>
internal sealed class PlayedModels(ChildMedia media) : IMediaRunner
{
    public static readonly Box Person = new(0.10f, 0.20f, 0.30f, 0.60f);

    public static readonly Box Dog = new(0.50f, 0.50f, 0.30f, 0.25f);

    public int DecodeWorkers => media.DecodeWorkers;

    public int ModelWorkers => media.ModelWorkers;

    public Task<MediaOutcome<DecodeAnswer>> DecodeAsync(DecodeRequest request, TimeSpan limit, CancellationToken cancellationToken) =>
        media.DecodeAsync(request, limit, cancellationToken);

    public Task<MediaOutcome<ModelAnswer>> AnalyzeAsync(ModelRequest request, TimeSpan limit, CancellationToken cancellationToken) =>
        Task.FromResult(new MediaOutcome<ModelAnswer>(
            new ModelAnswer
            {
                Findings =
                [
                    new FindingSet(DetectAnalyzer.About.Id, DetectAnalyzer.About.Version, "played@1",
                    [
                        new Finding.Label("coco/person", 0.95f, new Extent(Person)),
                        new Finding.Label("coco/dog", 0.80f, new Extent(Dog)),
                    ]),
                ],
                Milliseconds = request.Analyzers.ToDictionary(analyzer => analyzer, _ => 1.0),
            },
            null));
}
