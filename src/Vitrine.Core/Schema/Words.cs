using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;

namespace Vitrine.Core.Schema;

/// <summary>What the sentences about wrong values are made of.</summary>
internal static class Words
{
    public static QuerySentence Type(FieldType type) => type switch
    {
        FieldType.Text => new(ValueSentences.ALine),
        FieldType.Textarea => new(ValueSentences.SomeText),
        FieldType.Number => new(ValueSentences.ANumber),
        FieldType.Date => new(ValueSentences.ADate),
        FieldType.Boolean => new(ValueSentences.YesOrNo),
        FieldType.SingleSelect or FieldType.Hierarchy => new(ValueSentences.OneOption),
        FieldType.MultiSelect => new(ValueSentences.SomeOptions),
        FieldType.Url => new(ValueSentences.AnAddress),
        FieldType.Duration => new(ValueSentences.ALength),
        FieldType.Location => new(ValueSentences.APosition),
        _ => new(ValueSentences.AnAsset),
    };

    public static QuerySentence Json(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => new(ValueSentences.AnObject),
        JsonValueKind.Array => new(ValueSentences.AList),
        JsonValueKind.Number => new(ValueSentences.ANumber),
        JsonValueKind.True or JsonValueKind.False => new(ValueSentences.TrueOrFalse),
        JsonValueKind.String => new(ValueSentences.AText),
        _ => new(ValueSentences.Null),
    };

    public static QuerySentence Example(Field field) => field.Type switch
    {
        FieldType.Text or FieldType.Textarea => new(ValueSentences.AText),
        FieldType.Number => new(ValueSentences.NumberLike),
        FieldType.Date => new(ValueSentences.DateLike),
        FieldType.Boolean => new(ValueSentences.TrueOrFalse),
        FieldType.Url => new(ValueSentences.AddressLike),
        FieldType.Duration => new(ValueSentences.LengthLike),
        FieldType.Location => new(ValueSentences.PositionLike),
        FieldType.Asset => new(ValueSentences.IdLike),
        _ => Options(field, ""),
    };

    /// <summary>The options nearest to what was typed first.</summary>
    public static QuerySentence Options(Field field, string typed)
    {
        var all = field.Options.All;
        string[] near = typed.Length is > 0 and <= FieldLimits.OptionLength ? [.. field.Options.Starting(typed[..1]).Take(5).Select(option => option.Value)] : [];
        var shown = near.Length > 0 ? near : [.. all.Take(5).Select(option => option.Value)];
        var named = string.Join(", ", shown);
        return shown.Length < all.Count ? new(ValueSentences.OneOfAndMore, named, all.Count - shown.Length) : new(QuerySentences.OneOf, named);
    }

    public static string Of(Field field, ClaimValue value) => FieldText.Of(field, value);
}
