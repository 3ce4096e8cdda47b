using System.Globalization;
using Vitrine.Core.Claims;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Claims;

/// <summary>A moment of the past: a ledger position, or a time.</summary>
public readonly record struct PastMoment(long? Position, DateTimeOffset? Time)
{
    /// <summary>Reads a position (<c>4711</c>) or a time (<c>2026-11-01T12:00:00Z</c>; a time without a zone is UTC); null where it is neither.</summary>
    public static PastMoment? Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? new PastMoment(position, null)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? new PastMoment(null, time)
        : null;
}

/// <summary>What the ledger of an asset said at a moment of the past: the same pure function as today's, over what counted then.</summary>
internal static class LedgerPast
{
    /// <summary>The entries that counted after the last thing that happened up to then, and the view that shows them.</summary>
    public static async Task<(List<ClaimEntry> Entries, LedgerView View)> ReadAsync(DbSession session, long asset, PastMoment then, CancellationToken cancellationToken)
    {
        var ended = await ClaimRows.WithdrawnAsync(session, new Subject(SubjectKind.Asset, asset), cancellationToken);
        List<ClaimEntry> entries = [.. await ClaimRows.AsSaidAsync(session, SubjectKind.Asset, [asset], cancellationToken), .. ended.Select(one => one.Entry)];
        var marks = entries.SelectMany(Beginnings).Concat(ended.Select(one => (Position: one.After, one.At))).ToArray();

        // The clock only finds the place in the ledger; what counts there the ledger decides.
        var position = then.Position ?? marks.Where(mark => mark.At <= then.Time).Select(mark => mark.Position).DefaultIfEmpty(0).Max();
        var time = then.Time ?? marks.Where(mark => mark.Position <= position).Select(mark => mark.At).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        var version = await session.NumberAsync(
            $"select key from version where asset_key = {asset} and created_at <= {time} order by number desc limit 1", cancellationToken)
            ?? await session.NumberAsync($"select key from version where asset_key = {asset} order by number limit 1", cancellationToken);
        return (entries, new LedgerView(version, position, await ConceptMerges.AtAsync(session, then.Time is null ? position : null, time, cancellationToken)));
    }

    private static IEnumerable<(long Position, DateTimeOffset At)> Beginnings(ClaimEntry entry)
    {
        yield return (entry.Shown ?? entry.Sequence, entry.ShownTime ?? entry.Time);
        if (entry is { Since: { } since, SinceTime: { } at })
        {
            yield return (since, at);
        }
    }
}
