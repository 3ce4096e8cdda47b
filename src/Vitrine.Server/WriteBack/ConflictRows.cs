using System.Data.Common;
using Vitrine.Core.Claims;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.WriteBack;

/// <summary>What became of a conflict. The numbers are stored.</summary>
internal enum ConflictState
{
    Open = 1,
    Decided = 2,
}

/// <summary>
/// Something that people said differently here and in a file since both last agreed. Nothing is written about it until somebody decides; saying it anew here is a decision too.
/// </summary>
/// <param name="Here">In words; null = that it has no value.</param>
/// <param name="HereClaim">Its ledger position.</param>
internal sealed record Conflict(long Key, long AssetKey, string Attribute, string? Language, FileHolder Holder, string? Here, string? There, long HereClaim, long ThereClaim, DateTimeOffset At);

/// <summary>The table of conflicts.</summary>
internal static class ConflictRows
{
    private static readonly RawSql Columns = new("c.key, c.asset_key, c.attribute, c.language, c.holder, c.here, c.there, c.here_claim, c.there_claim, c.at");

    /// <summary>Nobody has said anything newer of it here.</summary>
    private static readonly RawSql Undecided = new(
        """
        c.state = 1 and not exists (select 1 from claim l join attribute a on a.key = l.attribute_key join source s on s.key = l.source_key
            where l.subject_kind = 1 and l.subject_key = c.asset_key and a.name = c.attribute and l.language = c.language and l.outside = 0 and s.type = 1 and l.key > c.there_claim
                and (l.batch_key is null or l.batch_key not in (select batch_key from pending_batch)))
            and not exists (select 1 from claim_history l join attribute a on a.key = l.attribute_key join source s on s.key = l.source_key
                where l.ended_batch in (select batch_key from pending_batch) and l.restored = 0 and (l.batch_key is null or l.batch_key <> l.ended_batch)
                    and l.subject_kind = 1 and l.subject_key = c.asset_key and a.name = c.attribute and l.language = c.language and l.outside = 0 and s.type = 1 and l.key > c.there_claim)
        """);

    public static Task<List<Conflict>> OpenAsync(DbSession session, long asset, CancellationToken cancellationToken) =>
        session.QueryAsync($"select {Columns} from conflict c where c.asset_key = {asset} and {Undecided} order by c.key", Read, cancellationToken);

    /// <summary>Those of a library, the oldest first.</summary>
    public static Task<List<Conflict>> ListAsync(DbSession session, long library, long after, int most, CancellationToken cancellationToken) =>
        session.QueryAsync($"select {Columns} from conflict c where c.library_key = {library} and c.key > {after} and {Undecided} order by c.key limit {most}", Read, cancellationToken);

    public static async Task<long> CountAsync(DbSession session, long library, CancellationToken cancellationToken) =>
        await session.NumberAsync($"select count(*) from conflict c where c.library_key = {library} and {Undecided}", cancellationToken) ?? 0;

    public static Task<Conflict?> FindAsync(DbSession session, long library, long key, CancellationToken cancellationToken) =>
        session.FirstAsync($"select {Columns} from conflict c where c.library_key = {library} and c.key = {key} and {Undecided}", Read, cancellationToken);

    public static Task DecideAsync(WriteSession session, long key, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"update conflict set state = {ConflictState.Decided}, decided_by = {session.Actor.Key}, decided_at = {session.Now} where key = {key}", cancellationToken);

    public static Task EraseAsync(WriteSession session, long asset, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"delete from conflict where asset_key = {asset}", cancellationToken);

    /// <summary>Notes where a file now says something else than people said here since it was last read or written.</summary>
    /// <param name="entries">What counted before this reading.</param>
    /// <param name="last">What the file said last; null where it was never read.</param>
    /// <param name="said">Statements and clears made outside, with their ledger positions.</param>
    public static async Task NoteAsync(
        WriteSession session, LedgerSubject asset, FileHolder holder, IReadOnlyList<ClaimEntry> entries, FileState? last, IReadOnlyList<ClaimEntry> said, CancellationToken cancellationToken)
    {
        if (said.Count == 0)
        {
            return;
        }

        var shown = ShownValue.Resolve(entries, new LedgerView(asset.CurrentVersion));
        foreach (var there in said)
        {
            if (shown.FirstOrDefault(claim => claim.Attribute == there.Attribute && claim.Language == there.Language) is not { Winner: { Rank: ClaimRank.Person, MadeOutside: false } here } claim)
            {
                continue;
            }

            var before = last?.Said.FirstOrDefault(value => value.Attribute == there.Attribute.Name && value.Language == there.Language)?.Canonical;
            if (claim.Value?.Canonical == before || claim.Value?.Canonical == there.Value?.Canonical)
            {
                continue;
            }

            // The earlier one keeps its key, so that nobody decides this one by that.
            var language = there.Language ?? "";
            await session.ExecuteAsync(
                $"""
                update conflict set state = {ConflictState.Decided} where asset_key = {asset.AssetKey} and attribute = {there.Attribute.Name} and language = {language} and holder = {holder} and state = {ConflictState.Open}
                """,
                cancellationToken);
            await session.ExecuteAsync(
                $"""
                insert into conflict (library_key, asset_key, attribute, language, holder, here, there, here_claim, there_claim, state, at)
                values ({asset.LibraryKey}, {asset.AssetKey}, {there.Attribute.Name}, {language}, {holder}, {WrittenEdits.TextOf(claim.Value)}, {WrittenEdits.TextOf(there.Value)},
                    {here.Sequence}, {there.Sequence}, {ConflictState.Open}, {session.Now})
                """,
                cancellationToken);
        }
    }

    private static Conflict Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3) is { Length: > 0 } language ? language : null, (FileHolder)row.GetInt64(4), row.TextOrNull(5), row.TextOrNull(6),
        row.GetInt64(7), row.GetInt64(8), row.Time(9));
}
