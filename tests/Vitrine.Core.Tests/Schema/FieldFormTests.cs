using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;

namespace Vitrine.Core.Tests.Schema;

public sealed class FieldFormTests
{
    [Theory]
    [InlineData("""[]""", "type")]
    [InlineData("""{"type": "Text"}""", "name")]
    [InlineData("""{"name": "1a", "type": "Text"}""", "name")]
    [InlineData("""{"name": "a b", "type": "Text"}""", "name")]
    [InlineData("""{"name": "SKU", "type": "Text"}""", "name")]
    [InlineData("""{"name": "f", "type": "Colour"}""", "type")]
    [InlineData("""{"name": "f", "type": "Text", "label": "Article"}""", "label")]
    [InlineData("""{"name": "f", "type": "Text", "minLenght": 3}""", "minLenght")]
    [InlineData("""{"name": "f", "type": "Number", "minLength": 3}""", "minLength")]
    [InlineData("""{"name": "f", "type": "Text", "min": 3}""", "min")]
    [InlineData("""{"name": "f", "type": "Number", "min": "x"}""", "min")]
    [InlineData("""{"name": "f", "type": "Number", "min": 3, "max": 2}""", "min")]
    [InlineData("""{"name": "f", "type": "Text", "minLength": 3, "maxLength": 2}""", "minLength")]
    [InlineData("""{"name": "f", "type": "Text", "maxLength": -1}""", "maxLength")]
    [InlineData("""{"name": "f", "type": "Text", "pattern": "(a"}""", "pattern")]
    [InlineData("""{"name": "f", "type": "Text", "pattern": "(?=a)b"}""", "pattern")]
    [InlineData("""{"name": "f", "type": "Text", "pattern": "(a)\\1"}""", "pattern")]
    [InlineData("""{"name": "f", "type": "Text", "pattern": "((a{900}){900}){900}"}""", "pattern")]
    [InlineData("""{"name": "f", "type": "Text", "pattern": "a)|(b"}""", "pattern")]
    [InlineData("""{"name": "f", "type": "SingleSelect"}""", "options")]
    [InlineData("""{"name": "f", "type": "SingleSelect", "options": ["a", "a"]}""", "options")]
    [InlineData("""{"name": "f", "type": "SingleSelect", "options": [""]}""", "options")]
    [InlineData("""{"name": "f", "type": "SingleSelect", "options": ["a\u0000"]}""", "options")]
    [InlineData("""{"name": "f", "type": "SingleSelect", "options": [{"value": "a", "colour": "red"}]}""", "options")]
    [InlineData("""{"name": "f", "type": "SingleSelect", "options": [{"value": "a", "parent": "b"}, "b"]}""", "options")]
    [InlineData("""{"name": "f", "type": "Hierarchy", "options": [{"value": "a", "parent": "b"}, {"value": "b", "parent": "a"}]}""", "options")]
    [InlineData("""{"name": "f", "type": "Hierarchy", "options": [{"value": "a", "parent": "x"}]}""", "options")]
    [InlineData("""{"name": "f", "type": "Text", "options": ["a"]}""", "options")]
    [InlineData("""{"name": "f", "type": "SingleSelect", "options": ["a"], "default": "b"}""", "default")]
    [InlineData("""{"name": "f", "type": "Number", "max": 3, "default": 4}""", "default")]
    [InlineData("""{"name": "f", "type": "Text", "unique": true, "default": "x"}""", "default")]
    [InlineData("""{"name": "f", "type": "Boolean", "unique": true}""", "unique")]
    [InlineData("""{"name": "f", "type": "Text", "required": "yes"}""", "required")]
    [InlineData("""{"name": "f", "type": "Text", "rules": [{"when": {"field": "nothing", "in": ["a"]}}]}""", "rules")]
    [InlineData("""{"name": "f", "type": "Text", "rules": [{"when": {"field": "f", "in": ["a"]}}]}""", "rules")]
    [InlineData("""{"name": "f", "type": "Text", "rules": [{"when": {"field": "kind", "in": ["boat"]}}]}""", "rules")]
    [InlineData("""{"name": "f", "type": "Text", "rules": [{"when": {"field": "kind", "in": []}}]}""", "rules")]
    public void Read_AWrongDefinition_NamesTheMember(string json, string member)
    {
        var (field, problems) = Fields.Try(
            json, null, Fields.Of("""{"name": "sku", "label": "Article", "type": "Text"}"""), Fields.Of("""{"name": "kind", "type": "SingleSelect", "options": ["shoe", "bag"]}"""));
        Assert.Null(field);
        Assert.Contains(problems, problem => problem.Rule == member);
    }

    [Fact]
    public void Write_AnyDefinition_IsReadAsTheSame()
    {
        var kind = Fields.Of("""{"name": "kind", "type": "SingleSelect", "options": ["shoe", "bag"], "default": "bag"}""");
        string[] definitions =
        [
            """{"name": "sku", "label": "Article number", "type": "Text", "help": "As on the box.", "group": "Product", "order": 3, "required": true, "unique": true, "minLength": 2, "maxLength": 20, "pattern": "[A-Z0-9-]+"}""",
            """{"name": "price", "type": "Number", "min": -0.5, "max": 1000, "default": 9.95, "rules": [{"when": {"field": "kind", "in": ["shoe"]}}]}""",
            """{"name": "shot", "type": "Date", "min": "1990", "max": "2030-06"}""",
            """{"name": "place", "type": "Location", "default": {"latitude": 48.1, "longitude": 11.5}}""",
            """{"name": "model", "type": "MultiSelect", "default": ["a", "b"], "options": ["a", {"value": "b", "label": "B!", "colour": "#00FF00", "synonyms": ["bee"], "concepts": ["0123456789abcdef01234567"]}], "rules": [{"when": {"field": "kind", "in": ["shoe"]}, "options": ["b"]}], "folders": ["0123456789abcdef01234567"]}""",
        ];
        foreach (var definition in definitions)
        {
            var field = Fields.Of(definition, kind);
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
            {
                FieldForm.Write(json, field, options: true);
            }

            using var document = JsonDocument.Parse(stream.ToArray());
            var (again, problems) = FieldForm.Read(document.RootElement, schema: null, before: null);
            Assert.Empty(problems);
            Assert.Equal(Plain(field), Plain(again! with { Id = field.Id }));
        }

        static string Plain(Field field)
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
            {
                FieldForm.Write(json, field, options: true);
            }

            return System.Text.Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    [Fact]
    public void Read_AChange_KeepsWhatItDoesNotMention()
    {
        var before = Fields.Of("""{"name": "sku", "label": "Article", "type": "Text", "maxLength": 20, "required": true}""");
        var (changed, _) = Fields.Try("""{"label": "SKU", "maxLength": null}""", before);
        Assert.Equal(("SKU", null, true), (changed!.Label, changed.MaxLength, changed.Required));
        Assert.Contains(Fields.Try("""{"name": "other"}""", before).Problems, problem => problem.Rule == "name");
        Assert.Contains(Fields.Try("""{"type": "Number"}""", before).Problems, problem => problem.Rule == "type");
    }

    [Fact]
    public void Read_FieldsThatWaitForEachOther_AreRefusedWithTheirWay()
    {
        var a = Fields.Of("""{"name": "a", "type": "Text"}""");
        var b = Fields.Of("""{"name": "b", "type": "Text", "rules": [{"when": {"field": "a", "in": ["x"]}}]}""", a);
        var problem = Assert.Single(Fields.Try("""{"rules": [{"when": {"field": "b", "in": ["x"]}}]}""", a, a, b).Problems);
        Assert.Contains("a → b → a", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TenThousandOptions_TakesThemAndRefusesOneMore()
    {
        var ten = Fields.Of($$"""{"name": "f", "type": "SingleSelect", "options": [{{string.Join(',', Enumerable.Range(0, 10_000))}}]}""");
        Assert.Equal(10_000, ten.Options.Count);
        Assert.Equal("9999", Fields.Said(ten, "9999"));
        Assert.Contains(
            Fields.Try($$"""{"name": "f", "type": "SingleSelect", "options": [{{string.Join(',', Enumerable.Range(0, 10_001))}}]}""").Problems, problem => problem.Rule == "options");
    }

    [Fact]
    public void Matches_APatternThatBacktrackingWouldNotFinish_IsAnsweredAtOnce()
    {
        var field = Fields.Of("""{"name": "f", "type": "Text", "pattern": "(a+)+b"}""");
        Assert.Equal("[pattern]", Fields.Said(field, new string('a', 3_999)));
        Assert.IsType<ClaimValue.Text>(Fields.Value(field, "aab"));
    }
}
