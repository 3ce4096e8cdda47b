using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Hosting;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

internal static class ActivityEndpoints
{
    private const int MostFirst = 500;

    public static void MapActivity(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/activity", GetAsync).WithName("GetActivity").WithSummary("What waits, runs and failed, by step, and the jobs.").RequireAuthorization(Policies.View);
        routes.MapGet("/activity/failures", FailuresAsync).WithName("ListFailures").WithSummary("What failed, the newest first, page by page: all, or only one step, one code.").RequireAuthorization(Policies.View);
        routes.MapPost("/activity/pause", PauseAsync).WithName("PauseAnalysis").WithSummary("Lets the pipeline rest, or go on: all of it, or one step. What is being worked on is finished.").RequireAuthorization(Policies.Edit);
        routes.MapPost("/activity/retry", RetryAsync).WithName("RetryFailed").WithSummary("Tries failed steps once more: all, those of one asset, of one step, or of one reason.").RequireAuthorization(Policies.Edit);
        routes.MapPost("/activity/first", FirstAsync).WithName("WorkFirst").WithSummary("Somebody looks at these assets (up to 500): what is still to be done for them comes first.").RequireAuthorization(Policies.Edit);
    }

    private static async Task<NoContent> PauseAsync(
        PauseRequest request, Principal principal, LibrarySettingsStore settings, RunQueue runs, CurrentPipeline pipeline, HttpResponse response, CancellationToken cancellationToken)
    {
        if (request.Step is { } step && (step == DecodeSteps.Metadata || pipeline.Now.Find(step) is null))
        {
            // Everything else waits for what a file is.
            throw new RequestRefusedException(
                StatusCodes.Status400BadRequest, $"There is no step '{step}' that could rest; there are {string.Join(", ", pipeline.Now.Steps.Select(one => one.Name).Where(name => name != DecodeSteps.Metadata))}.");
        }

        response.SetSequence(request.Step is null
            ? await settings.ChangeAsync(principal, new LibrarySettings { Paused = request.Paused }, cancellationToken)
            : await settings.PauseStepAsync(principal, request.Step, request.Paused, cancellationToken));
        runs.DecodeBell.Ring();
        runs.ModelBell.Ring();
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> FirstAsync(FirstRequest request, Principal principal, Database database, RunQueue runs, CancellationToken cancellationToken)
    {
        if (request.Ids is not { Count: > 0 and <= MostFirst })
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"Name 1 to {MostFirst} assets.");
        }

        string[] ids = [.. request.Ids.Where(id => PublicId.TryParse(id, out _))];
        await database.WriteAsync(principal.Actor, session => runs.PromoteAsync(session, principal.LibraryKey, ids, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, NotFound>> RetryAsync(RetryRequest request, Principal principal, Database database, RunQueue runs, CancellationToken cancellationToken)
    {
        if (request.AssetId is { } id && !await IsThereAsync(id, principal, database, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var step = request.Step is null ? null : Storable.Text(request.Step);
        var code = request.Code is null ? null : Storable.Text(request.Code);
        await database.WriteAsync(
            principal.Actor,
            session => session.ExecuteAsync(
                $"""
                update run set state = {RunState.Queued}, attempts = {0}, error = {(string?)null}, error_code = {(string?)null}, ended_at = {(long?)null}
                where library_key = {principal.LibraryKey} and state = {RunState.Failed}
                    and ({(request.AssetId is null ? 1 : 0)} = 1 or version_key in (select version_key from asset where id = {request.AssetId ?? ""}))
                    and ({(step is null ? 1 : 0)} = 1 or step_key in (select key from step where name = {step ?? ""})) and ({(code is null ? 1 : 0)} = 1 or coalesce(error_code, '') = {code ?? ""})
                """,
                cancellationToken),
            cancellationToken);
        runs.DecodeBell.Ring();
        runs.ModelBell.Ring();
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<FailureView>>, ProblemHttpResult>> FailuresAsync(
        string? step, string? code, string? cursor, Principal principal, Database database, CancellationToken cancellationToken)
    {
        long before = 0;
        if (cursor is not null && !long.TryParse(cursor, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out before))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "This cursor does not belong to this list.");
        }

        return TypedResults.Ok(await database.ReadAsync(
            session => FailureReader.PageAsync(
                session, principal.LibraryKey, step is null ? null : Storable.Text(step), code is null ? null : Storable.Text(code), cursor is null ? null : before, cancellationToken),
            cancellationToken));
    }

    private static async Task<bool> IsThereAsync(string id, Principal principal, Database database, CancellationToken cancellationToken) =>
        PublicId.TryParse(id, out _) && await database.ReadAsync(
            session => session.NumberAsync($"select key from asset where id = {id} and library_key = {principal.LibraryKey}", cancellationToken), cancellationToken) is not null;

    private static async Task<Ok<ActivityView>> GetAsync(Principal principal, ActivityReader reader, CancellationToken cancellationToken)
    {
        return TypedResults.Ok(await reader.GetAsync(principal, cancellationToken));
    }
}
