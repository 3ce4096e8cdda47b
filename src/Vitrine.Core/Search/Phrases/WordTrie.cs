namespace Vitrine.Core.Search.Phrases;

/// <summary>Things by the words that name them, one word after the other.</summary>
internal sealed class WordTrie<T>
{
    private readonly Dictionary<(int Node, string Word), int> next = [];
    private readonly List<List<T>?> values = [null];
    private readonly HashSet<string> all = new(StringComparer.Ordinal);

    public const int Root = 0;

    public void Add(IEnumerable<string> words, T value)
    {
        var node = Root;
        foreach (var word in words)
        {
            if (!next.TryGetValue((node, word), out var following))
            {
                following = values.Count;
                values.Add(null);
                next.Add((node, word), following);
                all.Add(word);
            }

            node = following;
        }

        (values[node] ??= []).Add(value);
    }

    public bool TryStep(int node, string word, out int following) => next.TryGetValue((node, word), out following);

    public IReadOnlyList<T> At(int node) => values[node] ?? [];

    /// <summary>The words that name something alone.</summary>
    public IEnumerable<string> SingleWords => next.Where(step => step.Key.Node == Root && values[step.Value] is not null).Select(step => step.Key.Word);

    /// <summary>Whether a word is one of those that name something.</summary>
    public bool Has(string word) => all.Contains(word);
}
