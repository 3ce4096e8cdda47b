using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Collections;

internal static class CreateCollection
{
    public static void MapCreateCollection(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/collections", Handle).WithName("CreateCollection")
            .WithSummary("Makes an empty collection, or with a query a smart one of what that finds. Its name is its own in the library (409 where it is taken). With Idempotency-Key a repeated request answers the first one's collection.")
            .RequireAuthorization(Policies.Edit);

    private static async Task<Results<Created<CollectionView>, ProblemHttpResult>> Handle(
        CollectionRequest asked, Principal principal, Database database, CollectionStore store, CollectionViews collections, SmartCollections smart, AssetSearch search, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await SmartQuery.TroubleAsync(principal, search, database, asked.Query, asked.Sort, request, cancellationToken) is { } wrong)
        {
            return wrong;
        }

        var once = Idempotency.Of(request, principal.Actor, JsonSerializer.Serialize(asked, ApiJson.Default.CollectionRequest));
        var made = await database.WriteAsync(
            principal.Actor,
            session => once.OnceAsync(
                session,
                StatusCodes.Status201Created,
                () => store.CreateAsync(session, principal.LibraryKey, asked, cancellationToken),
                cancellationToken),
            cancellationToken);
        await smart.ReloadAsync(cancellationToken);
        var response = request.HttpContext.Response;
        response.SetSequence(made.Sequence);
        if (await collections.ReadAsync(principal, made.Value, together: false, cancellationToken) is not { } collection)
        {
            return TypedResults.Problem("The collection was deleted meanwhile.", statusCode: StatusCodes.Status409Conflict);
        }

        response.Headers.ETag = EntityTag.Of(collection);
        return TypedResults.Created($"/api/collections/{collection.Id}", collection);
    }
}
