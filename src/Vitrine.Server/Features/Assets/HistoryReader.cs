using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

/// <summary>What was said and decided about an asset, newest first, also what no longer counts.</summary>
public sealed class HistoryReader(ClaimReader claims)
{
    private const int Most = 1000;

    public async Task<IReadOnlyList<HistoryEntry>> ReadAsync(DbSession session, long assetKey, CancellationToken cancellationToken)
    {
        var subject = new Subject(SubjectKind.Asset, assetKey);
        var counting = await ClaimRows.CountingAsync(session, subject.Kind, [assetKey], cancellationToken);
        var withdrawn = await ClaimRows.WithdrawnAsync(session, subject, cancellationToken);
        var entries = counting.Concat(withdrawn).OrderByDescending(entry => entry.Sequence).Take(Most).ToArray();
        var actors = (await session.QueryAsync(
            $"select key, name from actor where {session.Dialect.AnyOf(new RawSql("key"), [.. entries.Select(entry => entry.Actor).Distinct()])}",
            row => (row.GetInt64(0), row.GetString(1)),
            cancellationToken)).ToDictionary(pair => pair.Item1, pair => pair.Item2);
        return [.. entries.Select(entry => new HistoryEntry(
            entry.Sequence,
            entry.Attribute.Name,
            entry.Value is ClaimValue.Concept ? claims.Words(entry.Value)! : entry.Attribute.Name,
            claims.Words(entry.Value),
            entry.WithdrawnAt is null ? entry.Kind.ToString().ToLowerInvariant() : "withdrawn",
            ClaimReader.View(entry.Source),
            actors.GetValueOrDefault(entry.Actor),
            entry.Time,
            entry.Batch?.ToString(CultureInfo.InvariantCulture)))];
    }
}
