using System.Text.Json;
using CsCheck;
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

    private static readonly Gen<Query> Leaf = Gen.OneOf(
        Bare.Select(w => (Query)new Query.Words(w)),
        Phrase.Select(p => (Query)new Query.Words(p, IsPhrase: true)),
        Gen.Select(TextFields, Gen.OneOf(Bare, Gen.OneOf("-1", "AND", "a:b")), (f, v) => (Query)new Query.InField(f, v)),
        Gen.Select(TextFields, Phrase, (f, v) => (Query)new Query.InField(f, v, IsPhrase: true)),
        Gen.Select(Gen.OneOf("colour", "shoot_date", "x-1", "größe"), Gen.Enum<Comparison>(), Phrase, (name, c, v) => (Query)new Query.FieldValue(name, c, [v])),
        Gen.Select(Gen.OneOf("colour", "size"), Phrase.Array[2, 4], (name, values) => (Query)new Query.FieldValue(name, Comparison.Is, values)),
        Gen.Const((Query)new Query.FieldExists("colour")),
        Gen.Select(TagNames, Gen.Enum<Comparison>(), Phrase, (name, c, v) => (Query)new Query.FieldValue(name, c, [v]) { Field = SearchFields.Embedded }),
        Gen.Select(TagNames, Phrase.Array[2, 4], (name, values) => (Query)new Query.FieldValue(name, Comparison.Is, values) { Field = SearchFields.Embedded }),
        TagNames.Select(name => (Query)new Query.FieldExists(name) { Field = SearchFields.Embedded }),
        Gen.Const((Query)new Query.Incomplete()),
        Gen.Select(Gen.Int[-1800, 1800], Gen.Int[-900, 0], Gen.Int[-1800, 1800], Gen.Int[0, 900], (w, s, e, n) => (Query)new Query.InBox(new(w / 10.0, s / 10.0, Math.Min(e, w + 3599) / 10.0, n / 10.0))),
        Gen.OneOf([.. SearchFields.Kinds]).Select(k => (Query)new Query.Kind(k)),
        Gen.Select(Gen.OneOf(SearchFields.Taken, SearchFields.Added), Gen.Enum<Comparison>(), Spans, (f, c, s) => (Query)new Query.Date(f, c, s)));

    private static readonly Gen<Query> Trees = Gen.OneOf(Gen.Const((Query)new Query.All()), Tree(3));

    private static readonly Gen<string> Soup = Gen.OneOf(
            "(", ")", "\"", "-", " ", "OR", "AND", "NOT", "tag:", "taken>=", "kind:", "box:", "1,2,3,4", "2024", "dog", "\\", ":", "<", "name=", "foo:", "embedded.", "Make", " EXISTS", " IN (a, b)", "field.", "EXISTS", "IN", "\u00a0", "\ud800", "é")
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
