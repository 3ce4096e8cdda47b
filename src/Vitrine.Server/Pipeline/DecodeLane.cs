using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Server.Documents;
using Vitrine.Server.Import;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Storage.Renditions;

namespace Vitrine.Server.Pipeline;

/// <summary>Carries out decode steps: opens the original once for all the steps taken, keeps the renditions, says how each run ended.</summary>
public sealed class DecodeLane(IMediaRunner media, BlobStore blobs, RenditionStore renditions)
{
    private static readonly Problem Missing = new("", "file-missing", "The original is not where it was. It is read when it is back.");

    public int Workers => media.DecodeWorkers;

    /// <exception cref="LaneUnavailableException">Nothing can be decoded now, whatever the file.</exception>
    public async Task<VersionResult> RunAsync(VersionWork work, CancellationToken cancellationToken)
    {
        var outcomes = new List<RunOutcome>(work.Runs.Count);
        var todo = new List<RunLease>(work.Runs.Count);
        foreach (var run in work.Runs)
        {
            if (work.Shared.Contains(run.Step.Name) && renditions.Has(work.Essence, Recipes.Preview))
            {
                outcomes.Add(new RunOutcome(run, RunEnd.Done, 0));
            }
            else
            {
                todo.Add(run);
            }
        }

        if (todo.Count == 0)
        {
            return new VersionResult(work, outcomes);
        }

        var (original, missing) = await FetchAsync(work, cancellationToken);
        using var held = original;
        if (missing is not null)
        {
            outcomes.AddRange(todo.Select(run => new RunOutcome(run, RunEnd.Waiting, null, missing with { Step = run.Step.Name })));
            return new VersionResult(work, outcomes);
        }

        var path = original!.Path;

        // What killed a child once runs alone, so that it is known which step does it.
        var answers = new List<DecodeAnswer>();
        if (todo.TrueForAll(run => run is { Attempts: 0 }))
        {
            if (await DecodeAsync(work, path, todo, answers, outcomes, cancellationToken) && todo.Count > 1)
            {
                await EachAloneAsync(work, path, todo, answers, outcomes, cancellationToken);
            }
        }
        else
        {
            await EachAloneAsync(work, path, todo, answers, outcomes, cancellationToken);
        }

        foreach (var rendition in answers.SelectMany(answer => answer.Renditions))
        {
            await renditions.PutAsync(work.Essence, rendition.Recipe, rendition.Content, cancellationToken);
        }

        return new VersionResult(work, outcomes)
        {
            Decoded = [.. answers.Select(answer => answer with { Text = null })],
            Text = DocumentStore.Prepare(answers.Select(answer => answer.Text).LastOrDefault(text => text is not null)),
        };
    }

    private async Task EachAloneAsync(
        VersionWork work, string path, List<RunLease> runs, List<DecodeAnswer> answers, List<RunOutcome> outcomes, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
        {
            await DecodeAsync(work, path, [run], answers, outcomes, cancellationToken);
        }
    }

    /// <returns>Whether several steps died together, so that each must be tried alone; nothing was noted for them then.</returns>
    private async Task<bool> DecodeAsync(
        VersionWork work, string path, List<RunLease> runs, List<DecodeAnswer> answers, List<RunOutcome> outcomes, CancellationToken cancellationToken)
    {
        if (!work.HasBlob && !RealPath.IsReal(path))
        {
            // Another folder was put in the place of one above it since the steps before this one.
            outcomes.AddRange(runs.Select(run => new RunOutcome(run, RunEnd.Waiting, null, Missing with { Step = run.Step.Name })));
            return false;
        }

        var limit = runs.Aggregate(TimeSpan.Zero, (sum, run) => sum + run.Step.Limit);
        var request = new DecodeRequest(path, work.Name, [.. runs.Select(run => run.Step.Name)]);
        var (answer, failure) = await media.DecodeAsync(request, limit, cancellationToken);
        if (failure is null)
        {
            answers.Add(answer!);
            outcomes.AddRange(runs.Select(run => OutcomeOf(run, answer!)));
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

    private static RunOutcome OutcomeOf(RunLease run, DecodeAnswer answer)
    {
        double? took = answer.Milliseconds.TryGetValue(run.Step.Name, out var milliseconds) ? milliseconds : null;
        return answer.Failed.TryGetValue(run.Step.Name, out var problem)
            ? new RunOutcome(run, RunEnd.Failed, took, problem)
            : new RunOutcome(run, RunEnd.Done, took);
    }

    /// <summary>The original as a file, or why there is none. A linked file that is no longer what was read waits for the next look at its folder.</summary>
    /// <exception cref="BlobsUnavailableException">The store of the originals does not answer.</exception>
    private async Task<(BlobFile? File, Problem? Missing)> FetchAsync(VersionWork work, CancellationToken cancellationToken)
    {
        if (work.HasBlob)
        {
            try
            {
                return (await blobs.FetchAsync(work.Sha256, cancellationToken), null);
            }
            catch (FileNotFoundException)
            {
                return (null, new Problem("", "blob-missing", "The stored original is gone from the store of the originals."));
            }
            catch (InvalidDataException)
            {
                return (null, new Problem("", "blob-damaged", "The stored original is damaged: its bytes are no longer those that were stored."));
            }
        }

        return LinkedPath(work, out var path) is { } missing ? (null, missing) : (new BlobFile(path!), null);
    }

    private static Problem? LinkedPath(VersionWork work, out string? path)
    {
        path = null;
        if (work.Linked is not { } linked)
        {
            return new Problem("", "file-missing", "The original is nowhere: its file was replaced or removed.");
        }

        if (FoundLink.Find(linked.Root, linked.Path) is not { } now)
        {
            return Missing;
        }

        if (now.Bytes != linked.Bytes || now.Modified != linked.Modified)
        {
            return new Problem("", "file-changed", "The original changed since it was taken in. It is read with the next import of its folder.");
        }

        path = now.Path;
        return null;
    }
}

/// <summary>Names of the renditions that every part of the server may ask for.</summary>
public static class Recipes
{
    public const string Preview = "preview";
    public const string Thumbnail = "thumbnail";
}

/// <summary>A lane cannot work at all now (no child can be started, the disk is full). The message is a sentence for the owner.</summary>
public sealed class LaneUnavailableException(string message) : Exception(message);
