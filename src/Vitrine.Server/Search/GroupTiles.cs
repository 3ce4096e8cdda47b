using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Groups;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Says of results that stand for a group which one, of how many, and which member was found where that is not the cover.</summary>
internal sealed class GroupTiles(Database database, SearchEngine engine)
{
    public async Task<IReadOnlyList<SearchItem>> WithAsync(
        Principal principal, Query query, IReadOnlyList<SearchHit> hits, IReadOnlyList<SearchItem> items, CancellationToken cancellationToken)
    {
        long[] keys = [.. hits.Select(hit => hit.AssetKey)];
        var (groups, ids) = await database.ReadAsync(
            async session => (
                await GroupReader.OfCoversAsync(session, keys, cancellationToken),
                (await session.QueryAsync(
                    $"select id, key from asset where {session.Dialect.AnyOf(new RawSql("key"), keys)}", row => (row.GetString(0), row.GetInt64(1)), cancellationToken)).ToDictionary()),
            cancellationToken);
        if (groups.Count == 0)
        {
            return items;
        }

        var matched = query is Query.All ? [] : await MatchedAsync(principal, query, [.. groups.Keys], cancellationToken);
        return [.. items.Select(item => ids.TryGetValue(item.Id, out var key) && groups.TryGetValue(key, out var group)
            ? item with { Group = new GroupTile(group.Id, group.Kind, group.Count) { Matched = matched.GetValueOrDefault(key) } }
            : item)];
    }

    /// <summary>The first member that a query finds, by its cover, of those groups whose cover it does not find.</summary>
    private async Task<Dictionary<long, MatchedMember>> MatchedAsync(Principal principal, Query query, long[] covers, CancellationToken cancellationToken)
    {
        var found = await engine.AmongAsync(principal, query, covers, cancellationToken);
        long[] hidden = [.. covers.Except(found)];
        var members = await database.ReadAsync(
            session => session.QueryAsync(
                $"""
                select m.cover_key, a.key, a.id, a.name from asset_group_member m join asset a on a.key = m.asset_key
                where {session.Dialect.AnyOf(new RawSql("m.cover_key"), hidden)} order by a.taken_at, a.name_key, a.key
                """,
                row => (Cover: row.GetInt64(0), Key: row.GetInt64(1), Member: new MatchedMember(row.GetString(2), row.GetString(3))),
                cancellationToken),
            cancellationToken);
        var matching = (await engine.AmongAsync(principal, query, [.. members.Select(member => member.Key)], cancellationToken)).ToHashSet();
        return members.Where(member => matching.Contains(member.Key)).GroupBy(member => member.Cover).ToDictionary(group => group.Key, group => group.First().Member);
    }
}
