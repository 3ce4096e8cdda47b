using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Core.Places;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Places;

/// <summary>Says where assets were taken, as a job that can be taken back.</summary>
internal static class PlaceAssetsEndpoint
{
    private const int LongestName = 200;

    public static void MapPlaceAssets(this IEndpointRouteBuilder routes) => routes.MapPost("/places", HandleAsync).WithName("PlaceAssets")
        .WithSummary("Says where assets were taken: a position, whose names the gazetteer knows, names alone, both, or that they have no place. dryRun answers how many it would be, as a finished job's total.")
        .WithMetadata(new RequestSizeLimitAttribute(Selection.LongestRequest)).RequireAuthorization(Policies.Edit);

    private static async Task<Results<Accepted<JobStarted>, Ok<JobView>, ProblemHttpResult>> HandleAsync(
        PlaceAssets request, Principal principal, Database database, AssetSearch search, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        if (ProblemOf(request) is { } problem)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, problem);
        }

        var once = Idempotency.Of(http, principal.Actor, JsonSerializer.Serialize(request, ApiJson.Default.PlaceAssets));
        if (!request.DryRun && await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var keys = await Selection.ResolveAsync(request.Ids, request.Query, request.Expected, request.WholeGroups, trashed: false, principal, database, search, cancellationToken);
        if (request.DryRun)
        {
            return JobStart.WouldBe(JobKinds.SetPlace, keys.Length, database.Clock);
        }

        // The set is frozen beside the job: it need not stand in it twice.
        var kept = JsonSerializer.Serialize(request with { Ids = null, Query = null }, ApiJson.Default.PlaceAssets);
        return await start.StartAsync(principal, JobKinds.SetPlace, kept, keys, once, cancellationToken);
    }

    private static string? ProblemOf(PlaceAssets request)
    {
        if (request.Position is { } position && !GeoPosition.TryOf(position.Latitude, position.Longitude, out _))
        {
            return "A position has a latitude from -90 to 90 and a longitude from -180 to 180.";
        }

        string?[] names = [request.Names?.Country, request.Names?.Region, request.Names?.Town];
        if (names.Any(name => name?.Length > LongestName || name?.Any(char.IsControl) == true))
        {
            return $"Names of a place have at most {LongestName} characters, none of them a line end.";
        }

        var says = request.Position is not null || names.Any(name => !string.IsNullOrWhiteSpace(name));
        return says == request.Clear ? "Say a position, names, or clear." : null;
    }
}
