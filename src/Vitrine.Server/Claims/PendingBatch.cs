using Vitrine.Server.Storage;

namespace Vitrine.Server.Claims;

/// <summary>
/// The batch that a job is writing piece by piece and that nobody sees yet. Until it is shown, readers count what it ended and not what it said; one short transaction
/// shows all of it. There is at most one in a database: the next waits for its end.
/// </summary>
internal static class PendingBatch
{
    /// <summary>An asset <c>a</c>'s revision as far as it is shown: a pending batch has counted it up already.</summary>
    public static RawSql Revision { get; } = new("a.revision - case when a.edited_batch in (select batch_key from pending_batch) then 1 else 0 end");

    /// <summary>The one there is. Who writes keeps it from being shown until the end of the transaction.</summary>
    public static Task<long?> CurrentAsync(DbSession session, CancellationToken cancellationToken = default) =>
        session.NumberAsync($"select batch_key from pending_batch limit 1{(session is WriteSession ? session.Dialect.ForShare : Nothing)}", cancellationToken);

    private static readonly RawSql Nothing = new("");

    /// <summary>Begins one, or goes on with it. Returns the ledger's position when its job was asked for; null while there is another one.</summary>
    public static async Task<long?> BeginAsync(WriteSession session, long batch, CancellationToken cancellationToken)
    {
        if (session.Dialect.LockChangeLog is { } turn)
        {
            await session.ExecuteAsync(turn, cancellationToken);
        }

        if (await session.NumberAsync($"select start_seq from pending_batch where batch_key = {batch}", cancellationToken) is { } begun)
        {
            return begun;
        }

        if (await session.NumberAsync($"select batch_key from pending_batch limit 1", cancellationToken) is not null)
        {
            return null;
        }

        var start = await session.NumberAsync($"select asked_seq from job where batch_key = {batch}", cancellationToken)
            ?? await session.NumberAsync(session.Dialect.NewestPosition, cancellationToken) ?? 0;
        await session.ExecuteAsync($"insert into pending_batch (batch_key, start_seq) values ({batch}, {start})", cancellationToken);
        return start;
    }

    /// <summary>Something else changed these assets: where the batch has changed them too, it looks at them again before it is shown.</summary>
    public static async Task LookAgainAsync(WriteSession session, long[] assets, CancellationToken cancellationToken)
    {
        if (await CurrentAsync(session, cancellationToken) is { } pending)
        {
            await session.ExecuteAsync(
                $"""
                insert into pending_asset (batch_key, asset_key) select {pending}, key from asset where {session.Dialect.AnyOf(new RawSql("key"), assets)} and edited_batch = {pending}
                on conflict (batch_key, asset_key) do nothing
                """,
                cancellationToken);
        }
    }

    /// <summary>Shows it, unless assets of it were changed meanwhile and have to be looked at first. The caller's transaction is short.</summary>
    /// <returns>Whether it is shown.</returns>
    public static async Task<bool> ShowAsync(WriteSession session, long library, long batch, CancellationToken cancellationToken)
    {
        // Whoever writes beside it ends first, and has then said which assets those are.
        await session.NumberAsync($"select batch_key from pending_batch where batch_key = {batch}{session.Dialect.ForUpdate}", cancellationToken);
        if (await session.NumberAsync($"select asset_key from pending_asset where batch_key = {batch} limit 1", cancellationToken) is not null)
        {
            return false;
        }

        await session.ExecuteAsync($"delete from pending_batch where batch_key = {batch}", cancellationToken);
        if (await session.NumberAsync(session.Dialect.NewestPosition, cancellationToken) is > 0)
        {
            var position = await session.NumberAsync(session.Dialect.NextPosition, cancellationToken);
            await session.ExecuteAsync($"update batch set shown_seq = {position}, shown_at = {session.Now} where key = {batch}", cancellationToken);
        }
        else
        {
            await session.ExecuteAsync($"update batch set shown_seq = 0, shown_at = {session.Now} where key = {batch}", cancellationToken);
        }

        session.Log(new Change(library, LogSubject.Batch, batch, ChangeEvent.Changed, ChangedParts.Claims, batch));
        return true;
    }

    public static async Task<bool> IsShownAsync(DbSession session, long batch, CancellationToken cancellationToken) =>
        await session.NumberAsync($"select shown_seq from batch where key = {batch}", cancellationToken) is not null;
}
