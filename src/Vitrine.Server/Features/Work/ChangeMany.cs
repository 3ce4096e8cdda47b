using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Access;
using Vitrine.Server.Bulk;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

internal static class ChangeMany
{
    public static void MapChangeMany(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/bulk", Handle).WithName("ChangeMany")
            .WithSummary("Changes many assets at once: values set, cleared, replaced, copied, made from templates, moved in time; tags and people added and removed; AI tags reset; trash. dryRun answers a finished job: its total is how many it would be, its preview what would change.")
            .WithMetadata(new RequestSizeLimitAttribute(Selection.LongestRequest))
            .RequireAuthorization(Policies.Edit);

    private static async Task<Results<Accepted<JobStarted>, Ok<JobView>, ProblemHttpResult>> Handle(
        BulkRequest request, Principal principal, Database database, AssetSearch search, JobStart start, BulkPreviewer previewer, BulkRequestReader reader, AssetEditReader edits, HttpRequest http, CancellationToken cancellationToken)
    {
        if (request.Unknown is { Count: > 0 } unknown)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"There is no member '{unknown.Keys.First()}'; openapi.json lists those there are.");
        }

        if (KindOf(request) is not { } kind)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "Say what to do: change values (set, clear, add, remove, template, replace, copy, shiftTime, setZone), resetAiTags, or trash.");
        }

        var once = Idempotency.Of(http, principal.Actor, JsonSerializer.Serialize(request, ApiJson.Default.BulkRequest));
        if (!request.DryRun && await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        // Values are checked before the set is looked up: what is wrong with them is wrong for any set.
        var plan = kind is JobKinds.BulkEdit or JobKinds.BulkTags ? Checked(reader, principal.LibraryKey, request with { ShiftTime = request.ShiftTime is { To: not null, Minutes: null } ? new BulkShift(0) : request.ShiftTime }) : null;

        // Who typed a word that may mean several things is asked now, not told by the job.
        foreach (var word in plan?.Words ?? [])
        {
            await database.ReadAsync(session => edits.KnownAsync(session, principal.LibraryKey, word, cancellationToken), cancellationToken);
        }

        var keys = await Selection.ResolveAsync(request.Ids, request.Query, request.Expected, request.WholeGroups, request.Trash == false, principal, database, search, cancellationToken);
        if (request.ShiftTime is { To: { } to, Minutes: null })
        {
            request = request with { ShiftTime = await FirstTaken.ShiftAsync(database, keys, to, cancellationToken) };
            plan = Checked(reader, principal.LibraryKey, request);
        }

        if (request.DryRun)
        {
            var found = JobStart.WouldBe(kind, keys.Length, database.Clock);
            return plan is null ? found : TypedResults.Ok(found.Value! with { Preview = await previewer.RunAsync(principal.LibraryKey, keys, plan, cancellationToken) });
        }

        return await start.StartAsync(
            principal, kind, JsonSerializer.Serialize(request with { Ids = null }, ApiJson.Default.BulkRequest), keys, once, cancellationToken);
    }

    private static StepPlan Checked(BulkRequestReader reader, long library, BulkRequest request)
    {
        List<ValueProblem> problems = [];
        var plan = reader.Read(library, request, problems);
        return problems.Count == 0 ? plan : throw new ValuesRefusedException(problems);
    }

    private static string? KindOf(BulkRequest request) => (BulkRequestReader.Asks(request), request.ResetAiTags, request.Trash) switch
    {
        (true, false, null) => BulkRequestReader.IsTagsOnly(request) ? JobKinds.BulkTags : JobKinds.BulkEdit,
        (false, true, null) => JobKinds.ResetAiTags,
        (false, false, not null) => JobKinds.Trash,
        _ => null,
    };
}
