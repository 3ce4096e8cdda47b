using System.Globalization;
using System.Text;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Collections;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>Which concepts a list has.</summary>
/// <param name="Find">Of which a word begins so; empty = all.</param>
/// <param name="Below">Id of the concept whose directly narrower ones it has; null = of none.</param>
/// <param name="Top">Only those without broader ones.</param>
internal sealed record ConceptQuery(string Find, string? Below, bool Top);

/// <summary>Concepts as the API and the pages show them.</summary>
internal sealed class ConceptReader(VocabularyStore vocabulary, Database database, FieldCatalog fields, SmartCollections smart, SearchEngine search)
{
    public const int PageSize = 100;

    private readonly SqlConditions conditions = new(database, vocabulary, fields, smart);

    /// <summary>One concept; null where the library has none of that id. A merged one is answered as what it became.</summary>
    /// <param name="counted">Whether its assets are counted, which takes a while where it is on a million.</param>
    public async Task<ConceptView?> FindAsync(long library, string id, bool counted, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            async session => await ConceptState.FindAsync(session, library, id, cancellationToken) is { } state
                ? (state.Key, View: await ViewAsync(session, library, state, cancellationToken))
                : ((long Key, ConceptView View)?)null,
            cancellationToken);
        if (found is not var (key, view) || !counted)
        {
            return found?.View;
        }

        var counts = await search.TaggedAsync(library, [[key, .. vocabulary.Current.MergedInto(key)], conditions.Below([key])], cancellationToken);
        return view with { Assets = counts[0], AssetsBelow = counts[1] };
    }

    /// <exception cref="RequestRefusedException">The cursor is none, or the concept above is none.</exception>
    public async Task<ConceptPage> PageAsync(long library, ConceptQuery query, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var (current, language) = (vocabulary.Current, VocabularyStore.Language);
        var after = cursor is null ? null : PlaceOf(cursor);
        bool Wanted(Concept concept) => concept.BelongsTo(library) && (!query.Top || !current.Broader(concept).Any());
        IReadOnlyList<ListedConcept> found;
        long total;
        if (query.Below is { } id)
        {
            var above = await database.ReadAsync(session => ConceptState.KeyAsync(session, library, id, cancellationToken), cancellationToken)
                ?? throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"There is no concept {id}.");
            var all = Narrower(current, above, language, library);
            total = all.Count;
            found = [.. all.Where(one => after is null || Compare(one.Place, after) > 0).Take(limit + 1)];
        }
        else
        {
            found = current.List(query.Find, language, after, limit + 1, Wanted);
            total = query.Find.Trim().Length > 0 ? current.Count(query.Find, Wanted) : current.All.Count(Wanted);
        }

        var items = await ItemsAsync(current, library, language, [.. found.Take(limit)], cancellationToken);
        return new ConceptPage(items, found.Count > limit ? CursorOf(found[limit - 1].Place) : null, total);
    }

    private async Task<ConceptView> ViewAsync(DbSession session, long library, ConceptState state, CancellationToken cancellationToken)
    {
        var (current, language) = (vocabulary.Current, VocabularyStore.Language);
        var parts = ConceptParts.Of(state, key => vocabulary.PublicIdOf(key) ?? "");
        var narrower = Narrower(current, state.Key, language, library);
        var merged = await session.QueryAsync(
            $"select c.id, coalesce((select l.label from concept_label l where l.concept_key = c.key order by l.role, l.key limit 1), c.id) from concept c where c.merged_into = {state.Key} order by c.key",
            row => new ConceptName(row.GetString(0), row.GetString(1)), cancellationToken);
        return new ConceptView
        {
            Id = state.PublicId,
            Label = state.AsConcept.Label(language),
            Slug = state.Slug,
            Labels = parts.Labels!,
            Synonyms = parts.Synonyms!,
            Descriptions = parts.Descriptions!,
            Broader = [.. state.Broader.Select(current.Find).OfType<Concept>().Select(concept => Name(concept, language))],
            Narrower = [.. narrower.Take(PageSize).Select(one => Name(one.Concept, language))],
            NarrowerTotal = narrower.Count,
            Colour = parts.Colour,
            NeverByAi = parts.NeverByAi == true,
            AlwaysReview = parts.AlwaysReview == true,
            Exported = parts.Exported == true,
            MinConfidence = parts.MinConfidence,
            ExternalIds = parts.ExternalIds!,
            Local = state.Library is not null,
            Merged = merged,
            CreatedAt = state.CreatedAt,
            ChangedAt = state.EditedAt,
            ChangedBy = state.EditedBy,
            Revision = state.Revision,
        };
    }

    /// <summary>The changes of a concept, the latest first.</summary>
    public static async Task<Page<ConceptEvent>> HistoryAsync(DbSession session, long concept, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var before = cursor is null ? long.MaxValue
            : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at
            : throw new RequestRefusedException(StatusCodes.Status400BadRequest, "This cursor does not belong to this list.");
        var rows = await session.QueryAsync(
            $"""
            select h.key, h.at, a.name, h.act, h.was, h.became from concept_history h join actor a on a.key = h.actor_key
            where h.concept_key = {concept} and h.key < {before} order by h.key desc limit {limit + 1}
            """,
            row => (Key: row.GetInt64(0), Event: new ConceptEvent(row.Time(1), row.GetString(2), row.GetString(3), Json(row.TextOrNull(4)), Json(row.TextOrNull(5)))),
            cancellationToken);
        return new Page<ConceptEvent>([.. rows.Take(limit).Select(row => row.Event)], rows.Count > limit ? rows[limit - 1].Key.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>How many live assets show each of these, or what was merged into it.</summary>
    public async Task<Dictionary<long, long>> CountsAsync(long library, long[] concepts, CancellationToken cancellationToken)
    {
        var current = vocabulary.Current;
        var counts = await search.TaggedAsync(library, [.. concepts.Select(key => (long[])[key, .. current.MergedInto(key)])], cancellationToken);
        return concepts.Zip(counts).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private async Task<IReadOnlyList<ConceptItem>> ItemsAsync(ConceptVocabulary current, long library, string language, IReadOnlyList<ListedConcept> found, CancellationToken cancellationToken)
    {
        var counts = await CountsAsync(library, [.. found.Select(one => one.Concept.Key)], cancellationToken);
        return [.. found.Select(one => new ConceptItem(
            one.Concept.PublicId ?? "",
            one.Concept.Label(language),
            [.. current.Broader(one.Concept).Select(broader => Name(broader, language))],
            current.Narrower(one.Concept.Key).Count,
            counts.GetValueOrDefault(one.Concept.Key))
        {
            Found = one.Label.Text == one.Concept.Label(language) ? null : one.Label.Text,
            Colour = ConceptText.Colour(one.Concept.Colour),
            NeverByAi = one.Concept.NeverByAi,
            AlwaysReview = one.Concept.AlwaysReview,
        })];
    }

    private static List<ListedConcept> Narrower(ConceptVocabulary current, long key, string language, long library)
    {
        var listed = current.Narrower(key).Where(concept => concept.BelongsTo(library))
            .Select(concept => (Concept: concept, Text: concept.Label(language)))
            .Select(one => new ListedConcept(one.Concept, new ConceptLabel(language, one.Text, Preferred: true), new ListedPlace(Core.Search.TextFold.Key(one.Text), one.Concept.Key))).ToList();
        listed.Sort((one, other) => Compare(one.Place, other.Place));
        return listed;
    }

    private static int Compare(ListedPlace one, ListedPlace other) =>
        string.CompareOrdinal(one.Text, other.Text) is var text and not 0 ? text : one.Key.CompareTo(other.Key);

    private static ConceptName Name(Concept concept, string language) => new(concept.PublicId ?? "", concept.Label(language));

    private static JsonElement? Json(string? text)
    {
        if (text is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static string CursorOf(ListedPlace place) =>
        System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place.Key} {place.Text}")));

    private static ListedPlace PlaceOf(string cursor)
    {
        try
        {
            var text = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor));
            var gap = text.IndexOf(' ', StringComparison.Ordinal);
            return new ListedPlace(text[(gap + 1)..], long.Parse(text.AsSpan(0, Math.Max(gap, 0)), NumberStyles.None, CultureInfo.InvariantCulture));
        }
        catch (FormatException)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "This cursor does not belong to this list.");
        }
    }
}
