using Vitrine.Core.Assets;
using Vitrine.Core.Pipelines;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Children;

namespace Vitrine.Server.Pipeline;

/// <summary>The steps that every file goes through, and one for each installed analyzer.</summary>
public static class PipelineSteps
{
    private const string AnalyzePrefix = "analyze:";

    private static readonly AssetKind[] Every = Enum.GetValues<AssetKind>();

    /// <summary>Kinds that have, or may have, a picture of themselves.</summary>
    private static readonly AssetKind[] Visible = [AssetKind.Image, AssetKind.Video, AssetKind.Audio, AssetKind.Document];

    /// <summary>The steps that read what a file says about itself: repeated where only that changed.</summary>
    public static IReadOnlyList<string> ReadFromFile { get; } = [DecodeSteps.Metadata, DecodeSteps.Details];

    public static Core.Pipelines.Pipeline For(IEnumerable<AnalyzerInfo> analyzers) => new(
    [
        new Step(DecodeSteps.Metadata, 2, StepLane.Decode, Every, []) { Limit = TimeSpan.FromSeconds(20) },
        new Step(DecodeSteps.Renditions, 1, StepLane.Decode, Visible, []) { Limit = TimeSpan.FromSeconds(60) },
        new Step(DecodeSteps.Details, 1, StepLane.Decode, Every, [DecodeSteps.Metadata]) { Limit = TimeSpan.FromSeconds(30), Pass = 2 },
        new Step(DecodeSteps.Text, 1, StepLane.Decode, [AssetKind.Document], [DecodeSteps.Metadata]) { Limit = TimeSpan.FromSeconds(60), Pass = 2 },
        .. analyzers.Select(analyzer => new Step(NameOf(analyzer.Id), analyzer.Version, StepLane.Model, analyzer.Kinds, [DecodeSteps.Metadata, DecodeSteps.Renditions])
        {
            Limit = TimeSpan.FromSeconds(60),
            Model = analyzer.Model,
            Pass = 2,
        }),
    ]);

    /// <summary>The step that runs an analyzer.</summary>
    public static string NameOf(string analyzer) => AnalyzePrefix + analyzer;

    /// <summary>The analyzer that a step runs; null where it runs none.</summary>
    public static string? AnalyzerOf(string step) => step.StartsWith(AnalyzePrefix, StringComparison.Ordinal) ? step[AnalyzePrefix.Length..] : null;
}

/// <summary>The pipeline as it is now: installing a pack adds analyzers, or gives one a better model, while the server runs.</summary>
public sealed class CurrentPipeline(IEnumerable<AnalyzerInfo> analyzers)
{
    private volatile Core.Pipelines.Pipeline now = PipelineSteps.For(analyzers);

    /// <summary>Raised after the steps changed, so that what became due is queued.</summary>
    public event Action? Changed;

    public Core.Pipelines.Pipeline Now => now;

    public void Use(IEnumerable<AnalyzerInfo> installed)
    {
        now = PipelineSteps.For(installed);
        Changed?.Invoke();
    }
}
