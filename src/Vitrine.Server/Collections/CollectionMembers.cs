using Vitrine.Server.Storage;

namespace Vitrine.Server.Collections;

/// <summary>Puts assets into collections and takes them out, inside write transactions that hold the collection's row; who calls it notes once that the collection changed.</summary>
internal static class CollectionMembers
{
    /// <summary>What lies between two neighbours when they come: so often an asset can be put between two before all get new positions.</summary>
    public const long Step = 1L << 20;

    /// <summary>Puts an asset at the end. One that is in the trash, or in the collection already, changes nothing.</summary>
    /// <param name="batch">Of the job that does it, so that its undoing finds what it added.</param>
    /// <returns>Whether it came in now.</returns>
    public static async Task<bool> AddAsync(WriteSession session, long library, long collection, long asset, long? batch, CancellationToken cancellationToken)
    {
        var added = await session.ExecuteAsync(
            $"""
            insert into collection_asset (collection_key, asset_key, position, batch_key)
            select {collection}, a.key, (select coalesce(max(m.position), 0) from collection_asset m where m.collection_key = {collection}) + {Step}, {batch}
            from asset a where a.key = {asset} and a.library_key = {library} and a.trashed_at is null
            on conflict (collection_key, asset_key) do nothing
            """,
            cancellationToken);
        return added == 1 && Note(session, library, asset);
    }

    /// <summary>Takes an asset out.</summary>
    /// <param name="batch">Of the job that does it, which remembers where it stood.</param>
    /// <returns>Whether it was in.</returns>
    public static async Task<bool> RemoveAsync(WriteSession session, long library, long collection, long asset, long batch, CancellationToken cancellationToken)
    {
        var left = await session.ExecuteAsync(
            $"""
            insert into collection_left (batch_key, collection_key, asset_key, position, added_batch)
            select {batch}, collection_key, asset_key, position, batch_key from collection_asset where collection_key = {collection} and asset_key = {asset}
            on conflict (batch_key, collection_key, asset_key) do nothing
            """,
            cancellationToken);
        await session.ExecuteAsync($"delete from collection_asset where collection_key = {collection} and asset_key = {asset}", cancellationToken);
        return left == 1 && Note(session, library, asset);
    }

    /// <summary>Takes back what a job added or took out of one asset. Who was put in or taken out again since stays so.</summary>
    /// <returns>Whether anything changed.</returns>
    public static async Task<bool> UndoAsync(WriteSession session, long library, long collection, long asset, long batch, CancellationToken cancellationToken)
    {
        var gone = await session.ExecuteAsync($"delete from collection_asset where collection_key = {collection} and asset_key = {asset} and batch_key = {batch}", cancellationToken);
        var back = await session.ExecuteAsync(
            $"""
            insert into collection_asset (collection_key, asset_key, position, batch_key)
            select l.collection_key, l.asset_key, l.position, l.added_batch from collection_left l
            where l.batch_key = {batch} and l.collection_key = {collection} and l.asset_key = {asset}
                and not exists (select 1 from collection_left later where later.collection_key = l.collection_key and later.asset_key = l.asset_key and later.batch_key > {batch})
            on conflict (collection_key, asset_key) do nothing
            """,
            cancellationToken);
        await session.ExecuteAsync($"delete from collection_left where batch_key = {batch} and collection_key = {collection} and asset_key = {asset}", cancellationToken);
        if (back > 0)
        {
            await CollectionOrder.TellApartAsync(session, collection, asset, cancellationToken);
        }

        return gone + back > 0 && Note(session, library, asset);
    }

    /// <summary>Forgets an asset that is erased.</summary>
    public static async Task ForgetAsync(WriteSession session, long asset, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"delete from collection_asset where asset_key = {asset}", cancellationToken);
        await session.ExecuteAsync($"delete from collection_left where asset_key = {asset}", cancellationToken);
    }

    /// <summary>Search follows the asset.</summary>
    private static bool Note(WriteSession session, long library, long asset)
    {
        session.Log(new Change(library, LogSubject.Asset, asset, ChangeEvent.Changed, ChangedParts.Place));
        return true;
    }
}
