using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

internal static class ActivityEndpoints
{
    public static void MapActivity(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/activity", GetAsync).WithName("GetActivity").RequireAuthorization(Policies.View);
        routes.MapPost("/activity/pause", PauseAsync).WithName("PauseAnalysis").RequireAuthorization(Policies.Edit);
        routes.MapPost("/activity/retry", RetryAsync).WithName("RetryFailed").RequireAuthorization(Policies.Edit);
    }

    private static async Task<Ok<ActivityView>> GetAsync(Principal principal, ActivityReader reader, CancellationToken cancellationToken) =>
        TypedResults.Ok(await reader.GetAsync(principal, cancellationToken));

    /// <summary>Lets the pipeline rest, or go on. What is being worked on is finished.</summary>
    private static async Task<NoContent> PauseAsync(
        PauseRequest request, Principal principal, LibrarySettingsStore settings, RunQueue runs, CancellationToken cancellationToken)
    {
        await settings.ChangeAsync(principal, new LibrarySettings { Paused = request.Paused }, cancellationToken);
        runs.DecodeBell.Ring();
        runs.ModelBell.Ring();
        return TypedResults.NoContent();
    }

    /// <summary>Tries failed steps once more: all, those of one asset, or of one step.</summary>
    private static async Task<Results<NoContent, NotFound>> RetryAsync(RetryRequest request, Principal principal, Database database, RunQueue runs, CancellationToken cancellationToken)
    {
        if (request.AssetId is { } id && !PublicId.TryParse(id, out _))
        {
            return TypedResults.NotFound();
        }

        await database.WriteAsync(
            principal.Actor,
            session => session.ExecuteAsync(
                $"""
                update run set state = {RunState.Queued}, attempts = {0}, error = {(string?)null}, error_code = {(string?)null}, ended_at = {(long?)null}
                where library_key = {principal.LibraryKey} and state = {RunState.Failed}
                    and ({(request.AssetId is null ? 1 : 0)} = 1 or version_key in (select version_key from asset where id = {request.AssetId ?? ""}))
                    and ({(request.Step is null ? 1 : 0)} = 1 or step = {request.Step ?? ""})
                """,
                cancellationToken),
            cancellationToken);
        runs.DecodeBell.Ring();
        runs.ModelBell.Ring();
        return TypedResults.NoContent();
    }
}
