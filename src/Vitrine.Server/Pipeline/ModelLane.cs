using System.Text.Json;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Media.Metadata;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Renditions;

namespace Vitrine.Server.Pipeline;

/// <summary>Carries out analyze steps: one preview goes to the model child once for all the analyzers taken.</summary>
public sealed class ModelLane(IMediaRunner media, RenditionStore renditions)
{
    public int Workers => media.ModelWorkers;

    /// <exception cref="LaneUnavailableException">No model can be run now.</exception>
    public async Task<VersionResult> RunAsync(VersionWork work, CancellationToken cancellationToken)
    {
        var outcomes = work.Runs.Where(run => work.Shared.Contains(run.Step.Name)).Select(run => new RunOutcome(run, RunEnd.Done, 0)).ToList();
        var todo = work.Runs.Where(run => !work.Shared.Contains(run.Step.Name)).ToList();
        var findings = new List<FindingSet>();
        if (todo.Count == 0)
        {
            return new VersionResult(work, outcomes);
        }

        var preview = await renditions.ReadAsync(work.Essence, Recipes.Preview, cancellationToken);
        if (preview is null && work.HasPreview)
        {
            outcomes.AddRange(todo.Select(run => new RunOutcome(run, RunEnd.Interrupted)));
            return new VersionResult(work, outcomes) { PreviewLost = true };
        }

        if (preview is null)
        {
            // A text, or a file whose picture could not be made: the renditions' own run says so, and there is nothing more to find.
            outcomes.AddRange(todo.Select(run => new RunOutcome(run, RunEnd.Done, 0)));
            return new VersionResult(work, outcomes);
        }

        var together = todo.TrueForAll(run => run.Attempts == 0);
        if (!together || (await AnalyzeAsync(work, preview, todo, findings, outcomes, cancellationToken) && todo.Count > 1))
        {
            foreach (var run in todo)
            {
                await AnalyzeAsync(work, preview, [run], findings, outcomes, cancellationToken);
            }
        }

        return new VersionResult(work, outcomes) { Findings = findings };
    }

    private async Task<bool> AnalyzeAsync(
        VersionWork work, byte[] preview, List<RunLease> runs, List<FindingSet> findings, List<RunOutcome> outcomes, CancellationToken cancellationToken)
    {
        var limit = runs.Aggregate(TimeSpan.Zero, (sum, run) => sum + run.Step.Limit);
        var request = new ModelRequest(preview, work.Kind, IsTransparent(work.Facts), [.. runs.Select(run => PipelineSteps.AnalyzerOf(run.Step.Name)!)]);
        var (answer, failure) = await media.AnalyzeAsync(request, limit, cancellationToken);
        if (failure is null)
        {
            findings.AddRange(answer!.Findings);
            outcomes.AddRange(runs.Select(run => OutcomeOf(run, answer)));
            return false;
        }

        if (failure.Kind == MediaFailureKind.Unavailable)
        {
            throw new LaneUnavailableException(failure.Message);
        }

        if (failure.Kind == MediaFailureKind.Killed && runs.Count > 1)
        {
            return true;
        }

        var end = LaneFailures.EndOf(failure.Kind);
        outcomes.AddRange(runs.Select(run => new RunOutcome(run, end, null, failure.As(run.Step.Name))));
        return false;
    }

    private static RunOutcome OutcomeOf(RunLease run, ModelAnswer answer)
    {
        var analyzer = PipelineSteps.AnalyzerOf(run.Step.Name)!;
        double? took = answer.Milliseconds.TryGetValue(analyzer, out var milliseconds) ? milliseconds : null;
        if (answer.Failed.TryGetValue(analyzer, out var problem))
        {
            return new RunOutcome(run, RunEnd.Failed, took, problem with { Step = run.Step.Name });
        }

        return answer.Findings.Any(set => set.Analyzer == analyzer)
            ? new RunOutcome(run, RunEnd.Done, took)
            : new RunOutcome(run, RunEnd.Failed, took, new Problem(run.Step.Name, "no-answer", "The analyzer did not answer for this picture."));
    }

    private static bool IsTransparent(string? facts) =>
        facts is not null && JsonSerializer.Deserialize(facts, MetadataJson.Default.InheritedFacts) is { } known && (known.IsTransparent ?? known.HasAlpha) == true;
}
