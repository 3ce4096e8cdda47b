using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Groups;

/// <summary>Groups as the API shows them.</summary>
internal static class GroupReader
{
    /// <summary>The group that an asset is shown in, its cover first; null where it is in none, or where no other member is left outside of the trash.</summary>
    public static async Task<GroupView?> OfAssetAsync(DbSession session, long asset, CancellationToken cancellationToken) =>
        await session.NumberAsync($"select group_key from asset_group_member where asset_key = {asset}", cancellationToken) is { } group
        && await ReadAsync(session, group, cancellationToken) is { Members.Count: > 1 } view ? view : null;

    /// <summary>The movie that plays as the moving part of a picture of a group: the one of its name, or else, outside of a burst of many, the first. Null where there is none.</summary>
    public static GroupMemberView? MovieOf(GroupView? group, string id)
    {
        var movies = group?.Members.Where(member => member is { Role: GroupRole.Movie, Kind: "video" }).ToArray() ?? [];
        return movies.Length == 0 || group!.Members.FirstOrDefault(member => member.Id == id) is not { Kind: "image" } picture ? null
            : movies.FirstOrDefault(movie => Path.GetFileNameWithoutExtension(movie.Name) == Path.GetFileNameWithoutExtension(picture.Name))
                ?? (group.Kind == GroupKinds.NameOf(GroupKind.Burst) ? null : movies[0]);
    }

    public static async Task<GroupView?> ReadAsync(DbSession session, long group, CancellationToken cancellationToken)
    {
        var members = await session.QueryAsync(
            $"""
            select a.id, a.name, a.kind, m.role, m.cover_key, (select count(*) from rendition r where r.essence_key = v.essence_key)
            from asset_group_member m join asset a on a.key = m.asset_key join version v on v.key = a.version_key
            where m.group_key = {group} and a.trashed_at is null
            order by case when m.cover_key is null then 0 else 1 end, a.taken_at, a.name_key, a.key
            """,
            row => new GroupMemberView(row.GetString(0), row.GetString(1), row.GetString(3), row.IsDBNull(4))
            {
                Kind = ((AssetKind)row.GetInt64(2)).ToString().ToLowerInvariant(),
                HasPreview = row.GetInt64(5) > 0,
            },
            cancellationToken);
        return await GroupRows.FindAsync(session, group, cancellationToken) is { } found
            ? new GroupView(found.Id, GroupKinds.NameOf(found.Kind), found.Rule, members)
            : null;
    }

    /// <summary>The groups that these covers stand for, with how many assets each shows; by the cover's key.</summary>
    public static async Task<Dictionary<long, (long Group, string Id, string Kind, int Count)>> OfCoversAsync(DbSession session, long[] covers, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"""
            select c.asset_key, g.key, g.id, g.kind, count(*) from asset_group_member c join asset_group g on g.key = c.group_key
            join asset_group_member m on m.cover_key = c.asset_key
            where {session.Dialect.AnyOf(new RawSql("c.asset_key"), covers)} group by c.asset_key, g.key, g.id, g.kind
            """,
            row => (Cover: row.GetInt64(0), Group: row.GetInt64(1), Id: row.GetString(2), Kind: GroupKinds.NameOf((GroupKind)row.GetInt64(3)), Count: (int)row.GetInt64(4) + 1),
            cancellationToken)).ToDictionary(row => row.Cover, row => (row.Group, row.Id, row.Kind, row.Count));

    /// <summary>These assets with all that are shown in one with them, or lie in the trash with them.</summary>
    public static async Task<long[]> WholeAsync(DbSession session, long[] assets, bool trashed, CancellationToken cancellationToken)
    {
        var others = await session.QueryAsync(
            $"""
            select o.asset_key from asset_group_member m join asset_group_member o on o.group_key = m.group_key join asset a on a.key = o.asset_key
            where {session.Dialect.AnyOf(new RawSql("m.asset_key"), assets)} and (a.trashed_at is not null) = ({(trashed ? 1 : 0)} = 1)
            """,
            row => row.GetInt64(0),
            cancellationToken);
        return [.. assets.Union(others)];
    }

    /// <summary>When an asset was grouped, ungrouped and made the cover; newest first.</summary>
    public static async Task<List<GroupStep>> StepsAsync(DbSession session, long asset, int most, CancellationToken cancellationToken) => await session.QueryAsync(
        $"select key, act, kind, rule, actor_key, batch_key, at from asset_group_step where asset_key = {asset} order by key desc limit {most}",
        row => new GroupStep(
            row.GetInt64(0),
            (GroupAct)row.GetInt64(1) switch { GroupAct.Grouped => "group", GroupAct.Ungrouped => "ungroup", _ => "cover" },
            GroupKinds.NameOf((GroupKind)row.GetInt64(2)), row.TextOrNull(3), row.GetInt64(4), row.NumberOrNull(5), row.Time(6)),
        cancellationToken);
}

/// <summary>One step of an asset's history that is about its group.</summary>
internal sealed record GroupStep(long Key, string Act, string Kind, string? Rule, long Actor, long? Batch, DateTimeOffset At);
