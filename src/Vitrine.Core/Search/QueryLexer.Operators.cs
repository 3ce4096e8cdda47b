namespace Vitrine.Core.Search;

/// <summary>What stands behind the name of a field: a sign or a word and values.</summary>
internal sealed partial class QueryLexer
{
    private static readonly (string Sign, QueryOperator Operator, bool Negated)[] Signs =
    [
        ("<=", QueryOperator.AtMost, false), (">=", QueryOperator.AtLeast, false), ("!=", QueryOperator.Is, true), ("==", QueryOperator.Exactly, false),
        ("<", QueryOperator.Less, false), (">", QueryOperator.Greater, false), (":", QueryOperator.Is, false), ("=", QueryOperator.Is, false), ("~", QueryOperator.Is, false),
    ];

    private static readonly (string Word, QueryOperator Operator)[] Words =
        [("IN", QueryOperator.In), ("HAS", QueryOperator.Has), ("EXISTS", QueryOperator.Exists), ("BETWEEN", QueryOperator.Between), ("NEAR", QueryOperator.Is)];

    /// <summary>Whether a word behind the name of a field would be read as what is asked of it.</summary>
    public static bool IsOperator(string word) =>
        SignCharacters.Contains(word[0]) || Words.Select(one => one.Word).Append("NOT").Any(one => word.StartsWith(one, StringComparison.Ordinal) && (word.Length == one.Length || IsAfterKeyword(word[one.Length])));

    private static bool IsAfterKeyword(char next) => char.IsWhiteSpace(next) || next is '(' or ')' or '[' or '=' or ':' or ',' or '"';

    /// <summary>Takes a condition off the query; false where only the name of a field stands here.</summary>
    private bool Condition(TypedName name)
    {
        if (Operation(name, "") is not { } term)
        {
            return Error is not null;
        }

        if (term.Negated)
        {
            tokens.Add(new Token(TokenKind.Not, term.SignStart, 0, "NOT"));
        }

        tokens.Add(new Token(TokenKind.Condition, at, term.End - at, name.Spelled) { Term = term });
        at = term.End;
        return true;
    }

    /// <summary>What is asked of a field whose name stands here; null where nothing is, or with an error.</summary>
    /// <param name="ends">What ends a bare value beside a gap.</param>
    private TypedTerm? Operation(TypedName name, string ends)
    {
        var start = SkipSpace(name.End);
        if (SignAt(start) is { Sign: { } sign } found)
        {
            return Signed(name, found.Operator, found.Negated, start, start + sign.Length, ends) is { } term ? term with { Sign = sign } : null;
        }

        var not = Keyword(name.End, "NOT");
        if (not > 0 && SignAt(SkipSpace(not)) is { Operator: QueryOperator.Is or QueryOperator.Exactly, Negated: false, Sign: { } equals } negated)
        {
            return Signed(name, negated.Operator, true, start, SkipSpace(not) + equals.Length, ends) is { } term ? term with { Sign = equals } : null;
        }

        foreach (var (word, how) in Words)
        {
            if (Keyword(not > 0 ? not : name.End, word) is > 0 and var end)
            {
                return (how switch
                {
                    QueryOperator.Exists => new TypedTerm(name, how, not > 0, [], start, end, end),
                    QueryOperator.In => Listed(name, not > 0, start, end),
                    QueryOperator.Between => Between(name, not > 0, start, end, ends),
                    _ => Signed(name, how, not > 0, start, end, ends),
                }) is { } term ? term with { Sign = word } : null;
            }
        }

        return null;
    }

    private (string? Sign, QueryOperator Operator, bool Negated) SignAt(int from) =>
        Signs.FirstOrDefault(one => string.CompareOrdinal(query, from, one.Sign, 0, one.Sign.Length) == 0);

    private TypedTerm? Signed(TypedName name, QueryOperator how, bool negated, int start, int end, string ends) =>
        ValueAt(name, end, ends) is { } value ? new TypedTerm(name, how, negated, [value], start, end, value.End) : null;

    private TypedTerm? Between(TypedName name, bool negated, int start, int end, string ends)
    {
        if (ValueAt(name, end, ends) is not { } from)
        {
            return null;
        }

        var and = Keyword(from.End, "AND");
        if (and == 0)
        {
            Error ??= new QueryError(from.End, 0, new(QuerySentences.SecondMissing), new(QuerySentences.SecondValue));
            return null;
        }

        return ValueAt(name, and, ends) is { } to ? new TypedTerm(name, QueryOperator.Between, negated, [from, to], start, end, to.End) : null;
    }

    private TypedTerm? Listed(TypedName name, bool negated, int start, int end)
    {
        var open = SkipSpace(end);
        if (open >= query.Length || query[open] is not ('(' or '['))
        {
            Error ??= new QueryError(end, 0, new(QuerySentences.ListMissing, Shown(name.Spelled)), new(QuerySentences.ListLike));
            return null;
        }

        var values = new List<TypedValue>();
        var close = query[open] == '(' ? ')' : ']';
        for (var i = SkipSpace(open + 1); i < query.Length; i = SkipSpace(i))
        {
            if (query[i] == close && values.Count > 0)
            {
                return new TypedTerm(name, values.Count == 1 ? QueryOperator.Is : QueryOperator.In, negated, values, start, end, i + 1);
            }

            if (query[i] == ',')
            {
                i++;
                continue;
            }

            if (One(name.Field, i, ",)]") is not { } value)
            {
                break;
            }

            values.Add(value);
            i = value.End;
        }

        Error ??= new QueryError(open, query.Length - open, new(QuerySentences.ListOpen), new(QuerySentences.ValuesLike));
        return null;
    }

    /// <summary>The value behind a sign, which may stand off a little where it could not be something else; null with an error where there is none.</summary>
    private TypedValue? ValueAt(TypedName name, int from, string ends)
    {
        var start = SkipSpace(from);
        if (One(name.Field, start, ends) is { } value && (start == from || value.IsPhrase || value.Text is not ("AND" or "OR" or "NOT")))
        {
            return value;
        }

        Error ??= new QueryError(from, 0, new(QuerySentences.ValueMissing, Shown(query[name.Start..from])), new(QuerySentences.ValueLike, name.Field.Example));
        return null;
    }

    /// <summary>The value that begins at a position, bare or in quotation marks; null where none does.</summary>
    private TypedValue? One(SearchField field, int from, string ends)
    {
        if (Opens(from))
        {
            return Quoted(from) is not { } quoted ? null : string.IsNullOrWhiteSpace(quoted.Text) ? Empty(quoted) : quoted;
        }

        var end = EndOfWord(from, ends);
        if (end == from)
        {
            return null;
        }

        var text = query[from..end];
        if (field.Type is SearchFieldType.Date or SearchFieldType.Circle or SearchFieldType.Size or SearchFieldType.Duration
            && SkipSpace(end) is var next && next > end && next < query.Length && query[next..EndOfWord(next, ends)] is { Length: > 0 } after && BelongsTo(field, text, after))
        {
            return new TypedValue($"{text} {after}", IsPhrase: true, from, next + after.Length);
        }

        return new TypedValue(text, IsPhrase: CouldOpen(text[0]), from, end);
    }

    private TypedValue? Empty(TypedValue quoted)
    {
        Error ??= new QueryError(quoted.Start, quoted.End - quoted.Start, new(QuerySentences.NothingQuoted), new(QuerySentences.Words));
        return null;
    }

    /// <summary>Whether a second word is the rest of a value: <c>this week</c>, <c>48.85,2.35 5km</c>, <c>10 mb</c>.</summary>
    private static bool BelongsTo(SearchField field, string text, string after) => field.Type switch
    {
        SearchFieldType.Date => QueryDates.Names.Contains($"{text} {after}", StringComparer.OrdinalIgnoreCase),
        SearchFieldType.Circle => text.Contains(',', StringComparison.Ordinal) && char.IsAsciiDigit(after[0]),
        SearchFieldType.Size => after.Length > 1 && QueryUnits.Size($"{text}{after}") is not null && QueryUnits.Number(text) is not null,
        SearchFieldType.Duration => after.Length > 1 && QueryUnits.Number(text) is not null && char.IsAsciiLetter(after[0]) && QueryUnits.Duration($"{text}{after}") is not null,
        _ => false,
    };

    /// <summary>Where a word that stands next ends; 0 where another does.</summary>
    private int Keyword(int from, string word)
    {
        var start = SkipSpace(from);
        var end = start + word.Length;
        return start > from && string.CompareOrdinal(query, start, word, 0, word.Length) == 0 && (end >= query.Length || IsAfterKeyword(query[end]))
            ? Math.Min(end, query.Length) : 0;
    }
}
