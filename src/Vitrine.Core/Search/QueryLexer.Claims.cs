namespace Vitrine.Core.Search;

/// <summary>Conditions that hold for one and the same claim: <c>tag(shoe, confidence &gt; 80, source = model)</c>.</summary>
internal sealed partial class QueryLexer
{
    private const string ClaimEnds = ",)";

    /// <summary>Takes such a claim off the query; false where none stands here. The bracket touches the name: "tag (shoe)" is a word and a bracket.</summary>
    private bool Claim(TypedName name)
    {
        var parts = SearchFields.PartsOf(name.Field);
        if (parts.Count == 0 || name.End >= query.Length || query[name.End] != '(')
        {
            return false;
        }

        var terms = new List<TypedTerm>();
        string? what = null;
        var from = SkipSpace(name.End + 1);
        while (from < query.Length && query[from] != ')' && Error is null)
        {
            if (query[from] == ',')
            {
                from++;
            }
            else if (Part(name.Field, parts, from) is { } term)
            {
                terms.Add(term);
                from = term.End;
            }
            else if (Error is null && What(name.Field, parts, from, what) is { } value)
            {
                what = value.Text;
                from = value.End;
            }

            from = SkipSpace(from);
        }

        if (Error is null && from >= query.Length)
        {
            Error = new QueryError(name.End, query.Length - name.End, new(QuerySentences.BracketOpen), QuerySentence.Verbatim(")"), query + ")");
        }

        if (Error is null && what is null && terms.Count == 0)
        {
            Error = new QueryError(name.End, from + 1 - name.End, new(QuerySentences.NothingInBrackets), Expected(name.Field, parts), Without(query, at, from + 1));
        }

        if (Error is null)
        {
            tokens.Add(new Token(TokenKind.Claim, at, from + 1 - at, name.Spelled) { Claim = new TypedClaim(name.Field, what, terms) });
            at = from + 1;
        }

        return true;
    }

    /// <summary>A condition on a part of the claim; null where none stands here, or with an error.</summary>
    private TypedTerm? Part(SearchField field, IReadOnlyList<SearchField> parts, int from)
    {
        var not = string.CompareOrdinal(query, from, "NOT ", 0, 4) == 0;
        var start = not ? SkipSpace(from + 4) : from;
        var length = start < query.Length ? query.AsSpan(start).IndexOfAnyExcept(DottedCharacters) is >= 0 and var run ? run : query.Length - start : 0;
        Looked += length;
        var spelled = query.Substring(start, length);
        if (parts.FirstOrDefault(part => part.Name.Equals(spelled, StringComparison.OrdinalIgnoreCase) || Short(field, part).Equals(spelled, StringComparison.OrdinalIgnoreCase)) is not { } known)
        {
            return null;
        }

        return Operation(new TypedName(known, "", spelled, start, start, start + length), ClaimEnds) is { } term ? term with { Negated = term.Negated != not } : null;
    }

    /// <summary>What the claim says; null with an error where that was said before, or is a condition on nothing that a claim has.</summary>
    private TypedValue? What(SearchField field, IReadOnlyList<SearchField> parts, int from, string? before)
    {
        var value = Opens(from) ? Quoted(from) : Bare(from);
        if (value is not { } said || Error is not null)
        {
            return null;
        }

        if (!said.IsPhrase && said.Text.AsSpan().IndexOfAny(SignCharacters) is >= 0 and var sign)
        {
            var typed = said.Text[..sign].Trim();
            var near = SearchNames.Nearest(typed, parts.Select(part => Short(field, part)));
            Error = new QueryError(
                from, said.End - from, new(QuerySentences.NoPart, Shown(typed)), Expected(field, parts), near is null ? null : string.Concat(query.AsSpan(0, from), near, query.AsSpan(from + typed.Length)));
            return null;
        }

        if (before is not null || said.Text.Length == 0 || string.IsNullOrWhiteSpace(said.Text))
        {
            Error = new QueryError(from, Math.Max(0, said.End - from), before is null ? new(QuerySentences.WordMissing) : new(QuerySentences.OneClaim, field.Name), Expected(field, parts));
            return null;
        }

        return said;
    }

    /// <summary>Words up to the next comma or bracket.</summary>
    private TypedValue Bare(int from)
    {
        var end = from;
        while (end < query.Length && query[end] is not (',' or '(' or ')' or '"'))
        {
            end++;
        }

        Looked += end - from;
        var text = query[from..end].TrimEnd();
        return new TypedValue(text, IsPhrase: false, from, from + text.Length);
    }

    internal static string Short(SearchField field, SearchField part) => part.Name[(field.Name.Length + 1)..];

    private static QuerySentence Expected(SearchField field, IReadOnlyList<SearchField> parts) =>
        new(QuerySentences.ClaimLike, field.Name, string.Join(", ", parts.Select(part => Short(field, part))), field == SearchFields.Tag ? "shoe" : "Ann");
}
