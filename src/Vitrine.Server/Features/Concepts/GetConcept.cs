using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Features.Concepts;

internal static class GetConcept
{
    public static void MapGetConcept(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/concepts/{id}", Handle).WithName("GetConcept")
            .WithSummary("One concept with all that is kept of it. The id of one that was merged leads to the one it became (302: the merge may be taken back).")
            .RequireAuthorization(Policies.View);
        routes.MapGet("/concepts/{id}/history", HistoryAsync).WithName("GetConceptHistory")
            .WithSummary("Who changed a concept, when, and what; the latest first.").RequireAuthorization(Policies.View);
    }

    private static async Task<Results<Ok<ConceptView>, RedirectHttpResult, NotFound>> Handle(
        string id, Principal principal, ConceptReader reader, HttpResponse response, CancellationToken cancellationToken)
    {
        var view = await reader.FindAsync(principal.LibraryKey, id, counted: true, cancellationToken);
        if (view is null)
        {
            return TypedResults.NotFound();
        }

        if (view.Id != id)
        {
            return TypedResults.Redirect($"/api/concepts/{view.Id}", permanent: false, preserveMethod: false);
        }

        response.Headers.ETag = EntityTag.Of(view.Revision);
        return TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<Page<ConceptEvent>>, NotFound, ProblemHttpResult>> HistoryAsync(
        string id, string? cursor, int? limit, Principal principal, Database database, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > ConceptReader.PageSize)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"limit is a number from 1 to {ConceptReader.PageSize}, not {limit}.");
        }

        var page = await database.ReadAsync(
            async session => await ConceptState.KeyAsync(session, principal.LibraryKey, id, cancellationToken) is { } key
                ? await ConceptReader.HistoryAsync(session, key, cursor, limit ?? ConceptReader.PageSize, cancellationToken) : null,
            cancellationToken);
        return page is null ? TypedResults.NotFound() : TypedResults.Ok(page);
    }
}
