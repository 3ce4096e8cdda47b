using Vitrine.Core.Vocabulary;
using Vitrine.Core.Vocabulary.Exchange;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>Finds out which concepts the records of a file are.</summary>
internal sealed class ImportMatching(ConceptVocabulary current, long library, Database database)
{
    private const int Chunk = 1000;

    public async Task MatchAsync(IReadOnlyList<PlannedConcept> plan, CancellationToken cancellationToken)
    {
        var wanted = plan.Select(one => one.Record.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var byId = current.All.Where(concept => concept.PublicId is not null && wanted.Contains(concept.PublicId) && concept.BelongsTo(library)).ToDictionary(concept => concept.PublicId!, StringComparer.Ordinal);
        var external = await ExternalAsync(plan, cancellationToken);
        var taken = new Dictionary<long, PlannedConcept>();
        foreach (var one in plan)
        {
            var found = Find(one, byId, external);
            if (found is null)
            {
                if (one.Record.Labels.Values.All(label => label is null))
                {
                    one.Refuse(PlannedState.Error, "It has no label, and no concept is known by its id.");
                }
            }
            else if (!taken.TryAdd(found.Key, one))
            {
                one.Refuse(PlannedState.Conflict, $"It is the same concept ({found.PublicId}) as that in line {taken[found.Key].Record.Line}.");
            }
            else
            {
                (one.Key, one.PublicId, one.State) = (found.Key, found.PublicId, PlannedState.Changed);
            }
        }
    }

    private Concept? Find(PlannedConcept one, Dictionary<string, Concept> byId, Dictionary<ExternalId, long> external)
    {
        var record = one.Record;
        if (record.Id is { } id && byId.TryGetValue(id, out var named))
        {
            return named;
        }

        if (record.Slug is { } slug && current.FindSlug(slug) is { } slugged)
        {
            return slugged;
        }

        var same = record.ExternalIds.SelectMany(scheme => scheme.Value.Select(text => ExternalId.Parse(scheme.Key, text)))
            .OfType<ExternalId>().Select(known => external.TryGetValue(known, out var key) ? current.Find(key) : null).OfType<Concept>().DistinctBy(concept => concept.Key).ToArray();
        return same is [var only] ? only : ByLabel(one);
    }

    private Concept? ByLabel(PlannedConcept one)
    {
        Concept[] labelled = [.. one.Record.Labels.Where(label => label.Value is not null)
            .SelectMany(label => current.Labelled(label.Value!).Where(hit => hit.Label.Preferred && hit.Concept.BelongsTo(library)
                && (hit.Label.Language == (ConceptText.Language(label.Key) ?? label.Key) || hit.Label.Language == "und" || label.Key == "und")))
            .Select(hit => hit.Concept).DistinctBy(concept => concept.Key)];
        if (labelled.Length > 1)
        {
            one.Refuse(PlannedState.Conflict, $"Its labels are those of several concepts: {string.Join(", ", labelled.Take(5).Select(concept => $"{concept.Label()} ({concept.PublicId})"))}. Name one by its id.");
        }

        return labelled.Length == 1 ? labelled[0] : null;
    }

    private async Task<Dictionary<ExternalId, long>> ExternalAsync(IReadOnlyList<PlannedConcept> plan, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ExternalId, long>();
        var ids = plan.SelectMany(one => one.Record.ExternalIds.SelectMany(scheme => scheme.Value.Select(text => ExternalId.Parse(scheme.Key, text)))).OfType<ExternalId>().Distinct();
        foreach (var some in ids.Chunk(Chunk))
        {
            string[] texts = [.. some.Select(id => id.Id).Distinct(StringComparer.Ordinal)];
            var rows = await database.ReadAsync(
                session => session.QueryAsync(
                    $"select concept_key, scheme, external_id from concept_external where {session.Dialect.AnyOf(new RawSql("external_id"), texts)} order by concept_key",
                    row => (Key: row.GetInt64(0), Id: new ExternalId(row.GetString(1), row.GetString(2))),
                    cancellationToken),
                cancellationToken);
            foreach (var (key, id) in rows)
            {
                found.TryAdd(id, key);
            }
        }

        return found;
    }
}
