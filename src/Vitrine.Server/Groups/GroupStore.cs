using System.Text.Json;
using Vitrine.Core.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Groups;

/// <summary>
/// Makes, joins, ends and brings back groups, inside write transactions. What a person did always counts: no rule changes a group that a person made,
/// takes back a cover that a person chose, or puts together what a person parted.
/// </summary>
public sealed class GroupStore(IdGenerator ids)
{
    /// <summary>A rule makes no larger ones.</summary>
    private const int MostByRule = 200;

    /// <summary>Writers of groups take turns from here to the end of the transaction.</summary>
    public static async Task LockAsync(WriteSession session, CancellationToken cancellationToken)
    {
        if (session.Dialect.LockGroups is { } take)
        {
            await session.ExecuteAsync(take, cancellationToken);
        }
    }

    /// <summary>Does what a rule proposes, as far as people leave it to rules.</summary>
    /// <returns>Whether anything changed.</returns>
    internal async Task<bool> ProposeAsync(
        WriteSession session, long library, GroupProposal proposal, string rule, long? batch, CancellationToken cancellationToken)
    {
        long[] keys = [.. proposal.Members.Select(member => member.Key).Distinct()];
        var memberships = await GroupRows.OfAsync(session, keys, cancellationToken);
        long[] groups = [.. memberships.Select(member => member.Group).Distinct().Order()];
        if (keys.Length < proposal.Least || (groups.Length == 1 && memberships.Count == keys.Length))
        {
            return false;
        }

        var all = new List<(GroupRow Group, List<MemberRow> Members)>();
        foreach (var key in groups)
        {
            all.Add(((await GroupRows.FindAsync(session, key, cancellationToken))!, await GroupRows.MembersAsync(session, key, cancellationToken)));
        }

        long[] together = [.. all.SelectMany(one => one.Members).Select(member => member.Asset).Union(keys)];
        if (together.Length > MostByRule && groups.Length > 0)
        {
            // The group is full: what is left makes the next one.
            var left = proposal.Members.Where(member => memberships.TrueForAll(one => one.Asset != member.Key)).ToArray();
            return left.Length >= proposal.Least && await ProposeAsync(session, library, proposal with { Members = left }, rule, batch, cancellationToken);
        }

        if (all.Exists(one => one.Group.Rule is null) || together.Length > MostByRule || await GroupRows.PartedAsync(session, together, cancellationToken))
        {
            return false;
        }

        if (all.Count == 0)
        {
            await MakeAsync(session, library, proposal.Kind, rule, proposal.Members, coverChosen: false, batch, cancellationToken);
            return true;
        }

        await UniteAsync(session, proposal, all, batch, cancellationToken);
        return true;
    }

    /// <summary>A person shows these as one; each leaves the group that it was in.</summary>
    /// <param name="members">The cover first.</param>
    internal async Task<GroupRow> MakeAsync(
        WriteSession session, long library, GroupKind kind, IReadOnlyList<(long Key, string Role)> members, CancellationToken cancellationToken)
    {
        foreach (var member in await GroupRows.OfAsync(session, [.. members.Select(member => member.Key)], cancellationToken))
        {
            var left = (await GroupRows.FindAsync(session, member.Group, cancellationToken))!;
            await session.ExecuteAsync($"delete from asset_group_member where asset_key = {member.Asset}", cancellationToken);
            await GroupRows.NoteAsync(session, left, member.Asset, GroupAct.Ungrouped, null, cancellationToken);
            await RefreshAsync(session, library, left, null, cancellationToken);
        }

        return await MakeAsync(session, library, kind, rule: null, members, coverChosen: true, batch: null, cancellationToken);
    }

    /// <summary>Shows its assets one by one again.</summary>
    /// <param name="parted">A person wants them apart: no rule puts them together again.</param>
    internal static async Task EndAsync(WriteSession session, long library, GroupRow group, bool parted, long? batch, CancellationToken cancellationToken)
    {
        var members = await GroupRows.MembersAsync(session, group.Key, cancellationToken);
        await session.ExecuteAsync($"delete from asset_group_member where group_key = {group.Key}", cancellationToken);
        string[] kept = [.. members.Select(member => $"{member.Asset} {member.Role} {member.Position}")];
        await session.ExecuteAsync(
            $"update asset_group set ended_at = {session.Now}, ended_batch = {batch}, ended_members = {JsonSerializer.Serialize(kept, StorageJson.Default.StringArray)} where key = {group.Key}",
            cancellationToken);
        foreach (var member in members)
        {
            if (parted)
            {
                await session.ExecuteAsync(
                    $"insert into asset_parted (asset_key, group_key) values ({member.Asset}, {group.Key}) on conflict (asset_key, group_key) do nothing", cancellationToken);
            }

            await GroupRows.NoteAsync(session, group, member.Asset, GroupAct.Ungrouped, batch, cancellationToken);
            Log(session, library, member.Asset);
        }
    }

    /// <summary>Brings an ended group back, with those of its assets that are still there and in no other.</summary>
    /// <returns>False where fewer than two are.</returns>
    internal static async Task<bool> RestoreAsync(WriteSession session, long library, GroupRow group, long? batch, CancellationToken cancellationToken)
    {
        var kept = JsonSerializer.Deserialize(group.Members ?? "[]", StorageJson.Default.StringArray)!.Select(text => text.Split(' '))
            .Select(parts => (Asset: long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), Role: parts[1], Position: long.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture)))
            .ToArray();
        var keys = kept.Select(member => member.Asset).ToArray();
        var free = await session.QueryAsync(
            $"""
            select key from asset where {session.Dialect.AnyOf(new RawSql("key"), keys)} and library_key = {library}
            and key not in (select asset_key from asset_group_member where {session.Dialect.AnyOf(new RawSql("asset_key"), keys)})
            """,
            row => row.GetInt64(0),
            cancellationToken);
        if (!group.Ended || free.Count < 2)
        {
            return false;
        }

        await session.ExecuteAsync($"delete from asset_parted where group_key = {group.Key}", cancellationToken);
        await session.ExecuteAsync(
            $"update asset_group set ended_at = {(long?)null}, ended_batch = {(long?)null}, ended_members = {(string?)null} where key = {group.Key}", cancellationToken);
        foreach (var member in kept.Where(member => free.Contains(member.Asset)))
        {
            await GroupRows.JoinAsync(session, group, member.Asset, member.Role, member.Position, batch, cancellationToken);
        }

        await RefreshAsync(session, library, group, batch, cancellationToken);
        return true;
    }

    /// <summary>A person chooses the cover.</summary>
    /// <returns>False where the asset is no member.</returns>
    internal static async Task<bool> CoverAsync(WriteSession session, long library, GroupRow group, long asset, CancellationToken cancellationToken)
    {
        if ((await GroupRows.MembersAsync(session, group.Key, cancellationToken)) is not [var first, ..] members || !members.Exists(member => member.Asset == asset))
        {
            return false;
        }

        await session.ExecuteAsync($"update asset_group set cover_chosen = {1} where key = {group.Key}", cancellationToken);
        if (first.Asset != asset)
        {
            await session.ExecuteAsync($"update asset_group_member set position = {first.Position - 1} where asset_key = {asset}", cancellationToken);
            await GroupRows.NoteAsync(session, group, asset, GroupAct.Covered, null, cancellationToken);
            await RefreshAsync(session, library, group, null, cancellationToken);
        }

        return true;
    }

    /// <summary>An asset that is kept takes the place of one that is merged into it, where it is in no group itself.</summary>
    public static async Task TakePlaceAsync(WriteSession session, long library, long kept, long merged, long? batch, CancellationToken cancellationToken)
    {
        await LockAsync(session, cancellationToken);
        var members = await GroupRows.OfAsync(session, [kept, merged], cancellationToken);
        if (members is [var place] && place.Asset == merged)
        {
            var group = (await GroupRows.FindAsync(session, place.Group, cancellationToken))!;
            await GroupRows.JoinAsync(session, group, kept, place.Role, place.Position, batch, cancellationToken);
            await RefreshAsync(session, library, group, batch, cancellationToken);
        }
    }

    /// <summary>Takes an asset out of the group that it joined by a batch, where it still is in it.</summary>
    public static async Task<bool> LeaveAsync(WriteSession session, long library, long asset, long batch, CancellationToken cancellationToken)
    {
        await LockAsync(session, cancellationToken);
        var joined = await session.NumberAsync(
            $"""
            select m.group_key from asset_group_member m join asset_group_step s on s.group_key = m.group_key and s.asset_key = m.asset_key
            where m.asset_key = {asset} and s.batch_key = {batch} and s.act = {GroupAct.Grouped} limit 1
            """,
            cancellationToken);
        if (joined is null)
        {
            return false;
        }

        var group = (await GroupRows.FindAsync(session, joined.Value, cancellationToken))!;
        await session.ExecuteAsync($"delete from asset_group_member where asset_key = {asset}", cancellationToken);
        await GroupRows.NoteAsync(session, group, asset, GroupAct.Ungrouped, null, cancellationToken);
        Log(session, library, asset);
        await RefreshAsync(session, library, group, null, cancellationToken);
        return true;
    }

    /// <summary>After an asset went into the trash or came back: who stands for its group now.</summary>
    public static async Task RefreshOfAsync(WriteSession session, long library, long asset, CancellationToken cancellationToken)
    {
        if (await session.NumberAsync($"select group_key from asset_group_member where asset_key = {asset}", cancellationToken) is null)
        {
            return;
        }

        await LockAsync(session, cancellationToken);
        if (await session.NumberAsync($"select group_key from asset_group_member where asset_key = {asset}", cancellationToken) is { } group)
        {
            await RefreshAsync(session, library, (await GroupRows.FindAsync(session, group, cancellationToken))!, null, cancellationToken);
        }
    }

    /// <summary>Forgets an asset that is erased; a group of which one is left is none.</summary>
    public static async Task ForgetAsync(WriteSession session, long library, long asset, CancellationToken cancellationToken)
    {
        var group = await session.NumberAsync($"select group_key from asset_group_member where asset_key = {asset}", cancellationToken);
        if (group is not null)
        {
            await LockAsync(session, cancellationToken);
            await session.ExecuteAsync($"delete from asset_group_member where asset_key = {asset}", cancellationToken);
            await RefreshAsync(session, library, (await GroupRows.FindAsync(session, group.Value, cancellationToken))!, null, cancellationToken);
        }

        await session.ExecuteAsync($"delete from asset_parted where asset_key = {asset}", cancellationToken);
        await session.ExecuteAsync($"delete from asset_group_step where asset_key = {asset}", cancellationToken);
    }

    private async Task<GroupRow> MakeAsync(
        WriteSession session, long library, GroupKind kind, string? rule, IReadOnlyList<(long Key, string Role)> members, bool coverChosen, long? batch, CancellationToken cancellationToken)
    {
        var id = ids.Next().Text;
        var key = await session.InsertAsync(
            $"""
            insert into asset_group (id, library_key, kind, rule, cover_chosen, batch_key, created_at)
            values ({id}, {library}, {kind}, {rule}, {coverChosen}, {batch}, {session.Now}) returning key
            """,
            cancellationToken);
        var group = new GroupRow(key, id, kind, rule, coverChosen, Ended: false, null);
        for (var at = 0; at < members.Count; at++)
        {
            await GroupRows.JoinAsync(session, group, members[at].Key, members[at].Role, at, batch, cancellationToken);
        }

        await RefreshAsync(session, library, group, batch, cancellationToken);
        return group;
    }

    /// <summary>The oldest group takes in the others and what is new.</summary>
    private static async Task UniteAsync(
        WriteSession session, GroupProposal proposal, List<(GroupRow Group, List<MemberRow> Members)> all, long? batch, CancellationToken cancellationToken)
    {
        var target = all[0].Group;
        var last = all[0].Members[^1].Position;
        foreach (var (group, members) in all.Skip(1))
        {
            foreach (var member in members)
            {
                await session.ExecuteAsync(
                    $"update asset_group_member set group_key = {target.Key}, position = {++last} where asset_key = {member.Asset}", cancellationToken);
            }

            await session.ExecuteAsync($"update asset_group set ended_at = {session.Now}, ended_members = {"[]"} where key = {group.Key}", cancellationToken);
        }

        var known = all.SelectMany(one => one.Members).Select(member => member.Asset).ToHashSet();
        foreach (var (key, role) in proposal.Members.Where(member => known.Add(member.Key)))
        {
            await GroupRows.JoinAsync(session, target, key, role, ++last, batch, cancellationToken);
        }

        foreach (var member in all.SelectMany(one => one.Members).Where(member => member.Role is GroupRole.Original or GroupRole.Shot))
        {
            // What an asset is in a pair says more than that it is an original, or one of many shots.
            if (proposal.Members.FirstOrDefault(one => one.Key == member.Asset) is { Role: { } role and not (GroupRole.Original or GroupRole.Shot) })
            {
                await session.ExecuteAsync($"update asset_group_member set role = {role} where asset_key = {member.Asset}", cancellationToken);
            }
        }

        var kind = (GroupKind)Math.Max((int)proposal.Kind, all.Max(one => (int)one.Group.Kind));
        var chosen = all.Exists(one => one.Group.CoverChosen);
        await session.ExecuteAsync($"update asset_group set kind = {kind}, cover_chosen = {chosen} where key = {target.Key}", cancellationToken);
        if (!chosen && CoverOf(proposal, kind, all) is { } cover)
        {
            await session.ExecuteAsync($"update asset_group_member set position = {all[0].Members[0].Position - 1} where asset_key = {cover}", cancellationToken);
        }

        var library = await session.NumberAsync($"select library_key from asset_group where key = {target.Key}", cancellationToken);
        await RefreshAsync(session, library!.Value, target, batch, cancellationToken);
    }

    /// <summary>Who is to stand for a united group; null where it stays as it is.</summary>
    private static long? CoverOf(GroupProposal proposal, GroupKind kind, List<(GroupRow Group, List<MemberRow> Members)> all)
    {
        var first = proposal.Members[0].Key;
        if (proposal.Kind == GroupKind.Burst)
        {
            // Of a pair in the burst its cover, not the raw file that also begins a burst.
            return all.Find(one => one.Members.Exists(member => member.Asset == first)).Members is [var cover, ..] ? cover.Asset : first;
        }

        var now = all[0].Members[0].Asset;
        return kind == proposal.Kind || proposal.Members.Any(member => member.Key == now) ? first : null;
    }

    /// <summary>Writes who stands for whom. A group of one dissolves.</summary>
    private static async Task RefreshAsync(WriteSession session, long library, GroupRow group, long? batch, CancellationToken cancellationToken)
    {
        var members = await GroupRows.MembersAsync(session, group.Key, cancellationToken);
        if (members.Count < 2)
        {
            await EndAsync(session, library, group, parted: false, batch, cancellationToken);
            return;
        }

        long? cover = members.Find(member => member.Live)?.Asset;
        foreach (var member in members)
        {
            var standsFor = member.Live && member.Asset != cover ? cover : null;
            if (standsFor != member.Cover)
            {
                await session.ExecuteAsync($"update asset_group_member set cover_key = {standsFor} where asset_key = {member.Asset}", cancellationToken);
                Log(session, library, member.Asset);
            }
        }

        if (cover is { } shown)
        {
            Log(session, library, shown);
        }
    }

    private static void Log(WriteSession session, long library, long asset) =>
        session.Log(new Change(library, LogSubject.Asset, asset, ChangeEvent.Changed, ChangedParts.Place));
}
