using Vitrine.Core.Vocabulary;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>All that is kept of a concept and that people change.</summary>
internal sealed record ConceptState
{
    public long Key { get; init; }
    public string PublicId { get; init; } = "";
    public string? Slug { get; init; }
    public long? Library { get; init; }
    public long Revision { get; init; }

    /// <summary>Each language has at most one preferred label; the order is that of the rows.</summary>
    public IReadOnlyList<ConceptLabel> Labels { get; init; } = [];
    public IReadOnlyDictionary<string, string> Descriptions { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<long> Broader { get; init; } = [];
    public int? Colour { get; init; }
    public ConceptFlags Flags { get; init; }
    public int? MinConfidence { get; init; }
    public IReadOnlyList<ExternalId> ExternalIds { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EditedAt { get; init; }
    public string? EditedBy { get; init; }

    public Concept AsConcept => new() { Key = Key, PublicId = PublicId, Slug = Slug, Labels = Labels, Broader = Broader, Flags = Flags, MinConfidence = MinConfidence, Library = Library, Colour = Colour };

    /// <summary>Concepts by key, those that are no longer concepts of their own left out. Broader concepts that were merged are those they became.</summary>
    public static async Task<Dictionary<long, ConceptState>> ReadAsync(DbSession session, long[] keys, CancellationToken cancellationToken)
    {
        var concepts = await VocabularyRows.SomeAsync(session, keys, cancellationToken);
        var which = session.Dialect.AnyOf(new RawSql("concept_key"), keys);
        var texts = (await session.QueryAsync(
            $"select concept_key, language, description from concept_text where {which} order by concept_key, language",
            row => (Key: row.GetInt64(0), Language: row.GetString(1), Text: row.GetString(2)), cancellationToken)).ToLookup(row => row.Key);
        var externals = (await session.QueryAsync(
            $"select concept_key, scheme, external_id from concept_external where {which} order by concept_key, scheme, external_id",
            row => (Key: row.GetInt64(0), Id: new ExternalId(row.GetString(1), row.GetString(2))), cancellationToken)).ToLookup(row => row.Key, row => row.Id);
        var broader = (await session.QueryAsync(
            $"""
            select distinct b.concept_key, coalesce(p.merged_into, p.key) from concept_broader b join concept p on p.key = b.broader_key
            where {session.Dialect.AnyOf(new RawSql("b.concept_key"), keys)} and p.deleted_at is null order by 1, 2
            """,
            row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken)).ToLookup(row => row.Item1, row => row.Item2);
        var rows = await session.QueryAsync(
            $"""
            select c.key, c.revision, c.created_at, c.edited_at, (select a.name from actor a where a.key = c.edited_by) from concept c
            where {session.Dialect.AnyOf(new RawSql("c.key"), keys)} and c.merged_into is null and c.deleted_at is null
            """,
            row => (Key: row.GetInt64(0), Revision: row.GetInt64(1), Created: row.Time(2), Edited: row.TimeOrNull(3), By: row.TextOrNull(4)), cancellationToken);
        return rows.Where(row => concepts[row.Key] is not null).Select(row => (row, Concept: concepts[row.Key]!)).ToDictionary(
            pair => pair.row.Key,
            pair => new ConceptState
            {
                Key = pair.row.Key,
                PublicId = pair.Concept.PublicId!,
                Slug = pair.Concept.Slug,
                Library = pair.Concept.Library,
                Revision = pair.row.Revision,
                Labels = pair.Concept.Labels,
                Descriptions = texts[pair.row.Key].ToDictionary(text => text.Language, text => text.Text, StringComparer.Ordinal),
                Broader = [.. broader[pair.row.Key].Where(key => key != pair.row.Key)],
                Colour = pair.Concept.Colour,
                Flags = pair.Concept.Flags,
                MinConfidence = pair.Concept.MinConfidence,
                ExternalIds = [.. externals[pair.row.Key]],
                CreatedAt = pair.row.Created,
                EditedAt = pair.row.Edited,
                EditedBy = pair.row.By,
            });
    }

    /// <summary>One that the library may use, held until the end of the transaction; null where there is none. A merged one is answered as what it became.</summary>
    public static async Task<ConceptState?> FindAsync(DbSession session, long library, string id, CancellationToken cancellationToken, bool toChange = false)
    {
        var key = Core.Assets.PublicId.TryParse(id, out _)
            ? await session.NumberAsync(
                $"select coalesce(merged_into, key) from concept where id = {id} and deleted_at is null and (library_key is null or library_key = {library}){(toChange ? session.Dialect.ForUpdate : new RawSql(""))}",
                cancellationToken)
            : null;
        return key is { } found ? (await ReadAsync(session, [found], cancellationToken)).GetValueOrDefault(found) : null;
    }

    /// <summary>The key of one that the library may use; null where there is none. A merged one is answered as what it became.</summary>
    public static async Task<long?> KeyAsync(DbSession session, long library, string id, CancellationToken cancellationToken) => Core.Assets.PublicId.TryParse(id, out _)
        ? await session.NumberAsync(
            $"""
            select n.key from concept c join concept n on n.key = coalesce(c.merged_into, c.key)
            where c.id = {id} and c.deleted_at is null and (c.library_key is null or c.library_key = {library}) and n.merged_into is null and n.deleted_at is null
            """,
            cancellationToken)
        : null;
}
