using Vitrine.Core.Search;

namespace Vitrine.Core.Vocabulary;

/// <summary>A concept found by a beginning, and the label that began so.</summary>
public sealed record LabelHit(Concept Concept, ConceptLabel Label);

/// <summary>What a typed word names: one concept, or several that only a person may choose from, or none.</summary>
/// <param name="Concept">The one whose exact label it is.</param>
/// <param name="Candidates">Those that are offered where it names no single one.</param>
public sealed record WordMeaning(Concept? Concept, IReadOnlyList<Concept> Candidates);

/// <summary>
/// The vocabulary in memory: lookup, broader and narrower concepts, words, and what model labels mean. Immutable, safe to share between threads.
/// A change makes a new one that shares almost everything with the old: a few segments, each several times as large as the next.
/// </summary>
public sealed class ConceptVocabulary
{
    /// <summary>How many times as large a segment is at least as the next one.</summary>
    private const int Growth = 4;

    private static readonly Dictionary<long, long> NoMerges = [];

    private readonly ConceptSegment[] segments;
    private readonly ConceptMeanings meanings;
    private readonly IReadOnlyDictionary<long, long> merged;
    private readonly ILookup<long, long> aliases;
    private readonly Lazy<IReadOnlyList<Concept>> all;

    /// <param name="merged">Concept key → the concept it was merged into; chains are followed.</param>
    /// <exception cref="ArgumentException">A key or slug is there twice.</exception>
    public ConceptVocabulary(IEnumerable<Concept> concepts, IEnumerable<LabelMeaning> meanings, IReadOnlyDictionary<long, long>? merged = null)
        : this(concepts, known => ConceptMeanings.Of(known, meanings), merged)
    {
    }

    /// <summary>The same; the model labels mean concepts by their slugs.</summary>
    /// <param name="mergedSlugs">Slugs of the concepts that were merged.</param>
    public ConceptVocabulary(
        IEnumerable<Concept> concepts, IReadOnlyDictionary<string, IReadOnlyList<string>> labels, IReadOnlyDictionary<long, long> merged, IReadOnlyDictionary<string, long> mergedSlugs)
        : this(concepts, known => ConceptMeanings.Of(known, labels, mergedSlugs), merged)
    {
    }

    private ConceptVocabulary(IEnumerable<Concept> concepts, Func<IReadOnlyCollection<Concept>, ConceptMeanings> meanings, IReadOnlyDictionary<long, long>? merged)
    {
        var known = concepts as IReadOnlyCollection<Concept> ?? [.. concepts];
        if (known.Select(concept => concept.Key).Distinct().Count() != known.Count)
        {
            throw new ArgumentException("a key is there twice", nameof(concepts));
        }

        segments = [new ConceptSegment(known.Select(concept => KeyValuePair.Create(concept.Key, (Concept?)concept)))];
        this.meanings = meanings(known);
        this.merged = merged ?? NoMerges;
        aliases = this.merged.ToLookup(pair => Survivor(pair.Key), pair => pair.Key);
        all = new Lazy<IReadOnlyList<Concept>>(List);
    }

    private ConceptVocabulary(ConceptSegment[] segments, ConceptMeanings meanings, IReadOnlyDictionary<long, long> merged)
    {
        (this.segments, this.meanings, this.merged) = (segments, meanings, merged);
        aliases = merged.ToLookup(pair => Survivor(pair.Key), pair => pair.Key);
        all = new Lazy<IReadOnlyList<Concept>>(List);
    }

    /// <summary>By key. It is listed when first asked for.</summary>
    public IReadOnlyList<Concept> All => all.Value;

    /// <summary>The concept; for one that was merged, that which it became.</summary>
    public Concept? Find(long key)
    {
        key = Survivor(key);
        for (var i = segments.Length - 1; i >= 0; i--)
        {
            if (segments[i].TryFind(key, out var concept))
            {
                return concept;
            }
        }

        return null;
    }

    public Concept? FindSlug(string slug) => meanings.KeyOf(slug) is { } key ? Find(key) : null;

    /// <summary>The key that stands for this one: itself, or at the end of its merges the concept it became.</summary>
    public long Survivor(long key)
    {
        for (var steps = 0; steps <= merged.Count && merged.TryGetValue(key, out var into); steps++)
        {
            key = into;
        }

        return key;
    }

    /// <summary>Keys of the concepts that were merged into this one.</summary>
    public IEnumerable<long> MergedInto(long key) => aliases[key];

    /// <summary>The concepts a model's label means (<c>imagenet/770</c>, <c>coco/person</c>); empty where it means none.</summary>
    public IReadOnlyList<long> OfLabel(string labelId)
    {
        var meant = meanings.OfLabel(labelId);
        return merged.Count == 0 && segments.Length == 1 ? meant : [.. meant.Select(Find).OfType<Concept>().Select(concept => concept.Key).Distinct()];
    }

    /// <summary>Whether some model has a label that means this concept.</summary>
    public bool IsLabelled(long key) => meanings.Labelled.Contains(key) || MergedInto(key).Any(meanings.Labelled.Contains);

    /// <summary>Whether some detector can see how many there are: it has a label for the concept, or for a narrower one.</summary>
    public bool IsCountable(long key) => IsIn(meanings.Located, key);

    /// <summary>Whether some model has a label for the concept, or for a narrower one.</summary>
    public bool IsTold(long key) => IsIn(meanings.Labelled, key);

    /// <summary>Whether a set has the concept, one that was merged into it, or a narrower one.</summary>
    private bool IsIn(IReadOnlySet<long> those, long key)
    {
        var seen = new HashSet<long>();
        var open = new Stack<long>([Survivor(key)]);
        while (open.TryPop(out var one))
        {
            if (those.Contains(one) || MergedInto(one).Any(those.Contains))
            {
                return true;
            }

            foreach (var narrower in Narrower(one).Where(narrower => seen.Add(narrower.Key)))
            {
                open.Push(narrower.Key);
            }
        }

        return false;
    }

    /// <summary>All broader concepts of a concept, nearest first, each once, without itself; ends also where rows form a circle.</summary>
    public IReadOnlyList<Concept> Closure(long key)
    {
        if (Find(key) is not { Broader.Count: > 0 } concept)
        {
            return [];
        }

        var found = new List<Concept>();
        var seen = new HashSet<long> { concept.Key };
        var next = new Queue<Concept>([concept]);
        while (next.TryDequeue(out var current))
        {
            foreach (var broader in Broader(current).Where(broader => seen.Add(broader.Key)))
            {
                found.Add(broader);
                next.Enqueue(broader);
            }
        }

        return found;
    }

    /// <summary>The directly broader concepts.</summary>
    public IEnumerable<Concept> Broader(Concept concept) => concept.Broader.Select(Find).OfType<Concept>().Where(broader => broader.Key != concept.Key);

    /// <summary>The directly narrower concepts.</summary>
    public IReadOnlyList<Concept> Narrower(long key)
    {
        key = Survivor(key);
        var found = new List<Concept>();
        for (var i = 0; i < segments.Length; i++)
        {
            var place = i;
            found.AddRange(aliases[key].Prepend(key).SelectMany(segments[i].Narrower).Where(concept => concept.Key != key && IsNewest(place, concept.Key)));
        }

        return found.Count < 2 ? found : [.. found.DistinctBy(concept => concept.Key).OrderBy(concept => concept.Key)];
    }

    public bool IsBroader(long candidate, long than) => Closure(than).Any(concept => concept.Key == Survivor(candidate));

    /// <summary>Whether making <paramref name="broaderKey"/> a broader concept of <paramref name="key"/> would close a circle.</summary>
    public bool WouldCircle(long key, long broaderKey) => Survivor(key) == Survivor(broaderKey) || IsBroader(key, broaderKey);

    /// <summary>
    /// The concepts that <paramref name="text"/> names exactly (case, accents and white space do not count). The first of these that gives any wins:
    /// preferred label in <paramref name="language"/>, synonym in it, preferred label in any language, synonym in any, a label without its
    /// qualifier (<c>crane</c> for <c>crane (bird)</c>). More than one concept means that the word is ambiguous; then nobody but a person may choose.
    /// </summary>
    public IReadOnlyList<Concept> Match(string text, string? language = null)
    {
        var key = TextFold.Key(text);
        var exact = Labels(words => words.Exact(key)).ToList();
        return First(
            exact.Where(hit => hit.Label.Preferred && LabelIndex.Speaks(hit.Label.Language, language)),
            exact.Where(hit => LabelIndex.Speaks(hit.Label.Language, language)),
            exact.Where(hit => hit.Label.Preferred),
            exact,
            Labels(words => words.Qualified(key)));
    }

    /// <summary>The labels and synonyms that are this word (case, accents and white space do not count).</summary>
    public IReadOnlyList<LabelHit> Labelled(string text)
    {
        var key = TextFold.Key(text);
        return [.. Labels(words => words.Exact(key))];
    }

    /// <summary>
    /// What a typed word means. By itself it is taken only for the exact label (case, accents and white space do not count) of one concept: a preferred
    /// label before synonyms, in one of <paramref name="languages"/> or in none (<c>und</c>). Where several have it, or it is a label but for
    /// the qualifier, those are offered.
    /// </summary>
    /// <param name="library">Whose own concepts count beside the shared ones; null = all.</param>
    public WordMeaning Meaning(string text, IReadOnlyList<string> languages, long? library = null)
    {
        var key = TextFold.Key(text);
        var exact = Labels(words => words.Exact(key)).Where(Counts).ToList();
        var found = First(exact.Where(hit => hit.Label.Preferred), exact, Labels(words => words.Qualified(key)).Where(Counts));
        return exact.Count > 0 && found.Count == 1 ? new WordMeaning(found[0], []) : new WordMeaning(null, found);

        bool Counts(LabelHit hit) => hit.Concept.BelongsTo(library)
            && (hit.Label.Language == "und" || languages.Any(one => LabelIndex.Speaks(hit.Label.Language, one) || LabelIndex.Speaks(one, hit.Label.Language)));
    }

    /// <summary>
    /// Concepts with a label or synonym that begins with <paramref name="prefix"/>, or of which a later word does; best first:
    /// whole label, beginning of a label, beginning of a word; preferred labels and those of <paramref name="language"/> first, then by length and text.
    /// </summary>
    /// <param name="library">Whose own concepts count beside the shared ones; null = all.</param>
    public IReadOnlyList<LabelHit> TypeAhead(string prefix, string? language = null, int limit = 10, long? library = null)
    {
        var key = TextFold.Key(prefix);
        if (key.Length == 0 || limit <= 0)
        {
            return [];
        }

        var at = 0;
        var best = new BestLabels(limit, place => segments[at][place.Concept] is { } concept && concept.BelongsTo(library) && IsNewest(at, concept.Key) ? concept : null);
        for (; at < segments.Length; at++)
        {
            segments[at].Words.Best(key, language, best);
        }

        return best.Hits;
    }

    /// <summary>Concepts in the order of their words, a page of them; see <see cref="ConceptListing"/>.</summary>
    /// <param name="prefix">Only those of which a word begins so, in the order of the first such word; empty = all, by their label in the language.</param>
    /// <param name="after">The last one of the page before; null = from the beginning.</param>
    public IReadOnlyList<ListedConcept> List(string prefix, string language, ListedPlace? after, int limit, Func<Concept, bool> wanted) =>
        new ConceptListing(segments, IsNewest).Page(TextFold.Key(prefix), language, after, limit, wanted);

    /// <summary>How many concepts have a word that begins so.</summary>
    public int Count(string prefix, Func<Concept, bool> wanted) => new ConceptListing(segments, IsNewest).Count(TextFold.Key(prefix), wanted);

    /// <summary>The vocabulary after some concepts changed, came or went. Costs as much as they are, now and then more: segments grow together.</summary>
    /// <param name="changed">Key → the concept as it is now; null = it is gone, or merged into another.</param>
    /// <param name="into">Concept key → what it is merged into, all merges there are; null = as before.</param>
    public ConceptVocabulary With(IReadOnlyDictionary<long, Concept?> changed, IReadOnlyDictionary<long, long>? into = null)
    {
        var list = segments.ToList();
        if (changed.Count > 0)
        {
            list.Add(new ConceptSegment(changed));
            while (list.Count > 1 && list[^2].Count < list[^1].Count * Growth)
            {
                var (older, newer) = (list[^2], list[^1]);
                list.RemoveRange(list.Count - 2, 2);

                // What is gone need not be known to be so once nothing older could say otherwise.
                var joined = older.All.Where(pair => !newer.Knows(pair.Key)).Concat(newer.All).Where(pair => pair.Value is not null || list.Count > 0);
                list.Add(new ConceptSegment(joined));
            }
        }

        return new ConceptVocabulary([.. list], meanings.With(changed.Values.OfType<Concept>()), into ?? merged);
    }

    private IReadOnlyList<Concept> List() => segments.Length == 1
        ? [.. segments[0].All.Select(pair => pair.Value).OfType<Concept>()]
        : [.. segments.SelectMany((segment, place) => segment.All.Where(pair => pair.Value is not null && IsNewest(place, pair.Key)).Select(pair => pair.Value!)).OrderBy(concept => concept.Key)];

    private IEnumerable<LabelHit> Labels(Func<LabelIndex, IEnumerable<LabelPlace>> find) => segments.SelectMany((segment, at) => find(segment.Words)
        .Select(place => (Concept: segment[place.Concept]!, place.Label))
        .Where(hit => IsNewest(at, hit.Concept.Key))
        .Select(hit => new LabelHit(hit.Concept, hit.Concept.Labels[hit.Label])));

    private bool IsNewest(int segment, long key)
    {
        for (var i = segment + 1; i < segments.Length; i++)
        {
            if (segments[i].Knows(key))
            {
                return false;
            }
        }

        return true;
    }

    private static IReadOnlyList<Concept> First(params ReadOnlySpan<IEnumerable<LabelHit>> steps)
    {
        foreach (var step in steps)
        {
            var found = step.Select(hit => hit.Concept).DistinctBy(concept => concept.Key).ToList();
            if (found.Count > 0)
            {
                return found;
            }
        }

        return [];
    }
}
