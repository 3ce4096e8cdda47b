using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

internal static class AnalyzeAssets
{
    public static void MapAnalyze(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/analyze", Handle).WithName("Analyze")
            .WithSummary("Looks at assets again: with all analyzers or some, with the library's thresholds or those of the request. dryRun answers how many it would be, as a finished job's total.")
            .WithMetadata(new RequestSizeLimitAttribute(Selection.LongestRequest))
            .RequireAuthorization(Policies.Edit);

    private static async Task<Results<Accepted<JobStarted>, Ok<JobView>, ProblemHttpResult>> Handle(
        AnalyzeRequest request, Principal principal, Database database, AssetSearch search, JobStart start, CurrentPipeline pipeline, HttpRequest http, CancellationToken cancellationToken)
    {
        if (request.MinConfidence is < 0 or > 100 or double.NaN || request.MaxTags is < 0 or > 500)
        {
            throw Bad("minConfidence is a number from 0 to 100, maxTags one from 0 to 500.");
        }

        if (request.Analyzers is [])
        {
            throw Bad("Name at least one analyzer, or leave analyzers out to have all of them look.");
        }

        string[] known = [.. Media.Analyzers.AnalyzerCatalog.All.Select(analyzer => analyzer.Id)
            .Union(pipeline.Now.Steps.Select(step => PipelineSteps.AnalyzerOf(step.Name)).OfType<string>(), StringComparer.Ordinal)];
        string[] unknown = [.. (request.Analyzers ?? []).Except(known, StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw Bad($"There is no analyzer '{unknown[0]}'; there are {string.Join(", ", known)}.");
        }

        var once = Idempotency.Of(http, principal.Actor, JsonSerializer.Serialize(request, ApiJson.Default.AnalyzeRequest));
        if (!request.DryRun && await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var keys = await Selection.ResolveAsync(request.Ids, request.Query, request.Expected, request.WholeGroups, trashed: false, principal, database, search, cancellationToken);
        if (request.DryRun)
        {
            return JobStart.WouldBe(JobKinds.Analyze, keys.Length, database.Clock);
        }

        return await start.StartAsync(
            principal, JobKinds.Analyze, JsonSerializer.Serialize(request with { Ids = null }, ApiJson.Default.AnalyzeRequest), keys, once, cancellationToken);
    }

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
