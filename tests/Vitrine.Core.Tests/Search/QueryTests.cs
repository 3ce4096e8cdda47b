using Vitrine.Core.Search;

namespace Vitrine.Core.Tests.Search;

public sealed class QueryTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  \t ", "")]
    [InlineData("dog", "dog")]
    [InlineData("dog cat", "dog cat")]
    [InlineData("dog AND cat", "dog cat")]
    [InlineData("dog OR cat bird", "dog OR cat bird")]
    [InlineData("(dog OR cat) bird", "(dog OR cat) bird")]
    [InlineData("dog (cat (bird))", "dog cat bird")]
    [InlineData("a OR (b OR c)", "a OR b OR c")]
    [InlineData("NOT dog", "-dog")]
    [InlineData("-dog", "-dog")]
    [InlineData("--dog", "dog")]
    [InlineData("NOT NOT dog", "dog")]
    [InlineData("-(dog cat)", "-(dog cat)")]
    [InlineData("-(-dog)", "dog")]
    [InlineData("Rome - Naples", "Rome Naples")]
    [InlineData("well-known", "well-known")]
    [InlineData("\"a  (b) -c\"", "\"a  (b) -c\"")]
    [InlineData("\"say \\\"hi\\\"\"", "\"say \\\"hi\\\"\"")]
    [InlineData("TAG:dog", "tag:dog")]
    [InlineData("tag=\"running shoe\"", "tag:\"running shoe\"")]
    [InlineData("tag:AND", "tag:AND")]
    [InlineData("tag:-5", "tag:-5")]
    [InlineData("Kind:Image", "kind:image")]
    [InlineData("taken:2024", "taken:2024")]
    [InlineData("taken>=2024-5-1", "taken>=2024-05-01")]
    [InlineData("taken<2025 -kind:video", "taken<2025 -kind:video")]
    [InlineData("12:30 a<b x=y", "12:30 a<b x=y")]
    [InlineData("I <3 cats", "I (<3) cats")]
    [InlineData("rock>paper zebra=4 4>3", "rock>paper zebra=4 4>3")]
    [InlineData("widht", "widht")]
    [InlineData("widht 500", "widht 500")]
    [InlineData("\"widht>500\"", "\"widht>500\"")]
    [InlineData("and or not", "and or not")]
    [InlineData("embedded.Make:canon", "embedded.Make:\"canon\"")]
    [InlineData("EMBEDDED.XMP-dc.Creator=\"A B\"", "embedded.XMP-dc.Creator:\"A B\"")]
    [InlineData("embedded.\"Lens Model\":\"EF 50mm*\"", "embedded.\"Lens Model\":\"EF 50mm*\"")]
    [InlineData("embedded.\"Make\"<=2.8", "embedded.Make<=\"2.8\"")]
    [InlineData("embedded.Keywords IN (a, \"b c\")", "embedded.Keywords IN (\"a\", \"b c\")")]
    [InlineData("embedded.GPSLatitude NOT EXISTS dog", "-embedded.GPSLatitude EXISTS dog")]
    [InlineData("embedded.jpg", "embedded.jpg")]
    [InlineData("embedded.\"a b\" c", "embedded. \"a b\" c")]
    [InlineData("Füße 日本", "Füße 日本")]
    public void Parse_AQuery_ReadsItAs(string query, string printed)
    {
        var result = QueryParser.Parse(query);

        Assert.Null(result.Error);
        Assert.Equal(printed, QueryPrinter.Print(result.Query!));
    }

    [Fact]
    public void Parse_AQueryOfEverything_GivesTheTree()
    {
        var tree = QueryParser.Parse("beach (tag:dog OR name:\"IMG 1\") -kind:video taken<=2024-05").Query;

        Assert.Equal(
            new Query.And([
                new Query.Words("beach"),
                new Query.Or([new Query.Condition(SearchFields.Tag, new QueryValue.Text("dog")), new Query.Condition(SearchFields.Name, new QueryValue.Text("IMG 1", IsPhrase: true))]),
                new Query.Not(new Query.Condition(SearchFields.Kind, new QueryValue.Choice("video"))),
                new Query.Condition(SearchFields.Taken, QueryOperator.AtMost, [new QueryValue.Date(new DateSpan(2024, 5))]),
            ]),
            tree);
    }

    [Theory]
    [InlineData("dog OR", 6, "dog")]
    [InlineData("OR dog", 0, "dog")]
    [InlineData("dog AND AND cat", 8, "dog AND cat")]
    [InlineData("(dog", 0, "(dog)")]
    [InlineData("((dog", 1, "((dog))")]
    [InlineData("dog)", 3, "dog")]
    [InlineData("dog () cat", 5, "dog cat")]
    [InlineData("\"dog", 0, "\"dog\"")]
    [InlineData("(a \"dog", 3, null)]
    [InlineData("\"\" dog", 0, "dog")]
    [InlineData("tga:dog", 0, "tag:dog")]
    [InlineData("widht>500", 0, "width>500")]
    [InlineData("dog -widht <= 500", 5, "dog -width <= 500")]
    [InlineData("sise>10mb", 0, "size>10mb")]
    [InlineData("(cat OR ratng>=4)", 8, "(cat OR rating>=4)")]
    [InlineData("hieght<5", 0, "height<5")]
    [InlineData("camrea=canon", 0, "camera=canon")]
    [InlineData("ratng != 4", 0, "rating != 4")]
    [InlineData("year>=2024", 0, "taken>=2024")]
    [InlineData("type:image", 0, "kind:image")]
    [InlineData("album:summer", 0, "collection:summer")]
    [InlineData("see http://x.org", 4, "see \"http://x.org\"")]
    [InlineData("tag>dog", 3, "tag:dog")]
    [InlineData("kind:imgae", 5, "kind:image")]
    [InlineData("kind:zebra", 5, null)]
    [InlineData("taken:yesterdy", 6, "taken:yesterday")]
    [InlineData("taken:2024-13", 6, null)]
    [InlineData("taken:2023-02-29", 6, null)]
    [InlineData("taken:0000", 6, null)]
    [InlineData("tag:", 4, null)]
    [InlineData("tag: (dog)", 4, null)]
    [InlineData("tag: AND dog", 4, null)]
    [InlineData("dog NOT", 7, "dog")]
    public void Parse_AMistake_SaysWhereAndHowToMendIt(string query, int position, string? suggestion)
    {
        var result = QueryParser.Parse(query);

        Assert.Null(result.Query);
        Assert.Equal(position, result.Error!.Position);
        Assert.Equal(suggestion, result.Error.Suggestion);
        Assert.NotEmpty(result.Error.Message);
        Assert.NotEmpty(result.Error.Expected);
    }

    [Fact]
    public void Parse_DeepOrLongInput_IsRefusedNotCrashed()
    {
        Assert.NotNull(QueryParser.Parse(new string('(', 15_999)).Error);
        Assert.NotNull(QueryParser.Parse(new string('a', 16_001)).Error);
        Assert.Null(QueryParser.Parse(new string('(', 100) + "a" + new string(')', 100)).Error);
        Assert.NotNull(QueryParser.Parse(new string('(', 101) + "a" + new string(')', 101)).Error);
        Assert.Null(QueryParser.Parse(string.Concat(Enumerable.Repeat("NOT ", 900)) + "a").Error);
    }

    [Theory]
    [InlineData("field.colour:red", "field.colour:\"red\"")]
    [InlineData("customMetadata.price<=20 dog", "field.price<=\"20\" dog")]
    [InlineData("field.colour IN (red, \"navy blue\")", "field.colour IN (\"red\", \"navy blue\")")]
    [InlineData("field.colour NOT IN [red,blue]", "-field.colour IN (\"red\", \"blue\")")]
    [InlineData("field.colour EXISTS OR field.size NOT EXISTS", "field.colour EXISTS OR -field.size EXISTS")]
    [InlineData("-field.a=b", "-field.a:\"b\"")]
    [InlineData("field.colour", "field.colour")]
    [InlineData("field.", "field.")]
    [InlineData("is:incomplete", "is:incomplete")]
    public void Parse_StructuredFields_AreReadInEveryForm(string query, string printed) =>
        Assert.Equal(printed, QueryPrinter.Print(QueryParser.Parse(query).Query!));

    [Theory]
    [InlineData("field.colour:", "a value is missing")]
    [InlineData("embedded.Make:", "a value is missing")]
    [InlineData("embedded.\"Lens Model\">", "a value is missing")]
    [InlineData("embedded.\"Lens", "not closed")]
    [InlineData("embedded.\" \":x", "nothing between the quotation marks")]
    [InlineData("embedded.Make NOT IN (", "list of values")]
    [InlineData("field.colour IN ()", "list of values")]
    [InlineData("field.colour IN (red", "list of values")]
    [InlineData("field.colour:\"red", "not closed")]
    [InlineData("is:video", "nothing that an asset can be")]
    public void Parse_BrokenConditionsOnFields_SayWhatIsMissing(string query, string message) =>
        Assert.Contains(message, QueryParser.Parse(query).Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("dog -embedded.Make:x", "Make", 14, 4)]
    [InlineData("field.Make:y embedded.\"Lens Model\" EXISTS", "Lens Model", 22, 12)]
    public void NameAt_OfATag_IsWhereItWasTyped(string query, string name, int start, int length) =>
        Assert.Equal((start, length), QueryParser.NameAt(query, SearchFields.Embedded, name));

    [Fact]
    public void SearchFields_EveryOne_HasHelpAndAnExampleThatParses() =>
        Assert.All(SearchFields.All, field =>
        {
            Assert.EndsWith(".", field.Help, StringComparison.Ordinal);
            Assert.Null(QueryParser.Parse(field.Example).Error);
            Assert.StartsWith(field.Name, QueryPrinter.Print(QueryParser.Parse(field.Example).Query!), StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("2024", "2024-01-01", "2025-01-01")]
    [InlineData("2024-02", "2024-02-01", "2024-03-01")]
    [InlineData("2024-02-29", "2024-02-29", "2024-03-01")]
    [InlineData("2024-12-31", "2024-12-31", "2025-01-01")]
    public void DateSpan_Begins_AndEndsWhereTheNextBegins(string text, string start, string end)
    {
        Assert.True(DateSpan.TryParse(text, out var span));

        Assert.Equal((Day(start), Day(end)), Range(QueryOperator.Is));
        Assert.Equal((null, Day(start)), Range(QueryOperator.Less));
        Assert.Equal((null, Day(end)), Range(QueryOperator.AtMost));
        Assert.Equal((Day(end), null), Range(QueryOperator.Greater));
        Assert.Equal((Day(start), null), Range(QueryOperator.AtLeast));
        Assert.True(DateSpan.TryParse("9999", out var last));
        Assert.Equal(DateTime.MaxValue, last.End);

        (DateTime? From, DateTime? Until) Range(QueryOperator how) => QueryDates.Range(how, [new QueryValue.Date(span)], default);

        static DateTime? Day(string day) => DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
    }
}
