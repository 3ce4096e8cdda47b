using System.Text.Json;
using Vitrine.Core.Claims;

namespace Vitrine.Core.Schema;

/// <summary>What the sentences about wrong values are made of.</summary>
internal static class Words
{
    public static string Type(FieldType type) => type switch
    {
        FieldType.Text => "one line of text",
        FieldType.Textarea => "text",
        FieldType.Number => "a number",
        FieldType.Date => "a date",
        FieldType.Boolean => "yes or no",
        FieldType.SingleSelect or FieldType.Hierarchy => "one of its options",
        FieldType.MultiSelect => "some of its options",
        FieldType.Url => "an address",
        FieldType.Duration => "a length of time",
        FieldType.Location => "a position",
        _ => "the id of an asset",
    };

    public static string Json(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.String => "a text",
        _ => "null",
    };

    public static string Example(Field field) => field.Type switch
    {
        FieldType.Text or FieldType.Textarea => "a text",
        FieldType.Number => "a number such as 12.5",
        FieldType.Date => "a date such as 2024, 2024-05, 2024-05-01 or 2024-05-01T14:30",
        FieldType.Boolean => "true or false",
        FieldType.Url => "an address such as https://example.org/page",
        FieldType.Duration => "seconds such as 90, or 1:30, or PT1M30S",
        FieldType.Location => "degrees such as 48.137, 11.575",
        FieldType.Asset => "24 hex digits",
        _ => Options(field, ""),
    };

    /// <summary>The options nearest to what was typed first.</summary>
    public static string Options(Field field, string typed)
    {
        var all = field.Options.All;
        string[] near = typed.Length is > 0 and <= FieldLimits.OptionLength ? [.. field.Options.Starting(typed[..1]).Take(5).Select(option => option.Value)] : [];
        var shown = near.Length > 0 ? near : [.. all.Take(5).Select(option => option.Value)];
        return "one of " + string.Join(", ", shown) + (shown.Length < all.Count ? $" and {all.Count - shown.Length} more" : "");
    }

    public static string Of(Field field, ClaimValue value) => FieldText.Of(field, value);
}
