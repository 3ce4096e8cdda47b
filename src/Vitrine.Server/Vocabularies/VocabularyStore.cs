using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>The vocabulary of this server: rows in the database, whole in memory. A new concept makes a new vocabulary after the commit.</summary>
public sealed class VocabularyStore(Database database, IdGenerator ids)
{
    private const int Preferred = 1;
    private const int Synonym = 2;

    private readonly Lock gate = new();
    private readonly List<Concept> made = [];
    private volatile ConceptVocabulary current = new([], []);
    private volatile bool isBehind;

    /// <summary>Concepts made since it was asked for last are taken in together: building it costs more than any of them.</summary>
    public ConceptVocabulary Current
    {
        get
        {
            if (isBehind)
            {
                lock (gate)
                {
                    var known = current;
                    var missing = made.Where(concept => known.Find(concept.Key) is null).DistinctBy(concept => concept.Key).ToArray();
                    if (missing.Length > 0)
                    {
                        current = new ConceptVocabulary([.. known.All, .. missing], Meanings(known));
                    }

                    made.Clear();
                    isBehind = false;
                }
            }

            return current;
        }
    }

    public string LabelOf(long key) => Current.Find(key)?.Label(Language) ?? "?";

    public string? PublicIdOf(long key) => Current.Find(key)?.PublicId;

    /// <summary>Labels of all broader concepts, nearest first.</summary>
    public IReadOnlyList<string> BroaderLabels(long key) => [.. Current.Closure(key).Select(concept => concept.Label(Language))];

    /// <summary>The language in which concepts are named, as the caller's culture says.</summary>
    private static string Language => System.Globalization.CultureInfo.CurrentUICulture.Name is { Length: > 0 } name ? name : "en";

    /// <summary>Takes up what the starter vocabulary has and this database does not, then reads everything. Two nodes may do it at once.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        await StarterPlanting.PlantAsync(database, ids, StarterVocabulary.Concepts, StarterVocabulary.Digest, cancellationToken);
        await ReloadAsync(cancellationToken);
    }

    public async Task ReloadAsync(CancellationToken cancellationToken = default) =>
        current = await database.ReadAsync(session => ReadAsync(session, cancellationToken), cancellationToken);

    /// <summary>Learns concepts that were made elsewhere; those it knows stay as they are.</summary>
    public async Task TakeInAsync(long[] keys, CancellationToken cancellationToken = default)
    {
        var known = Current;
        foreach (var key in keys.Distinct().Where(key => known.Find(key) is null))
        {
            Add(await database.ReadAsync(session => OneAsync(session, key, cancellationToken), cancellationToken));
        }
    }

    /// <summary>
    /// The concept that a typed or read word names exactly: an unambiguous label or synonym, else a concept of that very label,
    /// which is made where there is none. Case, accents and white space do not count.
    /// </summary>
    public async Task<long> ResolveAsync(WriteSession session, long library, string word, CancellationToken cancellationToken = default)
    {
        var label = Clean(word);
        var known = Current.Match(label, Language);
        if (known.Count > 0)
        {
            // Of homonyms the first is taken: the person sees at once which one it is and can choose another.
            return known[0].Key;
        }

        var folded = TextFold.Key(label);
        var own = await session.NumberAsync(
            $"select c.key from concept_label l join concept c on c.key = l.concept_key where l.folded = {folded} and (c.library_key is null or c.library_key = {library}) order by c.key limit 1",
            cancellationToken);
        if (own is { } key)
        {
            return key;
        }

        var made = await session.InsertAsync(
            $"insert into concept (id, library_key, flags, created_at) values ({ids.Next()}, {library}, {ConceptFlags.NeverByAi}, {session.Now}) returning key", cancellationToken);
        await LabelAsync(session, made, new ConceptLabel("und", label, Preferred: true), cancellationToken);
        session.Log(new Change(library, LogSubject.Concept, made, ChangeEvent.Added));
        var concept = await OneAsync(session, made, cancellationToken);
        session.OnCommit(() => Add(concept));
        return made;
    }

    /// <summary>The concept that a word names exactly, without making one; null where there is none.</summary>
    public long? Find(string word) => Current.Match(Clean(word), Language) is [var first, ..] ? first.Key : null;

    /// <summary>A tag as it is stored: one line, no control characters, at most 200 characters.</summary>
    internal static string Clean(string word)
    {
        // Half a surrogate pair and U+FFFE are no text: normalizing refuses them.
        var text = new string([.. word.Select(c => char.IsControl(c) || c == '\ufffe' ? ' ' : c)]);
        var line = Pipeline.Storable.Text(text).Normalize(System.Text.NormalizationForm.FormC);
        var clean = string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return clean.Length > 200 ? clean[..(char.IsHighSurrogate(clean[199]) ? 199 : 200)] : clean;
    }

    private void Add(Concept concept)
    {
        lock (gate)
        {
            made.Add(concept);
            isBehind = true;
        }
    }

    private static IEnumerable<LabelMeaning> Meanings(ConceptVocabulary vocabulary) =>
        StarterVocabulary.Labels.SelectMany(label => label.Value
            .Select(vocabulary.FindSlug)
            .OfType<Concept>()
            .Select(concept => new LabelMeaning(label.Key, concept.Key)));

    private static Task<int> LabelAsync(WriteSession session, long concept, ConceptLabel label, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into concept_label (concept_key, language, label, folded, role)
            values ({concept}, {label.Language}, {label.Text}, {TextFold.Key(label.Text)}, {(label.Preferred ? Preferred : Synonym)})
            """,
            cancellationToken);

    private static async Task<ConceptVocabulary> ReadAsync(DbSession session, CancellationToken cancellationToken)
    {
        var labels = (await session.QueryAsync(
                $"select concept_key, language, label, role from concept_label order by key",
                row => (Key: row.GetInt64(0), Label: new ConceptLabel(row.GetString(1), row.GetString(2), row.GetInt64(3) == Preferred)),
                cancellationToken))
            .ToLookup(pair => pair.Key, pair => pair.Label);
        var broader = (await session.QueryAsync($"select concept_key, broader_key from concept_broader", row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken))
            .ToLookup(pair => pair.Item1, pair => pair.Item2);
        var concepts = await session.QueryAsync(
            $"select key, id, slug, flags, threshold from concept where merged_into is null order by key",
            row => new Concept
            {
                Key = row.GetInt64(0),
                PublicId = row.GetString(1),
                Slug = row.TextOrNull(2),
                Labels = [.. labels[row.GetInt64(0)]],
                Broader = [.. broader[row.GetInt64(0)]],
                Flags = (ConceptFlags)row.GetInt64(3),
                MinConfidence = row.IntOrNull(4),
            },
            cancellationToken);
        var vocabulary = new ConceptVocabulary(concepts, []);
        return new ConceptVocabulary(concepts, Meanings(vocabulary));
    }

    private static async Task<Concept> OneAsync(DbSession session, long key, CancellationToken cancellationToken) => new()
    {
        Key = key,
        PublicId = await session.TextAsync($"select id from concept where key = {key}", cancellationToken),
        Labels = await session.QueryAsync(
            $"select language, label, role from concept_label where concept_key = {key} order by key",
            row => new ConceptLabel(row.GetString(0), row.GetString(1), row.GetInt64(2) == Preferred),
            cancellationToken),
        Flags = ConceptFlags.NeverByAi,
    };
}
