using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.People;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Claims;

/// <summary>Claims as the API shows them.</summary>
public sealed class ClaimReader(VocabularyStore vocabulary)
{
    /// <summary>An asset's page carries this many; <c>GET /api/assets/{id}/claims</c> gives the rest.</summary>
    public const int OnPage = 500;

    /// <param name="asOf">What counted then; null = now.</param>
    public async Task<IReadOnlyList<ClaimView>> ReadAsync(DbSession session, long assetKey, long? currentVersion, CancellationToken cancellationToken, PastMoment? asOf = null)
    {
        var (entries, view) = asOf is { } then
            ? await LedgerPast.ReadAsync(session, assetKey, then, cancellationToken)
            : (await ClaimRows.CountingAsync(session, SubjectKind.Asset, [assetKey], cancellationToken), new LedgerView(currentVersion));
        var shown = ShownValue.Resolve(entries, view);
        var evidence = (await EvidenceRows.ReadAsync(session, [.. shown.Select(claim => claim.Statement.Sequence)], cancellationToken))
            .ToLookup(pair => pair.Claim, pair => pair.Evidence);
        var actors = await ActorsAsync(session, shown, cancellationToken);
        var words = await WordsAsync(session, shown.Select(claim => claim.Value), cancellationToken);
        return [.. shown
            .OrderBy(claim => Order(claim))
            .ThenByDescending(claim => claim.Statement.Confidence)
            .Select(claim => View(claim, evidence[claim.Statement.Sequence], actors, words))];
    }

    /// <summary>The given values in words: for people, not for comparison.</summary>
    internal async Task<Func<ClaimValue?, string?>> WordsAsync(DbSession session, IEnumerable<ClaimValue?> values, CancellationToken cancellationToken)
    {
        var people = await PersonStore.NamesAsync(session, [.. values.OfType<ClaimValue.Person>().Select(person => person.Key).Distinct()], cancellationToken);
        return value => value switch
        {
            null => null,
            ClaimValue.Concept concept => vocabulary.LabelOf(concept.Key),
            ClaimValue.Person person => people.GetValueOrDefault(person.Key, "?"),
            _ => AttributeText.Write(value),
        };
    }

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

    private ClaimView View(ShownClaim claim, IEnumerable<Evidence> evidence, Dictionary<long, string> actors, Func<ClaimValue?, string?> words)
    {
        var concept = claim.Value as ClaimValue.Concept;
        var statement = claim.Statement;
        return new ClaimView
        {
            Id = statement.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture),
            About = claim.Attribute.Name,
            Name = concept is not null ? vocabulary.LabelOf(concept.Key) : claim.Value is ClaimValue.Person ? words(claim.Value)! : claim.Attribute.Name,
            Value = words(claim.Value),
            Language = claim.Language,
            Concept = concept is null ? null : vocabulary.PublicIdOf(concept.Key),
            Broader = concept is null ? [] : vocabulary.BroaderLabels(concept.Key),
            State = claim.State.ToString().ToLowerInvariant(),
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
