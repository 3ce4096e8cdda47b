using Vitrine.Core.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Groups;

/// <summary>A group as stored.</summary>
internal sealed record GroupRow(long Key, string Id, GroupKind Kind, string? Rule, bool CoverChosen, bool Ended, string? Members);

/// <summary>A member as stored; the lowest position is the cover.</summary>
internal sealed record MemberRow(long Asset, long Group, string Role, long Position, long? Cover, bool Live);

/// <summary>Rows of groups, inside a transaction that holds <see cref="GroupStore.LockAsync"/>.</summary>
internal static class GroupRows
{
    public static Task<GroupRow?> FindAsync(DbSession session, long key, CancellationToken cancellationToken) => session.FirstAsync(
        $"select key, id, kind, rule, cover_chosen, ended_at, ended_members from asset_group where key = {key}", Read, cancellationToken);

    public static Task<GroupRow?> FindAsync(DbSession session, long library, string id, CancellationToken cancellationToken) => PublicId.TryParse(id, out _)
        ? session.FirstAsync(
            $"select key, id, kind, rule, cover_chosen, ended_at, ended_members from asset_group where id = {id} and library_key = {library}", Read, cancellationToken)
        : Task.FromResult<GroupRow?>(null);

    public static Task<List<MemberRow>> MembersAsync(DbSession session, long group, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select m.asset_key, m.group_key, m.role, m.position, m.cover_key, a.trashed_at from asset_group_member m join asset a on a.key = m.asset_key
        where m.group_key = {group} order by m.position, m.asset_key
        """,
        Member,
        cancellationToken);

    /// <summary>The memberships of these assets.</summary>
    public static Task<List<MemberRow>> OfAsync(DbSession session, long[] assets, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select m.asset_key, m.group_key, m.role, m.position, m.cover_key, a.trashed_at from asset_group_member m join asset a on a.key = m.asset_key
        where {session.Dialect.AnyOf(new RawSql("m.asset_key"), assets)} order by m.group_key, m.position, m.asset_key
        """,
        Member,
        cancellationToken);

    public static async Task JoinAsync(
        WriteSession session, GroupRow group, long asset, string role, long position, long? batch, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"insert into asset_group_member (asset_key, group_key, role, position) values ({asset}, {group.Key}, {role}, {position})", cancellationToken);
        await NoteAsync(session, group, asset, GroupAct.Grouped, batch, cancellationToken);
    }

    /// <summary>A step of the asset's history.</summary>
    public static Task<int> NoteAsync(WriteSession session, GroupRow group, long asset, GroupAct act, long? batch, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"""
        insert into asset_group_step (asset_key, group_key, kind, act, rule, actor_key, batch_key, at)
        values ({asset}, {group.Key}, {group.Kind}, {act}, {group.Rule}, {session.Actor.Key}, {batch}, {session.Now})
        """,
        cancellationToken);

    /// <summary>Whether a person parted two of these.</summary>
    public static async Task<bool> PartedAsync(DbSession session, long[] assets, CancellationToken cancellationToken) => await session.NumberAsync(
        $"""
        select p.group_key from asset_parted p where {session.Dialect.AnyOf(new RawSql("p.asset_key"), assets)} group by p.group_key having count(*) > 1 limit 1
        """,
        cancellationToken) is not null;

    private static GroupRow Read(System.Data.Common.DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), (GroupKind)row.GetInt64(2), row.TextOrNull(3), row.GetInt64(4) != 0, !row.IsDBNull(5), row.TextOrNull(6));

    private static MemberRow Member(System.Data.Common.DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.NumberOrNull(4), row.IsDBNull(5));
}
