using System.Globalization;
using System.Text;

namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>What a token of Turtle is.</summary>
internal enum TurtleKind
{
    End,

    /// <summary>An address in angle brackets.</summary>
    Iri,

    /// <summary><c>prefix:local</c>.</summary>
    Name,

    /// <summary>A text in quotation marks, unescaped.</summary>
    Text,

    /// <summary><c>@de</c>.</summary>
    Language,

    /// <summary><c>@prefix</c>, <c>@base</c>, <c>PREFIX</c>, <c>BASE</c>, <c>a</c>, <c>true</c>, <c>false</c>.</summary>
    Word,
    Number,

    /// <summary>One of <c>. ; , ^^</c>.</summary>
    Sign,
}

internal readonly record struct TurtleToken(TurtleKind Kind, string Text, int Line);

/// <summary>Tokens of a part of Turtle (W3C Recommendation of 25 February 2014): no blank nodes, no collections.</summary>
internal sealed class TurtleTokens(string text)
{
    private int at;
    private int line = 1;

    /// <exception cref="ConceptFileException">What comes next is not of this part.</exception>
    public TurtleToken Next()
    {
        Skip();
        if (at >= text.Length)
        {
            return new TurtleToken(TurtleKind.End, "", line);
        }

        switch (text[at])
        {
            case '<':
                return Iri();
            case '"' or '\'':
                return Text();
            case '@':
                return AtWord();
            case '.' when at + 1 >= text.Length || !char.IsAsciiDigit(text[at + 1]):
            case ';' or ',':
                return new TurtleToken(TurtleKind.Sign, text[at++].ToString(), line);
            case '^' when at + 1 < text.Length && text[at + 1] == '^':
                at += 2;
                return new TurtleToken(TurtleKind.Sign, "^^", line);
            case '[' or ']' or '(' or ')' or '_' when text[at] != '_' || (at + 1 < text.Length && text[at + 1] == ':'):
                throw new ConceptFileException(line, "Blank nodes ([ ], _:) and lists ( ) are not read. Write each concept with its address.");
            default:
                return Plain();
        }
    }

    private void Skip()
    {
        while (at < text.Length)
        {
            if (text[at] == '#')
            {
                at = text.AsSpan(at).IndexOfAny('\n', '\r') is >= 0 and var end ? at + end : text.Length;
            }
            else if (text[at] is ' ' or '\t' or '\r' or '\n')
            {
                line += text[at] == '\n' ? 1 : 0;
                at++;
            }
            else
            {
                return;
            }
        }
    }

    private TurtleToken Iri()
    {
        var end = text.AsSpan(at).IndexOfAny('>', '\n', ' ');
        if (end < 0 || text[at + end] != '>')
        {
            throw new ConceptFileException(line, "An address begins with < and is not closed with > in the same line.");
        }

        RequireShort(end);
        var iri = Unescaped(text.AsSpan(at + 1, end - 1), addresses: true);
        at += end + 1;
        return new TurtleToken(TurtleKind.Iri, iri, line);
    }

    private TurtleToken Text()
    {
        var (began, mark) = (line, text[at]);
        var isLong = at + 2 < text.Length && text[at + 1] == mark && text[at + 2] == mark;
        var from = at + (isLong ? 3 : 1);
        for (var i = from; i < text.Length; i++)
        {
            if (i - from > ExchangeLimits.LongestText)
            {
                break;
            }

            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '\n')
            {
                line++;
                if (!isLong)
                {
                    throw new ConceptFileException(began, "A text in single quotation marks ends in its line. For several lines write three quotation marks.");
                }
            }
            else if (text[i] == mark && (!isLong || (i + 2 < text.Length && text[i + 1] == mark && text[i + 2] == mark && (i + 3 >= text.Length || text[i + 3] != mark))))
            {
                at = i + (isLong ? 3 : 1);
                return new TurtleToken(TurtleKind.Text, Unescaped(text.AsSpan(from, i - from), addresses: false), began);
            }
        }

        throw new ConceptFileException(began, $"A text is not closed, or has more than {ExchangeLimits.LongestText.ToString("N0", CultureInfo.InvariantCulture)} characters.");
    }

    private TurtleToken AtWord()
    {
        var end = at + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '-'))
        {
            end++;
        }

        RequireShort(end - at);
        var word = text[at..end];
        at = end;
        return word is "@prefix" or "@base" ? new TurtleToken(TurtleKind.Word, word, line)
            : word.Length > 1 ? new TurtleToken(TurtleKind.Language, word[1..], line)
            : throw new ConceptFileException(line, "Behind @ comes a language, prefix or base.");
    }

    private TurtleToken Plain()
    {
        var end = at;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('<' or '>' or '"' or '\'' or ';' or ',' or '#' or '@' or '^' or '[' or ']' or '(' or ')'))
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        end = Math.Min(end, text.Length);

        // A full stop at the end closes the statement.
        while (end > at + 1 && text[end - 1] == '.')
        {
            end--;
        }

        RequireShort(end - at);
        var word = text[at..end];
        var kind = word.Contains(':', StringComparison.Ordinal) ? TurtleKind.Name
            : word is "a" or "true" or "false" || word.Equals("PREFIX", StringComparison.OrdinalIgnoreCase) || word.Equals("BASE", StringComparison.OrdinalIgnoreCase) ? TurtleKind.Word
            : word.Length > 0 && (char.IsAsciiDigit(word[0]) || word[0] is '+' or '-' or '.') ? TurtleKind.Number
            : throw new ConceptFileException(line, $"'{ExchangeFormat.Short(word.Length == 0 ? text[at].ToString() : word)}' is not understood here. Addresses stand in <>, texts in quotation marks, names are written prefix:name.");
        at = end;
        return new TurtleToken(kind, kind == TurtleKind.Name ? word.Replace("\\", "", StringComparison.Ordinal) : word, line);
    }

    private string Unescaped(ReadOnlySpan<char> raw, bool addresses)
    {
        if (!raw.Contains('\\'))
        {
            return raw.ToString();
        }

        var plain = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                plain.Append(raw[i]);
                continue;
            }

            var sign = ++i < raw.Length ? raw[i] : '\0';
            if (sign is 'u' or 'U')
            {
                var digits = sign == 'u' ? 4 : 8;
                plain.Append(Character(raw, i + 1, digits));
                i += digits;
            }
            else
            {
                plain.Append(sign switch
                {
                    't' when !addresses => '\t',
                    'n' when !addresses => '\n',
                    'r' when !addresses => '\r',
                    'b' when !addresses => '\b',
                    'f' when !addresses => '\f',
                    '"' or '\'' or '\\' when !addresses => sign,
                    _ => throw new ConceptFileException(line, $"'\\{sign}' means nothing here."),
                });
            }
        }

        return plain.ToString();
    }

    private string Character(ReadOnlySpan<char> raw, int from, int digits) =>
        from + digits <= raw.Length && int.TryParse(raw.Slice(from, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && Rune.IsValid(value)
            ? new Rune(value).ToString()
            : throw new ConceptFileException(line, "Behind \\u come four, behind \\U eight hexadecimal digits that are a character.");

    private void RequireShort(int length)
    {
        if (length > ExchangeLimits.LongestText)
        {
            throw new ConceptFileException(line, $"An address or a name has at most {ExchangeLimits.LongestText.ToString("N0", CultureInfo.InvariantCulture)} characters.");
        }
    }
}
