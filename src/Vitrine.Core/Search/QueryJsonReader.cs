using System.Text.Json;

namespace Vitrine.Core.Search;

/// <summary>Reads the JSON form of a query: each condition by the parser of texts, so that both forms know the same fields, values and mistakes.</summary>
internal sealed class QueryJsonReader
{
    private const string Expected = "all, any, not, words, phrase, field, claim or query";

    /// <summary>What says which kind of query an object is.</summary>
    private static readonly string[] Kinds = ["all", "any", "not", "words", "phrase", "field", "claim", "query"];

    private static readonly QueryOperator[] Operators = Enum.GetValues<QueryOperator>();

    private readonly Stack<string> path = new();
    private QueryError? error;
    private string at = "";
    private string deepest = "";
    private int levels;
    private int terms;
    private QueryError? unread;

    public QueryJsonResult Whole(JsonElement json)
    {
        var read = json is { ValueKind: JsonValueKind.Object } && !json.EnumerateObject().Any() ? new Query.All() : Of(json);
        if (read is null)
        {
            return new QueryJsonResult(null, "", error, at);
        }

        // What holds for texts holds for this: so long, so deep, so many words.
        var text = QueryPrinter.Print(read);
        var parsed = QueryParser.Parse(text);
        return parsed.Error switch
        {
            null => new QueryJsonResult(parsed.Query, text, null, ""),
            { Message: var message } when message == QueryParser.TooDeep => new QueryJsonResult(
                null, text, new QueryError(0, 0, $"Lists of queries nest at most {QueryParser.DeepestNesting} deep in each other.", "fewer levels of all, any and not"), deepest),
            var wrong => new QueryJsonResult(null, text, wrong with { Position = 0, Length = 0, Suggestion = null }, ""),
        };
    }

    /// <summary>A condition on a field as the parser reads it. A text is as it would be typed, or where that is no value, in quotation marks.</summary>
    /// <param name="name">Of a structured field or embedded tag its name; else empty.</param>
    internal static QueryResult Condition(SearchField field, string name, QueryOperator how, IReadOnlyList<TypedText> values)
    {
        var subject = field.Type == SearchFieldType.Value ? $"{field.Name}.{QueryLexer.Quote(name)}" : field.Name;
        var typed = Parse(text => text.IsPhrase ? QueryLexer.Quote(text.Content) : text.Content);
        return typed.Query is Query.Condition read && read.Operator == how && read.Values.Count == values.Count
            && read.Values.Zip(values).All(pair => pair.First is not QueryValue.Text text || text.Content == pair.Second.Content)
                ? typed
                : Parse(text => QueryLexer.Quote(text.Content));

        QueryResult Parse(Func<TypedText, string> write)
        {
            var sign = QueryPrinter.Sign(how);
            return QueryParser.Parse(how switch
            {
                QueryOperator.Exists => $"{subject} {sign}",
                QueryOperator.In => $"{subject} {sign} ({string.Join(", ", values.Select(write))})",
                QueryOperator.Between => $"{subject} {sign} {write(values[0])} AND {write(values[1])}",
                QueryOperator.Has => $"{subject} {sign} {write(values[0])}",
                _ => $"{subject}{sign}{write(values[0])}",
            });
        }
    }

    private Query? Of(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Fail($"A query is an object, not {Kind(json)}.", Expected);
        }

        if (path.Count > levels)
        {
            (levels, deepest) = (path.Count, Pointer());
        }

        var members = json.EnumerateObject().Take(4).ToList();
        return members.Select(member => member.Name).FirstOrDefault(Kinds.Contains) switch
        {
            _ when Unknown(members) is { } unknown => Fail($"A query has no member '{QueryLexer.Shown(unknown)}' here.", Expected, SearchNames.Nearest(unknown, [.. Kinds, "operator", "value", "values", "what", "where"])),
            "all" => Several(json.GetProperty("all"), "all") is { } all ? Joined([.. all.SelectMany(one => one is Query.And and ? and.Operands : [one])], operands => new Query.And(operands)) : null,
            "any" => Several(json.GetProperty("any"), "any") is { } any ? Joined([.. any.SelectMany(one => one is Query.Or or ? or.Operands : [one])], operands => new Query.Or(operands)) : null,
            "not" => Within("not", () => Of(json.GetProperty("not"))) is { } operand ? (operand is Query.Not not ? not.Operand : new Query.Not(operand)) : null,
            "words" => Within("words", () => Words(json.GetProperty("words"), isPhrase: false)),
            "phrase" => Within("phrase", () => Words(json.GetProperty("phrase"), isPhrase: true)),
            "field" => Condition(json),
            "claim" => Claim(json),
            "query" => Within("query", () => Typed(json.GetProperty("query"))),
            _ => Fail("This object says nothing.", Expected),
        };
    }

    /// <summary>The first member that the others do not take beside them.</summary>
    private static string? Unknown(List<JsonProperty> members)
    {
        var names = members.Select(member => member.Name).ToList();
        string[] known = names.Contains("field") ? ["field", "operator", "value", "values"] : names.Contains("claim") ? ["claim", "what", "where"] : [];
        var others = names.Where(name => !known.Contains(name)).ToList();
        return known.Length > 0 ? others.FirstOrDefault() : others.Count > 1 ? others[1] : others.Find(name => !Kinds.Contains(name));
    }

    private static Query Joined(IReadOnlyList<Query> operands, Func<IReadOnlyList<Query>, Query> join) => operands.Count == 1 ? operands[0] : join(operands);

    private List<Query>? Several(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0)
        {
            Within(name, () => Fail(json.ValueKind == JsonValueKind.Array ? "There is nothing in this list." : $"{name} is a list of queries, not {Kind(json)}.", "at least one query"));
            return null;
        }

        var queries = new List<Query>();
        foreach (var one in json.EnumerateArray())
        {
            if (Within($"{name}/{queries.Count}", () => Of(one)) is not { } query)
            {
                return null;
            }

            queries.Add(query);
        }

        return queries;
    }

    private Query? Words(JsonElement json, bool isPhrase)
    {
        if (json.ValueKind != JsonValueKind.String || Text(json) is not { } content || (!isPhrase && string.IsNullOrWhiteSpace(content)))
        {
            return Fail($"Words are a text, not {Kind(json)}.", "words");
        }

        // What cannot stand without quotation marks is a phrase, whatever it is called.
        if (!Counted())
        {
            return null;
        }

        if (!isPhrase && QueryParser.Parse(content).Query is Query.Words { IsPhrase: false } words && words.Content == content)
        {
            return words;
        }

        var phrase = QueryParser.Parse(QueryLexer.Quote(content));
        return phrase.Query ?? Fail(phrase.Error!.Message, phrase.Error.Expected);
    }

    /// <summary>A part as text; what is wrong with it says where in this text.</summary>
    private Query? Typed(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String || Text(json) is not { } text)
        {
            return Fail($"A query in words is a text, not {Kind(json)}.", "a query");
        }

        if (!Counted())
        {
            return null;
        }

        var read = QueryParser.Parse(text);
        return read.Error is { } wrong ? Fail(wrong) : read.Query is Query.All ? Fail("This text says nothing.", "a query") : read.Query;
    }

    private Query? Condition(JsonElement json)
    {
        if (Field(json) is not { } field || Operator(json) is not { } how || Values(json, how) is not { } values)
        {
            return null;
        }

        var read = Condition(field.Field, field.Name, how, values);
        return read.Query ?? Within(how == QueryOperator.Exists ? "operator" : values.Count == 1 ? "value" : "values", () => Fail(read.Error!.Message, read.Error.Expected, read.Error.Suggestion));
    }

    private Query? Claim(JsonElement json)
    {
        if (SearchFields.Find(json.GetProperty("claim") is { ValueKind: JsonValueKind.String } name ? Text(name) ?? "" : "") is not { } field || SearchFields.PartsOf(field).Count == 0)
        {
            return Within("claim", () => Fail("A claim is one of a tag or of a person.", "tag or person"));
        }

        string? what = null;
        if (json.TryGetProperty("what", out var said) && (said.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(what = Text(said))))
        {
            return Within("what", () => Fail($"What is claimed is a text, not {Kind(said)}.", "a tag or a person"));
        }

        if (!json.TryGetProperty("where", out var where))
        {
            return what is not null && Counted() ? new Query.OneClaim(field, what, []) : Fail("A claim says what it is about, where, or both.", "what or where");
        }

        if (Several(where, "where") is not { } parts)
        {
            return null;
        }

        var wrong = parts.FindIndex(part => (part is Query.Not not ? not.Operand : part) is not Query.Condition condition || !SearchFields.PartsOf(field).Contains(condition.Field));
        return wrong >= 0
            ? Within($"where/{wrong}", () => Fail($"This is no part of a claim of a {field}.", string.Join(", ", SearchFields.PartsOf(field))))
            : Counted() ? new Query.OneClaim(field, what, parts) : null;
    }

    private (SearchField Field, string Name)? Field(JsonElement json)
    {
        var typed = json.GetProperty("field") is { ValueKind: JsonValueKind.String } text ? Text(text) ?? "" : "";
        if (SearchFields.Find(typed) is { } field)
        {
            return (field, "");
        }

        foreach (var (prefix, valued) in SearchFields.ValuePrefixes)
        {
            if (typed.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && typed.Length > prefix.Length)
            {
                return (valued, typed[prefix.Length..]);
            }
        }

        Within("field", () => Fail($"There is no field '{QueryLexer.Shown(typed)}'.", "the name of a field", SearchNames.FieldFor(typed)));
        return null;
    }

    private QueryOperator? Operator(JsonElement json)
    {
        if (!json.TryGetProperty("operator", out var typed))
        {
            return QueryOperator.Is;
        }

        var sign = typed.ValueKind == JsonValueKind.String ? Text(typed) : null;
        foreach (var how in Operators)
        {
            if (QueryPrinter.Sign(how).Equals(sign == "=" ? ":" : sign, StringComparison.OrdinalIgnoreCase))
            {
                return how;
            }
        }

        Within("operator", () => Fail($"'{QueryLexer.Shown(sign ?? Kind(typed))}' is no operator; what it must not be stands in not.", string.Join(", ", Operators.Select(QueryPrinter.Sign))));
        return null;
    }

    private List<TypedText>? Values(JsonElement json, QueryOperator how)
    {
        var (least, most) = how switch { QueryOperator.Exists => (0, 0), QueryOperator.Between => (2, 2), QueryOperator.In => (1, int.MaxValue), _ => (1, 1) };
        var one = json.TryGetProperty("value", out var value);
        var name = one ? "value" : "values";
        var several = json.TryGetProperty("values", out var list);
        var count = (one ? 1 : 0) + (several ? list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 1 : 0);
        if (count < least || count > most || (several && (one || list.ValueKind != JsonValueKind.Array)))
        {
            Within(name, () => Fail(
                $"{QueryPrinter.Sign(how)} takes {(most == 0 ? "no value" : most == 1 ? "one value" : most == 2 ? "two values" : "a list of values")}.", most == 0 ? "nothing" : most == 1 ? "value" : "values: a list"));
            return null;
        }

        var texts = new List<TypedText>(count);
        foreach (var typed in one ? [value] : several ? list.EnumerateArray().ToArray() : [])
        {
            if (!Counted())
            {
                return null;
            }

            var isPhrase = typed.ValueKind == JsonValueKind.Object && typed.EnumerateObject().Take(2).Count() == 1 && typed.TryGetProperty("phrase", out _);
            var plain = isPhrase ? typed.GetProperty("phrase") : typed;
            var text = plain.ValueKind switch
            {
                JsonValueKind.String => Text(plain),
                JsonValueKind.Number when !isPhrase => plain.GetRawText(),
                JsonValueKind.True when !isPhrase => "true",
                JsonValueKind.False when !isPhrase => "false",
                _ => null,
            };
            if (text is null)
            {
                Within(one ? name : $"{name}/{texts.Count}", () => Fail($"A value is a text or a number, not {Kind(plain)}.", "a text or a number"));
                return null;
            }

            texts.Add(new TypedText(text, isPhrase));
        }

        return texts;
    }

    /// <summary>Counts one more word or value; false where there are too many.</summary>
    private bool Counted() =>
        ++terms <= QueryParser.MostTerms || Fail($"A query has at most {QueryParser.MostTerms} words and values.", "a shorter query") is not null;

    /// <summary>A text; null where it is no text in truth (half a character) or too long to be of a query. That is what is told then of the member it stands in.</summary>
    private string? Text(JsonElement json)
    {
        try
        {
            var text = json.GetString()!;
            if (text.Length <= QueryParser.LongestQuery)
            {
                return text;
            }

            unread = new QueryError(QueryParser.LongestQuery, text.Length - QueryParser.LongestQuery, $"A text has at most {QueryParser.LongestQuery} characters; this has {text.Length}.", "a shorter text");
        }
        catch (InvalidOperationException)
        {
            unread = new QueryError(0, 0, "Half a character stands here: a surrogate without its other half.", "a whole character, or none");
        }

        return null;
    }

    private static string Kind(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Null => "null",
        _ => "this text",
    };

    private string Pointer() => string.Concat(path.Reverse().Select(member => "/" + member));

    private Query? Within(string member, Func<Query?> read)
    {
        path.Push(member);
        var query = read();
        path.Pop();
        return query;
    }

    private Query? Fail(string message, string expected, string? suggestion = null) => Fail(unread ?? new QueryError(0, 0, message, expected, suggestion));

    private Query? Fail(QueryError wrong)
    {
        if (error is null)
        {
            error = wrong;
            at = Pointer();
        }

        return null;
    }
}
