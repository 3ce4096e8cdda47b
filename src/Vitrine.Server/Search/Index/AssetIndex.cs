using Vitrine.Core.Search.Index;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Index;

/// <summary>
/// This node's index of all assets. It is made from the database, follows the change log from there, and whoever asks first has it follow up to the newest change: what was
/// written anywhere before a question is in the answer.
/// </summary>
public sealed class AssetIndex(Database database, DataFolder folder, ILogger<AssetIndex> log) : BackgroundService
{
    /// <summary>Assets that are read at once.</summary>
    internal const int Together = 500;

    /// <summary>Rows of the log that are read at once.</summary>
    private const int Rows = 5_000;

    /// <summary>So many changed assets are read in the time of a question.</summary>
    private const int Few = 2_000;

    /// <summary>Documents that one segment of the index takes.</summary>
    private const int Segment = 65_536;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How much is gathered before it is followed unasked: one asset is mostly changed several times in a row.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(250);

    /// <summary>How old what lies in the data folder may become.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    /// <summary>How long a question waits for another that has the index follow.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(250), LongWait = TimeSpan.FromSeconds(5);

    private readonly Doorbell bell = new();
    private readonly SemaphoreSlim turn = new(1);
    private readonly StoredIndex stored = new(folder, database);
    private volatile Made? made;
    private long savedTo;
    private DateTimeOffset savedAt;

    /// <summary>Up to so many assets a question waits for the index to be made, or to follow what was changed at once, and a start makes it anew.</summary>
    internal int Soon { get; init; } = 20_000;

    /// <summary>Whether there is one; until then the rows answer.</summary>
    public bool IsMade => made is not null;

    /// <summary>The index up to the newest change; null while that of a large library is made, or follows a change of many assets: then the rows answer.</summary>
    /// <param name="patient">Whether to wait for that.</param>
    /// <param name="ranks">Whether the rows cannot answer it as well: then another that has the index follow is waited for longer.</param>
    internal async Task<Made?> NewestAsync(CancellationToken cancellationToken, bool patient = false, bool ranks = false)
    {
        var (newest, assets) = await database.ReadAsync(
            async session => (await Sequences.NewestAsync(session, cancellationToken), made is null ? await session.NumberAsync($"select count(*) from asset", cancellationToken) ?? 0 : 0), cancellationToken);
        if (made is { } current && current.Index.Generation.Sequence >= newest)
        {
            return current;
        }

        if (made is null && assets > Soon && !patient)
        {
            bell.Ring();
            return null;
        }

        // Who holds the turn for long has much to read: until that is done the rows answer.
        if (!await turn.WaitAsync(patient ? Timeout.InfiniteTimeSpan : ranks ? LongWait : Wait, cancellationToken))
        {
            return null;
        }

        try
        {
            return await FollowAsync(patient ? int.MaxValue : Soon, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The index for numbers beside names, which nobody waits for: up to the newest change, or as it is while it follows a change of many assets. Null where there is none yet.</summary>
    internal async Task<Made?> RecentAsync(CancellationToken cancellationToken) =>
        made is { } current && await IsFarAsync(current.Index.Generation.Sequence, cancellationToken) ? current : await NewestAsync(cancellationToken) ?? made;

    /// <summary>Whether more than a few assets were changed since a position of the log.</summary>
    private Task<bool> IsFarAsync(long position, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var rows = await session.QueryAsync(
                $"select subject_kind, subject_key from change_log where sequence > {position} order by sequence limit {Few + 1}", row => (Kind: (LogSubject)row.GetInt64(0), Key: row.GetInt64(1)), cancellationToken);
            var left = Few - rows.Count;
            foreach (var batch in rows.Where(row => row.Kind == LogSubject.Batch).Select(row => row.Key).Distinct())
            {
                left -= left < 0 ? 0 : (int)(await session.NumberAsync($"select count(*) from (select 1 from claim where batch_key = {batch} limit {Few + 1}) said", cancellationToken) ?? 0);
            }

            return left < 0;
        },
        cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await CommitLoop.RunAsync(database, bell, RoundAsync, stoppingToken);
        await SaveAsync(CancellationToken.None);
    }

    private async Task RoundAsync(CancellationToken stoppingToken)
    {
        await AheadAsync(stoppingToken);
        await bell.WaitAsync(Patience, database.Clock, stoppingToken);
        await Task.Delay(Gather, database.Clock, stoppingToken);
    }

    /// <summary>Follows before anybody asks, and merges what that leaves behind.</summary>
    private async Task AheadAsync(CancellationToken stoppingToken)
    {
        try
        {
            await turn.WaitAsync(stoppingToken);
            try
            {
                await FollowAsync(int.MaxValue, stoppingToken, gently: true);
            }
            finally
            {
                turn.Release();
            }

            while (made?.Index.Maintain() == true)
            {
                stoppingToken.ThrowIfCancellationRequested();
            }

            if (database.Clock.GetUtcNow() - savedAt > Age)
            {
                await SaveAsync(stoppingToken);
            }
        }
        catch (Exception error) when (error is not (OutOfMemoryException or OperationCanceledException))
        {
            log.LogWarning("The search index cannot follow the change log now, it is tried again: {Reason}", error.Message);
        }
    }

    /// <summary>Keeps the index of a large library for the next start. Where that fails it is made anew then.</summary>
    internal async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (made is not { Index.Generation: { } generation } current || generation.Count <= Soon || generation.Sequence == savedTo)
        {
            return;
        }

        try
        {
            await stored.SaveAsync(current.Index, cancellationToken);
            (savedTo, savedAt) = (generation.Sequence, database.Clock.GetUtcNow());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.Data.Common.DbException)
        {
            log.LogWarning("The search index cannot be kept for the next start: {Reason}", error.Message);
        }
    }

    /// <param name="most">Assets that are read again at most; null where more were changed at once.</param>
    /// <param name="gently">Whether to leave half of the time to whoever changes many assets meanwhile, and to those who wait for them.</param>
    private async Task<Made?> FollowAsync(int most, CancellationToken cancellationToken, bool gently = false)
    {
        var index = made ?? (await stored.LoadAsync(cancellationToken) is { } kept ? new Made(kept) : await MakeAsync(cancellationToken));
        while (await SomeAsync(index, most, gently, cancellationToken) is var next && next != Next.Done)
        {
            if (next == Next.Later)
            {
                bell.Ring();
                return null;
            }

            index = next == Next.Anew ? await MakeAsync(cancellationToken) : index;
        }

        return made = index;
    }

    /// <summary>Reads all assets, some at a time, from the position that the log has before: what changes meanwhile comes again with it.</summary>
    private async Task<Made> MakeAsync(CancellationToken cancellationToken)
    {
        var index = new Made(new MemoryIndex(new IndexFields()));
        var (position, last) = await database.ReadAsync(
            async session => (await Sequences.NewestAsync(session, cancellationToken), await session.NumberAsync($"select max(key) from asset", cancellationToken) ?? 0), cancellationToken);
        var documents = new List<IndexDocument>();
        for (long from = 0; from < last; from += Together)
        {
            var (low, high) = (from + 1, from + Together);
            documents.AddRange(await database.ReadAsync(session => index.Documents.ReadAsync(session, column => Sql.Of($"{column} between {low} and {high}"), cancellationToken), cancellationToken));
            if (documents.Count >= Segment)
            {
                index.Index.Apply(documents, [], 0);
                documents.Clear();
            }
        }

        index.Index.Apply(documents, [], position);
        return index;
    }

    /// <summary>Reads what was changed, in short transactions, and puts it in at once.</summary>
    private async Task<Next> SomeAsync(Made index, int most, bool gently, CancellationToken cancellationToken)
    {
        var changed = await ChangedAsync(index.Index.Generation.Sequence, cancellationToken);
        var (next, documents) = (changed.Next, new Dictionary<long, IndexDocument?>());
        while (changed.Next is Next.More or Next.Done && changed.Assets.Count > 0)
        {
            if (documents.Count + changed.Assets.Count > most)
            {
                return Next.Later;
            }

            foreach (var some in changed.Assets.Chunk(Together))
            {
                var began = database.Clock.GetTimestamp();
                var read = await database.ReadAsync(session => index.Documents.ReadAsync(session, column => session.Dialect.AnyOf(column, some), cancellationToken), cancellationToken);
                foreach (var key in some)
                {
                    documents[key] = null;
                }

                foreach (var document in read)
                {
                    documents[document.Key] = document;
                }

                // SQLite answers at once, so that nothing else would have this thread until all is read.
                await Task.Yield();
                if (gently && await database.ReadAsync(session => PendingBatch.CurrentAsync(session, cancellationToken), cancellationToken) is not null)
                {
                    await Task.Delay(database.Clock.GetElapsedTime(began), database.Clock, cancellationToken);
                }
            }

            // A batch that was shown meanwhile may be in some of these documents and not yet in others: no question may see half of it.
            var later = await ChangedAsync(changed.Sequence, cancellationToken);
            if (!later.HasBatch && later.Next != Next.Anew)
            {
                break;
            }

            (changed, next) = (later, later.Next);
        }

        if (next == Next.Anew || changed.Sequence == index.Index.Generation.Sequence)
        {
            return next;
        }

        index.Index.Apply([.. documents.Values.OfType<IndexDocument>()], [.. documents.Where(pair => pair.Value is null).Select(pair => pair.Key)], changed.Sequence);
        return next;
    }

    /// <summary>What the log says behind a position.</summary>
    private Task<Changed> ChangedAsync(long position, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var rows = await session.QueryAsync(
                $"select sequence, subject_kind, subject_key, parts from change_log where sequence > {position} order by sequence limit {Rows}",
                row => (Sequence: row.GetInt64(0), Kind: (LogSubject)row.GetInt64(1), Key: row.GetInt64(2), Parts: (ChangedParts)row.GetInt64(3)), cancellationToken);
            if (rows.Any(row => row.Kind == LogSubject.Library))
            {
                return new Changed(rows[^1].Sequence, [], false, Next.Anew);
            }

            var assets = rows.Where(row => row.Kind == LogSubject.Asset).Select(row => row.Key).ToHashSet();
            foreach (var some in rows.Where(row => row.Kind == LogSubject.Asset && (row.Parts & (ChangedParts.Facts | ChangedParts.Runs)) != 0).Select(row => row.Key).Distinct().Chunk(Together))
            {
                assets.UnionWith(await TwinsAsync(session, some, cancellationToken));
            }

            long[] batches = [.. rows.Where(row => row.Kind == LogSubject.Batch).Select(row => row.Key).Distinct()];
            foreach (var batch in batches)
            {
                assets.UnionWith(await OfBatchAsync(session, batch, cancellationToken));
            }

            return new Changed(rows.Count == 0 ? position : rows[^1].Sequence, assets, batches.Length > 0, rows.Count == Rows ? Next.More : Next.Done);
        },
        cancellationToken);

    /// <summary>Others that hold the same: what was read in one document stands in all of them.</summary>
    private static Task<List<long>> TwinsAsync(DbSession session, long[] assets, CancellationToken cancellationToken) => session.QueryAsync(
        Sql.Of($"select distinct o.asset_key from version v join version o on o.essence_key = v.essence_key where {session.Dialect.AnyOf(new RawSql("v.asset_key"), assets)}"),
        row => row.GetInt64(0),
        cancellationToken);

    /// <summary>The assets of which a batch said or ended something.</summary>
    private static Task<List<long>> OfBatchAsync(DbSession session, long batch, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select subject_key from claim where batch_key = {batch} and subject_kind = {LogSubject.Asset}
        union select subject_key from claim_history where ended_batch = {batch} and subject_kind = {LogSubject.Asset}
        """,
        row => row.GetInt64(0),
        cancellationToken);

    /// <param name="Sequence">Up to where.</param>
    /// <param name="Assets">The assets that have to be read again.</param>
    private sealed record Changed(long Sequence, IReadOnlyCollection<long> Assets, bool HasBatch, Next Next);

    /// <summary>What is to be done after some of the log.</summary>
    private enum Next
    {
        Done,
        More,

        /// <summary>There is more to read than anybody should wait for.</summary>
        Later,

        /// <summary>So much was changed that it was not said what.</summary>
        Anew,
    }

    /// <summary>An index with its fields and how documents for it are read.</summary>
    internal sealed class Made
    {
        public Made(MemoryIndex index)
        {
            Index = index;
            Fields = new IndexedFields(index.Fields);
            Documents = new AssetDocuments(Fields);
        }

        public MemoryIndex Index { get; }

        public IndexedFields Fields { get; }

        public AssetDocuments Documents { get; }
    }
}
