using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/bulk", BulkAsync).WithName("ChangeMany").RequireAuthorization(Policies.Edit);
        routes.MapPost("/analyze", AnalyzeAsync).WithName("Analyze").RequireAuthorization(Policies.Edit);
        routes.MapGet("/jobs/{id}", GetAsync).WithName("GetJob").RequireAuthorization(Policies.View);
        routes.MapPost("/jobs/{id}/undo", UndoAsync).WithName("UndoJob").RequireAuthorization(Policies.Edit);
        routes.MapPost("/jobs/{id}/cancel", CancelAsync).WithName("CancelJob").RequireAuthorization(Policies.Edit);
    }

    /// <summary>Changes many assets at once: tags added and removed, AI tags reset, trash. <c>dryRun</c> answers how many it would be, as a finished job's total.</summary>
    private static async Task<Results<Accepted<JobStarted>, Ok<JobView>, ProblemHttpResult>> BulkAsync(
        BulkRequest request, Principal principal, Database database, AssetSearch search, JobQueue jobs, TimeProvider clock, HttpResponse response, CancellationToken cancellationToken)
    {
        if (BulkKind(request) is not { } kind)
        {
            return TypedResults.Problem("Say one thing to do: add or remove tags, resetAiTags, or trash.", statusCode: StatusCodes.Status400BadRequest);
        }

        if ((request.Add?.Tags ?? []).Concat(request.Remove?.Tags ?? []).Any(string.IsNullOrWhiteSpace))
        {
            return TypedResults.Problem("A tag has at least one letter.", statusCode: StatusCodes.Status400BadRequest);
        }

        var (keys, problem) = await Selection.ResolveAsync(request.Ids, request.Query, request.Expected, principal, database, search, request.Trash == false, cancellationToken);
        if (problem is not null)
        {
            return TypedResults.Problem(problem, statusCode: StatusCodes.Status409Conflict);
        }

        if (request.DryRun)
        {
            return TypedResults.Ok(new JobView("", kind, "done", keys!.Length, 0, 0, 0, null, clock.GetUtcNow(), clock.GetUtcNow(), CanUndo: false));
        }

        return await StartAsync(kind, JsonSerializer.Serialize(request with { Ids = null }, ApiJson.Default.BulkRequest), keys!, principal, database, jobs, response, cancellationToken);
    }

    /// <summary>Looks at assets again: with all analyzers or some, with the library's thresholds or those of the request.</summary>
    private static async Task<Results<Accepted<JobStarted>, Ok<JobView>, ProblemHttpResult>> AnalyzeAsync(
        AnalyzeRequest request, Principal principal, Database database, AssetSearch search, JobQueue jobs, HttpResponse response, CancellationToken cancellationToken)
    {
        if (request.MinConfidence is < 0 or > 100 or double.NaN || request.MaxTags is < 0 or > 500)
        {
            return TypedResults.Problem("minConfidence is a number from 0 to 100, maxTags one from 0 to 500.", statusCode: StatusCodes.Status400BadRequest);
        }

        var known = Media.Analyzers.AnalyzerCatalog.All.Select(analyzer => analyzer.Id).ToArray();
        if (request.Analyzers?.FirstOrDefault(id => !known.Contains(id, StringComparer.Ordinal)) is { } unknown)
        {
            return TypedResults.Problem($"There is no analyzer '{unknown}'; there are {string.Join(", ", known)}.", statusCode: StatusCodes.Status400BadRequest);
        }

        var (keys, problem) = await Selection.ResolveAsync(request.Ids, request.Query, null, principal, database, search, trashed: false, cancellationToken);
        return problem is not null
            ? TypedResults.Problem(problem, statusCode: StatusCodes.Status409Conflict)
            : await StartAsync(
                JobKinds.Analyze, JsonSerializer.Serialize(request with { Ids = null }, ApiJson.Default.AnalyzeRequest), keys!, principal, database, jobs, response, cancellationToken);
    }

    private static async Task<Results<Ok<JobView>, NotFound>> GetAsync(string id, Principal principal, Database database, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => JobReader.ReadAsync(session, principal.LibraryKey, id, cancellationToken), cancellationToken) is { } job
            ? TypedResults.Ok(job)
            : TypedResults.NotFound();

    /// <summary>Takes a finished job back; what people changed since stays.</summary>
    private static async Task<Results<Accepted<JobStarted>, Ok<JobView>, ProblemHttpResult>> UndoAsync(
        string id, Principal principal, Database database, JobQueue jobs, HttpResponse response, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor, session => JobUndo.StartAsync(session, jobs, principal.LibraryKey, id, cancellationToken), cancellationToken);
        response.SetSequence(written.Sequence);
        return written.Value.Job is { } job
            ? TypedResults.Accepted($"/api/jobs/{job}", new JobStarted(job))
            : TypedResults.Problem(written.Value.Problem, statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CancelAsync(string id, Principal principal, Database database, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            async session => await JobReader.ReadAsync(session, principal.LibraryKey, id, cancellationToken) is not null
                && await JobQueue.CancelAsync(session, id, cancellationToken),
            cancellationToken);
        return written.Value
            ? TypedResults.NoContent()
            : TypedResults.Problem("This job has ended already, or was never there.", statusCode: StatusCodes.Status409Conflict);
    }

    private static string? BulkKind(BulkRequest request)
    {
        var tags = request.Add?.Tags?.Count > 0 || request.Remove?.Tags?.Count > 0;
        return (tags, request.ResetAiTags, request.Trash) switch
        {
            (true, false, null) => JobKinds.BulkTags,
            (false, true, null) => JobKinds.ResetAiTags,
            (false, false, not null) => JobKinds.Trash,
            _ => null,
        };
    }

    private static async Task<Results<Accepted<JobStarted>, Ok<JobView>, ProblemHttpResult>> StartAsync(
        string kind, string request, long[] keys, Principal principal, Database database, JobQueue jobs, HttpResponse response, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor, session => jobs.EnqueueAsync(session, principal.LibraryKey, kind, request, keys, cancellationToken), cancellationToken);
        response.SetSequence(written.Sequence);
        return TypedResults.Accepted($"/api/jobs/{written.Value}", new JobStarted(written.Value));
    }
}
