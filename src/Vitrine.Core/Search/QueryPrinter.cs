using System.Text;

namespace Vitrine.Core.Search;

/// <summary>Writes a query as text that <see cref="QueryParser"/> reads back as the same tree.</summary>
public static class QueryPrinter
{
    public static string Print(Query query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var text = new StringBuilder();
        Write(query, text);
        return text.ToString();
    }

    /// <summary>A text in quotation marks, in which it is read as it stands.</summary>
    public static string Quoted(string text) => QueryLexer.Quote(text);

    /// <summary>How an operator is written.</summary>
    public static string Sign(QueryOperator how) => how switch
    {
        QueryOperator.Less => "<",
        QueryOperator.AtMost => "<=",
        QueryOperator.Greater => ">",
        QueryOperator.AtLeast => ">=",
        QueryOperator.Exactly => "==",
        QueryOperator.In => "IN",
        QueryOperator.Has => "HAS",
        QueryOperator.Exists => "EXISTS",
        QueryOperator.Between => "BETWEEN",
        _ => ":",
    };

    private static void Write(Query query, StringBuilder text)
    {
        switch (query)
        {
            case Query.Words { IsPhrase: false } word when QueryLexer.IsOperator(word.Content):
                // Behind the name of a field it would ask for its values.
                text.Append('(').Append(word.Content).Append(')');
                break;
            case Query.Words words:
                text.Append(words.IsPhrase ? QueryLexer.Quote(words.Content) : words.Content);
                break;
            case Query.Condition condition:
                Write(condition, condition.Field.Name, text);
                break;
            case Query.Among among:
                Write(among.Said, text);
                break;
            case Query.OneClaim claim:
                Write(claim, text);
                break;
            case Query.Not not:
                text.Append('-');
                Write(not.Operand, text, inBrackets: not.Operand is Query.And or Query.Or);
                break;
            case Query.And and:
                Join(and.Operands, " ", o => o is Query.Or, text);
                break;
            case Query.Or or:
                Join(or.Operands, " OR ", _ => false, text);
                break;
            default:
                // Everything is the empty query.
                break;
        }
    }

    private static void Write(Query.Condition condition, string name, StringBuilder text)
    {
        text.Append(name);
        if (condition.Field.Type == SearchFieldType.Value)
        {
            text.Append('.').Append(QueryLexer.IsBare(condition.Field, condition.Name) ? condition.Name : QueryLexer.Quote(condition.Name));
        }

        var sign = Sign(condition.Operator);
        text.Append(char.IsLetter(sign[0]) ? $" {sign}" : sign);
        switch (condition.Operator)
        {
            case QueryOperator.Exists:
                break;
            case QueryOperator.In:
                text.Append(" (").AppendJoin(", ", condition.Values.Select(Text)).Append(')');
                break;
            case QueryOperator.Between:
                text.Append(' ').Append(Text(condition.Values[0])).Append(" AND ").Append(Text(condition.Values[1]));
                break;
            case QueryOperator.Has:
                text.Append(' ').Append(Text(condition.Values[0]));
                break;
            default:
                text.Append(Text(condition.Values[0]));
                break;
        }
    }

    private static void Write(Query.OneClaim claim, StringBuilder text)
    {
        text.Append(claim.Field.Name).Append('(').Append(claim.What is { } what ? QueryLexer.Quote(what) : "");
        var separator = claim.What is null ? "" : ", ";
        foreach (var part in claim.Parts)
        {
            text.Append(separator).Append(part is Query.Not ? "NOT " : "");
            if ((part is Query.Not not ? not.Operand : part) is Query.Condition condition)
            {
                Write(condition, QueryLexer.Short(claim.Field, condition.Field), text);
            }

            separator = ", ";
        }

        text.Append(')');
    }

    private static string Text(QueryValue value) => value switch
    {
        QueryValue.Text { IsPhrase: false } text => text.Content,
        QueryValue.Text or QueryValue.Circle or QueryValue.Colour => QueryLexer.Quote(value.ToString()!),
        QueryValue.Calendar calendar when calendar.Name.Contains(' ', StringComparison.Ordinal) => QueryLexer.Quote(calendar.Name),
        _ => value.ToString()!,
    };

    private static void Join(IReadOnlyList<Query> operands, string between, Predicate<Query> inBrackets, StringBuilder text)
    {
        for (var i = 0; i < operands.Count; i++)
        {
            text.Append(i == 0 ? "" : between);
            Write(operands[i], text, inBrackets(operands[i]));
        }
    }

    private static void Write(Query query, StringBuilder text, bool inBrackets)
    {
        text.Append(inBrackets ? "(" : "");
        Write(query, text);
        text.Append(inBrackets ? ")" : "");
    }
}
