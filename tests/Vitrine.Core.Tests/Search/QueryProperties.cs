using System.Text.Json;
using CsCheck;
using Vitrine.Core.Places;
using Vitrine.Core.Search;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Search;

public sealed class QueryProperties
{
    private static readonly Gen<string> Bare = Gen.OneOf(
        Gen.OneOf("dog", "and", "Füße", "12:30", "a-b", "x=y", "日本", "C++", "tag", "\\", "a\\b", "*", "🐶"),
        Gen.Char.AlphaNumeric.Array[1, 6].Select(c => new string(c)).Where(w => w is not ("AND" or "OR" or "NOT")));

    private static readonly Gen<string> Phrase = Gen.OneOf(
        Gen.OneOf("dog", "a b", "say \"hi\"", "\\", "a\\\"b", "(x", "-y", "AND", "tag:z", " two  spaces "),
        Gen.String[1, 10].Where(s => !string.IsNullOrWhiteSpace(s)));

    private static readonly Gen<SearchField> TextFields = Gen.OneOf([.. SearchFields.All.Where(f => f.Type == SearchFieldType.Text)]);

    private static readonly Gen<DateSpan> Spans = Gen.Select(Gen.Int[1, 9999], Gen.Int[0, 12], Gen.Int[0, 28], (y, m, d) =>
        new DateSpan(y, m == 0 ? null : m, m == 0 || d == 0 ? null : d));

    private static readonly Gen<string> TagNames = Gen.OneOf(Gen.OneOf("Make", "XMP-dc.Creator", "Lens Model", "XMP-iptcExt:LocationCreated[1]/City", "a/b", ".", "-", "EXISTS"), Phrase);

    private static readonly Gen<string> FieldNames = Gen.OneOf("colour", "shoot_date", "x-1", "größe", "a b", "a.b", "EXISTS");

    private static readonly Gen<GeoPosition> Positions = Gen.Select(Gen.Int[-90_000_000, 90_000_000], Gen.Int[-180_000_000, 180_000_000], (y, x) => new GeoPosition(Math.Round(y / 1e6, 6), Math.Round(x / 1e6, 6)));

    /// <summary>Values of a field's type; of words none that is bare but of texts, so that they stand in lists too.</summary>
    private static Gen<QueryValue> ValuesOf(SearchField field) => field.Type switch
    {
        SearchFieldType.Choice => Gen.OneOf([.. field.Options]).Select(name => (QueryValue)new QueryValue.Choice(name)),
        SearchFieldType.Flag => Gen.Bool.Select(flag => (QueryValue)new QueryValue.Flag(flag)),
        SearchFieldType.Number when field.Name.EndsWith("confidence", StringComparison.Ordinal) => Gen.Int[0, 1000].Select(number => (QueryValue)new QueryValue.Number(number / 10m)),
        SearchFieldType.Number => Gen.Select(Gen.Int, Gen.Int[0, 4], (number, places) => (QueryValue)new QueryValue.Number(number / (decimal)Math.Pow(10, places))),
        SearchFieldType.Size => Gen.Select(Gen.Int[0, int.MaxValue], Gen.OneOf(1L, 1000, 1024, 1_000_000, 1 << 20), (number, unit) => (QueryValue)new QueryValue.Size(number * unit)),
        SearchFieldType.Duration => Gen.Int[0, int.MaxValue].Select(number => (QueryValue)new QueryValue.Duration(number)),
        SearchFieldType.Date => Gen.OneOf(
            Spans.Select(span => (QueryValue)new QueryValue.Date(span)),
            Gen.Select(Gen.Int[0, 999_999], Gen.OneOf('h', 'd', 'w', 'm', 'y'), (count, unit) => (QueryValue)new QueryValue.Ago(count, unit)),
            Gen.OneOf([.. QueryDates.Names]).Select(name => (QueryValue)new QueryValue.Calendar(name)),
            Gen.DateTime.Select(time => (QueryValue)new QueryValue.Moment(new DateTime(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Unspecified)))),
        SearchFieldType.Box => Gen.Select(Gen.Int[-1800, 1800], Gen.Int[-900, 0], Gen.Int[-1800, 1800], Gen.Int[0, 900], (w, s, e, n) => (QueryValue)new QueryValue.Box(new(w / 10.0, s / 10.0, Math.Min(e, w + 3599) / 10.0, n / 10.0))),
        SearchFieldType.Colour => Gen.Int[0, 0xffffff].Select(rgb => (QueryValue)new QueryValue.Colour($"#{rgb:x6}")),
        SearchFieldType.Circle => Gen.Select(Positions, Gen.Int[1, 20_037_508], (centre, metres) => (QueryValue)new QueryValue.Circle(new(centre, metres))),
        SearchFieldType.Text when field.IsOfTexts => Gen.OneOf(Bare.Select(text => (QueryValue)new QueryValue.Text(text)), Phrase.Select(text => (QueryValue)new QueryValue.Text(text, IsPhrase: true))),
        _ => Phrase.Select(text => (QueryValue)new QueryValue.Text(text, IsPhrase: true)),
    };

    /// <summary>Every operator of every field.</summary>
    private static Gen<Query.Condition> ConditionsOn(IEnumerable<SearchField> fields) => Gen.OneOf([.. fields.SelectMany(field => field.Operators.Where(how => how != QueryOperator.Has || field.Type == SearchFieldType.Value).Select(how => (field, how)))])
        .SelectMany(one => Gen.Select(
            ValuesOf(one.field).Array[one.how switch { QueryOperator.Exists => 0, QueryOperator.Between or QueryOperator.In => 2, _ => 1 }, one.how switch { QueryOperator.Exists => 0, QueryOperator.Between => 2, QueryOperator.In => 4, _ => 1 }],
            one.field == SearchFields.Embedded ? TagNames : FieldNames,
            (values, name) => new Query.Condition(one.field, one.how, values) { Name = one.field.Type == SearchFieldType.Value ? name : "" }));

    private static readonly Gen<Query> Claims = Gen.OneOf(SearchFields.Tag, SearchFields.Person).SelectMany(field => Gen.Select(
        Gen.OneOf(Phrase, Gen.OneOf("state", "confidence > 80", "a, b)", "NOT"), Gen.Const("")).Select(what => what.Length > 0 ? what : null),
        ConditionsOn(SearchFields.PartsOf(field)).Select(part => (Query)part).Array[1, 3],
        Gen.Bool,
        (what, parts, negated) => (Query)new Query.OneClaim(field, what, negated ? [.. parts.Skip(1), new Query.Not(parts[0])] : parts)));

    private static readonly Gen<Query> Leaf = Gen.OneOf(
        Bare.Select(w => (Query)new Query.Words(w)),
        Phrase.Select(p => (Query)new Query.Words(p, IsPhrase: true)),
        Gen.OneOf("EXISTS", "IN", "HAS", "BETWEEN", "NEAR").Select(word => (Query)new Query.Words(word)),
        Gen.Select(TextFields, Gen.OneOf(Bare, Gen.OneOf("-1", "AND", "a:b", "HAS")), (f, v) => (Query)new Query.Condition(f, new QueryValue.Text(v))),
        ConditionsOn(SearchFields.All).Select(condition => (Query)condition),
        Claims);

    private static readonly Gen<Query> Trees = Gen.OneOf(Gen.Const((Query)new Query.All()), Tree(3));

    private static readonly Gen<string> Soup = Gen.OneOf(
            "(", ")", "\"", "-", " ", "OR", "AND", "NOT", "tag:", "taken>=", "kind:", "box:", "1,2,3,4", "2024", "dog", "\\", ":", "<", "name=", "foo:", "embedded.", "Make", " EXISTS", " IN (a, b)", "field.", "EXISTS", "IN", "\u00a0", "\ud800", "é",
            "'", "tags", "text", "place:", " IN [", "]", ",", " HAS ", " BETWEEN ", "NOT =", "!=", "==", " = ", " > ", "size", "width", "10mb", "7d", "this week", "duration", "1:30", "near:", "1,2 3km", "1,2|3,4", "path", "tag(", "person(", "confidence > 80", "source = model",
            "\"customMetadata.x\"", "'file.size'", "embeddedMetadata.LocationTaken", "updatedAt", "type", "is:", "true", "tag.ai", "80%")
        .Array[0, 25].Select(string.Concat);

    [Fact]
    public void Parse_OfAPrintedQuery_GivesTheSameTree() =>
        Trees.Sample(
            tree =>
            {
                var result = QueryParser.Parse(QueryPrinter.Print(tree));
                return result.Error is null && tree.Equals(result.Query);
            },
            iter: Deep.Times(4_000), print: QueryPrinter.Print);

    [Fact]
    public void Parse_OfAnything_GivesAQueryOrAnErrorInsideTheText() =>
        Gen.OneOf(Soup, Gen.String).Sample(
            text =>
            {
                var (query, error) = (QueryParser.Parse(text).Query, QueryParser.Parse(text).Error);
                return (query is null) != (error is null)
                    && (error is null || (error.Position >= 0 && error.Length >= 0 && error.Position + error.Length <= text.Length));
            },
            iter: Deep.Times(6_000));

    [Fact]
    public void Parse_OfASuggestion_Succeeds() =>
        Soup.Sample(text => QueryParser.Parse(text).Error?.Suggestion is not { } mended || QueryParser.Parse(mended).Error is null, iter: Deep.Times(4_000));

    [Fact]
    public void Print_OfAnythingThatParses_ParsesToTheSame() =>
        Gen.OneOf(Soup, Gen.String).Sample(
            text => QueryParser.Parse(text).Query is not { } query || query.Equals(QueryParser.Parse(QueryPrinter.Print(query)).Query),
            iter: Deep.Times(6_000), print: text => JsonSerializer.Serialize(text));

    [Fact]
    public void Read_OfAWrittenTree_GivesTheSameTreeAndItsText() =>
        Trees.Sample(
            tree =>
            {
                using var json = JsonDocument.Parse(Written(tree));
                var read = QueryJson.Read(json.RootElement);
                return tree.Equals(read.Query) && read.Text == QueryPrinter.Print(tree);
            },
            iter: Deep.Times(3_000), print: tree => QueryPrinter.Print(tree) + "\n" + Written(tree));

    [Fact]
    public void Read_OfATreeWhoseDepthsAreText_GivesTheSameTree() =>
        Gen.Select(Trees, Gen.Int[0, 3]).Sample(
            (tree, deepest) =>
            {
                using var json = JsonDocument.Parse(Written(tree, deepest));
                return Levels(json.RootElement) <= deepest && tree.Equals(QueryJson.Read(json.RootElement).Query);
            },
            iter: Deep.Times(3_000), print: one => QueryPrinter.Print(one.Item1) + "\n" + Written(one.Item1, one.Item2));

    private static int Levels(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().Max(Levels),
        JsonValueKind.Object when json.TryGetProperty("all", out var inner) || json.TryGetProperty("any", out inner) || json.TryGetProperty("not", out inner) => 1 + Levels(inner),
        _ => 0,
    };

    internal static string Written(Query tree, int deepest = int.MaxValue)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            QueryJson.Write(tree, json, deepest);
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static Gen<Query> Tree(int depth)
    {
        if (depth == 0)
        {
            return Leaf;
        }

        var inner = Tree(depth - 1);
        return Gen.Frequency(
            (3, Leaf),
            (1, inner.Where(q => q is not Query.Not).Select(q => (Query)new Query.Not(q))),
            (2, inner.Where(q => q is not Query.And).Array[2, 3].Select(q => (Query)new Query.And(q))),
            (2, inner.Where(q => q is not Query.Or).Array[2, 3].Select(q => (Query)new Query.Or(q))));
    }
}
