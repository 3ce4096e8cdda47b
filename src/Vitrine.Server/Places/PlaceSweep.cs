using Vitrine.Core.Assets;
using Vitrine.Server.Features.Packs;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Places;

/// <summary>
/// Has positions looked up that no gazetteer, or another one, has looked at: after the start, when a pack was installed, and when files came in before it was
/// read. The work itself is a job in each library (<see cref="FindPlaces"/>).
/// </summary>
public sealed class PlaceSweep(Database database, JobQueue jobs, Gazetteers gazetteers, PositionRule rule, PackInstallations packs, ILogger<PlaceSweep> log) : BackgroundService
{
    private const string Stamp = "positions";

    /// <summary>How rows are made of positions; a program that makes them otherwise makes them all again.</summary>
    private const string Rows = "1";

    private static readonly TimeSpan Seldom = TimeSpan.FromHours(1);

    /// <summary>What came in while a job was at the others is not in that job, and nothing rings when it ends.</summary>
    private static readonly TimeSpan WhileOthersAreAtIt = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        packs.GazetteerInstalled += rule.Missed.Ring;
        try
        {
            while (true)
            {
                var isLeft = await TryAsync(stoppingToken);
                await rule.Missed.WaitAsync(isLeft ? WhileOthersAreAtIt : Seldom, database.Clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
        finally
        {
            packs.GazetteerInstalled -= rule.Missed.Ring;
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await OnceAsync(cancellationToken);
        }
        catch (Exception error) when (error is System.Data.Common.DbException)
        {
            // The next round finds the same again.
            log.LogWarning(error, "Positions could not be looked through");
            return false;
        }
    }

    /// <summary>Queues a job for each library in which positions are due and none is at it. Of two nodes that look at once the second finds the first one's job.</summary>
    /// <returns>Whether positions are due that the job under way may not know of.</returns>
    internal async Task<bool> OnceAsync(CancellationToken cancellationToken = default)
    {
        await FirstAsync(cancellationToken);
        if (gazetteers.Installed is not { } version || (await DueAsync(version, cancellationToken)).Count == 0 || await gazetteers.GetAsync(cancellationToken) is null)
        {
            return false;
        }

        var due = await DueAsync(version, cancellationToken);
        var isLeft = false;
        foreach (var library in due.GroupBy(one => one.Library))
        {
            isLeft |= !await StartAsync(library.Key, [.. library.Select(one => one.Asset)], cancellationToken);
        }

        return isLeft;
    }

    private Task<List<(long Library, long Asset)>> DueAsync(string version, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.QueryAsync(
            $"""
            select p.library_key, p.asset_key from asset_place p join asset a on a.key = p.asset_key
            where p.latitude is not null and (p.gazetteer is null or p.gazetteer <> {version}) and a.trashed_at is null
            """,
            row => (row.GetInt64(0), row.GetInt64(1)),
            cancellationToken),
        cancellationToken);

    /// <summary>A library that was read before there were rows of places has its positions still in what was read.</summary>
    private async Task FirstAsync(CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(session => session.TextAsync($"select value from stamp where name = {Stamp}", cancellationToken), cancellationToken) == Rows)
        {
            return;
        }

        var latitude = database.Dialect.JsonText("v.embedded", "latitude");
        var positions = await database.ReadAsync(
            session => session.QueryAsync(
                Sql.Of($"select a.library_key, a.key from asset a join version v on v.key = a.version_key where v.embedded is not null and {latitude} is not null and a.trashed_at is null"),
                row => (Library: row.GetInt64(0), Asset: row.GetInt64(1)),
                cancellationToken),
            cancellationToken);
        foreach (var library in positions.GroupBy(one => one.Library))
        {
            await StartAsync(library.Key, [.. library.Select(one => one.Asset)], cancellationToken);
        }

        await database.WriteAsync(
            Actor.System,
            session => session.ExecuteAsync($"insert into stamp (name, value) values ({Stamp}, {Rows}) on conflict (name) do update set value = excluded.value", cancellationToken), cancellationToken);
    }

    /// <returns>Whether a job was queued; false where one is open.</returns>
    private async Task<bool> StartAsync(long library, long[] assets, CancellationToken cancellationToken)
    {
        var queued = false;
        await database.WriteAsync(
            Actor.System,
            async session =>
            {
                if (session.Dialect.LockChangeLog is { } take)
                {
                    await session.ExecuteAsync(take, cancellationToken);
                }

                queued = await session.NumberAsync(
                    $"select count(*) from job where library_key = {library} and what = {JobKinds.FindPlaces} and state in ({JobState.Queued}, {JobState.Running})", cancellationToken) == 0;
                if (queued)
                {
                    await jobs.EnqueueAsync(session, library, JobKinds.FindPlaces, "{}", assets, cancellationToken);
                }
            },
            cancellationToken);
        return queued;
    }
}
