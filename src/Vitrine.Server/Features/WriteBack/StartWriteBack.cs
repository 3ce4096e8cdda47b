using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Features.WriteBack;

internal static class StartWriteBack
{
    public static void MapStartWriteBack(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/write-back", Handle).WithName("StartWriteBack")
            .WithSummary("Writes what the library says into the files of managed folders, embedded or as sidecars. dryRun: the job counts what it would write and writes nothing.")
            .WithMetadata(new RequestSizeLimitAttribute(Selection.LongestRequest))
            .RequireAuthorization(Policies.Own);

    private static async Task<Results<Accepted<JobStarted>, ProblemHttpResult>> Handle(
        WriteBackRequest request, Principal principal, Database database, AssetSearch search, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        if (!WriteBackJob.IsPlace(request.Place))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "place is profile, sidecar or embedded.");
        }

        var once = Idempotency.Of(http, principal.Actor, JsonSerializer.Serialize(request, ApiJson.Default.WriteBackRequest));
        if (await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var keys = await Selection.ResolveAsync(request.Ids, request.Query, request.Expected, wholeGroups: false, trashed: false, principal, database, search, cancellationToken);
        return await start.StartAsync(principal, JobKinds.WriteBack, JsonSerializer.Serialize(request with { Ids = null }, ApiJson.Default.WriteBackRequest), keys, once, cancellationToken);
    }
}
