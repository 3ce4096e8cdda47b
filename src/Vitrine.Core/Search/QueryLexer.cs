using System.Buffers;
using System.Text;

namespace Vitrine.Core.Search;

internal enum TokenKind
{
    Word,
    Phrase,

    /// <summary>A field with its comparison; the value is the token after it.</summary>
    Field,

    /// <summary>A structured field or an embedded tag with everything that is asked of it.</summary>
    Value,
    Minus,
    And,
    Or,
    Not,
    Open,
    Close,
    End,
}

/// <param name="Text">Word or phrase without quotes; of a field, its name.</param>
/// <param name="Values">Of a structured field or an embedded tag: the values it is compared with; none where any will do.</param>
internal readonly record struct Token(
    TokenKind Kind, int Start, int Length, string Text, SearchField? Field = null, Comparison Comparison = Comparison.Is, IReadOnlyList<string>? Values = null)
{
    public int End => Start + Length;

    /// <summary>Where the name of a structured field or an embedded tag stands, as it was typed.</summary>
    public int NameStart { get; init; }

    public int NameLength { get; init; }
}

/// <summary>Cuts a query into tokens in one pass. What cannot be cut is reported by <see cref="Error"/>; the tokens before it stand.</summary>
internal sealed partial class QueryLexer(string query)
{
    private static readonly (string Sign, Comparison Comparison)[] Signs =
        [("<=", Comparison.AtMost), (">=", Comparison.AtLeast), ("<", Comparison.Less), (">", Comparison.Greater), (":", Comparison.Is), ("=", Comparison.Is)];

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly List<Token> tokens = [];
    private int at;

    public QueryError? Error { get; private set; }

    public List<Token> Cut()
    {
        while (Error is null && at < query.Length)
        {
            var character = query[at];
            if (char.IsWhiteSpace(character))
            {
                at++;
            }
            else if (character is '(' or ')')
            {
                Add(character == '(' ? TokenKind.Open : TokenKind.Close, 1);
            }
            else if (character == '"')
            {
                Phrase();
            }
            else if (character == '-')
            {
                Dashes();
            }
            else
            {
                Word();
            }
        }

        tokens.Add(new Token(TokenKind.End, query.Length, 0, ""));
        return tokens;
    }

    /// <summary>The query without a part of it and without the gap that this leaves.</summary>
    public static string Without(string query, int start, int end)
    {
        while (end < query.Length && char.IsWhiteSpace(query[end]))
        {
            end++;
        }

        return query.Remove(start, end - start).Trim();
    }

    /// <summary>Dashes that touch what follows negate it; others only part words ("Rome - Naples").</summary>
    private void Dashes()
    {
        var end = at;
        while (end < query.Length && query[end] == '-')
        {
            end++;
        }

        if (end == query.Length || char.IsWhiteSpace(query[end]) || query[end] == ')')
        {
            at = end;
            return;
        }

        // Two negations are none.
        if ((end - at) % 2 == 1)
        {
            Add(TokenKind.Minus, end - at);
        }

        at = end;
    }

    private void Phrase()
    {
        var text = new StringBuilder();
        for (var i = at + 1; i < query.Length; i++)
        {
            if (query[i] == '"')
            {
                if (string.IsNullOrWhiteSpace(text.ToString()))
                {
                    Error = new QueryError(at, i + 1 - at, "There is nothing between the quotation marks.", "words", Without(query, at, i + 1));
                    return;
                }

                Add(TokenKind.Phrase, i + 1 - at, text.ToString());
                return;
            }

            if (query[i] == '\\' && i + 1 < query.Length && query[i + 1] is '"' or '\\')
            {
                i++;
            }

            text.Append(query[i]);
        }

        Error = new QueryError(at, query.Length - at, "A quotation mark is opened and not closed.", "\"", query + "\"");
    }

    private void Word()
    {
        var end = EndOfWord(at);
        if (StructuredField(end))
        {
            return;
        }

        if (Field(end) is { } field)
        {
            tokens.Add(field);
            at = field.End;
            Value();
            return;
        }

        var word = query[at..end];
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && !word.AsSpan(0, colon).ContainsAnyExcept(NameCharacters))
        {
            UnknownField(word, colon);
            return;
        }

        Add(word switch { "AND" => TokenKind.And, "OR" => TokenKind.Or, "NOT" => TokenKind.Not, _ => TokenKind.Word }, end - at, word);
    }

    /// <summary>Right behind a field stands its value, whatever it looks like.</summary>
    private void Value()
    {
        if (at < query.Length && query[at] == '"')
        {
            Phrase();
        }
        else if (EndOfWord(at) is var end && end > at)
        {
            Add(TokenKind.Word, end - at, query[at..end]);
        }
    }

    private Token? Field(int end)
    {
        var name = at;
        while (name < end && NameCharacters.Contains(query[name]))
        {
            name++;
        }

        if (name == at || name == end || SearchFields.Find(query[at..name]) is not { } field)
        {
            return null;
        }

        foreach (var (sign, comparison) in Signs)
        {
            if (string.CompareOrdinal(query, name, sign, 0, sign.Length) == 0)
            {
                return new Token(TokenKind.Field, at, name + sign.Length - at, field.Name, field, comparison);
            }
        }

        return null;
    }

    private void UnknownField(string word, int colon)
    {
        var near = SearchFields.FieldFor(word[..colon]);
        var mended = near is null ? $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal)}\"" : near + word[colon..];
        Error = new QueryError(
            at, colon, $"There is no field \"{word[..colon]}\".", "one of " + string.Join(", ", SearchFields.All.Select(f => f.Name)),
            string.Concat(query.AsSpan(0, at), mended, query.AsSpan(at + word.Length)));
    }

    private int EndOfWord(int from)
    {
        while (from < query.Length && !char.IsWhiteSpace(query[from]) && query[from] is not ('(' or ')' or '"'))
        {
            from++;
        }

        return from;
    }

    private void Add(TokenKind kind, int length, string? text = null)
    {
        tokens.Add(new Token(kind, at, length, text ?? query.Substring(at, length)));
        at += length;
    }
}
