using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Claims;

/// <summary>What a machine claim rests on: one finding of one analyzer.</summary>
/// <param name="Score">The model's own number.</param>
/// <param name="Words">The text that was read or heard, where it is that.</param>
public sealed record Evidence(string Analyzer, int Version, string Model, double Score, Extent? Extent = null, string? Words = null);

/// <summary>A machine's claim with its evidence.</summary>
public sealed record MachineClaim(ProposedClaim Claim, IReadOnlyList<Evidence> Evidence);

internal static class EvidenceRows
{
    /// <summary>More says nothing new: the best of each claim are kept.</summary>
    private const int PerClaim = 20;

    public static async Task WriteAsync(WriteSession session, Interned interned, long claim, IReadOnlyList<Evidence> evidence, CancellationToken cancellationToken)
    {
        foreach (var (number, one) in evidence.Take(PerClaim).Index())
        {
            var box = one.Extent?.Box;
            var span = one.Extent?.Span;
            var witness = await interned.WitnessAsync(session, one.Analyzer, one.Version, one.Model, cancellationToken);
            await session.ExecuteAsync(
                $"""
                insert into evidence (claim_key, number, witness_key, score, box_x, box_y, box_width, box_height, span_start, span_end, page, words)
                values ({claim}, {number}, {witness}, {one.Score}, {box?.X}, {box?.Y}, {box?.Width}, {box?.Height}, {span?.StartMs}, {span?.EndMs}, {one.Extent?.Page}, {one.Words})
                """,
                cancellationToken);
        }
    }

    public static async Task ReplaceAsync(WriteSession session, Interned interned, long claim, IReadOnlyList<Evidence> evidence, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"delete from evidence where claim_key = {claim}", cancellationToken);
        await WriteAsync(session, interned, claim, evidence, cancellationToken);
    }

    /// <summary>Removes what all claims about a subject rest on, also those that went to the history.</summary>
    public static async Task EraseAsync(WriteSession session, Subject subject, CancellationToken cancellationToken)
    {
        foreach (var ledger in (RawSql[])[new("claim"), new("claim_history")])
        {
            await session.ExecuteAsync(
                $"delete from evidence where claim_key in (select key from {ledger} where subject_kind = {subject.Kind} and subject_key = {subject.Key})", cancellationToken);
        }
    }

    public static Task<List<(long Claim, Evidence Evidence)>> ReadAsync(DbSession session, long[] claims, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"""
            select e.claim_key, w.analyzer, w.version, w.model, e.score, e.box_x, e.box_y, e.box_width, e.box_height, e.span_start, e.span_end, e.page, e.words
            from evidence e join witness w on w.key = e.witness_key where {session.Dialect.AnyOf(new RawSql("e.claim_key"), claims)} order by e.claim_key, e.number
            """,
            row => (row.GetInt64(0), new Evidence(
                row.GetString(1),
                (int)row.GetInt64(2),
                row.GetString(3),
                row.GetDouble(4),
                new Extent(
                    row.IsDBNull(5) ? null : new Box((float)row.GetDouble(5), (float)row.GetDouble(6), (float)row.GetDouble(7), (float)row.GetDouble(8)),
                    row.IsDBNull(9) ? null : new TimeRange(row.GetInt64(9), row.GetInt64(10)),
                    row.IntOrNull(11)),
                row.TextOrNull(12))),
            cancellationToken);
}
