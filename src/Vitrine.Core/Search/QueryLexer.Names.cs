using System.Buffers;

namespace Vitrine.Core.Search;

/// <summary>Names of fields: ours and those of other programs, bare or in quotation marks; <c>field.NAME</c>, <c>customMetadata.NAME</c>, <c>embedded.NAME</c>.</summary>
internal sealed partial class QueryLexer
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> DottedCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.");

    private static readonly SearchValues<char> SignCharacters = SearchValues.Create(":=<>!~");

    /// <summary>Shorter words before a comparison are near too many names to be one with a mistake.</summary>
    private const int ShortestTyped = 3;

    /// <summary>Whether a name can stand without quotation marks.</summary>
    public static bool IsBare(SearchField field, string name) => name.Length > 0 && name.All(letter => IsOfName(letter, field));

    private static bool IsOfName(char letter, SearchField field) => char.IsLetterOrDigit(letter) || letter is '_' or '-' || (letter is '.' or '/' && field == SearchFields.Embedded);

    /// <summary>The field whose name begins a word; null where none does.</summary>
    private TypedName? Named(int from, int end)
    {
        var run = query.AsSpan(from, end - from).IndexOfAnyExcept(DottedCharacters) is >= 0 and var length ? from + length : end;
        Looked += run - from;
        if (run > from && SearchFields.Find(query[from..run]) is { } field)
        {
            return new TypedName(field, "", query[from..run], from, from, run);
        }

        foreach (var (prefix, holder) in SearchFields.ValuePrefixes)
        {
            if (end - from >= prefix.Length && string.Compare(query, from, prefix, 0, prefix.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                return Behind(from, from + prefix.Length, end, holder);
            }
        }

        return null;
    }

    private TypedName? Behind(int start, int from, int end, SearchField holder)
    {
        if (from < query.Length && query[from] == '"')
        {
            return Quoted(from) is { } quoted && !string.IsNullOrWhiteSpace(quoted.Text) ? new TypedName(holder, quoted.Text, query[start..quoted.End], start, from, quoted.End) : null;
        }

        var until = from;
        while (until < end && IsOfName(query[until], holder))
        {
            until++;
        }

        Looked += until - from;
        return until > from ? new TypedName(holder, query[from..until], query[start..until], start, from, until) : null;
    }

    /// <summary>The field that a text in quotation marks names; null where it names none.</summary>
    private static TypedName? Named(TypedValue quoted)
    {
        var (text, _, start, end) = quoted;
        if (SearchFields.Find(text) is { } field)
        {
            return new TypedName(field, "", text, start, start, end);
        }

        return SearchFields.ValuePrefixes.FirstOrDefault(one => text.Length > one.Prefix.Length && text.StartsWith(one.Prefix, StringComparison.OrdinalIgnoreCase)) is { Field: { } holder } known
            && text[known.Prefix.Length..] is var name && !string.IsNullOrWhiteSpace(name)
            ? new TypedName(holder, name, text, start, start, end) : null;
    }

    /// <summary>Whether a word asks for a field that is not there; it is the error then.</summary>
    private bool UnknownField(int end)
    {
        var run = query.AsSpan(at, end - at).IndexOfAnyExcept(DottedCharacters) is >= 0 and var length ? length : end - at;
        var name = query.Substring(at, run);
        if (run > 0 && SearchNames.IsNotKept(name) && SkipSpace(at + run) is var sign && sign < query.Length
            && (SignCharacters.Contains(query[sign]) || Keyword(at + run, "NOT") > 0 || Keyword(at + run, "IN") > 0 || Keyword(at + run, "EXISTS") > 0))
        {
            Error = new QueryError(at, run, new(QuerySentences.NotKept, name), Fields());
            return true;
        }

        if (run == 0)
        {
            return false;
        }

        if (UnknownPrefix(end))
        {
            return true;
        }

        // A colon that touches names a field in any case. Before a comparison a name stands only where it is near one: "I <3 cats" are words.
        var isColon = at + run < end && query[at + run] == ':';
        if (!isColon && (run < ShortestTyped || SignAt(SkipSpace(at + run)) is not { Sign: not (null or ":") }))
        {
            return false;
        }

        var near = SearchNames.FieldFor(name);

        // With points in it, it may as well be an address: "example.org:8080".
        if ((!isColon || name.Contains('.', StringComparison.Ordinal)) && near is null)
        {
            return false;
        }

        var mended = near is null ? Quote(query[at..end]) : near + query[(at + run)..end];
        Error = new QueryError(at, run, new(QuerySentences.NoField, Shown(name)), Fields(), string.Concat(query.AsSpan(0, at), mended, query.AsSpan(end)));
        return true;
    }

    /// <summary>Whether a word asks for a value by a name with a mistake before its point, as <c>feild.price</c> has; it is the error then.</summary>
    private bool UnknownPrefix(int end)
    {
        var point = query.AsSpan(at, end - at).IndexOfAnyExcept(NameCharacters);
        if (point < ShortestTyped || query[at + point] != '.')
        {
            return false;
        }

        var until = at + point + 1;
        while (until < end && IsOfName(query[until], SearchFields.Embedded))
        {
            until++;
        }

        Looked += until - at;
        if (until == at + point + 1 || SignAt(SkipSpace(until)) is not { Sign: not null } || SearchNames.PrefixFor(query.Substring(at, point)) is not { } near)
        {
            return false;
        }

        Error = new QueryError(at, point, new(QuerySentences.NoField, Shown(query[at..until])), Fields(), string.Concat(query.AsSpan(0, at), near, query.AsSpan(at + point + 1)));
        return true;
    }

    /// <summary>Whether a text in quotation marks is written as ImageKit writes the name of a field, and there is none of that name; it is the error then.</summary>
    private bool UnknownField(TypedValue quoted)
    {
        if (!quoted.Text.Contains('.', StringComparison.Ordinal) || quoted.Text.AsSpan().ContainsAnyExcept(DottedCharacters) || SkipSpace(quoted.End) is var sign && (sign >= query.Length || !SignCharacters.Contains(query[sign])))
        {
            return false;
        }

        Error = new QueryError(quoted.Start, quoted.End - quoted.Start, new(QuerySentences.NoField, Shown(quoted.Text)), Fields());
        return true;
    }

    private static QuerySentence Fields() => new(QuerySentences.OneOf, string.Join(", ", SearchFields.All.Select(field => field.Name)));
}
