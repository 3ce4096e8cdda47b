using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Backups.Verify;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Backups;

internal static class VerifyEndpoints
{
    public static void MapVerify(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/verify", GetAsync).WithName("GetVerifyReport").WithSummary("What the last check of the library found.").RequireAuthorization(Policies.Own);
        routes.MapPost("/verify", StartAsync).WithName("VerifyLibrary")
            .WithSummary("Looks whether all that the library knows is there and whole: originals, linked files, renditions, work. fix repairs what can be repaired without losing anything.")
            .RequireAuthorization(Policies.Own);
    }

    private static async Task<Results<Ok<VerifyReport>, NotFound>> GetAsync(Database database, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => VerifyJob.LastAsync(session, cancellationToken), cancellationToken) is { } report ? TypedResults.Ok(report) : TypedResults.NotFound();

    private static async Task<Results<Accepted<JobStarted>, ProblemHttpResult>> StartAsync(
        VerifyRequest request, Principal principal, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(request, ApiJson.Default.VerifyRequest);
        var once = Idempotency.Of(http, principal.Actor, json);
        return await start.EarlierAsync(once, cancellationToken) ?? await start.StartAsync(principal, JobKinds.Verify, json, [], once, cancellationToken);
    }
}
