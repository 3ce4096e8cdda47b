using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Collections;

internal static class CreateCollection
{
    public static void MapCreateCollection(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/collections", Handle).WithName("CreateCollection")
            .WithSummary("Makes an empty collection. Its name is its own in the library (409 where it is taken). With Idempotency-Key a repeated request answers the first one's collection.")
            .RequireAuthorization(Policies.Edit);

    private static async Task<Results<Created<CollectionView>, ProblemHttpResult>> Handle(
        CollectionRequest asked, Principal principal, Database database, CollectionStore collections, HttpRequest request, CancellationToken cancellationToken)
    {
        var once = Idempotency.Of(request, principal.Actor, JsonSerializer.Serialize(asked, ApiJson.Default.CollectionRequest));
        var made = await database.WriteAsync(
            principal.Actor,
            session => once.OnceAsync(
                session,
                StatusCodes.Status201Created,
                () => collections.CreateAsync(session, principal.LibraryKey, asked.Name, asked.Description, cancellationToken),
                cancellationToken),
            cancellationToken);
        var response = request.HttpContext.Response;
        response.SetSequence(made.Sequence);
        if (await database.ReadAsync(session => CollectionReader.ReadAsync(session, principal.LibraryKey, made.Value, together: false, cancellationToken), cancellationToken) is not { } collection)
        {
            return TypedResults.Problem("The collection was deleted meanwhile.", statusCode: StatusCodes.Status409Conflict);
        }

        response.Headers.ETag = EntityTag.Of(collection);
        return TypedResults.Created($"/api/collections/{collection.Id}", collection);
    }
}
