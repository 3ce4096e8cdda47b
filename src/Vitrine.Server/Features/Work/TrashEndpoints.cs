using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

internal static class TrashEndpoints
{
    private static readonly string OutOfTheTrash = JsonSerializer.Serialize(new BulkRequest(null, null, null, null, null) { Trash = false }, ApiJson.Default.BulkRequest);

    public static void MapTrash(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/trash", ListAsync).WithName("ListTrash").WithSummary("What is in the trash and when it goes for good, newest first, page by page.")
            .RequireAuthorization(Policies.View);
        routes.MapPost("/trash/restore", RestoreAsync).WithName("RestoreFromTrash")
            .WithSummary("Brings assets back from the trash, by their ids or all; those whose names were taken meanwhile get a number.")
            .WithMetadata(new RequestSizeLimitAttribute(Selection.LongestRequest))
            .RequireAuthorization(Policies.Edit);
        routes.MapPost("/trash/empty", EmptyAsync).WithName("EmptyTrash")
            .WithSummary("Erases all that is in the trash now, for good. Linked originals stay on disk.")
            .RequireAuthorization(Policies.Own);
    }

    private static async Task<Results<Ok<TrashPage>, ProblemHttpResult>> ListAsync(string? cursor, Principal principal, Database database, CancellationToken cancellationToken) =>
        TypedResults.Ok(await database.ReadAsync(session => TrashReader.PageAsync(session, principal.LibraryKey, cursor, cancellationToken), cancellationToken));

    private static async Task<Results<Accepted<JobStarted>, ProblemHttpResult>> RestoreAsync(
        RestoreRequest request, Principal principal, Database database, AssetSearch search, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        if ((request.Ids is not null) == request.All)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "Name the assets by ids, or say all.");
        }

        var once = Idempotency.Of(http, principal.Actor, JsonSerializer.Serialize(request, ApiJson.Default.RestoreRequest));
        if (await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var keys = request.All
            ? await AllAsync(principal, database, cancellationToken)
            : await Selection.ResolveAsync(request.Ids, null, null, wholeGroups: false, trashed: true, principal, database, search, cancellationToken);
        return await start.StartAsync(principal, JobKinds.Trash, OutOfTheTrash, keys, once, cancellationToken);
    }

    private static async Task<Results<Accepted<JobStarted>, ProblemHttpResult>> EmptyAsync(
        EmptyTrashRequest request, Principal principal, Database database, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(request, ApiJson.Default.EmptyTrashRequest);
        var once = Idempotency.Of(http, principal.Actor, json);
        if (await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var keys = await AllAsync(principal, database, cancellationToken);
        return request.Expected is { } expected && expected != keys.Length
            ? throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.AnotherTrash, keys.Length, expected))
            : await start.StartAsync(principal, JobKinds.EmptyTrash, json, keys, once, cancellationToken);
    }

    private static Task<long[]> AllAsync(Principal principal, Database database, CancellationToken cancellationToken) =>
        database.ReadAsync(session => TrashReader.KeysAsync(session, principal.LibraryKey, cancellationToken), cancellationToken);
}
