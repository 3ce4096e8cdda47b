using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Server.Hosting;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Collections;

/// <summary>Makes, names, deletes and brings back collections, inside write transactions.</summary>
public sealed class CollectionStore(IdGenerator ids)
{
    /// <summary>How long a deleted collection can be brought back: as long as jobs can be taken back.</summary>
    public static readonly TimeSpan Kept = JobUndo.Window;

    /// <summary>A library has at most so many collections: the pages list them all.</summary>
    private const int Most = 10_000;

    /// <summary>Each of these is asked whenever a page lists it.</summary>
    private const int MostSmart = 1_000;

    /// <returns>The collection's public id.</returns>
    /// <exception cref="RequestRefusedException">The name is taken, or none that a collection can have.</exception>
    internal async Task<string> CreateAsync(WriteSession session, long library, CollectionRequest asked, CancellationToken cancellationToken)
    {
        var (name, description, query, sort) = (asked.Name, asked.Description, asked.Query is null ? null : Storable.Text(asked.Query), string.IsNullOrEmpty(asked.Sort) ? null : asked.Sort);
        var (called, said) = (CollectionText.Name(name), CollectionText.Description(description));
        await LockNamesAsync(session, library, cancellationToken);
        await RequireRoomAsync(session, library, isSmart: query is not null, cancellationToken);

        await RequireFreeAsync(session, library, called, except: 0, cancellationToken);
        var id = ids.Next().Text;
        var key = await session.InsertAsync(
            $"""
            insert into collection (id, library_key, name, name_key, folded, description, revision, created_by, created_at, changed_by, changed_at, query, sort)
            values ({id}, {library}, {called}, {AssetName.Key(called)}, {TextFold.Key(called)}, {said}, {1}, {session.Actor.Key}, {session.Now}, {session.Actor.Key}, {session.Now}, {query}, {sort})
            returning key
            """,
            cancellationToken);
        await RequireNoCircleAsync(session, library, key, cancellationToken);
        session.Log(new Change(library, LogSubject.Collection, key, ChangeEvent.Added));
        return id;
    }

    /// <summary>Gives a collection another name or description, and a smart one another query or order; null leaves each as it is.</summary>
    /// <exception cref="RequestRefusedException">The name is taken, or none that a collection can have; or a smart one would be in itself.</exception>
    internal static async Task ChangeAsync(WriteSession session, long library, CollectionRow collection, CollectionChange change, CancellationToken cancellationToken)
    {
        if (!collection.IsSmart && (change.Query is not null || change.Sort is not null))
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.FilledByHand, collection.Name));
        }

        var called = change.Name is null ? collection.Name : CollectionText.Name(change.Name);
        var said = change.Description is null ? collection.Description : CollectionText.Description(change.Description);
        var (query, sort) = (change.Query is null ? collection.Query : Storable.Text(change.Query), change.Sort is null ? collection.Sort : change.Sort.Length == 0 ? null : change.Sort);
        if (called == collection.Name && said == collection.Description && query == collection.Query && sort == collection.Sort)
        {
            return;
        }

        if (called != collection.Name || query != collection.Query)
        {
            await LockNamesAsync(session, library, cancellationToken);
            await RequireFreeAsync(session, library, called, collection.Key, cancellationToken);
        }

        await session.ExecuteAsync(
            $"update collection set name = {called}, name_key = {AssetName.Key(called)}, folded = {TextFold.Key(called)}, description = {said}, query = {query}, sort = {sort} where key = {collection.Key}",
            cancellationToken);
        if (called != collection.Name || query != collection.Query)
        {
            await RequireNoCircleAsync(session, library, collection.Key, cancellationToken);
        }

        await TouchAsync(session, library, collection.Key, cancellationToken);
    }

    /// <summary>Deletes a collection and none of its assets. It can be brought back for a time.</summary>
    internal static async Task DeleteAsync(WriteSession session, long library, CollectionRow collection, CancellationToken cancellationToken)
    {
        if (collection.Deleted)
        {
            return;
        }

        await session.ExecuteAsync(
            $"""
            update collection set deleted_at = {session.Now}, revision = revision + 1, changed_by = {session.Actor.Key}, changed_at = {session.Now} where key = {collection.Key}
            """,
            cancellationToken);
        session.Log(new Change(library, LogSubject.Collection, collection.Key, ChangeEvent.Removed, Payload: $$"""{"id":"{{collection.Id}}"}"""));
    }

    /// <summary>Brings a deleted collection back with its assets; where its name was taken meanwhile, it gets a number.</summary>
    internal static async Task RestoreAsync(WriteSession session, long library, CollectionRow collection, CancellationToken cancellationToken)
    {
        if (!collection.Deleted)
        {
            return;
        }

        await LockNamesAsync(session, library, cancellationToken);
        await RequireRoomAsync(session, library, collection.Query is not null, cancellationToken);
        var name = collection.Name;
        for (var number = 2; await IsTakenAsync(session, library, name, collection.Key, cancellationToken); number++)
        {
            var mark = string.Create(CultureInfo.InvariantCulture, $" ({number})");
            name = string.Concat(collection.Name.EnumerateRunes().Take(CollectionText.LongestName - mark.Length).Select(rune => rune.ToString())) + mark;
        }

        await session.ExecuteAsync(
            $"""
            update collection set deleted_at = {(long?)null}, name = {name}, name_key = {AssetName.Key(name)}, folded = {TextFold.Key(name)},
                revision = revision + 1, changed_by = {session.Actor.Key}, changed_at = {session.Now} where key = {collection.Key}
            """,
            cancellationToken);
        await RequireNoCircleAsync(session, library, collection.Key, cancellationToken);
        session.Log(new Change(library, LogSubject.Collection, collection.Key, ChangeEvent.Added));
    }

    /// <exception cref="RequestRefusedException">There are as many as a library can have.</exception>
    private static async Task RequireRoomAsync(WriteSession session, long library, bool isSmart, CancellationToken cancellationToken)
    {
        if (await session.NumberAsync($"select count(*) from collection where library_key = {library} and deleted_at is null", cancellationToken) >= Most)
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.TooManyCollections, Most));
        }

        if (isSmart && await session.NumberAsync($"select count(*) from collection where library_key = {library} and query is not null and deleted_at is null", cancellationToken) >= MostSmart)
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.TooManySmart, MostSmart));
        }
    }

    /// <summary>Notes who changed a collection, or what is in it, and that search is to follow.</summary>
    internal static Task<int> TouchAsync(WriteSession session, long library, long collection, CancellationToken cancellationToken)
    {
        session.Log(new Change(library, LogSubject.Collection, collection, ChangeEvent.Changed));
        return session.ExecuteAsync(
            $"update collection set revision = revision + 1, changed_by = {session.Actor.Key}, changed_at = {session.Now} where key = {collection}", cancellationToken);
    }

    /// <summary>Forgets collections that were deleted long ago, and what jobs took out of others that can no longer be taken back.</summary>
    public static async Task SweepAsync(WriteSession session, CancellationToken cancellationToken)
    {
        var over = session.Now - Kept;
        await session.ExecuteAsync(
            $"delete from collection_left where batch_key in (select key from batch where created_at < {over}) or collection_key in (select key from collection where deleted_at < {over})",
            cancellationToken);
        await session.ExecuteAsync($"delete from collection_asset where collection_key in (select key from collection where deleted_at < {over})", cancellationToken);
        await session.ExecuteAsync($"delete from collection where deleted_at < {over}", cancellationToken);
    }

    /// <summary>Of two that give a name at the same time the second waits, and then finds it taken.</summary>
    private static Task<long?> LockNamesAsync(WriteSession session, long library, CancellationToken cancellationToken) =>
        session.NumberAsync($"select key from library where key = {library}{session.Dialect.ForOrder}", cancellationToken);

    /// <summary>A smart collection must not be in itself, also not by way of others; names and queries of all are as this transaction left them.</summary>
    private static async Task RequireNoCircleAsync(WriteSession session, long library, long collection, CancellationToken cancellationToken)
    {
        var all = await SmartCollections.ReadAsync(session, library, cancellationToken);
        if (all.Find(one => one.Key == collection) is { } changed && SmartGraph.Trouble(changed, all) is { } trouble)
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, trouble);
        }
    }

    private static async Task RequireFreeAsync(WriteSession session, long library, string name, long except, CancellationToken cancellationToken)
    {
        if (await IsTakenAsync(session, library, name, except, cancellationToken))
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.CollectionTaken, name));
        }
    }

    private static async Task<bool> IsTakenAsync(WriteSession session, long library, string name, long except, CancellationToken cancellationToken) => await session.NumberAsync(
        $"select key from collection where library_key = {library} and name_key = {AssetName.Key(name)} and deleted_at is null and key <> {except}", cancellationToken) is not null;
}
