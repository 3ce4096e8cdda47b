using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Documents;

/// <summary>Where in the documents that a query found its words stand.</summary>
internal static class DocumentHits
{
    private const int Before = 60;
    private const int Length = 160;
    private const int LongestWord = 200;

    /// <summary>Characters of a page in which the word is looked for; one further down is shown by the beginning of its page.</summary>
    private const int MostCharacters = 100_000;

    /// <summary>Documents of one answer whose page is looked for.</summary>
    private const int Most = 50;

    /// <summary>Essence → the first page that one of the query's words stands on, with the words around it.</summary>
    public static async Task<IReadOnlyDictionary<long, FoundText>> FindAsync(
        DbSession session, Query query, IReadOnlyCollection<long> essences, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, FoundText>();
        string[] words = [.. Wanted(query).SelectMany(text => SearchTerms.Of(text)).Distinct(StringComparer.Ordinal)];
        if (words.Length == 0 || essences.Count == 0)
        {
            return found;
        }

        foreach (var essence in essences.Take(Most))
        {
            foreach (var word in words)
            {
                var page = await session.NumberAsync(
                    $"select min(page) from document_term where essence_key = {essence} and term >= {word} and term < {word + "\U0010FFFF"}", cancellationToken);
                if (page is { } number && await DocumentStore.ReadPageAsync(session, essence, (int)number, MostCharacters, cancellationToken) is { } text)
                {
                    found[essence] = new FoundText((int)number, Around(text, word));
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>The words that a query wants to see, not those it excludes.</summary>
    private static IEnumerable<string> Wanted(Query query) => QueryTree.Wanted(query).SelectMany(IEnumerable<string> (leaf) => leaf switch
    {
        Query.Words words => [words.Content],
        Query.Condition { Field.Name: "text" } field => field.Values.Select(value => value.ToString()!),
        _ => [],
    });

    internal static string Around(string page, string word)
    {
        var at = 0;
        foreach (var (start, end) in Words(page))
        {
            if (end - start <= LongestWord && TextFold.Fold(page[start..end]).StartsWith(word, StringComparison.Ordinal))
            {
                at = start;
                break;
            }
        }

        var from = Math.Max(0, at - Before);
        while (from > 0 && from < at && !char.IsWhiteSpace(page[from - 1]))
        {
            from++;
        }

        var to = Math.Min(page.Length, from + Length);
        while (to < page.Length && to > at && !char.IsWhiteSpace(page[to]))
        {
            to--;
        }

        return $"{(from > 0 ? "… " : "")}{page[from..to].ReplaceLineEndings(" ").Trim()}{(to < page.Length ? " …" : "")}";
    }

    /// <summary>Where words begin and end.</summary>
    private static IEnumerable<(int Start, int End)> Words(string page)
    {
        var start = -1;
        for (var i = 0; i <= page.Length; i++)
        {
            var isWord = i < page.Length && char.IsLetterOrDigit(page[i]);
            if (isWord && start < 0)
            {
                start = i;
            }
            else if (!isWord && start >= 0)
            {
                yield return (start, i);
                start = -1;
            }
        }
    }
}
