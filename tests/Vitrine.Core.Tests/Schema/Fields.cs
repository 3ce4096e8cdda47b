using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;

namespace Vitrine.Core.Tests.Schema;

/// <summary>Fields as tests write them: JSON in, field out.</summary>
internal static class Fields
{
    public static Field Of(string json, params Field[] others)
    {
        var (field, problems) = Try(json, null, others);
        return field ?? throw new ArgumentException(string.Join(' ', problems.Select(problem => problem.Message)), nameof(json));
    }

    public static (Field? Field, IReadOnlyList<ValueProblem> Problems) Try(string json, Field? before = null, params Field[] others)
    {
        using var document = JsonDocument.Parse(json);
        var (field, problems) = FieldForm.Read(document.RootElement, Schema(others), before);
        return (field is null || field.Id.Length > 0 ? field : field with { Id = "id-" + field.Name }, problems);
    }

    public static FieldSchema Schema(params Field[] fields) => new(fields, []);

    public static FieldReading Json(Field field, string json)
    {
        using var document = JsonDocument.Parse(json);
        return FieldReader.Read(field, document.RootElement);
    }

    /// <summary>The values as one text, or the rule that is not kept in brackets.</summary>
    public static string Said(Field field, FieldReading read) => read.Problem is { } problem ? $"[{problem.Rule}]" : FieldText.Of(field, read.Values);

    public static string Said(Field field, string text) => Said(field, FieldReader.Read(field, text));

    public static Field Type(FieldType type) => Of($$"""{"name": "f", "type": "{{type}}"{{(type.HasOptions ? """, "options": ["red", "blue"]""" : "")}}}""");

    public static FieldLook Look(params (string Field, string Value)[] values) =>
        name => [.. values.Where(pair => pair.Field == name).Select(pair => pair.Value)];

    public static ClaimValue Value(Field field, string text) => FieldReader.Read(field, text).Values.Single();
}
