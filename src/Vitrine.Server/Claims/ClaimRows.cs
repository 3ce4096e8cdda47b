using System.Data.Common;
using Vitrine.Core.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Claims;

/// <summary>An entry that no longer counts, and how it ended.</summary>
/// <param name="After">The ledger position of its end.</param>
/// <param name="By">The actor who ended it.</param>
/// <param name="Batch">Of the job that ended it; null where none did, and where it ended because its own job was taken back.</param>
/// <param name="IsBack">Whether it counts again: undoing what ended it brought it back.</param>
internal sealed record EndedClaim(ClaimEntry Entry, long After, long By, long? Batch, DateTimeOffset At, bool IsBack);

/// <summary>The rows of the ledger as entries. Only <see cref="ClaimLedger"/> writes them.</summary>
internal static class ClaimRows
{
    /// <summary>A concept that was merged is the one it became.</summary>
    private static readonly RawSql Columns = new(
        """
        c.key, c.subject_kind, c.subject_key, a.name, c.language, c.act, coalesce(m.merged_into, c.concept_key), c.text_value, c.number_value, c.value_key,
        c.state, s.type, s.name, s.version, c.confidence, c.outside, c.actor_key, c.batch_key, c.at, c.version_key, c.since_seq, c.since_at, c.since_by
        """);

    private static readonly RawSql Stored = new(
        """
        key, library_key, subject_kind, subject_key, version_key, attribute_key, language, concept_key, text_value, number_value, value_key,
        act, state, source_key, outside, confidence, actor_key, batch_key, at
        """);

    private static readonly RawSql Joins = new("join attribute a on a.key = c.attribute_key join source s on s.key = c.source_key left join concept m on m.key = c.concept_key");

    private static readonly RawSql ColumnsAsSaid = new(Columns.Text.Replace("coalesce(m.merged_into, c.concept_key)", "c.concept_key", StringComparison.Ordinal));

    /// <summary>What counts now about some subjects of one kind, in ledger order.</summary>
    public static Task<List<ClaimEntry>> CountingAsync(DbSession session, SubjectKind kind, long[] subjects, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"select {Columns} from claim c {Joins} where c.subject_kind = {kind} and {session.Dialect.AnyOf(new RawSql("c.subject_key"), subjects)} order by c.key",
            Entry,
            cancellationToken);

    /// <summary>The same with the concepts that were named, also those that were merged since: for a view that follows merges itself.</summary>
    public static Task<List<ClaimEntry>> AsSaidAsync(DbSession session, SubjectKind kind, long[] subjects, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"select {ColumnsAsSaid} from claim c {Joins} where c.subject_kind = {kind} and {session.Dialect.AnyOf(new RawSql("c.subject_key"), subjects)} order by c.key",
            Entry,
            cancellationToken);

    /// <summary>What was withdrawn about one subject, in ledger order; also what came back since, for the time of its rest. With the concepts that were named.</summary>
    public static Task<List<EndedClaim>> WithdrawnAsync(DbSession session, Subject subject, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"""
            select {ColumnsAsSaid}, c.ended_seq, c.ended_by, c.ended_batch, c.ended_at, c.restored
            from claim_history c {Joins} where c.subject_kind = {subject.Kind} and c.subject_key = {subject.Key} order by c.key, c.ended_seq
            """,
            row => new EndedClaim(
                Entry(row) with { WithdrawnAt = row.GetInt64(23) }, row.GetInt64(23), row.GetInt64(24), row.NumberOrNull(25), row.Time(26), row.GetInt64(27) != 0),
            cancellationToken);

    /// <summary>One entry by its ledger position, also when it was withdrawn meanwhile; null where the library has none.</summary>
    public static async Task<ClaimEntry?> FindAsync(DbSession session, long libraryKey, long key, CancellationToken cancellationToken) =>
        await session.FirstAsync($"select {Columns} from claim c {Joins} where c.key = {key} and c.library_key = {libraryKey}", Entry, cancellationToken)
        ?? await session.FirstAsync($"select {Columns} from claim_history c {Joins} where c.key = {key} and c.library_key = {libraryKey} order by c.row desc limit 1", Entry, cancellationToken);

    /// <summary>Appends an entry in the session's name. Returns its ledger position.</summary>
    public static async Task<long> InsertAsync(WriteSession session, Interned interned, long libraryKey, ClaimEntry entry, CancellationToken cancellationToken)
    {
        var attribute = await interned.AttributeAsync(session, entry.Attribute.Name, cancellationToken);
        var source = await interned.SourceAsync(session, entry.Source, cancellationToken);
        var value = ValueColumns.Of(entry.Value);
        return await session.InsertAsync(
            $"""
            insert into claim (library_key, subject_kind, subject_key, version_key, attribute_key, language, concept_key, text_value, number_value, value_key,
                act, state, source_key, outside, confidence, actor_key, batch_key, at)
            values ({libraryKey}, {entry.Subject.Kind}, {entry.Subject.Key}, {entry.Version}, {attribute}, {entry.Language ?? ""}, {value.Concept}, {value.Text}, {value.Number},
                {value.Canonical}, {entry.Kind}, {entry.State}, {source}, {entry.MadeOutside}, {entry.Confidence}, {session.Actor.Key}, {entry.Batch}, {session.Now})
            returning key
            """,
            cancellationToken);
    }

    /// <summary>Moves entries into the history. Their end takes a position of the ledger of its own, so that the state before it can be told from the one after.</summary>
    public static async Task WithdrawAsync(WriteSession session, long[] keys, long? batch, CancellationToken cancellationToken)
    {
        if (keys.Length == 0)
        {
            return;
        }

        var which = session.Dialect.AnyOf(new RawSql("key"), keys);
        var position = await session.NumberAsync(session.Dialect.NextPosition, cancellationToken);
        await session.ExecuteAsync(
            $"""
            insert into claim_history ({Stored}, since_seq, since_at, since_by, ended_seq, ended_by, ended_batch, ended_at)
            select {Stored}, since_seq, since_at, since_by, {position}, {session.Actor.Key}, {batch}, {session.Now} from claim where {which}
            """,
            cancellationToken);
        await session.ExecuteAsync($"delete from claim where {which}", cancellationToken);
    }

    /// <summary>
    /// Brings back what a batch withdrew about a subject, each entry at its old ledger position; not what it had said itself. The history keeps the time
    /// in which they rested. What the batch had said and others withdrew meanwhile stays away for good: no other undo brings it back. Returns how many came back.
    /// </summary>
    public static async Task<int> RestoreAsync(WriteSession session, Subject subject, long batch, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"update claim_history set ended_batch = null where batch_key = {batch} and ended_batch is not null and subject_kind = {subject.Kind} and subject_key = {subject.Key}", cancellationToken);
        var which = Sql.Of(
            $"ended_batch = {batch} and restored = 0 and coalesce(batch_key, 0) <> {batch} and subject_kind = {subject.Kind} and subject_key = {subject.Key}");
        if (await session.NumberAsync($"select count(*) from claim_history where {which}", cancellationToken) is 0 or null)
        {
            return 0;
        }

        var position = await session.NumberAsync(session.Dialect.NextPosition, cancellationToken);
        await session.ExecuteAsync(
            $"insert into claim ({Stored}, since_seq, since_at, since_by) select {Stored}, {position}, {session.Now}, {session.Actor.Key} from claim_history where {which}", cancellationToken);
        return await session.ExecuteAsync($"update claim_history set restored = 1 where {which}", cancellationToken);
    }

    private static ClaimEntry Entry(DbDataReader row)
    {
        var name = row.GetString(3);
        return new ClaimEntry
        {
            Sequence = row.GetInt64(0),
            Subject = new Subject((SubjectKind)row.GetInt64(1), row.GetInt64(2)),
            Attribute = ClaimAttributes.Find(name) ?? new ClaimAttribute(name, SetValued: false, PerLanguage: false),
            Language = row.GetString(4) is { Length: > 0 } language ? language : null,
            Kind = (EntryKind)row.GetInt64(5),
            Value = ValueColumns.Read(row, 6).Read(),
            State = (ClaimState)row.GetInt64(10),
            Source = new ClaimSource((SourceType)row.GetInt64(11), row.GetString(12), row.GetString(13) is { Length: > 0 } version ? version : null),
            Confidence = (int)row.GetInt64(14),
            MadeOutside = row.GetInt64(15) != 0,
            Actor = row.GetInt64(16),
            Batch = row.NumberOrNull(17),
            Time = row.Time(18),
            Version = row.NumberOrNull(19),
            Since = row.NumberOrNull(20),
            SinceTime = row.TimeOrNull(21),
            SinceActor = row.NumberOrNull(22),
        };
    }
}
