using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Fields;

namespace Vitrine.Server.Features.Search;

/// <summary>All that can be asked for in a query: the fields of every library, and the structured fields of this one.</summary>
internal static class ListSearchFields
{
    public static void MapListSearchFields(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/search/fields", Handle).WithName("ListSearchFields")
            .WithSummary("What a query can ask for: fields with their operators, options and a line about each, in the language of the request; structured fields of the library among them.")
            .RequireAuthorization(Policies.View);

    private static Ok<IReadOnlyList<SearchFieldView>> Handle(Principal principal, FieldCatalog fields) => TypedResults.Ok<IReadOnlyList<SearchFieldView>>(
        [.. SearchFields.All.Select(Of), .. fields.Of(principal.LibraryKey).Schema.Live.OrderBy(field => field.Order).ThenBy(field => field.Name, StringComparer.Ordinal).Select(Of)]);

    private static SearchFieldView Of(SearchField field) => new(
        field.Name, Ui.Words.SayOr("search.name." + field.Name, field.Name), field.Type.ToString().ToLowerInvariant(), Ui.Words.SayOr("search.field." + field.Name, field.Help), field.Example, Signs(field.Operators))
    {
        Named = field.Type == SearchFieldType.Value,
        Options = field.Options.Count == 0 ? null : [.. field.Options.Select(option => new SearchFieldOption(option, OptionOf(field, option)))],
        Parts = SearchFields.PartsOf(field) is { Count: > 0 } parts ? [.. parts.Select(part => part.Name)] : null,
    };

    private static SearchFieldView Of(Field field) => new(
        $"{SearchFields.Value.Name}.{field.Name}", field.Label,
        field.Type switch { FieldType.Number => "number", FieldType.Duration => "duration", FieldType.Date => "date", FieldType.Boolean => "flag", _ => "text" },
        field.Help,
        QueryPrinter.Print(new Query.Condition(SearchFields.Value, new QueryValue.Text("…", IsPhrase: true)) { Name = field.Name }),
        Signs(SearchFields.Value.Operators.Where(how => IsAsked(field.Type, how))));

    /// <summary>What holds no text is not looked through for words, and what is no number has no order.</summary>
    private static bool IsAsked(FieldType type, QueryOperator how) => type switch
    {
        FieldType.Boolean => how is QueryOperator.Is or QueryOperator.Exists,
        FieldType.Number or FieldType.Duration or FieldType.Date => how != QueryOperator.Has,
        _ => true,
    };

    private static string OptionOf(SearchField field, string option) =>
        Ui.Words.SayOr(field == SearchFields.Kind ? $"kind.{option}" : $"search.option.{option}", option);

    private static IReadOnlyList<string> Signs(IEnumerable<QueryOperator> operators) => [.. operators.Select(QueryPrinter.Sign)];
}
