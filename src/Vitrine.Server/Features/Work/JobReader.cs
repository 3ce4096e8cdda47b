using System.Data.Common;
using Vitrine.Contracts;
using Vitrine.Server.Import;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

/// <summary>Jobs as the API shows them.</summary>
internal static class JobReader
{
    private const int MostProblems = 1000;
    private const int ShownProblems = 100;

    private static readonly RawSql Columns = new("j.key, j.id, j.what, j.state, j.total, j.done, j.changed, j.failed, j.message, j.created_at, j.ended_at, j.batch_key, j.duplicates");

    public static async Task<JobView?> ReadAsync(DbSession session, long library, string id, CancellationToken cancellationToken)
    {
        var found = await session.FirstAsync($"select {Columns} from job j where j.id = {id} and j.library_key = {library}", row => (Key: row.GetInt64(0), View: View(row)), cancellationToken);
        if (found.View is not { } view)
        {
            return null;
        }

        return view with
        {
            Problems = await ProblemsAsync(session, id, MostProblems, cancellationToken),
            Differences = view.EndedAt is null ? [] : await session.QueryAsync(
                $"""
                select a.id, a.name, d.attribute, d.was, d.becomes from job_difference d join asset a on a.key = d.asset_key where d.job_key = {found.Key} order by d.key
                """,
                row => new BulkDifference(row.GetString(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.TextOrNull(4)),
                cancellationToken),
        };
    }

    /// <summary>What runs or waits, and the newest that ended. Of checks of the library the last one comes with what it found, which stands nowhere else; scans that nobody asked for show only where they found something.</summary>
    public static async Task<List<JobView>> RecentAsync(DbSession session, long library, int ended, CancellationToken cancellationToken)
    {
        var jobs = await session.QueryAsync(
            $"""
            select {Columns} from job j where j.library_key = {library} and (j.state in ({JobState.Queued}, {JobState.Running})
                or j.key in (select key from job where library_key = {library} and ended_at is not null
                    and not (what = {FolderScan.KindName} and actor_key = {Actor.System.Key} and message is null and state = {JobState.Done})
                    order by ended_at desc limit {ended}))
            order by j.key desc
            """,
            View,
            cancellationToken);
        if (jobs.FindIndex(job => job.What == JobKinds.Verify && job.EndedAt is not null) is >= 0 and var check)
        {
            jobs[check] = jobs[check] with { Problems = await ProblemsAsync(session, jobs[check].Id, ShownProblems, cancellationToken) };
        }

        return jobs;
    }

    private static Task<List<JobProblem>> ProblemsAsync(DbSession session, string id, int most, CancellationToken cancellationToken) => session.QueryAsync(
        $"select p.path, p.step, p.code, p.message from job_problem p join job j on j.key = p.job_key where j.id = {id} order by p.key limit {most}",
        row => new JobProblem(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)),
        cancellationToken);

    private static JobView View(DbDataReader row)
    {
        var state = (JobState)row.GetInt64(3);

        // A merge changes the vocabulary also where no asset has the tag.
        var hasChanged = row.GetInt64(6) > 0 || row.GetString(2) == JobKinds.MergeConcepts;
        return new JobView(
            row.GetString(1), row.GetString(2), state.ToString().ToLowerInvariant(), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.TextOrNull(8),
            row.Time(9), row.TimeOrNull(10), CanUndo: state == JobState.Done && !row.IsDBNull(11) && hasChanged)
        {
            Duplicates = row.GetInt64(12),
            Assets = row.GetInt64(6),
        };
    }
}
