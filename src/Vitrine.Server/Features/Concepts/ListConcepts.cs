using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Features.Concepts;

internal static class ListConcepts
{
    private const int MostSuggested = 50;

    public static void MapListConcepts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/concepts", Handle).WithName("ListConcepts")
            .WithSummary("With prefix: concepts whose label or synonym begins so, best first, as a plain list of suggestions. Without: a page of all in the order of their labels; find: only those of which a word begins so, broader=ID: those directly below it, top=true: those with none above.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<ConceptPage>, Ok<IReadOnlyList<ConceptSuggestion>>, ProblemHttpResult>> Handle(
        string? prefix, string? find, string? broader, bool? top, string? cursor, int? limit, Principal principal, VocabularyStore vocabulary, ConceptReader reader, CancellationToken cancellationToken)
    {
        var most = prefix is null ? ConceptReader.PageSize : MostSuggested;
        if (limit < 1 || limit > most)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"limit is a number from 1 to {most}, not {limit}.");
        }

        return prefix is null
            ? TypedResults.Ok(await reader.PageAsync(principal.LibraryKey, new ConceptQuery(find ?? "", broader, top == true), cursor, limit ?? ConceptReader.PageSize, cancellationToken))
            : TypedResults.Ok(await SuggestAsync(prefix, limit ?? 10, principal.LibraryKey, vocabulary, reader, cancellationToken));
    }

    private static async Task<IReadOnlyList<ConceptSuggestion>> SuggestAsync(
        string prefix, int limit, long library, VocabularyStore vocabulary, ConceptReader reader, CancellationToken cancellationToken)
    {
        var language = VocabularyStore.Language;
        IReadOnlyList<Concept> found = [.. vocabulary.Current.TypeAhead(prefix, language, limit, library).Select(hit => hit.Concept)];
        var counts = await reader.CountsAsync(library, [.. found.Select(concept => concept.Key)], cancellationToken);
        return [.. found.Select(concept => new ConceptSuggestion(
            concept.PublicId ?? "", concept.Label(language), vocabulary.BroaderLabels(concept.Key), counts.GetValueOrDefault(concept.Key)))];
    }
}
