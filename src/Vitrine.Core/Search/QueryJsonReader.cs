using System.Text.Json;

namespace Vitrine.Core.Search;

/// <summary>Reads the JSON form of a query: each condition by the parser of texts, so that both forms know the same fields, values and mistakes.</summary>
internal sealed class QueryJsonReader
{
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
            { Sentence.Format: QuerySentences.TooDeep } => new QueryJsonResult(
                null, text, new QueryError(0, 0, new(QuerySentences.ListsTooDeep, QueryParser.DeepestNesting), new(QuerySentences.FewerLevels)), deepest),
            var wrong => new QueryJsonResult(null, text, wrong with { Position = 0, Length = 0, Suggestion = null }, ""),
        };
    }

    /// <summary>A condition on a field as the parser reads it. A text is as it would be typed, or where that is no value, in quotation marks.</summary>
    /// <param name="name">Of a structured field or embedded tag its name; else empty.</param>
    internal static QueryResult Condition(SearchField field, string name, QueryOperator how, IReadOnlyList<TypedText> values)
    {
        var subject = field.Type == SearchFieldType.Value ? $"{field.Name}.{QueryLexer.Quote(name)}" : field.Name;
        var typed = Parse(text => text.IsPhrase);

        // In a list of several the one that cannot stand without quotation marks leaves the others as they are: in fields of texts they ask for whole words.
        typed = IsSame(typed) ? typed : Parse(text => text.IsPhrase || !text.Content.All(char.IsLetterOrDigit));
        return IsSame(typed) ? typed : Parse(_ => true);

        bool IsSame(QueryResult result) => result.Query is Query.Condition read && read.Operator == how && read.Values.Count == values.Count
            && read.Values.Zip(values).All(pair => pair.First is not QueryValue.Text text || text.Content == pair.Second.Content);

        QueryResult Parse(Predicate<TypedText> quotes)
        {
            var sign = QueryPrinter.Sign(how);
            string Write(TypedText text) => quotes(text) ? QueryLexer.Quote(text.Content) : text.Content;
            return QueryParser.Parse(how switch
            {
                QueryOperator.Exists => $"{subject} {sign}",
                QueryOperator.In => $"{subject} {sign} ({string.Join(", ", values.Select(Write))})",
                QueryOperator.Between => $"{subject} {sign} {Write(values[0])} AND {Write(values[1])}",
                QueryOperator.Has => $"{subject} {sign} {Write(values[0])}",
                _ => $"{subject}{sign}{Write(values[0])}",
            });
        }
    }

    private Query? Of(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Fail(new(QuerySentences.QueryIsObject, Kind(json)), new(QuerySentences.QueryLike));
        }

        if (path.Count > levels)
        {
            (levels, deepest) = (path.Count, Pointer());
        }

        var members = json.EnumerateObject().Take(4).ToList();
        return members.Select(member => member.Name).FirstOrDefault(Kinds.Contains) switch
        {
            _ when Unknown(members) is { } unknown => Fail(new(QuerySentences.NoMember, QueryLexer.Shown(unknown)), new(QuerySentences.QueryLike), SearchNames.Nearest(unknown, [.. Kinds, "operator", "value", "values", "what", "where"])),
            "all" => Several(json.GetProperty("all"), "all") is { } all ? Joined([.. all.SelectMany(one => one is Query.And and ? and.Operands : [one])], operands => new Query.And(operands)) : null,
            "any" => Several(json.GetProperty("any"), "any") is { } any ? Joined([.. any.SelectMany(one => one is Query.Or or ? or.Operands : [one])], operands => new Query.Or(operands)) : null,
            "not" => Within("not", () => Of(json.GetProperty("not"))) is { } operand ? (operand is Query.Not not ? not.Operand : new Query.Not(operand)) : null,
            "words" => Within("words", () => Words(json.GetProperty("words"), isPhrase: false)),
            "phrase" => Within("phrase", () => Words(json.GetProperty("phrase"), isPhrase: true)),
            "field" => Condition(json),
            "claim" => Claim(json),
            "query" => Within("query", () => Typed(json.GetProperty("query"))),
            _ => Fail(new(QuerySentences.ObjectSaysNothing), new(QuerySentences.QueryLike)),
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
            Within(name, () => Fail(json.ValueKind == JsonValueKind.Array ? new(QuerySentences.NothingInList) : new(QuerySentences.ListOfQueries, name, Kind(json)), new(QuerySentences.AtLeastOneQuery)));
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
            return Fail(new(QuerySentences.WordsAreText, Kind(json)), new(QuerySentences.Words));
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
        return phrase.Query ?? Fail(phrase.Error!.Sentence, phrase.Error.Wanted);
    }

    /// <summary>A part as text; what is wrong with it says where in this text.</summary>
    private Query? Typed(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String || Text(json) is not { } text)
        {
            return Fail(new(QuerySentences.QueryIsText, Kind(json)), new(QuerySentences.AQuery));
        }

        if (!Counted())
        {
            return null;
        }

        var read = QueryParser.Parse(text);
        return read.Error is { } wrong ? Fail(wrong) : read.Query is Query.All ? Fail(new(QuerySentences.TextSaysNothing), new(QuerySentences.AQuery)) : read.Query;
    }

    private Query? Condition(JsonElement json)
    {
        if (Field(json) is not { } field || Operator(json) is not { } how || Values(json, how) is not { } values)
        {
            return null;
        }

        var read = Condition(field.Field, field.Name, how, values);
        return read.Query ?? Within(how == QueryOperator.Exists ? "operator" : values.Count == 1 ? "value" : "values", () => Fail(read.Error!.Sentence, read.Error.Wanted, read.Error.Suggestion));
    }

    private Query? Claim(JsonElement json)
    {
        if (SearchFields.Find(json.GetProperty("claim") is { ValueKind: JsonValueKind.String } name ? Text(name) ?? "" : "") is not { } field || SearchFields.PartsOf(field).Count == 0)
        {
            return Within("claim", () => Fail(new(QuerySentences.ClaimOfWhat), new(QuerySentences.TagOrPerson)));
        }

        string? what = null;
        if (json.TryGetProperty("what", out var said) && (said.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(what = Text(said))))
        {
            return Within("what", () => Fail(new(QuerySentences.ClaimedIsText, Kind(said)), new(QuerySentences.ATagOrPerson)));
        }

        if (!json.TryGetProperty("where", out var where))
        {
            return what is not null && Counted() ? new Query.OneClaim(field, what, []) : Fail(new(QuerySentences.ClaimSays), new(QuerySentences.WhatOrWhere));
        }

        if (Several(where, "where") is not { } parts)
        {
            return null;
        }

        var wrong = parts.FindIndex(part => (part is Query.Not not ? not.Operand : part) is not Query.Condition condition || !SearchFields.PartsOf(field).Contains(condition.Field));
        return wrong >= 0
            ? Within($"where/{wrong}", () => Fail(new(QuerySentences.NoPartOfClaim, field.Name), QuerySentence.Verbatim(string.Join(", ", SearchFields.PartsOf(field)))))
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

        Within("field", () => Fail(new(QuerySentences.NoFieldNamed, QueryLexer.Shown(typed)), new(QuerySentences.FieldName), SearchNames.FieldFor(typed)));
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

        Within("operator", () => Fail(new(QuerySentences.NoOperator, sign is null ? Kind(typed) : QueryLexer.Shown(sign)), QuerySentence.Verbatim(string.Join(", ", Operators.Select(QueryPrinter.Sign)))));
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
                new(most switch { 0 => QuerySentences.TakesNoValue, 1 => QuerySentences.TakesOneValue, 2 => QuerySentences.TakesTwoValues, _ => QuerySentences.TakesAList }, QueryPrinter.Sign(how)),
                most == 0 ? new(QuerySentences.Nothing) : most == 1 ? QuerySentence.Verbatim("value") : new(QuerySentences.ValuesList)));
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
                Within(one ? name : $"{name}/{texts.Count}", () => Fail(new(QuerySentences.ValueIsText, Kind(plain)), new(QuerySentences.TextOrNumber)));
                return null;
            }

            texts.Add(new TypedText(text, isPhrase));
        }

        return texts;
    }

    /// <summary>Counts one more word or value; false where there are too many.</summary>
    private bool Counted() =>
        ++terms <= QueryParser.MostTerms || Fail(new(QuerySentences.TooManyTerms, QueryParser.MostTerms), new(QuerySentences.ShorterQuery)) is not null;

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

            unread = new QueryError(QueryParser.LongestQuery, text.Length - QueryParser.LongestQuery, new(QuerySentences.TextTooLong, QueryParser.LongestQuery, text.Length), new(QuerySentences.ShorterText));
        }
        catch (InvalidOperationException)
        {
            unread = new QueryError(0, 0, new(QuerySentences.HalfACharacter), new(QuerySentences.WholeCharacter));
        }

        return null;
    }

    private static QuerySentence Kind(JsonElement json) => new(json.ValueKind switch
    {
        JsonValueKind.Object => QuerySentences.AnObject,
        JsonValueKind.Array => QuerySentences.AList,
        JsonValueKind.Number => QuerySentences.ANumber,
        JsonValueKind.True or JsonValueKind.False => QuerySentences.TrueOrFalse,
        JsonValueKind.Null => QuerySentences.Null,
        _ => QuerySentences.ThisText,
    });

    private string Pointer() => string.Concat(path.Reverse().Select(member => "/" + member));

    private Query? Within(string member, Func<Query?> read)
    {
        path.Push(member);
        var query = read();
        path.Pop();
        return query;
    }

    private Query? Fail(QuerySentence message, QuerySentence expected, string? suggestion = null) => Fail(unread ?? new QueryError(0, 0, message, expected, suggestion));

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
