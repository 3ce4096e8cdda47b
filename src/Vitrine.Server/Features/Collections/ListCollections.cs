using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Features.Collections;

internal static class ListCollections
{
    public static void MapListCollections(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/collections", Handle).WithName("ListCollections")
            .WithSummary("The collections by name, page by page. find: only those whose name contains it. kind: hand or smart, for those alone. groups=together counts a group as one.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<Page<CollectionView>>, ProblemHttpResult>> Handle(
        string? find, string? kind, string? cursor, int? limit, string? groups, Principal principal, CollectionViews collections, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > CollectionReader.PageSize)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"limit is a number from 1 to {CollectionReader.PageSize}.");
        }

        var together = GetCollection.Together(groups);
        bool? smart = kind switch
        {
            null => null,
            "hand" => false,
            "smart" => true,
            _ => throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"kind is hand or smart, not '{kind}'."),
        };
        return TypedResults.Ok(await collections.PageAsync(principal, find, smart, cursor, limit ?? CollectionReader.PageSize, together, cancellationToken));
    }
}
