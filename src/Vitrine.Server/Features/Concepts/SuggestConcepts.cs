using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Features.Concepts;

internal static class SuggestConcepts
{
    private const int Most = 50;

    public static void MapSuggestConcepts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/concepts", Handle).WithName("SuggestConcepts")
            .WithSummary("Concepts whose label or synonym begins with prefix, best first, with the number of assets that show them.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<IReadOnlyList<ConceptSuggestion>>, ProblemHttpResult>> Handle(
        string? prefix, int? limit, Principal principal, VocabularyStore vocabulary, Database database, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > Most)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"limit is a number from 1 to {Most}, not {limit}.");
        }

        var language = System.Globalization.CultureInfo.CurrentUICulture.Name;
        IReadOnlyList<Concept> found = string.IsNullOrWhiteSpace(prefix)
            ? []
            : [.. vocabulary.Current.TypeAhead(prefix, language, limit ?? 10).Select(hit => hit.Concept)];
        var counts = await CountAsync(database, principal, [.. found.Select(concept => concept.Key)], cancellationToken);
        return TypedResults.Ok<IReadOnlyList<ConceptSuggestion>>(
            [.. found.Select(concept => new ConceptSuggestion(
                concept.PublicId ?? "", concept.Label(language), vocabulary.BroaderLabels(concept.Key), counts.GetValueOrDefault(concept.Key)))]);
    }

    private static async Task<Dictionary<long, long>> CountAsync(Database database, Principal principal, long[] concepts, CancellationToken cancellationToken)
    {
        if (concepts.Length == 0)
        {
            return [];
        }

        var rows = await database.ReadAsync(
            session => session.QueryAsync(
                $"""
                select t.concept_key, count(*) from shown_tag t join asset a on a.key = t.asset_key
                where {session.Dialect.AnyOf(new RawSql("t.concept_key"), concepts)} and a.library_key = {principal.LibraryKey} and a.trashed_at is null
                group by t.concept_key
                """,
                row => (row.GetInt64(0), row.GetInt64(1)),
                cancellationToken),
            cancellationToken);
        return rows.ToDictionary(row => row.Item1, row => row.Item2);
    }
}
