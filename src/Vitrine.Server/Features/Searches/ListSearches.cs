using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.SavedSearches;

namespace Vitrine.Server.Features.Searches;

internal static class ListSearches
{
    public static void MapListSearches(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/searches", ListAsync).WithName("ListSearches")
            .WithSummary("One's own saved searches and those that others share, by name, page by page, each with how much it finds now. groups=together counts a group as one.")
            .RequireAuthorization(Policies.View);
        routes.MapGet("/searches/{id}", GetAsync).WithName("GetSearch")
            .WithSummary("One saved search. POST /api/search with its query, sort and phrases lists what it finds.").RequireAuthorization(Policies.View);
    }

    private static async Task<Results<Ok<Page<SavedSearchView>>, ProblemHttpResult>> ListAsync(
        string? cursor, int? limit, string? groups, Principal principal, SavedSearchReader searches, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > SavedSearchReader.PageSize)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"limit is a number from 1 to {SavedSearchReader.PageSize}.");
        }

        return TypedResults.Ok(await searches.PageAsync(principal, cursor, limit ?? SavedSearchReader.PageSize, Together(groups), cancellationToken));
    }

    private static async Task<Results<Ok<SavedSearchView>, StatusCodeHttpResult, NotFound, ProblemHttpResult>> GetAsync(
        string id, string? groups, Principal principal, SavedSearchReader searches, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await searches.ReadAsync(principal, id, Together(groups), cancellationToken) is not { } search)
        {
            return TypedResults.NotFound();
        }

        var tag = EntityTag.Of(search);
        request.HttpContext.Response.Headers.ETag = tag;
        return EntityTag.IsKnown(request, tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(search);
    }

    private static bool Together(string? groups) => groups switch
    {
        null or "apart" => false,
        "together" => true,
        _ => throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"groups is apart or together, not '{groups}'."),
    };
}
