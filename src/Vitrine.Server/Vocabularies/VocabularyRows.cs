using System.Data.Common;
using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>The vocabulary as it stands in the database, as far as it is kept in memory.</summary>
internal static class VocabularyRows
{
    public const int Preferred = 1;
    public const int Synonym = 2;

    private static readonly RawSql Columns = new("key, id, slug, flags, threshold, library_key, colour");
    private static readonly RawSql Live = new("merged_into is null and deleted_at is null");

    public static int RoleOf(ConceptLabel label) => label.Preferred ? Preferred : Synonym;

    public static Task<int> AddLabelAsync(WriteSession session, long concept, ConceptLabel label, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"insert into concept_label (concept_key, language, label, folded, role) values ({concept}, {label.Language}, {label.Text}, {TextFold.Key(label.Text)}, {RoleOf(label)})", cancellationToken);

    /// <summary>All of it.</summary>
    public static async Task<ConceptVocabulary> WholeAsync(DbSession session, CancellationToken cancellationToken)
    {
        var concepts = await session.QueryAsync($"select {Columns} from concept where {Live} order by key", Bare, cancellationToken);
        var places = new Dictionary<long, int>(concepts.Count);
        for (var place = 0; place < concepts.Count; place++)
        {
            places[concepts[place].Key] = place;
        }

        var languages = new Dictionary<string, string>(StringComparer.Ordinal);
        var labels = new List<ConceptLabel>?[concepts.Count];
        await session.QueryAsync(
            $"select concept_key, language, label, role from concept_label order by key",
            row =>
            {
                if (places.TryGetValue(row.GetInt64(0), out var place))
                {
                    // One text for a language however many labels are in it.
                    var language = row.GetString(1);
                    languages.TryAdd(language, language);
                    (labels[place] ??= new List<ConceptLabel>(4)).Add(new ConceptLabel(languages[language], row.GetString(2), row.GetInt64(3) == Preferred));
                }

                return 0;
            },
            cancellationToken);
        var broader = new List<long>?[concepts.Count];
        await session.QueryAsync(
            $"select concept_key, broader_key from concept_broader order by concept_key, broader_key",
            row =>
            {
                if (places.TryGetValue(row.GetInt64(0), out var place))
                {
                    (broader[place] ??= new List<long>(1)).Add(row.GetInt64(1));
                }

                return 0;
            },
            cancellationToken);
        for (var place = 0; place < concepts.Count; place++)
        {
            concepts[place] = concepts[place] with { Labels = labels[place]?.ToArray() ?? [], Broader = broader[place]?.ToArray() ?? [] };
        }

        var slugs = (await session.QueryAsync(
            $"select slug, key from concept where merged_into is not null and slug is not null", row => (row.GetString(0), row.GetInt64(1)), cancellationToken)).ToDictionary(StringComparer.Ordinal);
        return new ConceptVocabulary(concepts, StarterVocabulary.Labels, await MergesAsync(session, cancellationToken), slugs);
    }

    /// <summary>Some of it: null for what is no longer a concept of its own.</summary>
    public static async Task<Dictionary<long, Concept?>> SomeAsync(DbSession session, long[] keys, CancellationToken cancellationToken)
    {
        var found = keys.Distinct().ToDictionary(key => key, Concept? (_) => null);
        var concepts = await session.QueryAsync($"select {Columns} from concept where {session.Dialect.AnyOf(new RawSql("key"), keys)} and {Live}", Bare, cancellationToken);
        var labels = (await session.QueryAsync(
                $"select concept_key, language, label, role from concept_label where {session.Dialect.AnyOf(new RawSql("concept_key"), keys)} order by key",
                row => (Key: row.GetInt64(0), Label: new ConceptLabel(row.GetString(1), row.GetString(2), row.GetInt64(3) == Preferred)),
                cancellationToken))
            .ToLookup(row => row.Key, row => row.Label);
        var broader = (await session.QueryAsync(
                $"select concept_key, broader_key from concept_broader where {session.Dialect.AnyOf(new RawSql("concept_key"), keys)} order by concept_key, broader_key",
                row => (row.GetInt64(0), row.GetInt64(1)),
                cancellationToken))
            .ToLookup(row => row.Item1, row => row.Item2);
        foreach (var concept in concepts)
        {
            found[concept.Key] = concept with { Labels = [.. labels[concept.Key]], Broader = [.. broader[concept.Key]] };
        }

        return found;
    }

    /// <summary>Concept key → what it was merged into.</summary>
    public static async Task<Dictionary<long, long>> MergesAsync(DbSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"select key, merged_into from concept where merged_into is not null", row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken)).ToDictionary();

    /// <summary>Library key → the folded words that no machine and no file makes a tag of.</summary>
    public static async Task<ILookup<long, string>> DeniedAsync(DbSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"select library_key, folded from denied_word", row => (row.GetInt64(0), row.GetString(1)), cancellationToken)).ToLookup(row => row.Item1, row => row.Item2);

    private static Concept Bare(DbDataReader row) => new()
    {
        Key = row.GetInt64(0),
        PublicId = row.GetString(1),
        Slug = row.TextOrNull(2),
        Labels = [],
        Flags = (ConceptFlags)row.GetInt64(3),
        MinConfidence = row.IntOrNull(4),
        Library = row.NumberOrNull(5),
        Colour = row.IntOrNull(6),
    };
}
