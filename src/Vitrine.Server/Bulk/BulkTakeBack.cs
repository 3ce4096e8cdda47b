using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk;

/// <summary>Takes back a batch that was never shown: nobody saw it, so nothing of it stays.</summary>
internal static class BulkTakeBack
{
    private const int Together = 500;

    /// <summary>Takes back every pending batch whose job ended without showing it.</summary>
    public static async Task AllAsync(Database database, CancellationToken cancellationToken)
    {
        var left = await database.ReadAsync(
            session => session.QueryAsync(
                $"select p.batch_key, j.key from pending_batch p join job j on j.batch_key = p.batch_key where j.state not in ({JobState.Queued}, {JobState.Running})",
                row => (Batch: row.GetInt64(0), Job: row.GetInt64(1)), cancellationToken),
            cancellationToken);
        foreach (var (batch, job) in left)
        {
            await OneAsync(database, job, batch, cancellationToken);
        }
    }

    public static async Task OneAsync(Database database, long job, long batch, CancellationToken cancellationToken)
    {
        var (set, done) = await database.ReadAsync(
            async session => (await JobSet.ReadAsync(session, job, cancellationToken), await session.NumberAsync($"select done from job where key = {job}", cancellationToken) ?? 0), cancellationToken);
        foreach (var some in set.Take((int)done).Chunk(Together))
        {
            await database.WriteAsync(Actor.System, session => SomeAsync(session, batch, [.. some.Order()], cancellationToken), cancellationToken);
        }

        await database.WriteAsync(
            Actor.System,
            async session =>
            {
                await session.ExecuteAsync($"delete from pending_batch where batch_key = {batch}", cancellationToken);
                await session.ExecuteAsync($"delete from job_set where job_key = {job}", cancellationToken);
            },
            cancellationToken);
    }

    private static async Task SomeAsync(WriteSession session, long batch, long[] assets, CancellationToken cancellationToken)
    {
        await session.QueryAsync(
            Sql.Of($"select key from asset where {session.Dialect.AnyOf(new RawSql("key"), assets)} order by key{session.Dialect.ForUpdate}"), row => row.GetInt64(0), cancellationToken);
        await ClaimRows.ForgetAsync(session, SubjectKind.Asset, assets, batch, cancellationToken);
        await BulkProjection.UnmarkAsync(session, batch, assets, cancellationToken);
        await BulkProjection.LetGoAsync(session, batch, assets, cancellationToken);
        await session.ExecuteAsync($"update asset set edited_batch = {(long?)null} where {session.Dialect.AnyOf(new RawSql("key"), assets)} and edited_batch = {batch}", cancellationToken);
    }
}
