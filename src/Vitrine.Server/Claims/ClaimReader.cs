using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.People;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Claims;

/// <summary>Claims as the API shows them.</summary>
public sealed class ClaimReader(VocabularyStore vocabulary, FieldCatalog fields)
{
    /// <summary>An asset's page carries this many; <c>GET /api/assets/{id}/claims</c> gives the rest.</summary>
    public const int OnPage = 500;

    /// <summary>The state of a tag that the deny list holds back.</summary>
    public const string HeldBack = "held-back";

    /// <param name="asOf">What counted then; null = now.</param>
    public async Task<IReadOnlyList<ClaimView>> ReadAsync(DbSession session, long library, long assetKey, long? currentVersion, CancellationToken cancellationToken, PastMoment? asOf = null)
    {
        var (entries, view) = asOf is { } then
            ? await LedgerPast.ReadAsync(session, assetKey, then, cancellationToken)
            : (await ClaimRows.CountingAsync(session, SubjectKind.Asset, [assetKey], cancellationToken), new LedgerView(currentVersion));
        var shown = ShownValue.Resolve(entries, view);
        var evidence = (await EvidenceRows.ReadAsync(session, [.. shown.Select(claim => claim.Statement.Sequence)], cancellationToken))
            .ToLookup(pair => pair.Claim, pair => pair.Evidence);
        var counting = entries.Where(view.Counts).ToArray();
        var said = counting.OrderBy(entry => entry.Sequence).ToLookup(entry => (entry.Attribute.Name, view.Follow(entry.Value)?.Canonical));
        var actors = await ActorsAsync(session, counting, cancellationToken);
        var words = await WordsAsync(session, shown.Select(claim => claim.Value), cancellationToken);
        var counts = asOf is null && currentVersion is { } version ? await SeenCountRows.ReadAsync(session, version, cancellationToken) : new Dictionary<long, int>();
        return [.. shown
            .OrderBy(claim => Order(claim))
            .ThenByDescending(claim => claim.Statement.Confidence)
            .Select(claim => View(claim, library, evidence[claim.Statement.Sequence], said[(claim.Attribute.Name, claim.Value?.Canonical)], actors, words) with
            {
                Count = claim.Value is ClaimValue.Concept concept && claim.IsVisible && counts.TryGetValue(concept.Key, out var count) ? count : null,
            })];
    }

    /// <summary>The given values in words: for people, not for comparison.</summary>
    internal async Task<Func<ClaimValue?, string?>> WordsAsync(DbSession session, IEnumerable<ClaimValue?> values, CancellationToken cancellationToken)
    {
        ClaimValue[] said = [.. values.OfType<ClaimValue>()];
        var people = await PersonStore.NamesAsync(session, [.. said.OfType<ClaimValue.Person>().Select(person => person.Key).Distinct()], cancellationToken);
        var merged = await MergedAsync(session, [.. said.OfType<ClaimValue.Concept>().Select(concept => concept.Key).Distinct()], cancellationToken);
        return value => value switch
        {
            null => null,
            ClaimValue.Concept concept => merged.GetValueOrDefault(concept.Key) ?? vocabulary.LabelOf(concept.Key),
            ClaimValue.Person person => people.GetValueOrDefault(person.Key, "?"),
            _ => AttributeText.Write(value),
        };
    }

    /// <summary>Labels of the concepts among these that are merged into another now: before that they had names of their own.</summary>
    private async Task<Dictionary<long, string>> MergedAsync(DbSession session, long[] concepts, CancellationToken cancellationToken)
    {
        long[] away = [.. concepts.Where(key => vocabulary.Current.Find(key)?.Key != key)];
        return away.Length == 0 ? [] : (await session.QueryAsync(
            $"""
            select c.key, l.label from concept c join concept_label l on l.concept_key = c.key
            where {session.Dialect.AnyOf(new RawSql("c.key"), away)} and c.merged_into is not null and l.role = 1 order by l.key
            """,
            row => (Key: row.GetInt64(0), Label: row.GetString(1)),
            cancellationToken)).DistinctBy(row => row.Key).ToDictionary(row => row.Key, row => row.Label);
    }

    /// <summary>What an attribute is called: a field by its label.</summary>
    internal string NameOf(ClaimAttribute attribute) => fields.LabelOf(attribute) ?? attribute.Name;

    private static int Order(ShownClaim claim) => claim.State switch
    {
        ClaimState.Accepted => 0,
        ClaimState.Suggested => 1,
        _ => 2,
    };

    private static Task<Dictionary<long, string>> ActorsAsync(DbSession session, ClaimEntry[] counting, CancellationToken cancellationToken)
    {
        long[] keys = [.. counting.Where(entry => entry.Rank == ClaimRank.Person).Select(entry => entry.Actor).Distinct()];
        return keys.Length == 0
            ? Task.FromResult(new Dictionary<long, string>())
            : Read();

        async Task<Dictionary<long, string>> Read() =>
            (await session.QueryAsync($"select key, name from actor where {session.Dialect.AnyOf(new RawSql("key"), keys)}", row => (row.GetInt64(0), row.GetString(1)), cancellationToken))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);
    }

    private ClaimView View(ShownClaim claim, long library, IEnumerable<Evidence> evidence, IEnumerable<ClaimEntry> said, Dictionary<long, string> actors, Func<ClaimValue?, string?> words)
    {
        var concept = claim.Value as ClaimValue.Concept;
        var statement = claim.Statement;
        return new ClaimView
        {
            Id = statement.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture),
            About = claim.Attribute.Name,
            Name = concept is not null ? words(concept)! : claim.Value is ClaimValue.Person ? words(claim.Value)! : NameOf(claim.Attribute),
            Value = words(claim.Value),
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
            Said = [.. said.Where(entry => entry.Attribute.SetValued || entry.Kind == EntryKind.Reject || entry.Language == claim.Language).Select(entry => new StatementView(
                entry.Sequence, entry.Kind.ToString().ToLowerInvariant(), View(entry.Source), entry.Confidence / 100.0,
                entry.Rank == ClaimRank.Person ? actors.GetValueOrDefault(entry.Actor) : null, entry.MadeOutside, entry.Time))],
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
