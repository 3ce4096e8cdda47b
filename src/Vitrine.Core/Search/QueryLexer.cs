using System.Text;

namespace Vitrine.Core.Search;

/// <summary>Cuts a query into tokens in one pass. What cannot be cut is reported by <see cref="Error"/>; the tokens before it stand.</summary>
internal sealed partial class QueryLexer(string query)
{
    private readonly List<Token> tokens = [];
    private int at;

    /// <summary>From here on no single quotation mark closes.</summary>
    private int noneCloses = int.MaxValue;

    public QueryError? Error { get; private set; }

    /// <summary>How many characters were looked at, those that were looked at again as well: what the time it takes is made of.</summary>
    public long Looked { get; private set; }

    public List<Token> Cut()
    {
        while (Error is null && at < query.Length)
        {
            var character = query[at];
            if (char.IsWhiteSpace(character))
            {
                at = SkipSpace(at);
            }
            else if (character is '(' or ')')
            {
                Add(character == '(' ? TokenKind.Open : TokenKind.Close, 1);
            }
            else if (Opens(at))
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

    /// <summary>A text as a phrase of a query.</summary>
    public static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>The beginning of what was typed, for a sentence.</summary>
    /// <param name="most">Characters of it, from 1 on.</param>
    public static string Shown(string text, int most = 40) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…";

    /// <summary>Dashes that touch what follows negate it; others only part words ("Rome - Naples").</summary>
    private void Dashes()
    {
        var end = at;
        while (end < query.Length && query[end] == '-')
        {
            end++;
        }

        Looked += end - at;
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
        if (Quoted(at) is not { } value)
        {
            return;
        }

        if (Named(value) is { } name && Condition(name))
        {
            return;
        }

        if (Error is not null || UnknownField(value))
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(value.Text))
        {
            Error = new QueryError(at, value.End - at, new(QuerySentences.NothingQuoted), new(QuerySentences.Words), Without(query, at, value.End));
            return;
        }

        Add(TokenKind.Phrase, value.End - at, value.Text);
    }

    private void Word()
    {
        var end = EndOfWord(at, "");
        if ((Named(at, end) is { } name && (Claim(name) || Condition(name))) || Error is not null || UnknownField(end))
        {
            return;
        }

        var word = query[at..end];
        if (CouldOpen(word[0]))
        {
            // Where it is printed beside other words it must not open a text.
            Add(TokenKind.Phrase, end - at, word);
            return;
        }

        Add(word switch { "AND" => TokenKind.And, "OR" => TokenKind.Or, "NOT" => TokenKind.Not, _ => TokenKind.Word }, end - at, word);
    }

    /// <summary>
    /// Whether a text in quotation marks begins here: double ones always do, single ones where they close before a gap, so that "don't" and "'tis" are words, and those of print, which keyboards of phones
    /// write by themselves, where any close.
    /// </summary>
    private bool Opens(int from) => from < query.Length && (query[from] == '"' || (query[from] == '\'' && Closing(from) > 0) || PrintedMarks.Closing(query, from) > 0);

    /// <summary>Whether another text behind it could make a quotation mark of it.</summary>
    private static bool CouldOpen(char first) => first == '\'' || PrintedMarks.All.Contains(first, StringComparison.Ordinal);

    private int Closing(int from)
    {
        if (from >= noneCloses)
        {
            return 0;
        }

        for (var i = from + 1; i < query.Length; i++)
        {
            Looked++;
            if (query[i] == '\\' && i + 1 < query.Length && query[i + 1] is '\'' or '\\')
            {
                i++;
            }
            else if (query[i] == '\'' && (i + 1 == query.Length || char.IsWhiteSpace(query[i + 1]) || query[i + 1] is ')' or ']' or ',' or '<' or '>' or '=' or ':'))
            {
                return i;
            }
        }

        noneCloses = from;
        return 0;
    }

    /// <summary>The text in quotation marks that begins at a position where one <see cref="Opens"/>; null with an error where it does not end.</summary>
    private TypedValue? Quoted(int from)
    {
        if (PrintedMarks.Closing(query, from) is > 0 and var end)
        {
            Looked += end - from;
            return new TypedValue(query[(from + 1)..end].Trim(), IsPhrase: true, from, end + 1);
        }

        var text = new StringBuilder();
        var mark = query[from];
        var last = mark == '"' ? query.Length : Closing(from) + 1;
        for (var i = from + 1; i < last; i++)
        {
            Looked++;
            if (query[i] == mark && (mark == '"' || i == last - 1))
            {
                return new TypedValue(text.ToString(), IsPhrase: true, from, i + 1);
            }

            if (query[i] == '\\' && i + 1 < query.Length && (query[i + 1] == mark || query[i + 1] == '\\'))
            {
                i++;
            }

            text.Append(query[i]);
        }

        Error = new QueryError(from, query.Length - from, new(QuerySentences.QuoteOpen), QuerySentence.Verbatim("\""), query + "\"");
        return null;
    }

    private int EndOfWord(int from, string ends)
    {
        var end = from;
        while (end < query.Length && !char.IsWhiteSpace(query[end]) && query[end] is not ('(' or ')' or '"') && !ends.Contains(query[end], StringComparison.Ordinal))
        {
            end++;
        }

        Looked += end - from;
        return end;
    }

    private int SkipSpace(int from)
    {
        var end = from;
        while (end < query.Length && char.IsWhiteSpace(query[end]))
        {
            end++;
        }

        Looked += end - from;
        return end;
    }

    private void Add(TokenKind kind, int length, string? text = null)
    {
        tokens.Add(new Token(kind, at, length, text ?? query.Substring(at, length)));
        at += length;
    }
}
