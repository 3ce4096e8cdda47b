using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/jobs/{id}", GetAsync).WithName("GetJob").WithSummary("How far a job is.").RequireAuthorization(Policies.View);
        routes.MapPost("/jobs/{id}/undo", UndoAsync).WithName("UndoJob").WithSummary("Takes a finished job back; what people changed since stays.")
            .RequireAuthorization(Policies.Edit);
        routes.MapPost("/jobs/{id}/cancel", CancelAsync).WithName("CancelJob").WithSummary("Ends a job that has not ended; what it did so far stays.")
            .RequireAuthorization(Policies.Edit);
    }

    private static async Task<Results<Ok<JobView>, NotFound>> GetAsync(string id, Principal principal, Database database, CancellationToken cancellationToken) =>
        await FindAsync(id, principal, database, cancellationToken) is { } job ? TypedResults.Ok(job) : TypedResults.NotFound();

    private static async Task<Results<Accepted<JobStarted>, NotFound, ProblemHttpResult>> UndoAsync(
        string id, Principal principal, Database database, JobQueue jobs, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, principal, database, cancellationToken) is null)
        {
            return TypedResults.NotFound();
        }

        var written = await database.WriteAsync(
            principal.Actor, session => JobUndo.StartAsync(session, jobs, principal.LibraryKey, id, cancellationToken), cancellationToken);
        return written.Value.Job is { } job
            ? JobStart.Answer(job)
            : TypedResults.Problem(written.Value.Problem, statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<Results<NoContent, NotFound, ForbidHttpResult, ProblemHttpResult>> CancelAsync(
        string id, Principal principal, Database database, IEnumerable<IJobKind> kinds, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, principal, database, cancellationToken) is not { } job)
        {
            return TypedResults.NotFound();
        }

        // Who may not start a backup or follow a folder does not end one either.
        var lane = kinds.FirstOrDefault(kind => kind.Name == job.What)?.Lane;
        if (lane is JobLane.Import or JobLane.Care && !principal.Scopes.HasFlag(Scopes.Own))
        {
            return TypedResults.Forbid();
        }

        var written = await database.WriteAsync(principal.Actor, session => JobQueue.CancelAsync(session, id, cancellationToken), cancellationToken);
        return written.Value
            ? TypedResults.NoContent()
            : TypedResults.Problem("This job has ended already.", statusCode: StatusCodes.Status409Conflict);
    }

    private static Task<JobView?> FindAsync(string id, Principal principal, Database database, CancellationToken cancellationToken) =>
        PublicId.TryParse(id, out _)
            ? database.ReadAsync(session => JobReader.ReadAsync(session, principal.LibraryKey, id, cancellationToken), cancellationToken)
            : Task.FromResult<JobView?>(null);
}
