using System.Text;

namespace Vitrine.Core.Search;

/// <summary>Conditions on structured fields: <c>field.NAME</c> or <c>customMetadata.NAME</c> with a sign and a value, with IN and a list, or with EXISTS or NOT EXISTS.</summary>
internal sealed partial class QueryLexer
{
    private const int MostValues = 100;

    /// <summary>Takes such a condition off the query; false where none stands here.</summary>
    private bool StructuredField(int end)
    {
        if (SearchFields.ValuePrefixes.FirstOrDefault(one => end - at > one.Length && string.Compare(query, at, one, 0, one.Length, StringComparison.OrdinalIgnoreCase) == 0) is not { } prefix)
        {
            return false;
        }

        var (start, from) = (at, at + prefix.Length);
        var until = from;
        while (until < end && (char.IsLetterOrDigit(query[until]) || query[until] is '_' or '-'))
        {
            until++;
        }

        var name = query[from..until];
        if (name.Length == 0 || Signs.FirstOrDefault(one => string.CompareOrdinal(query, until, one.Sign, 0, one.Sign.Length) == 0) is not { Sign: { } sign } found)
        {
            return name.Length > 0 && until == end && (Listed(start, name, until) || Existing(start, name, until));
        }

        at = until + sign.Length;
        if (One(at) is not ({ } value, var next))
        {
            Error ??= new QueryError(at, 0, $"After {query[start..at]} a value is missing.", $"a value, as in {SearchFields.Value.Example}");
            return true;
        }

        Structured(start, next, name, found.Comparison, [value]);
        return true;
    }

    private void Structured(int start, int end, string name, Comparison comparison, IReadOnlyList<string> values)
    {
        tokens.Add(new Token(TokenKind.Value, start, end - start, name, SearchFields.Value, comparison, values));
        at = end;
    }

    private bool Existing(int start, string name, int until)
    {
        var first = Keyword(until, "EXISTS");
        if (first > 0)
        {
            Structured(start, first, name, Comparison.Is, []);
            return true;
        }

        if (Keyword(until, "NOT") is > 0 and var not && Keyword(not, "EXISTS") is > 0 and var end)
        {
            tokens.Add(new Token(TokenKind.Not, until, not - until, "NOT"));
            Structured(start, end, name, Comparison.Is, []);
            return true;
        }

        return false;
    }

    private bool Listed(int start, string name, int until)
    {
        var no = Keyword(until, "NOT");
        if (Keyword(no > 0 ? no : until, "IN") is not (> 0 and var list) || SkipSpace(list) is var open && (open >= query.Length || query[open] is not ('(' or '[')))
        {
            return false;
        }

        var values = new List<string>();
        var close = query[open] == '(' ? ')' : ']';
        for (var i = SkipSpace(open + 1); i < query.Length && values.Count <= MostValues; i = SkipSpace(i))
        {
            if (query[i] == close && values.Count > 0)
            {
                if (no > 0)
                {
                    tokens.Add(new Token(TokenKind.Not, until, no - until, "NOT"));
                }

                Structured(start, i + 1, name, Comparison.Is, values);
                return true;
            }

            if (query[i] == ',')
            {
                i++;
                continue;
            }

            if (One(i, ",)]") is not ({ } value, var next))
            {
                break;
            }

            values.Add(value);
            i = next;
        }

        at = open;
        Error = values.Count > MostValues
            ? new QueryError(open, query.Length - open, $"A list has at most {MostValues} values.", "a shorter list")
            : new QueryError(open, query.Length - open, "This list of values has no end, or nothing in it.", "values, as in field.colour IN (red, blue)");
        return true;
    }

    /// <summary>The value that begins at a position, bare or in quotation marks, and where it ends; null where none does.</summary>
    private (string? Value, int End) One(int from, string ends = "")
    {
        if (from < query.Length && query[from] == '"')
        {
            var text = new StringBuilder();
            for (var i = from + 1; i < query.Length; i++)
            {
                if (query[i] == '"')
                {
                    return (string.IsNullOrWhiteSpace(text.ToString()) ? null : text.ToString(), i + 1);
                }

                i += query[i] == '\\' && i + 1 < query.Length && query[i + 1] is '"' or '\\' ? 1 : 0;
                text.Append(query[i]);
            }

            Error = new QueryError(from, query.Length - from, "A quotation mark is opened and not closed.", "\"", query + "\"");
            return (null, from);
        }

        var end = from;
        while (end < query.Length && !char.IsWhiteSpace(query[end]) && query[end] is not ('(' or ')' or '"') && !ends.Contains(query[end], StringComparison.Ordinal))
        {
            end++;
        }

        return end > from ? (query[from..end], end) : (null, from);
    }

    /// <summary>Where a word that stands next ends; 0 where another does.</summary>
    private int Keyword(int from, string word)
    {
        var start = SkipSpace(from);
        var end = start + word.Length;
        return start > from && string.CompareOrdinal(query, start, word, 0, word.Length) == 0 && (end >= query.Length || char.IsWhiteSpace(query[end]) || query[end] is '(' or ')' or '[') ? Math.Min(end, query.Length) : 0;
    }

    private int SkipSpace(int from)
    {
        while (from < query.Length && char.IsWhiteSpace(query[from]))
        {
            from++;
        }

        return from;
    }
}
