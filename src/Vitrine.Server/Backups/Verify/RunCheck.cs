using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Backups.Verify;

/// <summary>Steps that are said to run and do not, or wait for what is there.</summary>
internal sealed class RunCheck(Verification library, VerifyTally tally, bool fix)
{
    private const int Most = 1000;

    /// <summary>The scheduler frees what is past its limit every few seconds: what stays longer is stuck.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = library.Database.Clock.GetUtcNow();
        var stuck = await library.Database.ReadAsync(
            session => session.QueryAsync(
                $"""
                select a.name, r.step from step_run r join version v on v.key = r.version_key join asset a on a.key = v.asset_key
                where r.state = {RunState.Running} and (r.limit_at is null or r.limit_at < {now - Patience}
                    or r.node is null or r.node not in (select id from node where seen_at >= {now - Scheduler.NodeTimeout - Patience}))
                order by r.key limit {Most}
                """,
                row => $"{row.GetString(0)}: {row.GetString(1)}",
                cancellationToken),
            cancellationToken);
        if (fix && stuck.Count > 0)
        {
            await library.Database.WriteAsync(Actor.System, session => library.Runs.FreeAsync(session, session.Now - Scheduler.NodeTimeout, cancellationToken), cancellationToken);
        }

        stuck.ForEach(name => tally.Add(VerifyKind.RunStuck, name, fix));
        await WaitingAsync(cancellationToken);
    }

    private async Task WaitingAsync(CancellationToken cancellationToken)
    {
        var waiting = await library.Database.ReadAsync(
            session => session.QueryAsync(
                $"""
                select distinct r.version_key, a.name, o.path, l.path from run r join version v on v.key = r.version_key join asset a on a.key = v.asset_key
                join link l on l.version_key = v.key join root o on o.key = l.root_key
                where r.state = {RunState.Waiting} and l.state = {LinkState.Present} order by r.version_key limit {Most}
                """,
                row => (Version: row.GetInt64(0), Name: row.GetString(1), Root: row.GetString(2), Path: row.GetString(3)),
                cancellationToken),
            cancellationToken);
        foreach (var run in waiting.Where(run => FoundLink.Find(run.Root, run.Path) is not null))
        {
            var freed = fix && (await library.Database.WriteAsync(
                Actor.System, session => library.Runs.ReleaseWaitingAsync(session, [run.Version], cancellationToken), cancellationToken)).Value > 0;
            tally.Add(VerifyKind.RunWaiting, run.Name, freed);
        }
    }
}
