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
        c.state, s.type, s.name, s.version, c.confidence, c.outside, c.actor_key, c.batch_key, c.at, c.version_key, since_seq, since_at, since_by
        """);

    private static readonly RawSql Stored = new(
        """
        key, library_key, subject_kind, subject_key, version_key, attribute_key, language, concept_key, text_value, number_value, value_key,
        act, state, source_key, outside, confidence, actor_key, batch_key, at
        """);

    private static readonly RawSql ColumnsAsSaid = new(Columns.Text.Replace("coalesce(m.merged_into, c.concept_key)", "c.concept_key", StringComparison.Ordinal));

    private static readonly RawSql Joins = new("join attribute a on a.key = c.attribute_key join source s on s.key = c.source_key left join concept m on m.key = c.concept_key");

    /// <summary>Rows of the ledger. Few of them were withdrawn and came back; since when those count again stands in rows of its own.</summary>
    private static readonly RawSql Ledger = new($"claim c {Joins.Text} left join claim_return r on r.claim_key = c.key");

    /// <summary>From when on the entry was shown: later than it was written where its batch was shown as a whole.</summary>
    private static readonly RawSql Shown = new("(select b.shown_seq from batch b where b.key = c.batch_key), (select b.shown_at from batch b where b.key = c.batch_key)");

    /// <summary>
    /// Where to look for rows <c>c</c> that count now or will: the ledger, and what a pending batch ended. One query for each: together they would be read whole.
    /// </summary>
    public static IReadOnlyList<RawSql> Near { get; } =
        [new("claim"), new("(select * from claim_history where ended_batch in (select batch_key from pending_batch) and restored = 0)")];

    /// <summary>What counts now about some subjects of one kind, in ledger order.</summary>
    public static Task<List<ClaimEntry>> CountingAsync(DbSession session, SubjectKind kind, long[] subjects, CancellationToken cancellationToken) =>
        NowAsync(session, Columns, kind, subjects, cancellationToken);

    /// <summary>The same with the concepts that were named, also those that were merged since: for a view that follows merges itself.</summary>
    public static Task<List<ClaimEntry>> AsSaidAsync(DbSession session, SubjectKind kind, long[] subjects, CancellationToken cancellationToken) =>
        NowAsync(session, ColumnsAsSaid, kind, subjects, cancellationToken);

    /// <summary>What counts now about assets, of some attributes only.</summary>
    public static Task<List<ClaimEntry>> CountingAsync(DbSession session, long[] assets, string[] attributes, CancellationToken cancellationToken) => NowAsync(
        session, Columns,
        Sql.Of($"c.subject_kind = {SubjectKind.Asset} and {session.Dialect.AnyOf(new RawSql("c.subject_key"), assets)} and c.attribute_key in (select key from attribute where {session.Dialect.AnyOf(new RawSql("name"), attributes)})"),
        cancellationToken);

    private static Task<List<ClaimEntry>> NowAsync(DbSession session, RawSql columns, SubjectKind kind, long[] subjects, CancellationToken cancellationToken) =>
        NowAsync(session, columns, Sql.Of($"c.subject_kind = {kind} and {session.Dialect.AnyOf(new RawSql("c.subject_key"), subjects)}"), cancellationToken);

    private static async Task<List<ClaimEntry>> NowAsync(DbSession session, RawSql columns, Sql which, CancellationToken cancellationToken) =>
        await PendingBatch.CurrentAsync(session, cancellationToken) is { } pending
            ? await BesideAsync(session, columns, which, pending, cancellationToken)
            : await session.QueryAsync($"select {columns}, {Shown} from {Ledger} where {which} order by c.key", Entry, cancellationToken);

    /// <summary>What counts beside a batch that is not shown yet: nothing that it said, and all that it ended.</summary>
    private static Task<List<ClaimEntry>> BesideAsync(DbSession session, RawSql columns, Sql which, long pending, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select {columns}, {Shown} from {Ledger} where {which} and (c.batch_key is null or c.batch_key <> {pending})
        union all
        select {columns}, {Shown} from claim_history c {Joins} where {which} and c.ended_batch = {pending} and c.restored = 0 and (c.batch_key is null or c.batch_key <> {pending})
        order by 1
        """,
        Entry,
        cancellationToken);

    /// <summary>What will count about some subjects once a pending batch is shown; also what counts now where none is.</summary>
    /// <param name="which">A condition over a row <c>c</c> of the ledger.</param>
    public static Task<List<ClaimEntry>> WrittenAsync(DbSession session, Sql which, CancellationToken cancellationToken) =>
        session.QueryAsync($"select {Columns}, {Shown} from {Ledger} where {which} order by c.key", Entry, cancellationToken);

    /// <summary>What was withdrawn about one subject, in ledger order; also what came back since, for the time of its rest. With the concepts that were named.</summary>
    public static Task<List<EndedClaim>> WithdrawnAsync(DbSession session, Subject subject, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"""
            select {ColumnsAsSaid}, {Shown}, coalesce((select e.shown_seq from batch e where e.key = c.ended_batch), c.ended_seq), c.ended_by, c.ended_batch,
                coalesce((select e.shown_at from batch e where e.key = c.ended_batch), c.ended_at), c.restored
            from claim_history c {Joins} where c.subject_kind = {subject.Kind} and c.subject_key = {subject.Key}
                and (c.ended_batch is null or c.ended_batch not in (select batch_key from pending_batch)) order by c.key, c.ended_seq
            """,
            row => new EndedClaim(
                Entry(row) with { WithdrawnAt = row.GetInt64(25) }, row.GetInt64(25), row.GetInt64(26), row.NumberOrNull(27), row.Time(28), row.GetInt64(29) != 0),
            cancellationToken);

    /// <summary>One entry by its ledger position, also when it was withdrawn meanwhile; null where the library has none.</summary>
    public static async Task<ClaimEntry?> FindAsync(DbSession session, long libraryKey, long key, CancellationToken cancellationToken) =>
        await session.FirstAsync($"select {Columns}, {Shown} from {Ledger} where c.key = {key} and c.library_key = {libraryKey}", Entry, cancellationToken)
        ?? await session.FirstAsync($"select {Columns}, {Shown} from claim_history c {Joins} where c.key = {key} and c.library_key = {libraryKey} order by c.row desc limit 1", Entry, cancellationToken);

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
                {value.Form}, {entry.Kind}, {entry.State}, {source}, {entry.MadeOutside}, {entry.Confidence}, {session.Actor.Key}, {entry.Batch}, {session.Now})
            returning key
            """,
            cancellationToken);
    }

    /// <summary>Writes entries at the ledger positions they have already, all in a few statements.</summary>
    /// <param name="attributes">Keys of their attributes.</param>
    /// <param name="source">The one source of all of them.</param>
    public static async Task InsertManyAsync(
        WriteSession session, long library, IReadOnlyList<ClaimEntry> entries, IReadOnlyDictionary<ClaimAttribute, long> attributes, long source, long? batch, CancellationToken cancellationToken)
    {
        ValueColumns[] values = [.. entries.Select(entry => ValueColumns.Of(entry.Value))];
        var rows = session.Dialect.Rows(
            Numbers(entries, entry => entry.Sequence), Numbers(entries, entry => entry.Subject.Key), Numbers(entries, entry => attributes[entry.Attribute]),
            entries.Select(entry => entry.Language ?? "").ToArray(), values.Select(value => value.Concept).ToArray(), values.Select(value => value.Text).ToArray(),
            values.Select(value => value.Number).ToArray(), values.Select(value => value.Form).ToArray(), Numbers(entries, entry => (long)entry.Kind));
        await session.ExecuteAsync(
            $"""
            insert into claim (key, library_key, subject_kind, subject_key, attribute_key, language, concept_key, text_value, number_value, value_key,
                act, state, source_key, outside, confidence, actor_key, batch_key, at)
            select c0, {library}, {SubjectKind.Asset}, c1, c2, c3, c4, c5, c6, c7, c8, {ClaimState.Accepted}, {source}, 0, 10000, {session.Actor.Key}, {batch}, {session.Now} from {rows}
            """,
            cancellationToken);
    }

    private static long?[] Numbers(IReadOnlyList<ClaimEntry> entries, Func<ClaimEntry, long> number) => [.. entries.Select(entry => (long?)number(entry))];

    /// <summary>Moves entries into the history. Their end takes a position of the ledger of its own, so that the state before it can be told from the one after.</summary>
    public static async Task WithdrawAsync(WriteSession session, long[] keys, long? batch, CancellationToken cancellationToken)
    {
        if (keys.Length == 0)
        {
            return;
        }

        var which = session.Dialect.AnyOf(new RawSql("key"), keys);
        var position = await session.NumberAsync(session.Dialect.NextPosition, cancellationToken);
        var moved = await session.ExecuteAsync(
            $"""
            insert into claim_history ({Stored}, since_seq, since_at, since_by, ended_seq, ended_by, ended_batch, ended_at)
            select {Stored}, since_seq, since_at, since_by, {position}, {session.Actor.Key}, {batch}, {session.Now}
            from claim left join claim_return on claim_key = key where {which}
            """,
            cancellationToken);
        await session.ExecuteAsync($"delete from claim_return where {session.Dialect.AnyOf(new RawSql("claim_key"), keys)}", cancellationToken);
        await session.ExecuteAsync($"delete from claim where {which}", cancellationToken);
        if (moved < keys.Length)
        {
            // A batch that is not shown yet had ended them: now they end for whoever asks here, and stay away should the batch be taken back.
            await session.ExecuteAsync(
                $"""
                update claim_history set ended_seq = {position}, ended_by = {session.Actor.Key}, ended_batch = {batch}, ended_at = {session.Now}
                where {which} and restored = 0 and ended_batch in (select batch_key from pending_batch)
                """,
                cancellationToken);
        }
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
        await session.ExecuteAsync($"insert into claim ({Stored}) select {Stored} from claim_history where {which}", cancellationToken);
        await session.ExecuteAsync(
            $"insert into claim_return (claim_key, since_seq, since_at, since_by) select key, {position}, {session.Now}, {session.Actor.Key} from claim_history where {which}", cancellationToken);
        return await session.ExecuteAsync($"update claim_history set restored = 1 where {which}", cancellationToken);
    }

    /// <summary>Takes back what a batch that was never shown did to some subjects, as if it had never been.</summary>
    public static async Task ForgetAsync(WriteSession session, SubjectKind kind, long[] subjects, long batch, CancellationToken cancellationToken)
    {
        var about = Sql.Of($"subject_kind = {kind} and {session.Dialect.AnyOf(new RawSql("subject_key"), subjects)}");
        await session.ExecuteAsync($"delete from claim where {about} and batch_key = {batch}", cancellationToken);
        var ended = Sql.Of($"from claim_history where {about} and ended_batch = {batch} and restored = 0");
        await session.ExecuteAsync($"insert into claim ({Stored}) select {Stored} {ended}", cancellationToken);
        await session.ExecuteAsync(
            $"insert into claim_return (claim_key, since_seq, since_at, since_by) select key, since_seq, since_at, since_by {ended} and since_seq is not null", cancellationToken);
        await session.ExecuteAsync($"delete {ended}", cancellationToken);
    }

    /// <summary>Removes all that was ever said about a subject, and what it rests on.</summary>
    public static async Task EraseAsync(WriteSession session, Subject subject, CancellationToken cancellationToken)
    {
        await EvidenceRows.EraseAsync(session, subject, cancellationToken);
        var about = Sql.Of($"subject_kind = {subject.Kind} and subject_key = {subject.Key}");
        await session.ExecuteAsync($"delete from claim_return where claim_key in (select key from claim where {about})", cancellationToken);
        await session.ExecuteAsync($"delete from claim where {about}", cancellationToken);
        await session.ExecuteAsync($"delete from claim_history where {about}", cancellationToken);
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
            Shown = row.NumberOrNull(23),
            ShownTime = row.TimeOrNull(24),
        };
    }
}
