using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;

namespace Vitrine.Server.Fields;

/// <summary>Field sets of folders as JSON: <c>{"only": false, "fields": [{"name": "sku", "required": true, "readOnly": false, "default": "A1"}]}</c>; stored with the field's id in place of its name.</summary>
internal static class FolderSetForm
{
    public static FolderFields Stored(long folder, string id, string definition, IEnumerable<Field> fields)
    {
        var known = fields.ToDictionary(field => field.Id, StringComparer.Ordinal);
        using var json = JsonDocument.Parse(definition);
        return new FolderFields(
            folder, id, json.RootElement.GetProperty("only").GetBoolean(),
            [.. json.RootElement.GetProperty("fields").EnumerateArray().Where(one => known.ContainsKey(one.GetProperty("field").GetString()!)).Select(one => One(known[one.GetProperty("field").GetString()!], one))]);
    }

    /// <summary>Reads what a request says; what is wrong with it goes to <paramref name="problems"/>.</summary>
    public static (bool Only, IReadOnlyList<FolderField> Fields) Read(JsonElement json, FieldSchema schema, List<ValueProblem> problems)
    {
        var fields = new List<FolderField>();
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("fields", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > FieldLimits.Fields)
        {
            problems.Add(new ValueProblem("fields", "type", "A field set is an object with a list of fields.", """{"only": false, "fields": [{"name": "sku", "required": true}]}"""));
            return (false, fields);
        }

        foreach (var one in list.EnumerateArray())
        {
            var name = one.ValueKind == JsonValueKind.Object && one.TryGetProperty("name", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
            if (schema.Find(name) is not { } field)
            {
                problems.Add(new ValueProblem(name, "unknown", $"There is no field \"{name}\".", "the name of a field"));
                continue;
            }

            foreach (var member in (string[])["required", "readOnly"])
            {
                if (one.TryGetProperty(member, out var flag) && flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
                {
                    problems.Add(new ValueProblem(name, member, $"{member} is true or false, or left out where the field's own holds.", "true or false"));
                }
            }

            if (one.TryGetProperty("default", out var value) && FieldReader.Read(field, value).Problem is { } problem)
            {
                problems.Add(problem with { Rule = "default" });
            }

            if (fields.Any(other => other.FieldId == field.Id))
            {
                problems.Add(new ValueProblem(name, "twice", $"{field.Label} is in the set twice.", "each field once"));
            }

            fields.Add(One(field, one));
        }

        return (json.TryGetProperty("only", out var only) && only.ValueKind == JsonValueKind.True, fields);
    }

    public static string Text(bool only, IReadOnlyList<FolderField> fields, FieldSchema schema) => FieldRows.Text(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("only", only);
        json.WriteStartArray("fields");
        foreach (var one in fields)
        {
            json.WriteStartObject();
            json.WriteString("field", one.FieldId);
            Flag("required", one.Required);
            Flag("readOnly", one.ReadOnly);
            if (one.Default is { } values && schema.FindId(one.FieldId) is { } field)
            {
                json.WritePropertyName("default");
                FieldText.Write(json, field, values);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        void Flag(string name, bool? flag)
        {
            if (flag is { } said)
            {
                json.WriteBoolean(name, said);
            }
        }
    });

    private static FolderField One(Field field, JsonElement json) => new(
        field.Id, Flag(json, "required"), Flag(json, "readOnly"),
        json.TryGetProperty("default", out var value) && value.ValueKind != JsonValueKind.Null ? FieldReader.Read(field, value).Values : null);

    private static bool? Flag(JsonElement json, string name) => json.TryGetProperty(name, out var flag) ? flag.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null } : null;
}
