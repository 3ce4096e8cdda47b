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

    private static void Write(Query query, StringBuilder text)
    {
        switch (query)
        {
            case Query.Words { IsPhrase: false, Content: "EXISTS" or "IN" } keyword:
                // Behind the name of a field it would ask for its values.
                text.Append('(').Append(keyword.Content).Append(')');
                break;
            case Query.Words words:
                Write(words.Content, words.IsPhrase, text);
                break;
            case Query.InField field:
                text.Append(field.Field.Name).Append(':');
                Write(field.Content, field.IsPhrase, text);
                break;
            case Query.Kind kind:
                text.Append(SearchFields.Kind.Name).Append(':').Append(SearchFields.NameOf(kind.Value));
                break;
            case Query.Date date:
                text.Append(date.Field.Name).Append(Sign(date.Comparison)).Append(date.Span);
                break;
            case Query.FieldExists valued:
                Name(valued.Field, valued.Name, text);
                text.Append(" EXISTS");
                break;
            case Query.FieldValue { Values: [var one] } value:
                Name(value.Field, value.Name, text);
                text.Append(Sign(value.Comparison));
                Write(one, isPhrase: true, text);
                break;
            case Query.FieldValue value:
                Name(value.Field, value.Name, text);
                text.Append(" IN (");
                for (var i = 0; i < value.Values.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Write(value.Values[i], isPhrase: true, text);
                }

                text.Append(')');
                break;
            case Query.Incomplete:
                text.Append(SearchFields.State.Name).Append(':').Append(SearchFields.Incomplete);
                break;
            case Query.InBox area:
                text.Append(SearchFields.Box.Name).Append(':').Append(area.Box);
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

    private static void Name(SearchField field, string name, StringBuilder text)
    {
        text.Append(field.Name).Append('.');
        Write(name, !QueryLexer.IsBare(name), text);
    }

    private static void Write(string words, bool isPhrase, StringBuilder text)
    {
        if (!isPhrase)
        {
            text.Append(words);
            return;
        }

        text.Append('"').Append(words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
    }

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.AtMost => "<=",
        Comparison.Greater => ">",
        Comparison.AtLeast => ">=",
        _ => ":",
    };
}
