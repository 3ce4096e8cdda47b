namespace Vitrine.Core.Search;

/// <summary>What stands where somebody types. Goes through a query that ends there as the parser does, and takes no offence at what is not finished.</summary>
internal sealed partial class QueryLexer
{
    private const string ListEnds = ",)]";

    /// <summary>The place at the end of the query.</summary>
    public CaretPlace Caret()
    {
        while (true)
        {
            at = SkipSpace(at);
            if (at >= query.Length)
            {
                return new CaretPlace(CaretKind.Term, query.Length, "");
            }

            if (query[at] is '(' or ')' or '-')
            {
                at++;
            }
            else if ((Opens(at) ? QuotedTerm() : Term()) is { } place)
            {
                return place;
            }
        }
    }

    private CaretPlace? QuotedTerm()
    {
        var start = at;
        if (Quoted(start) is not { } quoted)
        {
            return new CaretPlace(CaretKind.Nothing, start, "");
        }

        at = quoted.End;
        return at == query.Length ? new CaretPlace(CaretKind.Nothing, start, "") : Named(quoted) is { } name ? Asked(name, "", null) : null;
    }

    private CaretPlace? Term()
    {
        var (start, end) = (at, EndOfWord(at, ""));
        if (Named(start, end) is not { } name)
        {
            at = end;
            return end == query.Length ? OfTerm(start) : null;
        }

        // What still touches the caret may become another name.
        at = name.End;
        return name.End == query.Length ? OfTerm(start)
            : SearchFields.PartsOf(name.Field).Count > 0 && query[name.End] == '(' ? InClaim(name)
            : Asked(name, "", null);
    }

    /// <summary>A word that is being typed: anything, or the name of a structured field or embedded tag.</summary>
    private CaretPlace OfTerm(int start)
    {
        var typed = query[start..];
        foreach (var (prefix, field) in SearchFields.ValuePrefixes.Where(one => typed.StartsWith(one.Prefix, StringComparison.OrdinalIgnoreCase)))
        {
            return new CaretPlace(CaretKind.Name, start, typed[prefix.Length..].Trim('"')) { Field = field };
        }

        return new CaretPlace(CaretKind.Term, start, typed);
    }

    /// <summary>Behind the bracket of a claim; null where it is closed.</summary>
    private CaretPlace? InClaim(TypedName claim)
    {
        var parts = SearchFields.PartsOf(claim.Field);
        at = claim.End + 1;
        while (true)
        {
            at = SkipSpace(at);
            if (at >= query.Length)
            {
                return new CaretPlace(CaretKind.Claim, query.Length, "") { Field = claim.Field };
            }

            if (query[at] is ')' or ',' or '(')
            {
                at++;
                if (query[at - 1] == ')')
                {
                    return null;
                }

                continue;
            }

            if ((Opens(at) ? Said(claim.Field) : PartOf(claim.Field, parts)) is { } place)
            {
                return place;
            }
        }
    }

    /// <summary>The tag or person of a claim, in quotation marks.</summary>
    private CaretPlace? Said(SearchField field)
    {
        var start = at;
        if (Quoted(start) is not { } quoted)
        {
            return Unfinished(CaretKind.Claim, start, field);
        }

        at = quoted.End;
        return at == query.Length ? new CaretPlace(CaretKind.Nothing, start, "") : null;
    }

    private CaretPlace? PartOf(SearchField field, IReadOnlyList<SearchField> parts)
    {
        if (string.CompareOrdinal(query, at, "NOT ", 0, 4) == 0)
        {
            at += 4;
            return null;
        }

        var start = at;
        var length = query.AsSpan(start).IndexOfAnyExcept(DottedCharacters) is >= 0 and var run ? run : query.Length - start;
        var spelled = query.Substring(start, length);
        if (start + length < query.Length
            && parts.FirstOrDefault(part => part.Name.Equals(spelled, StringComparison.OrdinalIgnoreCase) || Short(field, part).Equals(spelled, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            at = start + length;
            return Asked(new TypedName(known, "", spelled, start, start, at), ClaimEnds, field);
        }

        var end = start;
        while (end < query.Length && query[end] is not (',' or '(' or ')' or '"'))
        {
            end++;
        }

        at = end;
        return end == query.Length ? new CaretPlace(CaretKind.Claim, start, query[start..]) { Field = field } : null;
    }

    /// <summary>Behind the name of a field; null where what is asked of it is finished, or is nothing.</summary>
    /// <param name="claim">The claim that it is a part of.</param>
    private CaretPlace? Asked(TypedName name, string ends, SearchField? claim)
    {
        var start = SkipSpace(name.End);
        var not = Keyword(name.End, "NOT");
        foreach (var from in not > 0 ? (int[])[SkipSpace(not), start] : [start])
        {
            if (SignAt(from) is { Sign: { } sign })
            {
                return Value(name, from + sign.Length, ends);
            }
        }

        foreach (var (word, how) in Words)
        {
            if (Keyword(not > 0 ? not : name.End, word) is > 0 and var end && end < query.Length)
            {
                at = end;
                return how switch
                {
                    QueryOperator.Exists => null,
                    QueryOperator.In => InList(name),
                    QueryOperator.Between => Value(name, end, ends) ?? AndThen(name, ends),
                    _ => Value(name, end, ends),
                };
            }
        }

        // Only what is the beginning of an operator keeps it from being a word of its own.
        var begin = not > 0 && not < query.Length ? SkipSpace(not) : start;
        var typed = query[begin..];
        return begin > name.End && (typed.Length == 0 || Words.Any(one => one.Word.StartsWith(typed, StringComparison.OrdinalIgnoreCase)) || (begin == start && "NOT".StartsWith(typed, StringComparison.OrdinalIgnoreCase)))
            ? new CaretPlace(CaretKind.Operator, begin, typed) { Field = name.Field, Name = name.Name, Claim = claim }
            : null;
    }

    private CaretPlace? AndThen(TypedName name, string ends)
    {
        var and = Keyword(at, "AND");
        if (and > 0 && and < query.Length)
        {
            return Value(name, and, ends);
        }

        var start = SkipSpace(at);
        return start > at && "AND".StartsWith(query[start..], StringComparison.OrdinalIgnoreCase) ? new CaretPlace(CaretKind.And, start, query[start..]) { Field = name.Field, Name = name.Name } : null;
    }

    private CaretPlace? InList(TypedName name)
    {
        var open = SkipSpace(at);
        if (open >= query.Length || query[open] is not ('(' or '['))
        {
            return open >= query.Length ? new CaretPlace(CaretKind.List, open, "") { Field = name.Field, Name = name.Name } : null;
        }

        var close = query[open] == '(' ? ')' : ']';
        at = open + 1;
        while (true)
        {
            at = SkipSpace(at);
            if (at < query.Length && query[at] == close)
            {
                at++;
                return null;
            }

            if (at < query.Length && query[at] is ',' or '(' or ')' or '[' or ']')
            {
                at++;
            }
            else if (Value(name, at, ListEnds) is { } place)
            {
                return place with { IsInList = true };
            }
        }
    }

    /// <summary>The value that begins here or a little later; null where it is finished.</summary>
    private CaretPlace? Value(TypedName name, int from, string ends)
    {
        var start = SkipSpace(from);
        if (Opens(start))
        {
            if (Quoted(start) is not { } quoted)
            {
                return Unfinished(CaretKind.Value, start, name.Field) with { Name = name.Name };
            }

            at = quoted.End;
            return at == query.Length ? new CaretPlace(CaretKind.Nothing, start, "") : null;
        }

        var end = EndOfWord(start, ends);
        var rest = query[start..];
        var isDate = name.Field.Type is SearchFieldType.Date or SearchFieldType.Value && rest.Contains(' ', StringComparison.Ordinal) && QueryDates.Names.Any(one => one.StartsWith(rest, StringComparison.OrdinalIgnoreCase));
        if (end == query.Length || isDate)
        {
            return new CaretPlace(CaretKind.Value, start, rest) { Field = name.Field, Name = name.Name };
        }

        at = One(name.Field, start, ends) is { } value ? value.End : Math.Max(end, from);
        return at >= query.Length ? new CaretPlace(CaretKind.Value, start, rest) { Field = name.Field, Name = name.Name } : null;
    }

    /// <summary>A text whose quotation mark is not closed yet.</summary>
    private CaretPlace Unfinished(CaretKind kind, int start, SearchField field) => new(kind, start, query[(start + 1)..].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal))
    {
        Field = field,
        IsQuoted = true,
    };
}
