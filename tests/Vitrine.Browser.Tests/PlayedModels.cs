using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Analyzers.Detect;
using Vitrine.Media.Children;
using Vitrine.Media.Kinds;
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
                    new FindingSet(ClassifyAnalyzer.About.Id, ClassifyAnalyzer.About.Version, Features, [new Finding.Vector(Features, Colour(request))]),
                ],
                Milliseconds = request.Analyzers.ToDictionary(analyzer => analyzer, _ => 1.0),
            },
            null));

    /// <summary>The mean of each colour, squared, so that another colour is far away.</summary>
    private static float[] Colour(ModelRequest request)
    {
        var picture = MediaDecoder.DecodePreview(request.Preview);
        picture = request.Part is { } part ? picture.Of(part) : picture;
        var sums = new float[3];
        for (var i = 0; i < picture.Rgb.Length; i++)
        {
            sums[i % 3] += picture.Rgb[i];
        }

        return [.. sums.Select(sum => (float)Math.Pow(sum / picture.Rgb.Length, 2) + 0.001f)];
    }
}
