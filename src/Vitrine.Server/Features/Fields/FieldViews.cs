using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Hosting;
using Vitrine.Server.Ui;

namespace Vitrine.Server.Features.Fields;

/// <summary>Fields as the API shows them.</summary>
internal static class FieldViews
{
    public static FieldView Of(Field field) => new(
        field.Id, field.Name, field.Label, field.Type.ToString(),
        field.Type.HasOptions ? [.. field.Options.All.Take(FieldView.OptionsShown).Select(Option)] : null,
        field.Default.Count > 0 ? FieldText.Json(field, field.Default) : null, field.Required, Bound(field, field.Min), Bound(field, field.Max), field.MinLength, field.MaxLength,
        field.Pattern?.Text, field.Unique, [.. field.Rules.Select(rule => new FieldRuleView(new FieldConditionView(rule.Field, rule.In), rule.Options))], field.Folders, field.Help, field.Group, field.Order)
    {
        OptionsTotal = field.Options.Count,
        Reads = field.Reads,
        Writes = field.Writes,
        Namespaces = field.Namespaces,
        Deleted = field.Deleted,
        Revision = field.Revision,
    };

    public static FieldOptionView Option(FieldOption option) => new(
        option.Value, option.Label, option.Colour, option.Parent, option.Synonyms.Count > 0 ? option.Synonyms : null, option.Concepts.Count > 0 ? option.Concepts : null);

    public static IReadOnlyList<ValueProblemView> Problems(IEnumerable<ValueProblem> problems, HttpRequest request) =>
        [.. ValuesRefusedException.Views(problems, QueryWords.For(request))];

    public static IReadOnlyDictionary<string, string> Texts(IEnumerable<FieldChange> values) =>
        values.ToDictionary(value => value.Field.Name, value => FieldText.Of(value.Field, value.Values), StringComparer.Ordinal);

    /// <summary>By the type of the field, not of a MultiSelect's default.</summary>
    private static JsonElement? Bound(Field field, ClaimValue? value) => value is null ? null : FieldText.Json(field, [value]);
}
