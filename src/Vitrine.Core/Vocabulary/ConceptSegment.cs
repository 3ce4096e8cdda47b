namespace Vitrine.Core.Vocabulary;

/// <summary>Some concepts of a vocabulary as they were at one time, or that they were no more; later segments replace what earlier ones say of the same keys.</summary>
internal sealed class ConceptSegment
{
    private readonly long[] keys;
    private readonly Concept?[] concepts;
    private readonly (long Broader, int Narrower)[] edges;

    /// <param name="changed">Key → the concept, null = gone; each key once.</param>
    public ConceptSegment(IEnumerable<KeyValuePair<long, Concept?>> changed)
    {
        var sorted = changed.OrderBy(pair => pair.Key).ToArray();
        keys = [.. sorted.Select(pair => pair.Key)];
        concepts = [.. sorted.Select(pair => pair.Value)];
        edges = [.. concepts.SelectMany((concept, place) => (concept?.Broader ?? []).Distinct().Select(broader => (broader, place)))];
        Array.Sort(edges);
        Words = new LabelIndex(concepts);
    }

    public int Count => keys.Length;

    public LabelIndex Words { get; }

    public IEnumerable<KeyValuePair<long, Concept?>> All => keys.Select((key, place) => KeyValuePair.Create(key, concepts[place]));

    public Concept? this[int place] => concepts[place];

    public bool Knows(long key) => Array.BinarySearch(keys, key) >= 0;

    /// <returns>Whether it says anything about the key.</returns>
    public bool TryFind(long key, out Concept? concept)
    {
        var place = Array.BinarySearch(keys, key);
        concept = place >= 0 ? concepts[place] : null;
        return place >= 0;
    }

    /// <summary>The concepts that name this key as broader.</summary>
    public IEnumerable<Concept> Narrower(long key)
    {
        var at = Array.BinarySearch(edges, (key, -1));
        for (at = at < 0 ? ~at : at; at < edges.Length && edges[at].Broader == key; at++)
        {
            yield return concepts[edges[at].Narrower]!;
        }
    }
}
