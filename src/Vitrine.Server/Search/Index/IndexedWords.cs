using Vitrine.Core.Search.Index;

namespace Vitrine.Server.Search.Index;

/// <summary>The words that stand in a library, as the index has them.</summary>
internal sealed class IndexedWords(IndexedFields fields, FoundAssets all)
{
    /// <summary>Words that begin so, with in how many assets.</summary>
    public IReadOnlyDictionary<string, int> Beginning(string beginning, Func<string, bool>? accepts = null) => WordsFound.Beginning(all, fields.Worded, beginning, accepts);

    /// <summary>Words so many typing errors away, with in how many assets.</summary>
    public IReadOnlyDictionary<string, int> Near(string word, int errors) => WordsFound.Near(all, fields.Worded, word, errors);
}
