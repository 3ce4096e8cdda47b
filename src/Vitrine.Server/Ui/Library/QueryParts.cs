using Vitrine.Core.Search;
using Vitrine.Server.Search.Facets;
using Vitrine.Server.Search.Phrases;

namespace Vitrine.Server.Ui.Library;

/// <summary>Filters as parts of a query, so that a filtered library is a link like any other.</summary>
internal static class QueryParts
{
    /// <summary>Fields of which an asset has one value: a second part for one of these replaces the first.</summary>
    private static readonly string[] OfOneValue = ["kind", "folder", "taken", "camera", "country", "town", "box", "rating", "orientation"];

    /// <summary>The part that asks for a folder and what lies below it.</summary>
    public static string Folder(string path) => FacetQuery.Of("folder", path.Trim('/'));

    /// <summary>The parts of a query all of which must hold, alternatives in brackets; none where it cannot be read.</summary>
    public static IReadOnlyList<string> All(string? query) => Split(query);

    public static bool Has(string? query, string part) => Split(query).Any(one => IsSame(one, part));

    /// <summary>Whether a part is a word.</summary>
    public static bool IsWord(string part) => QueryParser.Parse(part).Query is Query.Words { IsPhrase: false };

    /// <summary>The query with the part added, or without it where it was there; another part of a field that has one value gives way.</summary>
    public static string Toggle(string? query, string part)
    {
        var all = Split(query);
        var rest = all.Where(one => !IsSame(one, part)).ToList();
        return string.Join(' ', rest.Count < all.Count ? rest : rest.Where(one => FieldOf(part) is not { } field || !OfOneValue.Contains(field) || FieldOf(one) != field).Append(part));
    }

    /// <summary>The library's address with a query, an order and a view; what is as always is left out.</summary>
    public static string Address(string? query, string? sort, string? view)
    {
        string?[] parts =
        [
            query is { Length: > 0 } ? "q=" + Uri.EscapeDataString(query) : null,
            sort is { Length: > 0 } ? "sort=" + Uri.EscapeDataString(sort) : null,
            view is { Length: > 0 } ? "view=" + Uri.EscapeDataString(view) : null,
        ];
        var asked = string.Join('&', parts.Where(part => part is not null));
        return asked.Length == 0 ? "/" : "/?" + asked;
    }

    private static string? FieldOf(string part) => QueryParser.Parse(part).Query is Query.Condition condition ? condition.Field.Name : null;

    private static bool IsSame(string one, string other) =>
        QueryParser.Parse(one).Query is { } a && QueryParser.Parse(other).Query is { } b
        && (a, b) switch
        {
            (Query.Condition { Text: { } left, Field.Type: SearchFieldType.Text } x, Query.Condition { Text: { } right } y) => x.Field == y.Field && TextFold.Key(left) == TextFold.Key(right),
            _ => a == b,
        };

    /// <summary>The parts of a query as they were typed; where they cannot be told apart by the gaps between them ("size &gt; 10mb", 'a b'), as they are printed.</summary>
    private static IReadOnlyList<string> Split(string? query)
    {
        var typed = Cut(query);
        IReadOnlyList<Query> read = QueryParser.Parse(query ?? "").Query switch
        {
            null or Query.All => [],
            Query.And and => and.Operands,
            var one => [one],
        };
        if (typed.Count == read.Count && typed.Zip(read).All(part => part.Second.Equals(QueryParser.Parse(part.First).Query)))
        {
            return typed;
        }

        // Words in brackets are read to the letter, and stay so.
        var words = read.OfType<Query.Words>().Where(word => !word.IsPhrase).ToList();
        return words.Count > 0 && !PhraseSearch.IsPhrase(query!)
            ? [$"({string.Join(' ', words.Select(QueryPrinter.Print))})", .. read.Except(words).Select(Printed)]
            : [.. read.Select(Printed)];
    }

    private static string Printed(Query part) => part is Query.Or ? $"({QueryPrinter.Print(part)})" : QueryPrinter.Print(part);

    /// <summary>Words of a query; what stands in quotation marks stays together, and NOT with what it negates.</summary>
    private static List<string> Cut(string? query)
    {
        List<string> parts = [];
        var (start, quoted) = (-1, false);
        var text = query ?? "";
        for (var i = 0; i <= text.Length; i++)
        {
            var ends = i == text.Length || (char.IsWhiteSpace(text[i]) && !quoted);
            if (ends && start >= 0)
            {
                var part = text[start..i];
                if (part is "NOT")
                {
                    continue;
                }

                if (part is not "AND")
                {
                    parts.Add(part);
                }

                start = -1;
            }
            else if (!ends)
            {
                start = start < 0 ? i : start;
                quoted ^= text[i] == '"' && (i == 0 || text[i - 1] != '\\');
            }
        }

        return parts;
    }
}
