using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Hosting;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

/// <summary>What is going on: runs by step, jobs, and what failed.</summary>
public sealed class ActivityReader(Database database, Preparations preparations, TimeProvider clock)
{
    private const int EndedJobs = 10;
    private const int MostFailures = 1000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public Task<ActivityView> GetAsync(Principal principal, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var library = principal.LibraryKey;

                // Asked first: what is ready by now has its work in the rows that are read next.
                var preparing = preparations.Now();
                var since = clock.GetUtcNow() - Window;
                var steps = await session.QueryAsync(
                    $"""
                    select step, sum(case when state = {RunState.Queued} then 1 else 0 end), sum(case when state = {RunState.Running} then 1 else 0 end),
                        sum(case when state = {RunState.Done} then 1 else 0 end), sum(case when state = {RunState.Failed} then 1 else 0 end),
                        sum(case when ended_at >= {since} then 1 else 0 end), min(pass)
                    from run where library_key = {library} group by step order by min(pass), step
                    """,
                    row => Step(row.GetString(0), Count(row, 1), Count(row, 2), Count(row, 3), Count(row, 4), Count(row, 5)),
                    cancellationToken);
                return new ActivityView(steps.Sum(step => step.Queued), steps.Sum(step => step.Running), steps.Sum(step => step.Failed), steps)
                {
                    Paused = (await LibrarySettingsStore.ReadAsync(session, library, cancellationToken)).Paused ?? false,
                    Preparing = preparing,
                    Jobs = await JobReader.RecentAsync(session, library, EndedJobs, cancellationToken),
                    Failures = await session.QueryAsync(
                        $"""
                        select a.id, coalesce((select o.path || '/' || l.path from link l join root o on o.key = l.root_key where l.version_key = v.key order by l.key limit 1), a.name), r.step, coalesce(r.error_code, ''), coalesce(r.error, '') from run r join version v on v.key = r.version_key join asset a on a.key = v.asset_key
                        where r.library_key = {library} and r.state = {RunState.Failed} order by r.key desc limit {MostFailures}
                        """,
                        row => new FailureView(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)),
                        cancellationToken),
                };
            },
            cancellationToken);

    /// <summary>PostgreSQL's sum over bigint is numeric.</summary>
    private static long Count(System.Data.Common.DbDataReader row, int column) => Convert.ToInt64(row.GetValue(column), System.Globalization.CultureInfo.InvariantCulture);

    private static StepActivity Step(string name, long queued, long running, long done, long failed, long lately)
    {
        var perSecond = lately / Window.TotalSeconds;
        return new StepActivity(name, queued, running, done, failed, Math.Round(perSecond, 2), queued + running == 0 ? 0 : perSecond > 0 ? Math.Round((queued + running) / perSecond) : null);
    }
}
