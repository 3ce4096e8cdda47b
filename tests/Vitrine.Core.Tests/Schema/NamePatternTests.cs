using CsCheck;
using Vitrine.Core.Schema;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Schema;

public sealed class NamePatternTests
{
    private static readonly FieldSchema Schema = Fields.Schema(
        Fields.Of("""{"name": "sku", "type": "Text"}"""),
        Fields.Of("""{"name": "colour", "type": "SingleSelect", "options": [{"value": "navy", "label": "Navy blue"}, "red"]}"""),
        Fields.Of("""{"name": "shot", "type": "Number", "max": 99}"""),
        Fields.Of("""{"name": "day", "type": "Date"}"""),
        Fields.Of("""{"name": "brand", "type": "Text"}"""));

    [Theory]
    [InlineData("{sku}_{colour}_{shot}_{n}", "A1_red_3_001.jpg", "sku=A1 colour=red shot=3")]
    [InlineData("{sku}_{colour}_{shot}_{n}", "A1_navy-blue_3_001.jpg", "sku=A1 colour=navy shot=3")]
    [InlineData("{sku}_{colour}_{shot}_{n}", "A1_pink_3_001.jpg", "sku=A1 shot=3 colour![options]")]
    [InlineData("{sku}_{colour}_{shot}_{n}", "A_1_red_3_001.jpg", "sku=A_1 colour=red shot=3")]
    [InlineData("{sku}_{colour}_{shot}_{n}", "A1_red_120_001.jpg", "sku=A1 colour=red shot![max]")]
    [InlineData("{sku}_{colour}_{shot}_{n}", "holiday.jpg", "-")]
    [InlineData("{sku}_{colour}_{shot}_{n}", "A1_red_3_x.jpg", "-")]
    [InlineData("{sku}-{brand}", "a-b-c.jpg", "!several")]
    [InlineData("{sku}-{brand}", "a-b.tar", "sku=a brand=b")]
    [InlineData("{day} {*}", "20240501 what ever.png", "day=2024-05-01")]
    [InlineData("IMG {{{sku}}}", "img {7}.png", "sku=7")]
    [InlineData("{brand}/{*}/{sku}_{n}", "A1_2.jpg", "brand=Nike sku=A1")]
    public void Read_AName_GivesTheValuesOfItsPlaces(string pattern, string name, string expected)
    {
        var reading = Parse(pattern).Read(["top", "Nike", "Summer"], name);
        var said = reading.Matches
            ? string.Join(' ', [.. reading.Values.Select(value => $"{value.Field.Name}={FieldText.Of(value.Field, value.Values)}"), .. reading.Problems.Select(problem => $"{problem.Field}![{problem.Rule}]")])
            : reading.Problems.Count > 0 ? "!several" : "-";
        Assert.Equal(expected, said);
    }

    [Theory]
    [InlineData("", "characters")]
    [InlineData("{sku}{colour}", "stands nothing")]
    [InlineData("{sku}_{sku}", "twice")]
    [InlineData("{size}", "no field")]
    [InlineData("{sku", "never closed")]
    [InlineData("sku}", "belongs to none")]
    [InlineData("a_{n}", "names no field")]
    [InlineData("//{sku}", "has no name")]
    [InlineData("{sku}/", "ends with a folder")]
    public void Parse_AnAmbiguousOrBrokenPattern_SaysWhy(string pattern, string reason)
    {
        var (parsed, problem) = NamePattern.Parse(pattern, Schema);
        Assert.Null(parsed);
        Assert.Contains(reason, problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ANameMadeOfValues_GivesThemBack() =>
        Gen.Select(Gen.String[Gen.Char["abcXYZ059"], 1, 12], Gen.OneOf(Gen.Const("navy"), Gen.Const("red")), Gen.Int[0, 99], Gen.Int[0, 9999]).Sample(
            (sku, colour, shot, n) =>
            {
                var reading = Parse("{sku}_{colour}_{shot}_{n}").Read([], $"{sku}_{colour}_{shot}_{n:0000}.jpeg");
                Assert.Equal([sku, colour, shot.ToString(System.Globalization.CultureInfo.InvariantCulture)], reading.Values.Select(value => FieldText.Of(value.Field, value.Values)));
            },
            iter: Deep.Times(2_000));

    [Fact]
    public void Read_AnyNameByAnyPattern_Ends() =>
        Gen.Select(Gen.String[Gen.Char["{}_-skubrandn*/ "], 1, 40], Gen.String[Gen.Char["_-ab1 .é\u202e"], 0, 255]).Sample(
            (pattern, name) =>
            {
                var parsed = NamePattern.Parse(pattern, Schema).Pattern;
                parsed?.Read(["a", "b"], name);
            },
            iter: Deep.Times(5_000));

    [Fact]
    public void Read_ALongNameOfNothingButSigns_Ends()
    {
        var parts = string.Join('_', Enumerable.Range(0, 20).Select(_ => "{*}"));
        var reading = Parse($"{parts}_{{sku}}").Read([], new string('_', 250));
        Assert.False(reading.Matches);
    }

    private static NamePattern Parse(string pattern) => NamePattern.Parse(pattern, Schema).Pattern ?? throw new ArgumentException(NamePattern.Parse(pattern, Schema).Problem!.Message, nameof(pattern));
}
