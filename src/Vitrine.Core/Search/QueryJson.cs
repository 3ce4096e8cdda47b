using System.Text.Json;

namespace Vitrine.Core.Search;

/// <summary>What reading a query's JSON form gave: a query and the text that says the same, or an error and the JSON pointer of the member that it is about.</summary>
public sealed record QueryJsonResult(Query? Query, string Text, QueryError? Error, string At);

/// <summary>
/// The JSON form of a query, for programs that build one: no quotation marks and brackets to be set, and nothing that somebody typed becomes an operator. It holds what the text
/// holds, and is bound by the same limits.
/// </summary>
/// <remarks>
/// <code>
/// query     = {}                                                          everything; only by itself
///           | {"all": [query, …]} | {"any": [query, …]} | {"not": query}
///           | {"words": "dog"} | {"phrase": "summer party"}
///           | {"query": "dog OR cat"}                                     a part as text, in the query language
///           | {"field": "width", "operator": ">=", "value": 1920}         ":" where no operator is named
///           | {"field": "kind", "operator": "IN", "values": ["image", "video"]}
///           | {"claim": "tag", "what": "shoe", "where": [query, …]}       fields of that claim's parts, or their negations
/// value     = text | number | true | false | {"phrase": text}             a text is read as if it were typed, in quotation marks where it could not stand without; as a phrase it is never more than a text
/// </code>
/// </remarks>
public static class QueryJson
{
    public static QueryJsonResult Read(JsonElement json) => new QueryJsonReader().Whole(json);

    /// <param name="deepest">So many levels of all, any and not are written as such; what lies deeper stands there as text.</param>
    public static void Write(Query query, Utf8JsonWriter json, int deepest = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        switch (query)
        {
            case Query.Not or Query.And or Query.Or when deepest <= 0:
                json.WriteString("query", QueryPrinter.Print(query));
                break;
            case Query.Words words:
                json.WriteString(words.IsPhrase ? "phrase" : "words", words.Content);
                break;
            case Query.Condition condition:
                Write(condition, json);
                break;
            case Query.Among among:
                Write(among.Said, json);
                break;
            case Query.OneClaim claim:
                json.WriteString("claim", claim.Field.Name);
                if (claim.What is { } what)
                {
                    json.WriteString("what", what);
                }

                Write("where", claim.Parts, json, int.MaxValue);
                break;
            case Query.Not not:
                json.WritePropertyName("not");
                Write(not.Operand, json, deepest - 1);
                break;
            case Query.And and:
                Write("all", and.Operands, json, deepest - 1);
                break;
            case Query.Or or:
                Write("any", or.Operands, json, deepest - 1);
                break;
            default:
                // Everything is the empty object.
                break;
        }

        json.WriteEndObject();
    }

    private static void Write(string name, IReadOnlyList<Query> queries, Utf8JsonWriter json, int deepest)
    {
        json.WriteStartArray(name);
        foreach (var query in queries)
        {
            Write(query, json, deepest);
        }

        json.WriteEndArray();
    }

    private static void Write(Query.Condition condition, Utf8JsonWriter json)
    {
        var name = condition.Field.Type == SearchFieldType.Value ? $"{condition.Field.Name}.{condition.Name}" : condition.Field.Name;
        json.WriteString("field", name);
        if (condition.Operator != QueryOperator.Is)
        {
            json.WriteString("operator", QueryPrinter.Sign(condition.Operator));
        }

        if (condition.Values.Count == 0)
        {
            return;
        }

        // A phrase is marked as one only where the same text would be read as something else.
        var texts = condition.Values.Select(value => new TypedText(value.ToString()!, IsPhrase: false)).ToList();
        var isPlain = QueryJsonReader.Condition(condition.Field, condition.Name, condition.Operator, texts).Query is Query.Condition same && same.Equals(condition);
        json.WritePropertyName(condition.Values.Count == 1 ? "value" : "values");
        if (condition.Values.Count > 1)
        {
            json.WriteStartArray();
        }

        foreach (var value in condition.Values)
        {
            if (isPlain || value is not QueryValue.Text { IsPhrase: true } phrase)
            {
                json.WriteStringValue(value.ToString());
                continue;
            }

            json.WriteStartObject();
            json.WriteString("phrase", phrase.Content);
            json.WriteEndObject();
        }

        if (condition.Values.Count > 1)
        {
            json.WriteEndArray();
        }
    }
}

/// <summary>A value of a condition's JSON form.</summary>
internal readonly record struct TypedText(string Content, bool IsPhrase);
