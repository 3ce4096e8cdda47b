using Vitrine.Core.Search.Index;
using Vitrine.Server.Access;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Index;

/// <summary>
/// Orders of folders and of collections, read when somebody asks for one: moving one asset of a collection or naming one folder may give others new places, and is one row of the change log. The last
/// of each is kept until the index goes on, for the pages that follow.
/// </summary>
internal sealed class GivenOrders(Database database)
{
    private volatile Kept? folders;
    private volatile Kept? collection;

    public async Task<IndexedOrder> OfAsync(AssetIndex.Made index, IndexGeneration generation, Principal principal, SearchSort sort, bool together, CancellationToken cancellationToken)
    {
        switch (sort.Order)
        {
            case SearchOrder.Folder:
                var tree = await KeptAsync(
                    folders, new Kept(generation.Sequence, index.Fields.Folder, principal.LibraryKey, null, false, null), session => FolderPlaces.ReadAsync(session, index.Fields, principal.LibraryKey, cancellationToken), cancellationToken);
                folders = tree;
                return new IndexedOrder.OfFolders((FolderPlaces)tree.What!, index.Fields.NameKey, sort.Descending);
            case SearchOrder.Collection:
                var chosen = await KeptAsync(
                    collection, new Kept(generation.Sequence, null, principal.LibraryKey, sort.Collection, together, null), session => ReadAsync(session, principal, sort, together, cancellationToken), cancellationToken);
                collection = chosen;
                return new IndexedOrder.OfCollection((GivenOrder)chosen.What!, sort.Descending);
            default:
                return new IndexedOrder.OfFields(sort, index.Fields);
        }
    }

    private async Task<Kept> KeptAsync<T>(Kept? known, Kept asked, Func<DbSession, Task<T>> read, CancellationToken cancellationToken)
        where T : class =>
        known is not null && known with { What = null } == asked ? known : asked with { What = await database.ReadAsync(read, cancellationToken) };

    /// <summary>Places of assets in a collection. A group stands where the first of it stands.</summary>
    private static async Task<GivenOrder> ReadAsync(DbSession session, Principal principal, SearchSort sort, bool together, CancellationToken cancellationToken)
    {
        var places = Sql.Of($"select m.asset_key, m.position from collection_asset m where m.collection_key = ({SqlSearch.CollectionOf(sort, principal)})");
        if (together)
        {
            places = Sql.Of(
                $"""
                {places} union all
                select g.cover_key, m.position from collection_asset m join asset_group_member g on g.asset_key = m.asset_key
                where m.collection_key = ({SqlSearch.CollectionOf(sort, principal)}) and g.cover_key is not null
                """);
        }

        return GivenOrder.OfKeys(await session.QueryAsync(places, row => (row.GetInt64(0), (double)row.GetInt64(1)), cancellationToken));
    }

    /// <param name="Sequence">Up to where the index was. What is read a little later is kept for it: whatever was written since makes the index go on before the next question is answered.</param>
    /// <param name="Folder">The field by which folders are ordered; another index may have it elsewhere.</param>
    private sealed record Kept(long Sequence, IndexField? Folder, long Library, string? Collection, bool Together, object? What);
}
