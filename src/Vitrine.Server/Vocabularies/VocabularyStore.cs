using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>The vocabulary of this server: rows in the database, whole in memory. A change makes a new vocabulary after the commit.</summary>
public sealed class VocabularyStore(Database database, IdGenerator ids)
{
    private static readonly ILookup<long, string> NoWords = Array.Empty<(long, string)>().ToLookup(pair => pair.Item1, pair => pair.Item2);

    private readonly Lock gate = new();
    private readonly Dictionary<long, Concept?> changed = [];
    private readonly List<Meanwhile> readings = [];
    private IReadOnlyDictionary<long, long>? merges;
    private volatile ConceptVocabulary current = new([], []);
    private volatile ILookup<long, string> denied = NoWords;
    private volatile bool isBehind;

    /// <summary>Concepts that changed since it was asked for last are taken in together.</summary>
    public ConceptVocabulary Current
    {
        get
        {
            if (isBehind)
            {
                lock (gate)
                {
                    current = current.With(changed, merges);
                    changed.Clear();
                    merges = null;
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
    internal static string Language => System.Globalization.CultureInfo.CurrentUICulture.Name is { Length: > 0 } name ? name : "en";

    /// <summary>Whether the deny list holds a tag back: a word that a file says, or the name of the concept, is on it, and no person said or decided the tag.</summary>
    public bool HoldsBack(long library, ShownClaim claim)
    {
        if (denied.Count == 0 || claim.Winner.Rank == ClaimRank.Person || claim.Value is not ClaimValue.Concept concept || !denied.Contains(library))
        {
            return false;
        }

        var words = denied[library];
        var literals = (claim.Statement.Value as ClaimValue.Concept)?.Literals ?? [];
        return literals.Any(literal => words.Contains(TextFold.Key(literal)))
            || (Current.Find(concept.Key)?.Labels.Any(label => label.Preferred && words.Contains(TextFold.Key(label.Text))) ?? false);
    }

    /// <summary>Takes up what the starter vocabulary has and this database does not. Two nodes may do it at once.</summary>
    public Task PlantAsync(CancellationToken cancellationToken = default) =>
        StarterPlanting.PlantAsync(database, ids, () => StarterVocabulary.Concepts, StarterVocabulary.Digest, cancellationToken);

    /// <summary>Reads everything.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken = default)
    {
        using (var meanwhile = new Meanwhile(this))
        {
            var read = await database.ReadAsync(session => VocabularyRows.WholeAsync(session, cancellationToken), cancellationToken);
            lock (gate)
            {
                // What was committed before this was read is in it.
                current = read;
                changed.Clear();
                merges = null;
                Note(meanwhile.Taken, meanwhile.Merges);
            }
        }

        await ReloadDeniedAsync(cancellationToken);
    }

    /// <summary>Learns the deny lists anew.</summary>
    public async Task ReloadDeniedAsync(CancellationToken cancellationToken = default) =>
        denied = await database.ReadAsync(session => VocabularyRows.DeniedAsync(session, cancellationToken), cancellationToken);

    /// <summary>Learns concepts that were made, changed, merged or deleted elsewhere.</summary>
    public async Task TakeInAsync(long[] keys, CancellationToken cancellationToken = default)
    {
        while (keys.Length > 0)
        {
            using var meanwhile = new Meanwhile(this);
            var (read, into) = await database.ReadAsync(
                async session => (await VocabularyRows.SomeAsync(session, keys, cancellationToken), await VocabularyRows.MergesAsync(session, cancellationToken)), cancellationToken);
            lock (gate)
            {
                // What was committed here while this was read may be newer than it: those are read once more.
                keys = meanwhile.Merges is null ? [.. keys.Where(meanwhile.Taken.ContainsKey)] : keys;
                Note(read.Where(pair => !meanwhile.Taken.ContainsKey(pair.Key)), meanwhile.Merges is null ? into : null);
            }
        }
    }

    /// <summary>Notes concepts that this transaction changed: they are taken in when it is committed, and other nodes learn of them.</summary>
    internal async Task ChangedAsync(WriteSession session, long library, ChangeEvent what, long[] keys, CancellationToken cancellationToken, long? batch = null)
    {
        foreach (var key in keys)
        {
            session.Log(new Change(library, LogSubject.Concept, key, what, BatchKey: batch));
        }

        var read = await VocabularyRows.SomeAsync(session, keys, cancellationToken);
        var into = what == ChangeEvent.Added ? null : await VocabularyRows.MergesAsync(session, cancellationToken);
        session.OnCommit(() => Take(read, into));
    }

    /// <summary>
    /// The concept that a word which a person typed names: a public id, or the exact label of one concept in the library's languages (case, accents and
    /// white space do not count); where no concept has it, one is made.
    /// </summary>
    /// <exception cref="AmbiguousTagException">Several concepts have it, or have it but for a qualifier: only the person can say which one is meant.</exception>
    public async Task<long> ResolveAsync(WriteSession session, long library, string word, CancellationToken cancellationToken = default)
    {
        var meaning = await MeaningAsync(session, library, word, null, cancellationToken);
        return meaning.Concept is { } known ? known.Key
            : meaning.Candidates.Count > 0 ? throw new AmbiguousTagException(Clean(word), meaning.Candidates, Language)
            : await OwnAsync(session, library, Clean(word), cancellationToken);
    }

    /// <summary>The concept for a word that a file says, or an upload: as <see cref="ResolveAsync"/>, but nobody is there to be asked, so that where it is ambiguous a concept of that very word is taken.</summary>
    /// <param name="languages">The library's, for whoever has many words; null = they are read.</param>
    public async Task<long> LiteralAsync(WriteSession session, long library, string word, IReadOnlyList<string>? languages = null, CancellationToken cancellationToken = default) =>
        (await MeaningAsync(session, library, word, languages, cancellationToken)).Concept?.Key ?? await OwnAsync(session, library, Clean(word), cancellationToken);

    /// <summary>As <see cref="LiteralAsync"/>, but nothing is made; null where one would be.</summary>
    internal async Task<long?> FindLiteralAsync(DbSession session, long library, string word, IReadOnlyList<string> languages, CancellationToken cancellationToken) =>
        (await MeaningAsync(session, library, word, languages, cancellationToken)).Concept?.Key ?? await FindOwnAsync(session, library, Clean(word), cancellationToken);

    /// <summary>As <see cref="ResolveAsync"/>, but nothing is made; null where no concept has the word.</summary>
    /// <exception cref="AmbiguousTagException">Several concepts have it, or have it but for a qualifier.</exception>
    public async Task<long?> FindAsync(DbSession session, long library, string word, CancellationToken cancellationToken = default)
    {
        var meaning = await MeaningAsync(session, library, word, null, cancellationToken);
        return meaning.Candidates.Count > 0 ? throw new AmbiguousTagException(Clean(word), meaning.Candidates, Language) : meaning.Concept?.Key;
    }

    /// <summary>What a typed word means in a library, nothing being made.</summary>
    private async Task<WordMeaning> MeaningAsync(DbSession session, long library, string word, IReadOnlyList<string>? languages, CancellationToken cancellationToken)
    {
        if (PublicId.TryParse(word.Trim(), out var id)
            && await session.NumberAsync($"select coalesce(merged_into, key) from concept where id = {id} and deleted_at is null", cancellationToken) is { } key
            && Current.Find(key) is { } named)
        {
            return new WordMeaning(named, []);
        }

        languages ??= (await Features.Library.LibrarySettingsStore.ReadAsync(session, library, cancellationToken)).Languages!;
        return Current.Meaning(Clean(word), languages, library);
    }

    /// <summary>A tag as it is stored: one line, no control characters, at most 200 characters.</summary>
    internal static string Clean(string word)
    {
        if (PlainText.IsInvisible(word))
        {
            return "";
        }

        // Half a surrogate pair and U+FFFE are no text: normalizing refuses them.
        var text = new string([.. word.Where(c => !PlainText.IsOverride(c)).Select(c => char.IsControl(c) || c == '\ufffe' ? ' ' : c)]);
        var line = Pipeline.Storable.Text(text).Normalize(System.Text.NormalizationForm.FormC);
        var clean = string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return clean.Length > 200 ? clean[..(char.IsHighSurrogate(clean[199]) ? 199 : 200)] : clean;
    }

    /// <summary>Of two that make concepts or name them at the same time the second waits, and then finds what the first one did.</summary>
    internal static Task<long?> LockWordsAsync(WriteSession session, long library, CancellationToken cancellationToken) =>
        session.NumberAsync($"select key from library where key = {library}{session.Dialect.ForOrder}", cancellationToken);

    /// <summary>The concept whose label is this very word; made where there is none.</summary>
    private async Task<long> OwnAsync(WriteSession session, long library, string label, CancellationToken cancellationToken)
    {
        await LockWordsAsync(session, library, cancellationToken);

        // Also one that another transaction made and this process has not heard of.
        if (await FindOwnAsync(session, library, label, cancellationToken) is { } key)
        {
            return key;
        }

        var made = await session.InsertAsync(
            $"insert into concept (id, library_key, flags, created_at) values ({ids.Next()}, {library}, {ConceptFlags.NeverByAi}, {session.Now}) returning key", cancellationToken);
        await VocabularyRows.AddLabelAsync(session, made, new ConceptLabel("und", label, Preferred: true), cancellationToken);
        await ChangedAsync(session, library, ChangeEvent.Added, [made], cancellationToken);
        return made;
    }

    private static Task<long?> FindOwnAsync(DbSession session, long library, string label, CancellationToken cancellationToken) => session.NumberAsync(
        $"""
        select c.key from concept_label l join concept c on c.key = l.concept_key
        where l.folded = {TextFold.Key(label)} and l.language = {"und"} and c.merged_into is null and c.deleted_at is null and (c.library_key is null or c.library_key = {library})
        order by l.role, c.key limit 1
        """,
        cancellationToken);

    private void Take(IReadOnlyDictionary<long, Concept?> read, IReadOnlyDictionary<long, long>? into)
    {
        lock (gate)
        {
            foreach (var meanwhile in readings)
            {
                meanwhile.Add(read, into);
            }

            Note(read, into);
        }
    }

    /// <summary>Whoever calls this holds the gate.</summary>
    private void Note(IEnumerable<KeyValuePair<long, Concept?>> read, IReadOnlyDictionary<long, long>? into)
    {
        foreach (var (key, concept) in read)
        {
            changed[key] = concept;
        }

        merges = into ?? merges;
        isBehind = true;
    }

    /// <summary>What was committed and taken in while somebody reads from the database, which may have read what was before it.</summary>
    private sealed class Meanwhile : IDisposable
    {
        private readonly VocabularyStore store;

        public Meanwhile(VocabularyStore store)
        {
            this.store = store;
            lock (store.gate)
            {
                store.readings.Add(this);
            }
        }

        public Dictionary<long, Concept?> Taken { get; } = [];

        public IReadOnlyDictionary<long, long>? Merges { get; private set; }

        public void Add(IReadOnlyDictionary<long, Concept?> read, IReadOnlyDictionary<long, long>? into)
        {
            foreach (var (key, concept) in read)
            {
                Taken[key] = concept;
            }

            Merges = into ?? Merges;
        }

        public void Dispose()
        {
            lock (store.gate)
            {
                store.readings.Remove(this);
            }
        }
    }
}
