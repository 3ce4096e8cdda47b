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
/// primary = "(" or ")" | word | phrase | field what | ("tag" | "person") "(" [value] { "," part what } ")"
/// field   = name | ("field." | "embedded.") name, also in quotation marks
/// what    = sign value | ["NOT"] ("=" | ":" | "==") value | ["NOT"] ("HAS" | "NEAR") value
///         | ["NOT"] "IN" "(" value { "," value } ")" | ["NOT"] "BETWEEN" value "AND" value | ["NOT"] "EXISTS"
/// sign    = ":" | "=" | "==" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;="
/// value   = word | phrase
/// phrase  = '"' … '"' | "'" … "'"         with \" and \\ inside
/// </code>
/// Blanks may stand around signs. NOT binds before AND, and AND before OR. The tree is in one form: no And in an And, no Or in an Or, no Not of a Not.
/// </remarks>
public static class QueryParser
{
    /// <summary>Longer queries are refused.</summary>
    public const int LongestQuery = 16_000;

    /// <summary>Brackets nest at most so deep.</summary>
    public const int DeepestNesting = 100;

    /// <summary>Words and values of a query, all together.</summary>
    public const int MostTerms = 1_000;

    public static QueryResult Parse(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var result = Read(query);
        return result.Error is { Suggestion: { } mended } error && (mended.Length == 0 || Read(mended).Error is not null)
            ? new QueryResult(null, error with { Suggestion = null })
            : result;
    }

    /// <summary>How many characters plain words take with which a query begins: up to the first sign, field, operator in capitals, bracket or quotation mark. All of it where there is nothing else.</summary>
    public static int LeadingWords(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var lexer = new QueryLexer(query);
        var words = lexer.Cut().TakeWhile(token => token.Kind == TokenKind.Word).ToList();
        return lexer.Error is not null || words.Count == 0 ? 0 : words[^1].End;
    }

    /// <summary>Where the name of a structured field or an embedded tag stands first in a query that could be read, as it was typed.</summary>
    public static (int Start, int Length) NameAt(string query, SearchField field, string name)
    {
        ArgumentNullException.ThrowIfNull(query);
        var typed = new QueryLexer(query).Cut().Select(one => one.Term?.Of).FirstOrDefault(one => one is not null && one.Field == field && one.Name == name);
        return typed is null ? (0, 0) : (typed.NameStart, typed.End - typed.NameStart);
    }

    private static QueryResult Read(string query)
    {
        if (query.Length > LongestQuery)
        {
            return new QueryResult(null, new QueryError(
                LongestQuery, query.Length - LongestQuery, new(QuerySentences.QueryTooLong, LongestQuery, query.Length), new(QuerySentences.ShorterQuery)));
        }

        var lexer = new QueryLexer(query);
        var tokens = lexer.Cut();
        if (TooMany(tokens) is { } many)
        {
            return new QueryResult(null, many);
        }

        var reader = new Reader(query, tokens);
        var read = reader.Whole();

        // Where the tokens ended too early, what ended them is the error.
        var error = reader.AtEnd ? lexer.Error ?? reader.Error : reader.Error ?? lexer.Error;
        return error is null ? new QueryResult(read, null) : new QueryResult(null, error);
    }

    private static QueryError? TooMany(List<Token> tokens)
    {
        var terms = 0;
        foreach (var token in tokens)
        {
            terms += token.Terms;
            if (terms > MostTerms)
            {
                return new QueryError(token.Start, token.Length, new(QuerySentences.TooManyTerms, MostTerms), new(QuerySentences.ShorterQuery));
            }
        }

        return null;
    }

    private sealed class Reader(string query, List<Token> tokens)
    {
        private readonly ConditionReader conditions = new(query);
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
                return Fail(Current, new(QuerySentences.BracketClosed), new(QuerySentences.TheEnd), Without(Current.Start, Current.End));
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
                case TokenKind.Condition:
                    next++;
                    return Of(conditions.Read(token.Term!));
                case TokenKind.Claim:
                    next++;
                    return Of(conditions.Read(token.Claim!));
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
                return Fail(open, new(QuerySentences.TooDeep, DeepestNesting), new(QuerySentences.FewerBrackets));
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
                return Fail(open, new(QuerySentences.BracketOpen), QuerySentence.Verbatim(")"), query + new string(')', depth + 1));
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
                    Fail(token, new(QuerySentences.NothingInBrackets), new(QuerySentences.WordsOrField), Without(before.Start, token.End)),
                _ when dangling => Fail(token, new(QuerySentences.AfterMissing, before.Text), new(QuerySentences.WordsFieldOrBracket), Without(before.Start, before.End)),
                TokenKind.And or TokenKind.Or => Fail(token, new(QuerySentences.BeforeMissing, token.Text), new(QuerySentences.WordsFieldOrBracket), Without(token.Start, token.End)),
                TokenKind.Close => Fail(token, new(QuerySentences.BracketClosed), new(QuerySentences.WordsFieldOrBracket), Without(token.Start, token.End)),
                _ => Fail(token, new(QuerySentences.Missing), new(QuerySentences.WordsFieldOrBracket)),
            };
        }

        private Query? Of(Query? read)
        {
            Error ??= conditions.Error;
            return read;
        }

        private string Without(int start, int end) => QueryLexer.Without(query, start, end);

        private Query? Fail(Token at, QuerySentence message, QuerySentence expected, string? suggestion = null)
        {
            Error ??= new QueryError(at.Start, at.Length, message, expected, suggestion);
            return null;
        }
    }
}
