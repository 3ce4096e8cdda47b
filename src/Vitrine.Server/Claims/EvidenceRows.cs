using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Claims;

/// <summary>What a machine claim rests on: one finding of one analyzer.</summary>
/// <param name="Score">The model's own number, kept to a millionth.</param>
/// <param name="Words">The text that was read or heard, where it is that.</param>
public sealed record Evidence(string Analyzer, int Version, string Model, double Score, Extent? Extent = null, string? Words = null);

/// <summary>A machine's claim with its evidence.</summary>
public sealed record MachineClaim(ProposedClaim Claim, IReadOnlyList<Evidence> Evidence);

/// <summary>
/// A row's key is its claim's times <see cref="Slots"/>, and the place among the evidence of that claim: so rows lie by claim in the order of their writing, with no index beside them. Where in
/// the file it was seen, and words, have rows of their own: most evidence is of the whole file.
/// </summary>
internal static class EvidenceRows
{
    /// <summary>More says nothing new: the best of each claim are kept.</summary>
    private const int PerClaim = 20;

    private const int Slots = 32;

    private const double Parts = 1_000_000;

    private static readonly RawSql OfClaim = new($"e.key >= c.key * {Slots} and e.key < c.key * {Slots} + {Slots}");

    public static async Task WriteAsync(WriteSession session, Interned interned, long claim, IReadOnlyList<Evidence> evidence, CancellationToken cancellationToken)
    {
        foreach (var (number, one) in evidence.Take(PerClaim).Index())
        {
            var key = (claim * Slots) + number;
            var witness = await interned.WitnessAsync(session, one.Analyzer, one.Version, one.Model, cancellationToken);
            await session.ExecuteAsync($"insert into evidence (key, witness_key, score) values ({key}, {witness}, {(long)Math.Round(one.Score * Parts)})", cancellationToken);
            if (one is { Words: not null } or { Extent: { Box: not null } or { Span: not null } or { Page: not null } })
            {
                var box = one.Extent?.Box;
                var span = one.Extent?.Span;
                await session.ExecuteAsync(
                    $"""
                    insert into evidence_place (evidence_key, box_x, box_y, box_width, box_height, span_start, span_end, page, words)
                    values ({key}, {box?.X}, {box?.Y}, {box?.Width}, {box?.Height}, {span?.StartMs}, {span?.EndMs}, {one.Extent?.Page}, {one.Words})
                    """,
                    cancellationToken);
            }
        }
    }

    public static async Task ReplaceAsync(WriteSession session, Interned interned, long claim, IReadOnlyList<Evidence> evidence, CancellationToken cancellationToken)
    {
        await RemoveAsync(session, Sql.Of($"(select cast({claim} as bigint) as key)"), cancellationToken);
        await WriteAsync(session, interned, claim, evidence, cancellationToken);
    }

    /// <summary>Removes what all claims about a subject rest on, also those that went to the history.</summary>
    public static async Task EraseAsync(WriteSession session, Subject subject, CancellationToken cancellationToken)
    {
        foreach (var ledger in (RawSql[])[new("claim"), new("claim_history")])
        {
            await RemoveAsync(session, Sql.Of($"(select distinct key from {ledger} where subject_kind = {subject.Kind} and subject_key = {subject.Key})"), cancellationToken);
        }
    }

    public static async Task<IReadOnlyList<(long Claim, Evidence Evidence)>> ReadAsync(DbSession session, long[] claims, CancellationToken cancellationToken) =>
        claims.Length == 0 ? [] : await session.QueryAsync(
            $"""
            select c.key, w.analyzer, w.version, w.model, e.score, p.box_x, p.box_y, p.box_width, p.box_height, p.span_start, p.span_end, p.page, p.words
            from (select c0 as key from {session.Dialect.Rows([claims.Select(claim => (long?)claim).ToArray()])}) c
                cross join evidence e join witness w on w.key = e.witness_key left join evidence_place p on p.evidence_key = e.key
            where {OfClaim} order by e.key
            """,
            row => (row.GetInt64(0), new Evidence(
                row.GetString(1),
                (int)row.GetInt64(2),
                row.GetString(3),
                row.GetInt64(4) / Parts,
                new Extent(
                    row.IsDBNull(5) ? null : new Box((float)row.GetDouble(5), (float)row.GetDouble(6), (float)row.GetDouble(7), (float)row.GetDouble(8)),
                    row.IsDBNull(9) ? null : new TimeRange(row.GetInt64(9), row.GetInt64(10)),
                    row.IntOrNull(11)),
                row.TextOrNull(12))),
            cancellationToken);

    /// <param name="claims">A table of their keys.</param>
    private static async Task RemoveAsync(WriteSession session, Sql claims, CancellationToken cancellationToken)
    {
        var which = Sql.Of($"(select e.key from {claims} c cross join evidence e where {OfClaim})");
        await session.ExecuteAsync($"delete from evidence_place where evidence_key in {which}", cancellationToken);
        await session.ExecuteAsync($"delete from evidence where key in {which}", cancellationToken);
    }
}
