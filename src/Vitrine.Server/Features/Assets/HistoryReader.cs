using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Groups;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

/// <summary>What was said and decided about an asset and what ended, and its ways into the trash and out of it; newest first.</summary>
public sealed class HistoryReader(ClaimReader claims)
{
    private const int Most = 1000;

    public async Task<IReadOnlyList<HistoryEntry>> ReadAsync(DbSession session, long assetKey, CancellationToken cancellationToken)
    {
        var subject = new Subject(SubjectKind.Asset, assetKey);
        var counting = await ClaimRows.CountingAsync(session, subject.Kind, [assetKey], cancellationToken);
        var ended = await ClaimRows.WithdrawnAsync(session, subject, cancellationToken);
        List<ClaimEntry> turns = [.. counting, .. ended.Select(one => one.Entry)];
        List<ClaimEntry> said = [.. turns.DistinctBy(entry => entry.Sequence)];
        var ofClaims = said.Select(Said)
            .Concat(turns.Where(entry => entry.Since is not null).DistinctBy(entry => (entry.Since, entry.Sequence)).Select(Again))
            .Concat(ended.Where(one => !IsSaidAgain(one, said)).Select(one => Ended(one, said)))
            .OrderByDescending(step => step.Position).ThenByDescending(step => step.IsEnd).ThenByDescending(step => step.Claim!.Sequence)
            .Take(Most);
        Step[] moves =
        [
            .. (await MovesAsync(session, assetKey, cancellationToken)).Concat(await VersionsAsync(session, assetKey, cancellationToken))
                .Concat((await GroupReader.StepsAsync(session, assetKey, Most, cancellationToken)).Select(Grouped)).OrderByDescending(step => step.At),
        ];
        var steps = Merge([.. ofClaims], moves).Take(Most).ToArray();
        var actors = await ActorsAsync(session, [.. steps.Select(step => step.Actor).Distinct()], cancellationToken);
        var words = await claims.WordsAsync(session, steps.Select(step => step.Claim?.Value), cancellationToken);
        return [.. steps.Select(step => View(step, actors.GetValueOrDefault(step.Actor), words))];
    }

    private static Step Said(ClaimEntry entry) => new(entry.Shown ?? entry.Sequence, false, entry.Kind.ToString().ToLowerInvariant(), entry.Actor, entry.Time, entry.Batch) { Claim = entry };

    /// <summary>Undoing what had ended it brought it back.</summary>
    private static Step Again(ClaimEntry entry) => new(entry.Since!.Value, false, "again", entry.SinceActor ?? entry.Actor, entry.SinceTime ?? entry.Time, null) { Claim = entry };

    private static Step Ended(EndedClaim ended, List<ClaimEntry> said) => new(ended.After, true, HowEnded(ended, said), ended.By, ended.At, ended.Batch) { Claim = ended.Entry };

    private static Step Grouped(GroupStep step) => new(step.Key, false, step.Act, step.Actor, step.At, step.Batch) { Group = step };

    /// <summary>
    /// A job's own words end without a batch when the job is taken back, or when a person says something else of the same in that moment; the pipeline's analysis, which has no
    /// batch either, is the system's.
    /// </summary>
    private static string HowEnded(EndedClaim ended, List<ClaimEntry> said) =>
        ended is { Batch: null, Entry.Batch: not null } && ended.By != Actor.System.Key
            && !said.Exists(other => other.Rank == ClaimRank.Person && other.Actor == ended.By && other.Time == ended.At && other.Attribute == ended.Entry.Attribute) ? "withdraw"
        : ended.Entry.Rank == ClaimRank.Person ? "remove"
        : "drop";

    /// <summary>The same machine says the same value in the same moment with another confidence: it did not stop saying it.</summary>
    private static bool IsSaidAgain(EndedClaim ended, List<ClaimEntry> said) => ended.Entry.IsMachine && said.Exists(other =>
        other.Sequence > ended.Entry.Sequence && other.Time == ended.At && other.IsMachine
        && other.Attribute == ended.Entry.Attribute && other.Value?.Canonical == ended.Entry.Value?.Canonical);

    /// <summary>The ways into the trash and out of it, newest first. An asset is also added when it comes in: that is none of them.</summary>
    private static async Task<List<Step>> MovesAsync(DbSession session, long assetKey, CancellationToken cancellationToken)
    {
        var events = await session.QueryAsync(
            $"""
            select sequence, event, actor_key, at, batch_key from change_log
            where subject_kind = {LogSubject.Asset} and subject_key = {assetKey} and event <> 2 order by sequence desc limit {Most}
            """,
            row => (Event: (ChangeEvent)row.GetInt64(1), Step: new Step(row.GetInt64(0), false, row.GetInt64(1) == (long)ChangeEvent.Removed ? "trash" : "restore", row.GetInt64(2), row.Time(3), row.NumberOrNull(4))),
            cancellationToken);
        return [.. events.Where((one, place) => one.Event == ChangeEvent.Removed || events.Skip(place + 1).Any(earlier => earlier.Event == ChangeEvent.Removed)).Select(one => one.Step)];
    }

    /// <summary>Other bytes that came, those of the beginning left out.</summary>
    private static Task<List<Step>> VersionsAsync(DbSession session, long assetKey, CancellationToken cancellationToken) => session.QueryAsync(
        $"select number, actor_key, created_at from version where asset_key = {assetKey} and number > 1 order by number desc limit {Most}",
        row => new Step(row.GetInt64(0), false, "version", row.GetInt64(1), row.Time(2), null),
        cancellationToken);

    /// <summary>Each list keeps its own order, which is that of the commits; between the two the clock decides.</summary>
    private static IEnumerable<Step> Merge(List<Step> claims, Step[] moves)
    {
        var next = 0;
        foreach (var claim in claims)
        {
            for (; next < moves.Length && moves[next].At >= claim.At; next++)
            {
                yield return moves[next];
            }

            yield return claim;
        }

        foreach (var move in moves.Skip(next))
        {
            yield return move;
        }
    }

    private static async Task<Dictionary<long, (string Name, ActorKind Kind)>> ActorsAsync(DbSession session, long[] keys, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"select key, name, kind from actor where {session.Dialect.AnyOf(new RawSql("key"), keys)}",
            row => (Key: row.GetInt64(0), Name: row.GetString(1), Kind: (ActorKind)row.GetInt64(2)),
            cancellationToken)).ToDictionary(row => row.Key, row => (row.Name, row.Kind));

    private HistoryEntry View(Step step, (string? Name, ActorKind Kind) actor, Func<ClaimValue?, string?> words)
    {
        var batch = step.Batch?.ToString(CultureInfo.InvariantCulture);
        var view = step.Claim is { } entry
            ? new HistoryEntry(
                entry.Sequence,
                entry.Attribute.Name,
                entry.Value is ClaimValue.Concept or ClaimValue.Person ? words(entry.Value)! : claims.NameOf(entry.Attribute),
                words(entry.Value),
                step.Act,
                ClaimReader.View(entry.Source),
                actor.Name,
                step.At,
                batch) { Position = step.Position }
            : new HistoryEntry(
                step.Position, "asset", "asset", step.Act == "version" ? step.Position.ToString(CultureInfo.InvariantCulture) : step.Group?.Kind, step.Act, new ClaimSourceView(actor.Kind == ActorKind.System ? "system" : "person", actor.Name ?? "", null), actor.Name, step.At, batch);
        return view with { ActorKind = actor.Name is null ? null : actor.Kind.ToString().ToLowerInvariant() };
    }

    /// <param name="Position">In the ledger: from which it is shown, or of the newest there was when it ended; in the change log for the asset's moves.</param>
    private sealed record Step(long Position, bool IsEnd, string Act, long Actor, DateTimeOffset At, long? Batch)
    {
        /// <summary>What was said or ended; null where the asset itself moved.</summary>
        public ClaimEntry? Claim { get; init; }

        /// <summary>Set where the step is about the asset's group.</summary>
        public GroupStep? Group { get; init; }
    }
}
