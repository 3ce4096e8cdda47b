using Vitrine.Core.Search;
using Vitrine.Server.Search.Facets;

namespace Vitrine.Server.Ui.Library;

/// <summary>Filters as parts of a query, so that a filtered library is a link like any other.</summary>
internal static class QueryParts
{
    /// <summary>Fields of which an asset has one value: a second part for one of these replaces the first.</summary>
    private static readonly string[] OfOneValue = ["kind", "folder", "taken", "camera", "country", "town", "box", "rating", "orientation"];

    /// <summary>The part that asks for a folder and what lies below it.</summary>
    public static string Folder(string path) => FacetQuery.Of("folder", path.Trim('/'));

    /// <summary>The parts of a query all of which must hold; none where it has alternatives or brackets.</summary>
    public static IReadOnlyList<string> All(string? query) => IsPlain(query) ? Split(query) : [];

    public static bool Has(string? query, string part) => All(query).Any(one => IsSame(one, part));

    /// <summary>The query with the part added, or without it where it was there; another part of a field that has one value gives way.</summary>
    public static string Toggle(string? query, string part)
    {
        if (!IsPlain(query))
        {
            return $"({query}) {part}";
        }

        var rest = Split(query).Where(one => !IsSame(one, part));
        return Has(query, part) ? string.Join(' ', rest) : string.Join(' ', Without(rest, FieldOf(part)).Append(part));
    }

    /// <summary>What the query asks beside a field of one value: there the other values have a count too.</summary>
    public static string Without(string? query, string field) => IsPlain(query) ? string.Join(' ', Without(Split(query), field)) : query ?? "";

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

    private static IEnumerable<string> Without(IEnumerable<string> parts, string field) =>
        parts.Where(one => !OfOneValue.Contains(field) || FieldOf(one) != field);

    private static string FieldOf(string part) => part.IndexOfAny([':', '=', '<', '>']) is > 0 and var end ? part[..end].ToLowerInvariant() : "";

    private static bool IsSame(string one, string other) =>
        QueryParser.Parse(one).Query is { } a && QueryParser.Parse(other).Query is { } b
        && (a, b) switch
        {
            (Query.Condition { Text: { } left, Field.Type: SearchFieldType.Text } x, Query.Condition { Text: { } right } y) => x.Field == y.Field && TextFold.Key(left) == TextFold.Key(right),
            _ => a == b,
        };

    private static bool IsPlain(string? query) => QueryParser.Parse(query ?? "").Query is { } read && !Splits(read) && !(query ?? "").Contains('(', StringComparison.Ordinal);

    private static bool Splits(Query query) => query switch
    {
        Query.Or => true,

        // Of several words, not all in quotation marks.
        Query.Condition { Operator: QueryOperator.Exists or QueryOperator.In or QueryOperator.Between or QueryOperator.Has } or Query.OneClaim => true,
        Query.And and => and.Operands.Any(Splits),
        Query.Not not => Splits(not.Operand),
        _ => false,
    };

    /// <summary>The parts of a query as they were typed; where they cannot be told apart by the gaps between them ("size &gt; 10mb", 'a b'), as they are printed.</summary>
    private static List<string> Split(string? query)
    {
        var typed = Cut(query);
        IReadOnlyList<Query> read = QueryParser.Parse(query ?? "").Query switch
        {
            null or Query.All => [],
            Query.And and => and.Operands,
            var one => [one],
        };
        return typed.Count == read.Count && typed.Zip(read).All(part => part.Second.Equals(QueryParser.Parse(part.First).Query)) ? typed : [.. read.Select(QueryPrinter.Print)];
    }

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
