using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Claims;

/// <summary>Claims as the API shows them.</summary>
public sealed class ClaimReader(VocabularyStore vocabulary)
{
    /// <summary>An asset's page carries this many; <c>GET /api/assets/{id}/claims</c> gives the rest.</summary>
    public const int OnPage = 500;

    /// <summary>The state of a tag that the deny list holds back.</summary>
    public const string HeldBack = "held-back";

    public async Task<IReadOnlyList<ClaimView>> ReadAsync(DbSession session, long assetKey, long? currentVersion, CancellationToken cancellationToken)
    {
        var entries = await ClaimRows.CountingAsync(session, SubjectKind.Asset, [assetKey], cancellationToken);
        var shown = ShownValue.Resolve(entries, new LedgerView(currentVersion));
        var evidence = (await EvidenceRows.ReadAsync(session, [.. shown.Select(claim => claim.Statement.Sequence)], cancellationToken))
            .ToLookup(pair => pair.Claim, pair => pair.Evidence);
        var actors = await ActorsAsync(session, shown, cancellationToken);
        var library = await session.NumberAsync($"select library_key from asset where key = {assetKey}", cancellationToken) ?? 0;
        return [.. shown
            .OrderBy(claim => Order(claim))
            .ThenByDescending(claim => claim.Statement.Confidence)
            .Select(claim => View(claim, library, evidence[claim.Statement.Sequence], actors))];
    }

    /// <summary>The value in words: for people, not for comparison.</summary>
    public string? Words(ClaimValue? value) => value switch
    {
        null => null,
        ClaimValue.Concept concept => vocabulary.LabelOf(concept.Key),
        ClaimValue.Text text => text.Content,
        ClaimValue.Date date => AssetProjection.Sortable(date),
        _ => value.Canonical[2..],
    };

    private static int Order(ShownClaim claim) => claim.State switch
    {
        ClaimState.Accepted => 0,
        ClaimState.Suggested => 1,
        _ => 2,
    };

    private static Task<Dictionary<long, string>> ActorsAsync(DbSession session, IReadOnlyList<ShownClaim> shown, CancellationToken cancellationToken)
    {
        long[] keys = [.. shown.Select(claim => claim.DecidedBy).OfType<long>().Distinct()];
        return keys.Length == 0
            ? Task.FromResult(new Dictionary<long, string>())
            : Read();

        async Task<Dictionary<long, string>> Read() =>
            (await session.QueryAsync($"select key, name from actor where {session.Dialect.AnyOf(new RawSql("key"), keys)}", row => (row.GetInt64(0), row.GetString(1)), cancellationToken))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);
    }

    private ClaimView View(ShownClaim claim, long library, IEnumerable<Evidence> evidence, Dictionary<long, string> actors)
    {
        var concept = claim.Value as ClaimValue.Concept;
        var statement = claim.Statement;
        return new ClaimView
        {
            Id = statement.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture),
            About = claim.Attribute.Name,
            Name = concept is null ? claim.Attribute.Name : vocabulary.LabelOf(concept.Key),
            Value = Words(claim.Value),
            Language = claim.Language,
            Concept = concept is null ? null : vocabulary.PublicIdOf(concept.Key),
            Broader = concept is null ? [] : vocabulary.BroaderLabels(concept.Key),
            Literal = (statement.Value as ClaimValue.Concept)?.Literals is [var first, ..] ? first : null,
            State = claim.Attribute == ClaimAttributes.Tag && claim.IsVisible && vocabulary.HoldsBack(library, claim) ? HeldBack : claim.State.ToString().ToLowerInvariant(),
            Source = View(statement.Source),
            Confidence = statement.Confidence / 100.0,
            DecidedBy = claim.DecidedBy is { } by ? actors.GetValueOrDefault(by) : null,
            DecidedAt = claim.DecidedAt,
            Evidence = [.. evidence.Select(one => View(one, statement.Confidence))],
        };
    }

    internal static ClaimSourceView View(ClaimSource source) => new(source.Type.ToString().ToLowerInvariant(), source.Name, source.Version);

    /// <summary>The score of one finding is a model's raw number: what people see is the claim's calibrated confidence.</summary>
    private static EvidenceView View(Evidence evidence, int confidence) => new(
        evidence.Analyzer,
        evidence.Version,
        confidence / 100.0,
        evidence.Extent?.Box is { } box ? [box.X, box.Y, box.Width, box.Height] : null,
        evidence.Extent?.Span is { } span ? [span.StartMs, span.EndMs] : null,
        evidence.Extent?.Page,
        evidence.Words)
    {
        Model = evidence.Model.Length > 0 ? evidence.Model : null,
    };
}
