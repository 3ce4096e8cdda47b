using System.Text;

namespace Vitrine.Core.Search;

/// <summary>Conditions on structured fields and embedded tags: <c>field.NAME</c>, <c>customMetadata.NAME</c> or <c>embedded.NAME</c> with a sign and a value, with IN and a list, or with EXISTS or NOT EXISTS.</summary>
internal sealed partial class QueryLexer
{
    private const int MostValues = 100;

    /// <summary>Whether a name can stand without quotation marks: those of fields always can, those of tags may hold anything.</summary>
    public static bool IsBare(string name) => name.All(letter => IsOfName(letter, SearchFields.Embedded));

    /// <summary>Takes such a condition off the query; false where none stands here.</summary>
    private bool StructuredField(int end)
    {
        if (SearchFields.ValuePrefixes.FirstOrDefault(one => end - at >= one.Prefix.Length && string.Compare(query, at, one.Prefix, 0, one.Prefix.Length, StringComparison.OrdinalIgnoreCase) == 0) is not { Field: { } field } known)
        {
            return false;
        }

        var start = at;
        if (Name(at + known.Prefix.Length, end, field) is not { Text: { } text } name)
        {
            return Error is not null;
        }

        var condition = new Condition(start, field, text, at + known.Prefix.Length, name.End);
        if (Signs.FirstOrDefault(one => string.CompareOrdinal(query, name.End, one.Sign, 0, one.Sign.Length) == 0) is not { Sign: { } sign } found)
        {
            return Listed(condition) || Existing(condition);
        }

        at = name.End + sign.Length;
        if (One(at) is not ({ } value, var next))
        {
            Error ??= new QueryError(at, 0, $"After {query[start..at]} a value is missing.", $"a value, as in {field.Example}");
            return true;
        }

        Structured(condition, next, found.Comparison, [value]);
        return true;
    }

    /// <summary>The name that begins at a position and where it ends; null where none does.</summary>
    private (string? Text, int End) Name(int from, int end, SearchField field)
    {
        if (field == SearchFields.Embedded && from < query.Length && query[from] == '"')
        {
            return One(from);
        }

        var until = from;
        while (until < end && IsOfName(query[until], field))
        {
            until++;
        }

        return (until > from ? query[from..until] : null, until);
    }

    private static bool IsOfName(char letter, SearchField field) => char.IsLetterOrDigit(letter) || letter is '_' or '-' || (letter is '.' or '/' && field == SearchFields.Embedded);

    private void Structured(Condition condition, int end, Comparison comparison, IReadOnlyList<string> values)
    {
        var (start, field, name, from, until) = condition;
        tokens.Add(new Token(TokenKind.Value, start, end - start, name, field, comparison, values) { NameStart = from, NameLength = until - from });
        at = end;
    }

    private bool Existing(Condition condition)
    {
        var until = condition.Until;
        var first = Keyword(until, "EXISTS");
        if (first > 0)
        {
            Structured(condition, first, Comparison.Is, []);
            return true;
        }

        if (Keyword(until, "NOT") is > 0 and var not && Keyword(not, "EXISTS") is > 0 and var end)
        {
            tokens.Add(new Token(TokenKind.Not, until, not - until, "NOT"));
            Structured(condition, end, Comparison.Is, []);
            return true;
        }

        return false;
    }

    private bool Listed(Condition condition)
    {
        var until = condition.Until;
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

                Structured(condition, i + 1, Comparison.Is, values);
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

    /// <summary>What is asked about, from where on, and where its name stands.</summary>
    private readonly record struct Condition(int Start, SearchField Field, string Name, int From, int Until);
}
