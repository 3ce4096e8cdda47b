using CsCheck;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Schema;

public sealed class FieldReaderTests
{
    [Theory]
    [InlineData(FieldType.Text, " a  b ", "a  b")]
    [InlineData(FieldType.Text, "a\nb", "[characters]")]
    [InlineData(FieldType.Text, "a\0b", "[characters]")]
    [InlineData(FieldType.Text, "   ", "")]
    [InlineData(FieldType.Textarea, "a\r\nb", "a\nb")]
    [InlineData(FieldType.Textarea, "a\u0007b", "[characters]")]
    [InlineData(FieldType.Text, "עברית \u200fabc", "עברית \u200fabc")]
    [InlineData(FieldType.Number, "12.50", "12.5")]
    [InlineData(FieldType.Number, "-0", "0")]
    [InlineData(FieldType.Number, "1e3", "1000")]
    [InlineData(FieldType.Number, "1,5", "[type]")]
    [InlineData(FieldType.Number, "NaN", "[type]")]
    [InlineData(FieldType.Number, "Infinity", "[type]")]
    [InlineData(FieldType.Number, "1e400", "[type]")]
    [InlineData(FieldType.Number, "1234567890123456", "[type]")]
    [InlineData(FieldType.Number, "0.123456789012345", "0.123456789012345")]
    [InlineData(FieldType.Number, "100000000000000000000", "[type]")]
    [InlineData(FieldType.Date, "2024-02-30", "[type]")]
    [InlineData(FieldType.Date, "2024-02-29", "2024-02-29")]
    [InlineData(FieldType.Date, "20240229", "2024-02-29")]
    [InlineData(FieldType.Date, "192X", "192X")]
    [InlineData(FieldType.Date, "1920~", "1920~")]
    [InlineData(FieldType.Date, "1.2.2024", "[type]")]
    [InlineData(FieldType.Boolean, "Yes", "true")]
    [InlineData(FieldType.Boolean, "nein", "false")]
    [InlineData(FieldType.Boolean, "maybe", "[type]")]
    [InlineData(FieldType.SingleSelect, "RED", "red")]
    [InlineData(FieldType.SingleSelect, "green", "[options]")]
    [InlineData(FieldType.MultiSelect, "blue; Red;blue", "blue; red")]
    [InlineData(FieldType.MultiSelect, "blue; green", "[options]")]
    [InlineData(FieldType.Url, "https://example.org/a?b=c", "https://example.org/a?b=c")]
    [InlineData(FieldType.Url, "javascript:alert(1)", "[type]")]
    [InlineData(FieldType.Url, "data:text/html,x", "[type]")]
    [InlineData(FieldType.Url, "example.org", "[type]")]
    [InlineData(FieldType.Duration, "90", "90")]
    [InlineData(FieldType.Duration, "1:30", "90")]
    [InlineData(FieldType.Duration, "1:02:03.5", "3723.5")]
    [InlineData(FieldType.Duration, "PT1M30S", "90")]
    [InlineData(FieldType.Duration, "P1M", "[type]")]
    [InlineData(FieldType.Duration, "1:99", "[type]")]
    [InlineData(FieldType.Duration, "-5", "[type]")]
    [InlineData(FieldType.Duration, "99999999999", "[max]")]
    [InlineData(FieldType.Location, "48.137, 11.575", "48.137, 11.575")]
    [InlineData(FieldType.Location, "48°8'14\"N 11°34'31\"E", "48.1372222, 11.5752778")]
    [InlineData(FieldType.Location, "33°52′ S, 151°12′ E", "-33.8666667, 151.2")]
    [InlineData(FieldType.Location, "91, 0", "[type]")]
    [InlineData(FieldType.Location, "NaN, 0", "[type]")]
    [InlineData(FieldType.Asset, "0123456789abcdef01234567", "0123456789abcdef01234567")]
    [InlineData(FieldType.Asset, "0123456789ABCDEF01234567", "[type]")]
    public void Read_Text_GivesTheValueOrNamesTheRule(FieldType type, string text, string expected) => Assert.Equal(expected, Fields.Said(Fields.Type(type), text));

    [Theory]
    [InlineData(FieldType.Text, "5", "[type]")]
    [InlineData(FieldType.Text, "[\"a\"]", "[type]")]
    [InlineData(FieldType.Number, "12.5", "12.5")]
    [InlineData(FieldType.Number, "true", "[type]")]
    [InlineData(FieldType.Boolean, "true", "true")]
    [InlineData(FieldType.Boolean, "1", "[type]")]
    [InlineData(FieldType.MultiSelect, "[\"red\", \"blue\"]", "red; blue")]
    [InlineData(FieldType.MultiSelect, "[\"red\", {}]", "[type]")]
    [InlineData(FieldType.SingleSelect, "[\"red\"]", "[type]")]
    [InlineData(FieldType.Location, "{\"latitude\": 1, \"longitude\": -2.5}", "1, -2.5")]
    [InlineData(FieldType.Location, "{\"latitude\": 1}", "[type]")]
    [InlineData(FieldType.Date, "null", "")]
    public void Read_Json_KeepsToTheType(FieldType type, string json, string expected) =>
        Assert.Equal(expected, Fields.Said(Fields.Type(type), Fields.Json(Fields.Type(type), json)));

    [Theory]
    [InlineData("""{"name": "f", "type": "Number", "min": 1, "max": 10}""", "0", "[min]")]
    [InlineData("""{"name": "f", "type": "Number", "min": 1, "max": 10}""", "10", "10")]
    [InlineData("""{"name": "f", "type": "Number", "min": 1, "max": 10}""", "10.01", "[max]")]
    [InlineData("""{"name": "f", "type": "Date", "max": "2024"}""", "2024-12-31", "2024-12-31")]
    [InlineData("""{"name": "f", "type": "Date", "max": "2024"}""", "2025", "[max]")]
    [InlineData("""{"name": "f", "type": "Date", "min": "2024-05"}""", "2024-04-30", "[min]")]
    [InlineData("""{"name": "f", "type": "Duration", "min": "PT1M"}""", "0:59", "[min]")]
    [InlineData("""{"name": "f", "type": "Text", "minLength": 3, "maxLength": 4}""", "ab", "[minLength]")]
    [InlineData("""{"name": "f", "type": "Text", "minLength": 3, "maxLength": 4}""", "abcde", "[maxLength]")]
    [InlineData("""{"name": "f", "type": "Text", "maxLength": 2}""", "😀😀", "😀😀")]
    [InlineData("""{"name": "f", "type": "Text", "pattern": "[A-Z]{2}-\\d+|x"}""", "AB-12", "AB-12")]
    [InlineData("""{"name": "f", "type": "Text", "pattern": "[A-Z]{2}-\\d+|x"}""", "zx", "[pattern]")]
    public void Read_OutsideTheBounds_NamesTheBound(string field, string text, string expected) => Assert.Equal(expected, Fields.Said(Fields.Of(field), text));

    [Fact]
    public void Read_AValueOfAMegabyte_IsRefusedWithItsLength()
    {
        foreach (var type in FieldTypes.All)
        {
            var problem = FieldReader.Read(Fields.Type(type), new string('a', 1_000_000)).Problem;
            Assert.NotNull(problem);
            Assert.True(problem.Message.Length < 200, problem.Message);
        }
    }

    [Fact]
    public void Read_OptionsByEveryWordForThem_FindsTheOne()
    {
        var field = Fields.Of(
            """
            {"name": "colour", "type": "SingleSelect", "options": [{"value": "c1", "label": "Navy blue", "synonyms": ["Marineblau"]}, {"value": "c2", "label": "Crème"}, {"value": "c3", "label": "Creme"}]}
            """);
        Assert.Equal("c1", Fields.Said(field, "navy  BLUE"));
        Assert.Equal("c1", Fields.Said(field, "navy-blue"));
        Assert.Equal("c1", Fields.Said(field, "marineblau"));
        var both = FieldReader.Read(field, "creme").Problem!;
        Assert.Contains("several", both.Message, StringComparison.Ordinal);
        Assert.Contains("c2, c3", both.Valid, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnOptionOfATree_IsFoundByItsPath()
    {
        var field = Fields.Of(
            """{"name": "cat", "type": "Hierarchy", "options": ["Shoes", {"value": "s-b", "label": "Boots", "parent": "Shoes"}, {"value": "h-b", "label": "Boots", "parent": "Hiking"}, "Hiking"]}""");
        Assert.Equal("s-b", Fields.Said(field, "shoes/boots"));
        Assert.Equal("[options]", Fields.Said(field, "Boots"));
        Assert.Equal(["Shoes", "s-b"], field.Options.Below("Shoes"));
        Assert.Equal("Shoes › Boots", FieldText.Shown(field, new ClaimValue.Text("s-b")));
    }

    [Fact]
    public void Read_AnyText_EndsAndWhatItTakesComesBackTheSame() =>
        Gen.Select(Gen.Enum<FieldType>(), Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789-:.T,°'NSEWP~?X; eE+"], 0, 24], Gen.Const("red;blue"))).Sample(
            (type, text) =>
            {
                var field = Fields.Type(type);
                var read = FieldReader.Read(field, text);
                if (read.Problem is not null)
                {
                    Assert.Empty(read.Values);
                    Assert.False(string.IsNullOrEmpty(read.Problem.Valid));
                    return;
                }

                var again = FieldReader.Read(field, FieldText.Of(field, read.Values));
                Assert.Equal(read.Values.Select(value => value.Canonical), again.Values.Select(value => value.Canonical));
                var json = FieldReader.Read(field, FieldText.Json(field, read.Values));
                Assert.Equal(read.Values.Select(value => value.Canonical), json.Values.Select(value => value.Canonical));
            },
            iter: Deep.Times(20_000));

    [Fact]
    public void Read_AnyNumberOfFifteenDigits_ComesBackThroughADouble() =>
        Gen.Select(Gen.Long[-999_999_999_999_999, 999_999_999_999_999], Gen.Int[0, 15]).Sample(
            (digits, scale) =>
            {
                var amount = digits / (decimal)Math.Pow(10, scale);
                var field = Fields.Type(FieldType.Number);
                var read = FieldReader.Read(field, amount.ToString(System.Globalization.CultureInfo.InvariantCulture));
                var number = Assert.IsType<ClaimValue.Number>(Assert.Single(read.Values));
                Assert.Equal(number.Canonical, new ClaimValue.Number((decimal)(double)number.Amount).Canonical);
            },
            iter: Deep.Times(5_000));
}
