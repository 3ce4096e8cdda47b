using Vitrine.Server.Groups;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Collections;

/// <summary>Where moved assets go.</summary>
/// <param name="Beside">An asset of the collection; null = one of its ends.</param>
/// <param name="Before">In front of it, or at the beginning; else behind it, or at the end.</param>
internal readonly record struct CollectionPlace(long? Beside, bool Before);

/// <summary>The order of a collection, made by hand.</summary>
internal static class CollectionOrder
{
    /// <summary>Moves assets, in their order, to a place between two others; inside a transaction that holds the collection's row.</summary>
    /// <param name="wholeGroups">What is shown as one with an asset goes where it goes, and an asset to go beside stands where the first of its group stands.</param>
    /// <returns>False where one of them, or the one to go beside, is not in the collection.</returns>
    public static async Task<bool> MoveAsync(
        WriteSession session, long library, long collection, long[] assets, CollectionPlace place, bool wholeGroups, CancellationToken cancellationToken)
    {
        if ((await MembersAsync(session, collection, assets, cancellationToken)).Count < assets.Length)
        {
            return false;
        }

        // Members of a group that somebody left out of the collection stay out.
        var moved = wholeGroups ? await GroupReader.WholeAsync(session, assets, trashed: false, cancellationToken) : assets;
        var present = (await MembersAsync(session, collection, moved, cancellationToken)).Keys.ToHashSet();
        moved = [.. moved.Where(present.Contains)];
        if (await GapAsync(session, collection, moved, place, wholeGroups, cancellationToken) is not { } gap)
        {
            return false;
        }

        if (gap.Room <= moved.Length)
        {
            await SpreadAsync(session, collection, moved.Length + 1, cancellationToken);
            gap = (await GapAsync(session, collection, moved, place, wholeGroups, cancellationToken))!.Value;
        }

        var step = gap.Room / (moved.Length + 1);
        for (var at = 0; at < moved.Length; at++)
        {
            await session.ExecuteAsync(
                $"update collection_asset set position = {gap.From + ((at + 1) * step)} where collection_key = {collection} and asset_key = {moved[at]}", cancellationToken);
        }

        await CollectionStore.TouchAsync(session, library, collection, cancellationToken);
        return true;
    }

    /// <summary>The free positions between the neighbours of a place; null where the one to go beside is not in the collection, or moves itself.</summary>
    private static async Task<Gap?> GapAsync(WriteSession session, long collection, long[] moved, CollectionPlace place, bool wholeGroups, CancellationToken cancellationToken)
    {
        var others = Sql.Of($"select {new RawSql(place.Before ? "max" : "min")}(position) from collection_asset where collection_key = {collection} and not ({session.Dialect.AnyOf(new RawSql("asset_key"), moved)})");
        if (place.Beside is not { } beside)
        {
            var end = Sql.Of($"select {new RawSql(place.Before ? "min" : "max")}(position) from collection_asset where collection_key = {collection}");
            var last = await session.NumberAsync(end, cancellationToken) ?? 0;
            var room = CollectionMembers.Step * (moved.Length + 1);
            return place.Before ? new Gap(last - room, room) : new Gap(last, room);
        }

        var anchors = wholeGroups ? await GroupReader.WholeAsync(session, [beside], trashed: false, cancellationToken) : [beside];
        var found = await MembersAsync(session, collection, anchors, cancellationToken);
        if (found.Count == 0 || !found.ContainsKey(beside) || moved.Contains(beside))
        {
            return null;
        }

        var here = found.Values.Min();
        var neighbour = place.Before
            ? await session.NumberAsync($"{others} and position < {here}", cancellationToken) ?? here - (CollectionMembers.Step * (moved.Length + 1))
            : await session.NumberAsync($"{others} and position > {here}", cancellationToken) ?? here + (CollectionMembers.Step * (moved.Length + 1));
        return place.Before ? new Gap(neighbour, here - neighbour) : new Gap(here, neighbour - here);
    }

    private static async Task<Dictionary<long, long>> MembersAsync(DbSession session, long collection, long[] assets, CancellationToken cancellationToken) => (await session.QueryAsync(
        $"select asset_key, position from collection_asset where collection_key = {collection} and {session.Dialect.AnyOf(new RawSql("asset_key"), assets)}",
        row => (row.GetInt64(0), row.GetInt64(1)),
        cancellationToken)).ToDictionary();

    /// <summary>Tells apart again what came back to a position that another asset was moved to meanwhile: places are all different, which moving goes by.</summary>
    public static async Task TellApartAsync(WriteSession session, long collection, long asset, CancellationToken cancellationToken)
    {
        var others = await session.NumberAsync(
            $"""
            select count(*) from collection_asset a join collection_asset b on b.collection_key = a.collection_key and b.position = a.position
            where a.collection_key = {collection} and a.asset_key = {asset} and b.asset_key <> a.asset_key
            """,
            cancellationToken);
        if (others > 0)
        {
            await SpreadAsync(session, collection, least: 1, cancellationToken);
        }
    }

    /// <summary>
    /// Gives all assets of a collection new positions with room for <paramref name="least"/> between each two. What was taken out and may come back keeps its place
    /// between them, and its order among others that were taken out there.
    /// </summary>
    private static async Task SpreadAsync(WriteSession session, long collection, int least, CancellationToken cancellationToken)
    {
        var step = Math.Max(CollectionMembers.Step, 2L * least);
        await session.ExecuteAsync(
            $"""
            update collection_left set position = n.before * {step} + n.place * ({step} / (n.together + 1))
            from (
                select batch_key, asset_key, before, row_number() over (partition by before order by position, asset_key, batch_key) as place, count(*) over (partition by before) as together
                from (
                    select batch_key, asset_key, position, member, sum(member) over (order by position, member) as before
                    from (
                        select batch_key, asset_key, position, 0 as member from collection_left where collection_key = {collection}
                        union all select null, asset_key, position, 1 from collection_asset where collection_key = {collection}) placed) ranked
                where member = 0) n
            where collection_left.collection_key = {collection} and collection_left.batch_key = n.batch_key and collection_left.asset_key = n.asset_key
            """,
            cancellationToken);
        await session.ExecuteAsync(
            $"""
            update collection_asset set position = n.place * {step}
            from (select asset_key, row_number() over (order by position, asset_key) as place from collection_asset where collection_key = {collection}) n
            where collection_asset.collection_key = {collection} and collection_asset.asset_key = n.asset_key
            """,
            cancellationToken);
    }

    /// <param name="From">The position in front of the free ones.</param>
    /// <param name="Room">Up to the position behind them.</param>
    private readonly record struct Gap(long From, long Room);
}
