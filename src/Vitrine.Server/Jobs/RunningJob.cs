using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>What a step forward adds to a job's numbers.</summary>
public readonly record struct JobProgress(long Done = 0, long Changed = 0, long Failed = 0, long Bytes = 0, long Duplicates = 0);

/// <summary>A job that this process carries out. Its numbers change only in the transactions that make them true.</summary>
public sealed record RunningJob(long Key, string Id, string Kind, long LibraryKey, Actor Actor, long? BatchKey, string Request, Database Database)
{
    private const int MostDifferences = 1000, MostTold = 1000, LongestDifference = 1000;

    /// <summary>Told what went wrong within the job, in words and as it was thrown, for the server's log.</summary>
    public Action<string, Exception> Failed { get; init; } = static (_, _) => { };

    /// <summary>Why something could not be done, for people: in their words where somebody is to know them, else that it stands in the log.</summary>
    /// <param name="what">What could not be done, as a sentence without its end.</param>
    public Problem ProblemOf(string what, Exception error)
    {
        if (error is Hosting.RequestRefusedException)
        {
            return new Problem(Kind, "refused", $"{what}: {error.Message}");
        }

        Failed(what, error);
        return new Problem(Kind, "internal", $"{what} because of an error in Vitrine; the server's log has it.");
    }

    /// <exception cref="JobCancelledException">The job no longer runs.</exception>
    public async Task AdvanceAsync(WriteSession session, JobProgress by, CancellationToken cancellationToken = default)
    {
        var still = await session.ExecuteAsync(
            $"""
            update job set done = done + {by.Done}, changed = changed + {by.Changed}, failed = failed + {by.Failed},
                bytes = bytes + {by.Bytes}, duplicates = duplicates + {by.Duplicates}
            where key = {Key} and state = {JobState.Running}
            """,
            cancellationToken);
        if (still == 0)
        {
            throw new JobCancelledException();
        }
    }

    /// <summary>Says how far the job is where it counts for itself.</summary>
    /// <exception cref="JobCancelledException">The job no longer runs.</exception>
    public async Task ReachAsync(long done, long total, CancellationToken cancellationToken = default)
    {
        var written = await Database.WriteAsync(
            Actor.System, session => session.ExecuteAsync($"update job set done = {done}, total = {total} where key = {Key} and state = {JobState.Running}", cancellationToken), cancellationToken);
        if (written.Value == 0)
        {
            throw new JobCancelledException();
        }
    }

    public Task ProblemAsync(WriteSession session, string path, Problem problem, CancellationToken cancellationToken = default) =>
        session.ExecuteAsync(
            $"""
            insert into job_problem (job_key, path, step, code, message)
            values ({Key}, {Storable.Text(path)}, {problem.Step}, {problem.Code}, {Storable.Text(problem.Message)})
            """,
            cancellationToken);

    /// <summary>Tells what cannot be said about an asset: the first 1,000 of all.</summary>
    public async Task TellAsync(WriteSession session, string name, ValueProblem problem, CancellationToken cancellationToken = default)
    {
        if (await session.NumberAsync($"select count(*) from job_problem where job_key = {Key}", cancellationToken) < MostTold)
        {
            await ProblemAsync(session, name, new Problem(Kind, problem.Rule, problem.Field.Length > 0 ? $"{problem.Field}: {problem.Message}" : problem.Message), cancellationToken);
        }
    }

    /// <summary>Tells what would change about an asset, where the job is only tried: the first 1,000 of all.</summary>
    public async Task DifferencesAsync(WriteSession session, long asset, IReadOnlyCollection<(string Attribute, string? Was, string? Becomes)> differences, CancellationToken cancellationToken = default)
    {
        if (differences.Count == 0)
        {
            return;
        }

        var told = await session.NumberAsync($"select count(*) from job_difference where job_key = {Key}", cancellationToken) ?? 0;
        foreach (var (attribute, was, becomes) in differences.Take((int)(MostDifferences - told)))
        {
            await session.ExecuteAsync(
                $"insert into job_difference (job_key, asset_key, attribute, was, becomes) values ({Key}, {asset}, {attribute}, {Short(was)}, {Short(becomes)})", cancellationToken);
        }
    }

    private static string? Short(string? text) => text is null ? null : Storable.Text(text.Length > LongestDifference ? text[..LongestDifference] + "…" : text);

    /// <summary>Says in one sentence what the job is about to do.</summary>
    public async Task SayAsync(string message, CancellationToken cancellationToken = default) => await Database.WriteAsync(
        Actor, session => session.ExecuteAsync($"update job set message = {message} where key = {Key}", cancellationToken), cancellationToken);

    /// <summary>The next assets of the frozen set that nothing was done for, in its order.</summary>
    public Task<List<JobItem>> NextItemsAsync(DbSession session, int count, CancellationToken cancellationToken = default) => session.QueryAsync(
        $"select position, asset_key from job_item where job_key = {Key} and state = {JobItemState.Waiting} order by position limit {count}",
        row => new JobItem(row.GetInt64(0), row.GetInt64(1)),
        cancellationToken);

    public Task EndItemAsync(WriteSession session, JobItem item, JobItemState state, CancellationToken cancellationToken = default) =>
        session.ExecuteAsync($"update job_item set state = {state} where job_key = {Key} and position = {item.Position}", cancellationToken);
}

public readonly record struct JobItem(long Position, long AssetKey);
