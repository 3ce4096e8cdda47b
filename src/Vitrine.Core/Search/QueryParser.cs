using Vitrine.Core.Assets;
using Vitrine.Core.Places;

namespace Vitrine.Core.Search;

/// <summary>
/// Reads queries. Any text gives a query or an error, in time linear to its length, and never an exception.
/// </summary>
/// <remarks>
/// <code>
/// query   = [ or ]                        empty = everything
/// or      = and { "OR" and }
/// and     = unary { ["AND"] unary }
/// unary   = { "NOT" | "-" } primary       "-" touches what it negates
/// primary = "(" or ")" | word | phrase | field sign (word | phrase) | ("field." | "embedded.") name (sign (word | phrase) | ["NOT"] "IN" "(" list ")" | ["NOT"] "EXISTS")
/// sign    = ":" | "=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;="
/// phrase  = '"' … '"'                     with \" and \\ inside
/// </code>
/// The tree is in one form: no And in an And, no Or in an Or, no Not of a Not.
/// </remarks>
public static class QueryParser
{
    /// <summary>Longer queries are refused.</summary>
    public const int LongestQuery = 4_000;

    /// <summary>Brackets nest at most so deep.</summary>
    public const int DeepestNesting = 40;

    public static QueryResult Parse(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var result = Read(query);
        return result.Error is { Suggestion: { } mended } error && Read(mended).Error is not null
            ? new QueryResult(null, error with { Suggestion = null })
            : result;
    }

    /// <summary>Where the name of a structured field or an embedded tag stands first in a query that could be read, as it was typed.</summary>
    public static (int Start, int Length) NameAt(string query, SearchField field, string name)
    {
        ArgumentNullException.ThrowIfNull(query);
        var token = new QueryLexer(query).Cut().FirstOrDefault(one => one.Kind == TokenKind.Value && one.Field == field && one.Text == name);
        return (token.NameStart, token.NameLength);
    }

    private static QueryResult Read(string query)
    {
        if (query.Length > LongestQuery)
        {
            return new QueryResult(null, new QueryError(
                LongestQuery, query.Length - LongestQuery, $"A query has at most {LongestQuery} characters; this has {query.Length}.", "a shorter query"));
        }

        var lexer = new QueryLexer(query);
        var tokens = lexer.Cut();
        var reader = new Reader(query, tokens);
        var read = reader.Whole();

        // Where the tokens ended too early, what ended them is the error.
        var error = reader.AtEnd ? lexer.Error ?? reader.Error : reader.Error ?? lexer.Error;
        return error is null ? new QueryResult(read, null) : new QueryResult(null, error);
    }

    private sealed class Reader(string query, List<Token> tokens)
    {
        private int next;
        private int depth;

        public QueryError? Error { get; private set; }

        public bool AtEnd => Current.Kind == TokenKind.End;

        private Token Current => tokens[next];

        public Query? Whole()
        {
            if (Current.Kind == TokenKind.End)
            {
                return new Query.All();
            }

            var read = Or();
            if (read is not null && Current.Kind == TokenKind.Close)
            {
                return Fail(Current, "A bracket is closed that was not opened.", "the end of the query", Without(Current.Start, Current.End));
            }

            return read;
        }

        private Query? Or()
        {
            var operands = new List<Query>();
            while (true)
            {
                if (And() is not { } operand)
                {
                    return null;
                }

                operands.AddRange(operand is Query.Or or ? or.Operands : [operand]);
                if (Current.Kind != TokenKind.Or)
                {
                    return operands.Count == 1 ? operands[0] : new Query.Or(operands);
                }

                next++;
            }
        }

        private Query? And()
        {
            var operands = new List<Query>();
            do
            {
                if (Current.Kind == TokenKind.And && operands.Count > 0)
                {
                    next++;
                }

                if (Unary() is not { } operand)
                {
                    return null;
                }

                operands.AddRange(operand is Query.And and ? and.Operands : [operand]);
            }
            while (Current.Kind is not (TokenKind.End or TokenKind.Close or TokenKind.Or));
            return operands.Count == 1 ? operands[0] : new Query.And(operands);
        }

        private Query? Unary()
        {
            var negated = false;
            for (; Current.Kind is TokenKind.Not or TokenKind.Minus; next++)
            {
                negated = !negated;
            }

            return Primary() is { } operand ? (negated ? (operand is Query.Not not ? not.Operand : new Query.Not(operand)) : operand) : null;
        }

        private Query? Primary()
        {
            var token = Current;
            switch (token.Kind)
            {
                case TokenKind.Word or TokenKind.Phrase:
                    next++;
                    return new Query.Words(token.Text, token.Kind == TokenKind.Phrase);
                case TokenKind.Field:
                    next++;
                    return FieldValue(token);
                case TokenKind.Value:
                    next++;
                    return token.Values!.Count == 0
                        ? new Query.FieldExists(token.Text) { Field = token.Field! }
                        : new Query.FieldValue(token.Text, token.Comparison, token.Values) { Field = token.Field! };
                case TokenKind.Open:
                    return Group(token);
                default:
                    return Missing(token);
            }
        }

        private Query? Group(Token open)
        {
            if (++depth > DeepestNesting)
            {
                return Fail(open, $"Brackets nest at most {DeepestNesting} deep.", "fewer brackets");
            }

            next++;
            var inner = Or();
            depth--;
            if (inner is null)
            {
                return null;
            }

            if (Current.Kind != TokenKind.Close)
            {
                return Fail(open, "A bracket is opened and not closed.", ")", query + new string(')', depth + 1));
            }

            next++;
            return inner;
        }

        private Query? Missing(Token token)
        {
            var before = next > 0 ? tokens[next - 1] : default;
            var dangling = next > 0 && before.Kind is TokenKind.And or TokenKind.Or or TokenKind.Not or TokenKind.Minus;
            return token.Kind switch
            {
                TokenKind.Close when next > 0 && before.Kind == TokenKind.Open =>
                    Fail(token, "There is nothing between the brackets.", "words or a field", Without(before.Start, token.End)),
                _ when dangling => Fail(token, $"After {before.Text} something is missing.", "words, a field or (", Without(before.Start, before.End)),
                TokenKind.And or TokenKind.Or => Fail(token, $"Before {token.Text} something is missing.", "words, a field or (", Without(token.Start, token.End)),
                TokenKind.Close => Fail(token, "A bracket is closed that was not opened.", "words, a field or (", Without(token.Start, token.End)),
                _ => Fail(token, "Something is missing.", "words, a field or ("),
            };
        }

        private Query? FieldValue(Token token)
        {
            var field = token.Field!;
            var value = Current;
            if (value.Kind is not (TokenKind.Word or TokenKind.Phrase) || value.Start != token.End)
            {
                return Fail(token with { Start = token.End, Length = 0 }, $"After {query[token.Start..token.End]} a value is missing.", $"a value, as in {field.Example}");
            }

            next++;
            if (field.Type != SearchFieldType.Date && token.Comparison != Comparison.Is)
            {
                var sign = token.Start + field.Name.Length;
                return Fail(
                    token with { Start = sign, Length = token.End - sign }, $"The field {field} is asked for with a colon.", ":",
                    string.Concat(query.AsSpan(0, sign), ":", query.AsSpan(token.End)));
            }

            return field.Type switch
            {
                SearchFieldType.Kind => Kind(value),
                SearchFieldType.State => State(value),
                SearchFieldType.Date => Date(field, token.Comparison, value),
                SearchFieldType.Box => Box(value),
                _ => new Query.InField(field, value.Text, value.Kind == TokenKind.Phrase),
            };
        }

        private Query? Kind(Token value)
        {
            if (SearchFields.KindOf(value.Text) is { } kind)
            {
                return new Query.Kind(kind);
            }

            var names = SearchFields.Kinds.Select(SearchFields.NameOf).ToList();
            return Fail(
                value, $"\"{value.Text}\" is no kind.", "one of " + string.Join(", ", names),
                SearchFields.Nearest(value.Text, names) is { } near ? string.Concat(query.AsSpan(0, value.Start), near, query.AsSpan(value.End)) : null);
        }

        private Query? State(Token value) => value.Text.Equals(SearchFields.Incomplete, StringComparison.OrdinalIgnoreCase)
            ? new Query.Incomplete()
            : Fail(
                value, $"\"{value.Text}\" is nothing that an asset can be.", SearchFields.Incomplete,
                SearchFields.KindOf(value.Text) is { } kind ? string.Concat(query.AsSpan(0, value.Start - SearchFields.State.Name.Length - 1), "kind:", SearchFields.NameOf(kind), query.AsSpan(value.End)) : null);

        private Query? Date(SearchField field, Comparison comparison, Token value) =>
            DateSpan.TryParse(value.Text, out var span)
                ? new Query.Date(field, comparison, span)
                : Fail(value, $"\"{value.Text}\" is no date.", "a year, month or day, as in 2024, 2024-05 or 2024-05-01");

        private Query? Box(Token value) => GeoBox.TryParse(value.Text, out var box)
            ? new Query.InBox(box)
            : Fail(value, $"\"{value.Text}\" is no area.", "west, south, east and north in degrees, as in 2.2,48.8,2.5,48.9");

        private string Without(int start, int end) => QueryLexer.Without(query, start, end);

        private Query? Fail(Token at, string message, string expected, string? suggestion = null)
        {
            Error ??= new QueryError(at.Start, at.Length, message, expected, suggestion);
            return null;
        }
    }
}
