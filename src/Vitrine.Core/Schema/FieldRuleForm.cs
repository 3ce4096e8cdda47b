using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;

namespace Vitrine.Core.Schema;

/// <summary>Rules as JSON: <c>[{"when": {"field": "type", "in": ["shoe"]}, "options": ["Air"]}]</c>, without options for a rule about the field itself.</summary>
internal static class FieldRuleForm
{
    private const string Example = """{"when": {"field": "type", "in": ["shoe"]}}""";

    public static IReadOnlyList<FieldRule> Read(FieldFormReader form, Field field, FieldSchema? schema)
    {
        var list = form.Member("rules");
        if (list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > FieldLimits.Rules)
        {
            form.Wrong("rules", $"rules is a list of at most {FieldLimits.Rules} rules.", $"[{Example}]");
            return [];
        }

        return [.. list.EnumerateArray().Select(rule => One(form, rule, field, schema)).OfType<FieldRule>()];
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<FieldRule> rules)
    {
        json.WriteStartArray();
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteStartObject("when");
            json.WriteString("field", rule.Field);
            Texts("in", rule.In);
            json.WriteEndObject();
            if (rule.Options is { } options)
            {
                Texts("options", options);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();

        void Texts(string name, IReadOnlyList<string> texts)
        {
            json.WriteStartArray(name);
            foreach (var text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }
    }

    private static FieldRule? One(FieldFormReader form, JsonElement rule, Field field, FieldSchema? schema)
    {
        if (rule.ValueKind != JsonValueKind.Object || !rule.TryGetProperty("when", out var when) || when.ValueKind != JsonValueKind.Object
            || !when.TryGetProperty("field", out var named) || named.ValueKind != JsonValueKind.String || !when.TryGetProperty("in", out var values))
        {
            form.Wrong("rules", "A rule says when: another field, and in: its values.", Example);
            return null;
        }

        var name = named.GetString()!;
        var texts = values.ValueKind == JsonValueKind.Array && values.GetArrayLength() <= FieldLimits.Options ? values.EnumerateArray().Select(Text).ToArray() : [];
        if (texts.Length == 0)
        {
            form.Wrong("rules", $"A rule names at least one value of {FieldReader.Short(name)}.", Example);
            return null;
        }

        var allowed = rule.TryGetProperty("options", out var options) && options.ValueKind != JsonValueKind.Null ? form.Texts(options, "rules", FieldLimits.Options) : null;
        return schema is null ? new FieldRule(name, texts, allowed) : Checked(form, name, texts, allowed, field, schema);
    }

    private static FieldRule? Checked(FieldFormReader form, string name, string[] texts, IReadOnlyList<string>? options, Field field, FieldSchema schema)
    {
        if (name == field.Name || schema.Find(name) is not { } other)
        {
            form.Wrong("rules", name == field.Name ? "A field does not depend on itself." : $"There is no field \"{FieldReader.Short(name)}\".", "the name of another field");
            return null;
        }

        var read = texts.Select(text => FieldReader.Read(other, text)).ToArray();
        if (read.FirstOrDefault(one => one.Problem is not null) is { Problem: { } problem })
        {
            form.Wrong("rules", new QuerySentence(ValueSentences.InARule, problem.Sentence), problem.Wanted);
            return null;
        }

        if (options?.FirstOrDefault(option => field.Options.Find(option) is null) is { } missing)
        {
            form.Wrong("rules", new QuerySentence(ValueSentences.InARule, new QuerySentence(ValueSentences.NoOption, field.Label, FieldReader.Short(missing))), Words.Options(field, missing));
            return null;
        }

        return new FieldRule(other.Name, [.. read.SelectMany(one => one.Values).Select(value => FieldText.Of(other, value)).Distinct(StringComparer.Ordinal)], options);
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
