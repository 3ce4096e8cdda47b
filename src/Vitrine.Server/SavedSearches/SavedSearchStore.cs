using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Server.Collections;
using Vitrine.Server.Hosting;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.SavedSearches;

/// <summary>Keeps, changes, deletes and brings back searches, inside write transactions. That their queries can be read is found out before.</summary>
public sealed class SavedSearchStore(IdGenerator ids)
{
    /// <summary>How long a deleted search can be brought back: as long as collections can.</summary>
    public static readonly TimeSpan Kept = JobUndo.Window;

    /// <summary>So many searches one person keeps.</summary>
    internal const int Most = 500;

    /// <summary>So many of them are watched: each is asked again with every batch of changes.</summary>
    internal const int MostWatched = 50;

    private const int LongestSort = 200;

    /// <returns>The search's public id.</returns>
    /// <exception cref="RequestRefusedException">The name is taken, or none; or there are too many.</exception>
    internal async Task<string> CreateAsync(WriteSession session, long library, SavedSearchRequest asked, CancellationToken cancellationToken)
    {
        var name = Named(asked.Name);
        await LockOwnerAsync(session, session.Actor.Key, cancellationToken);
        await RequireRoomAsync(session, library, session.Actor.Key, cancellationToken);

        if (await IsTakenAsync(session, library, session.Actor.Key, name, except: 0, cancellationToken))
        {
            throw Refused(new(RefusalSentences.OwnSearchTaken, name));
        }

        var id = ids.Next().Text;
        var watch = asked.Watched ? await BeginsAsync(session, library, session.Actor.Key, except: 0, cancellationToken) : WatchState.Off;
        var key = await session.InsertAsync(
            $"""
            insert into saved_search (id, library_key, owner_key, name, folded, query, sort, phrases, shared, watch, revision, created_at, changed_by, changed_at)
            values ({id}, {library}, {session.Actor.Key}, {name}, {TextFold.Key(name)}, {Storable.Text(asked.Query!)}, {SortOf(asked.Sort)}, {Flag(asked.Phrases == "auto")}, {Flag(asked.Shared)}, {watch}, {1},
                {session.Now}, {session.Actor.Key}, {session.Now})
            returning key
            """,
            cancellationToken);
        session.Log(new Change(library, LogSubject.Search, key, ChangeEvent.Changed));
        return id;
    }

    /// <summary>Changes what is given. With another query what it finds then is nothing new.</summary>
    /// <exception cref="RequestRefusedException">The name is taken, or none.</exception>
    internal static async Task ChangeAsync(WriteSession session, SavedSearchRow search, SavedSearchChange change, CancellationToken cancellationToken)
    {
        var name = change.Name is null ? search.Name : Named(change.Name);
        var (query, isPhrase) = (change.Query ?? search.Query, change.Phrases is null ? search.IsPhrase : change.Phrases == "auto");
        await LockOwnerAsync(session, search.Owner, cancellationToken);
        if (name != search.Name && await IsTakenAsync(session, search.Library, search.Owner, name, search.Key, cancellationToken))
        {
            throw Refused(new(RefusalSentences.SearchTaken, name));
        }

        var watched = change.Watched ?? search.Watch != WatchState.Off;
        var watch = !watched ? WatchState.Off
            : search.Watch == WatchState.Off ? await BeginsAsync(session, search.Library, search.Owner, search.Key, cancellationToken)
            : (query, isPhrase) == (search.Query, search.IsPhrase) ? search.Watch
            : WatchState.Begins;
        if (watch is WatchState.Off or WatchState.Begins)
        {
            await LookedAtAsync(session, search, cancellationToken);
        }

        await session.ExecuteAsync(
            $"""
            update saved_search set name = {name}, folded = {TextFold.Key(name)}, query = {Storable.Text(query)}, sort = {(change.Sort is null ? search.Sort : SortOf(change.Sort))}, phrases = {Flag(isPhrase)},
                shared = {Flag(change.Shared ?? search.IsShared)}, watch = {watch}, revision = revision + 1, changed_by = {session.Actor.Key}, changed_at = {session.Now}
            where key = {search.Key}
            """,
            cancellationToken);
        session.Log(new Change(search.Library, LogSubject.Search, search.Key, ChangeEvent.Changed));
    }

    /// <summary>Deletes a search. It can be brought back for a time, and is not watched until then.</summary>
    internal static async Task DeleteAsync(WriteSession session, SavedSearchRow search, CancellationToken cancellationToken)
    {
        if (search.Deleted)
        {
            return;
        }

        await LookedAtAsync(session, search, cancellationToken);
        await session.ExecuteAsync(
            $"update saved_search set deleted_at = {session.Now}, watch = {WatchState.Off}, revision = revision + 1, changed_by = {session.Actor.Key}, changed_at = {session.Now} where key = {search.Key}",
            cancellationToken);
        session.Log(new Change(search.Library, LogSubject.Search, search.Key, ChangeEvent.Removed, Payload: $$"""{"id":"{{search.Id}}"}"""));
    }

    /// <summary>Brings a deleted search back, no longer watched; where its name was taken meanwhile, it gets a number.</summary>
    internal static async Task RestoreAsync(WriteSession session, SavedSearchRow search, CancellationToken cancellationToken)
    {
        if (!search.Deleted)
        {
            return;
        }

        await LockOwnerAsync(session, search.Owner, cancellationToken);
        await RequireRoomAsync(session, search.Library, search.Owner, cancellationToken);
        var name = search.Name;
        for (var number = 2; await IsTakenAsync(session, search.Library, search.Owner, name, search.Key, cancellationToken); number++)
        {
            var mark = string.Create(CultureInfo.InvariantCulture, $" ({number})");
            name = string.Concat(search.Name.EnumerateRunes().Take(CollectionText.LongestName - mark.Length).Select(rune => rune.ToString())) + mark;
        }

        await session.ExecuteAsync(
            $"""
            update saved_search set deleted_at = {(long?)null}, name = {name}, folded = {TextFold.Key(name)}, revision = revision + 1, changed_by = {session.Actor.Key}, changed_at = {session.Now}
            where key = {search.Key}
            """,
            cancellationToken);
        session.Log(new Change(search.Library, LogSubject.Search, search.Key, ChangeEvent.Changed));
    }

    /// <exception cref="RequestRefusedException">There are as many as one person can have.</exception>
    private static async Task RequireRoomAsync(WriteSession session, long library, long owner, CancellationToken cancellationToken)
    {
        if (await session.NumberAsync($"select count(*) from saved_search where owner_key = {owner} and library_key = {library} and deleted_at is null", cancellationToken) >= Most)
        {
            throw Refused(new(RefusalSentences.TooManySearches, Most));
        }
    }

    /// <summary>Nothing of what a search found is new to its owner any more.</summary>
    internal static Task LookedAtAsync(WriteSession session, SavedSearchRow search, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"update search_known set fresh = {0} where search_key = {search.Key} and fresh = {1}", cancellationToken);

    /// <summary>Forgets searches that were deleted long ago.</summary>
    public static async Task SweepAsync(WriteSession session, CancellationToken cancellationToken)
    {
        var over = session.Now - Kept;
        await session.ExecuteAsync($"delete from search_known where search_key in (select key from saved_search where deleted_at < {over})", cancellationToken);
        await session.ExecuteAsync($"delete from saved_search where deleted_at < {over}", cancellationToken);
    }

    private static string Named(string? name) => CollectionText.Name(name, RefusalSentences.SavedSearch);

    private static string? SortOf(string? sort) => string.IsNullOrEmpty(sort) ? null
        : sort.Length > LongestSort ? throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"A sort has at most {LongestSort} characters.")
        : sort;

    private static async Task<WatchState> BeginsAsync(WriteSession session, long library, long owner, long except, CancellationToken cancellationToken) =>
        await session.NumberAsync($"select count(*) from saved_search where owner_key = {owner} and library_key = {library} and watch > 0 and key <> {except}", cancellationToken) >= MostWatched
            ? throw Refused(new(RefusalSentences.TooManyWatched, MostWatched))
            : WatchState.Begins;

    /// <summary>Of two that give a name at the same time the second waits, and then finds it taken.</summary>
    private static Task<long?> LockOwnerAsync(WriteSession session, long owner, CancellationToken cancellationToken) =>
        session.NumberAsync($"select key from actor where key = {owner}{session.Dialect.ForOrder}", cancellationToken);

    private static async Task<bool> IsTakenAsync(WriteSession session, long library, long owner, string name, long except, CancellationToken cancellationToken) => await session.NumberAsync(
        $"select key from saved_search where owner_key = {owner} and library_key = {library} and folded = {TextFold.Key(name)} and deleted_at is null and key <> {except}", cancellationToken) is not null;

    private static int Flag(bool set) => set ? 1 : 0;

    private static RequestRefusedException Refused(QuerySentence sentence) => new(StatusCodes.Status409Conflict, sentence);
}
