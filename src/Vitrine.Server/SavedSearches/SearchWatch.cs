using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Phrases;
using Vitrine.Server.Storage;

namespace Vitrine.Server.SavedSearches;

/// <summary>
/// Follows the change log and tells the owners of watched searches what these newly find: each asset once for each search. How far a search was asked stands beside it in the
/// database, and moves on in the transaction that tells of what was found, so that a server that is killed tells of it after the next start, and of nothing twice.
/// A search is asked once for all changes that come closely together. It follows changes, not the clock: what only comes to match as time passes is not told.
/// </summary>
internal sealed class SearchWatch(Database database, AssetSearch search, SearchEngine engine, PhraseVocabularies vocabularies, ILogger<SearchWatch> log) : BackgroundService
{
    /// <summary>Rows of the log that one question answers for.</summary>
    private const int Chunk = 2_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long changes gather before a search is asked.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);

    /// <summary>What is written of these may change what is found of any asset.</summary>
    private static readonly LogSubject[] OfAnyAsset = [LogSubject.Folder, LogSubject.Collection, LogSubject.Concept, LogSubject.Library, LogSubject.Field, LogSubject.Batch];

    private readonly Doorbell bell = new();

    /// <summary>Asks every watched search about the next changes that it has not seen. Returns whether there may be more.</summary>
    public async Task<bool> OnceAsync(CancellationToken cancellationToken)
    {
        var watched = await database.ReadAsync(session => WatchedSearches.AllAsync(session, cancellationToken), cancellationToken);
        foreach (var one in watched.Where(one => one.Search.Watch == WatchState.Begins))
        {
            await BeginAsync(one, cancellationToken);
        }

        var followed = watched.FindAll(one => one.Search.Watch != WatchState.Begins);
        if (followed.Count == 0)
        {
            return false;
        }

        var from = followed.Min(one => one.Search.Position);
        var changes = await database.ReadAsync(session => ChangesAsync(session, from, cancellationToken), cancellationToken);
        if (changes is null)
        {
            return false;
        }

        foreach (var one in followed.Where(one => one.Search.Position < changes.UpTo))
        {
            await AskAsync(one, changes, cancellationToken);
        }

        return changes.Rows == Chunk;
    }

    /// <summary>Notes what a search finds now, before it is watched: none of that is new. Of one that is watched already, or gone, nothing.</summary>
    public async Task BeginAsync(string id, CancellationToken cancellationToken)
    {
        var all = await database.ReadAsync(session => WatchedSearches.AllAsync(session, cancellationToken), cancellationToken);
        if (all.Find(one => one.Search.Id == id) is { Search.Watch: WatchState.Begins } begins)
        {
            await BeginAsync(begins, cancellationToken);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => CommitLoop.RunAsync(database, bell, RoundAsync, stoppingToken);

    private async Task RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await OnceAsync(stoppingToken))
            {
            }
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            log.LogWarning("Watched searches cannot be asked now, it is tried again: {Reason}", error.Message);
        }

        await bell.WaitAsync(Patience, database.Clock, stoppingToken);
        await Task.Delay(Gather, database.Clock, stoppingToken);
    }

    private async Task BeginAsync(WatchedSearch watched, CancellationToken cancellationToken)
    {
        // What changes after this position is asked about, also where it is in the answer already.
        var position = await database.ReadAsync(session => Sequences.NewestAsync(session, cancellationToken), cancellationToken);
        if (await QueryAsync(watched, cancellationToken) is { } query)
        {
            await WatchedSearches.NoteAsync(database, watched.Search, await engine.KeysAsync(watched.Principal, query, together: false, cancellationToken), position, cancellationToken);
        }
    }

    private async Task AskAsync(WatchedSearch watched, Changes changes, CancellationToken cancellationToken)
    {
        var (asked, library) = (watched.Search, watched.Search.Library);
        if (await QueryAsync(watched, cancellationToken) is not { } query)
        {
            await WatchedSearches.MoveOnAsync(database, asked, changes.UpTo, WatchState.Behind, cancellationToken);
            return;
        }

        IReadOnlyList<long> found = asked.Watch == WatchState.Behind || changes.OfAny.Contains(library) ? await engine.KeysAsync(watched.Principal, query, together: false, cancellationToken)
            : changes.Assets[library].ToArray() is { Length: > 0 } assets ? await engine.AmongAsync(watched.Principal, query, assets, cancellationToken)
            : [];
        await WatchedSearches.TellAsync(database, asked, found, changes.UpTo, cancellationToken);
    }

    /// <summary>Null where it cannot be read now.</summary>
    private async Task<Query?> QueryAsync(WatchedSearch watched, CancellationToken cancellationToken)
    {
        if (watched.Search.IsPhrase)
        {
            // Words that nobody could understand yet would be searched for as they stand, which finds other assets.
            await vocabularies.Prepare().WaitAsync(cancellationToken);
        }

        return (await search.FoundByAsync(watched.Principal, watched.Search.Request, cancellationToken)).Query;
    }

    /// <summary>The next changes behind a position; null where there are none.</summary>
    private static async Task<Changes?> ChangesAsync(DbSession session, long from, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"select sequence, library_key, subject_kind, subject_key from change_log where sequence > {from} order by sequence limit {Chunk}",
            row => (Sequence: row.GetInt64(0), Library: row.GetInt64(1), Kind: (LogSubject)row.GetInt64(2), Key: row.GetInt64(3)),
            cancellationToken);
        if (rows.Count == 0)
        {
            return null;
        }

        // Others that hold the same bytes: what was read in one stands in all of them.
        long[] changed = [.. rows.Where(row => row.Kind == LogSubject.Asset).Select(row => row.Key).Distinct()];
        var assets = await session.QueryAsync(
            $"""
            select distinct a.library_key, a.key from version v join version o on o.essence_key = v.essence_key join asset a on a.key = o.asset_key
            where {session.Dialect.AnyOf(new RawSql("v.asset_key"), changed)} and a.trashed_at is null
            """,
            row => (Library: row.GetInt64(0), Key: row.GetInt64(1)),
            cancellationToken);
        return new Changes(
            rows[^1].Sequence, rows.Count, assets.ToLookup(row => row.Library, row => row.Key), rows.Where(row => OfAnyAsset.Contains(row.Kind)).Select(row => row.Library).ToHashSet());
    }

    /// <param name="UpTo">The last one's sequence.</param>
    /// <param name="Rows">How many they are.</param>
    /// <param name="Assets">Those that were changed, by library.</param>
    /// <param name="OfAny">Libraries of which any asset may be found now.</param>
    private sealed record Changes(long UpTo, int Rows, ILookup<long, long> Assets, HashSet<long> OfAny);
}
