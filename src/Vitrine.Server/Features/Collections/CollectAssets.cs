using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Collections;

/// <summary>Puts assets into a collection and takes them out, as jobs that can be taken back.</summary>
internal static class CollectAssets
{
    public static void MapCollectAssets(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/collections/{id}/assets", AddAsync).WithName("AddToCollection")
            .WithSummary("Puts assets into a collection, at its end: ids in their order, or what a query finds. Those that are in it stay where they are. dryRun answers how many it would be, as a finished job's total.")
            .WithMetadata(new RequestSizeLimitAttribute(Selection.LongestRequest)).RequireAuthorization(Policies.Edit);
        routes.MapPost("/collections/{id}/assets/remove", RemoveAsync).WithName("RemoveFromCollection")
            .WithSummary("Takes assets out of a collection; they stay in the library. dryRun answers how many it would be, as a finished job's total.")
            .WithMetadata(new RequestSizeLimitAttribute(Selection.LongestRequest)).RequireAuthorization(Policies.Edit);
    }

    private static Task<Results<Accepted<JobStarted>, Ok<JobView>, NotFound, StatusCodeHttpResult, ProblemHttpResult>> AddAsync(
        string id, CollectionAssets assets, Principal principal, Database database, AssetSearch search, JobStart start, HttpRequest http, CancellationToken cancellationToken) =>
        StartAsync(JobKinds.Collect, id, assets, principal, database, search, start, http, cancellationToken);

    private static Task<Results<Accepted<JobStarted>, Ok<JobView>, NotFound, StatusCodeHttpResult, ProblemHttpResult>> RemoveAsync(
        string id, CollectionAssets assets, Principal principal, Database database, AssetSearch search, JobStart start, HttpRequest http, CancellationToken cancellationToken) =>
        StartAsync(JobKinds.Uncollect, id, assets, principal, database, search, start, http, cancellationToken);

    private static async Task<Results<Accepted<JobStarted>, Ok<JobView>, NotFound, StatusCodeHttpResult, ProblemHttpResult>> StartAsync(
        string kind, string id, CollectionAssets assets, Principal principal, Database database, AssetSearch search, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        var once = Idempotency.Of(http, principal.Actor, JsonSerializer.Serialize(assets, ApiJson.Default.CollectionAssets));
        if (!assets.DryRun && await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        if (await database.ReadAsync(session => CollectionRows.FindAsync(session, principal.LibraryKey, id, cancellationToken), cancellationToken) is not { Deleted: false } collection)
        {
            return TypedResults.NotFound();
        }

        if (!EntityTag.Matches(http, collection.Revision))
        {
            return TypedResults.StatusCode(StatusCodes.Status412PreconditionFailed);
        }

        if (collection.IsSmart)
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, collection.FillsItself);
        }

        var keys = await Selection.ResolveAsync(assets.Ids, assets.Query, assets.Expected, assets.WholeGroups, trashed: false, principal, database, search, cancellationToken);
        return assets.DryRun
            ? JobStart.WouldBe(kind, keys.Length, database.Clock)
            : await start.StartAsync(principal, kind, collection.Id, keys, inOrder: assets.Ids is not null, once, cancellationToken);
    }
}
