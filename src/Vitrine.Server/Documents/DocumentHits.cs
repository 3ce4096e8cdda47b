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

    /// <summary>Characters of a page in which the word is looked for; one further down is shown by the beginning of its page.</summary>
    private const int MostCharacters = 100_000;

    /// <summary>Documents of one answer whose page is looked for.</summary>
    private const int Most = 50;

    /// <summary>Essence → the first page that one of the query's words stands on, with the words around it.</summary>
    public static async Task<IReadOnlyDictionary<long, FoundText>> FindAsync(
        DbSession session, Query query, IReadOnlyCollection<long> essences, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, FoundText>();
        AskedWord[] words = [.. Wanted(query).Distinct()];
        if (words.Length == 0 || essences.Count == 0)
        {
            return found;
        }

        foreach (var essence in essences.Take(Most))
        {
            foreach (var word in words)
            {
                var page = await session.NumberAsync(
                    $"select min(page) from document_term where essence_key = {essence} and {WordConditions.OnPage("term", word)}", cancellationToken);
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
    private static IEnumerable<AskedWord> Wanted(Query query) => QueryTree.Wanted(query).SelectMany(IEnumerable<AskedWord> (leaf) => leaf switch
    {
        Query.Words words => AskedWord.Of(words),
        Query.Condition { Field.Name: "text" } field => field.Values.OfType<QueryValue.Text>().SelectMany(AskedWord.Of),
        _ => [],
    });

    internal static string Around(string page, AskedWord word)
    {
        var at = 0;
        foreach (var (start, end) in WordPlaces.Of(page, page.Length))
        {
            if (WordPlaces.Found(page.AsSpan(start, end - start), word) > 0)
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
}
