using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Features.Work;

internal static class ChangeMany
{
    private const int MostTags = 500;

    public static void MapChangeMany(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/bulk", Handle).WithName("ChangeMany")
            .WithSummary("Changes many assets at once: tags added and removed, AI tags reset, trash. dryRun answers how many it would be, as a finished job's total.")
            .WithMetadata(new RequestSizeLimitAttribute(Selection.LongestRequest))
            .RequireAuthorization(Policies.Edit);

    private static async Task<Results<Accepted<JobStarted>, Ok<JobView>, ProblemHttpResult>> Handle(
        BulkRequest request, Principal principal, Database database, AssetSearch search, VocabularyStore vocabulary, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        if (KindOf(request) is not { } kind)
        {
            throw Bad("Say one thing to do: add or remove tags, resetAiTags, or trash.");
        }

        string?[] tags = [.. request.Add?.Tags ?? [], .. request.Remove?.Tags ?? []];
        if (tags.Length > MostTags || tags.Any(tag => tag is null || VocabularyStore.Clean(tag).Length == 0))
        {
            throw Bad($"A tag has at least one letter, and a request at most {MostTags} tags.");
        }

        var once = Idempotency.Of(http, principal.Actor, JsonSerializer.Serialize(request, ApiJson.Default.BulkRequest));
        if (!request.DryRun && await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        // Who typed a word that may mean several things is asked now, not told by the job.
        foreach (var tag in tags)
        {
            await database.ReadAsync(session => vocabulary.FindAsync(session, principal.LibraryKey, tag!, cancellationToken), cancellationToken);
        }

        var keys = await Selection.ResolveAsync(request.Ids, request.Query, request.Expected, request.WholeGroups, request.Trash == false, principal, database, search, cancellationToken);
        if (request.DryRun)
        {
            return JobStart.WouldBe(kind, keys.Length, database.Clock);
        }

        return await start.StartAsync(
            principal, kind, JsonSerializer.Serialize(request with { Ids = null }, ApiJson.Default.BulkRequest), keys, once, cancellationToken);
    }

    private static string? KindOf(BulkRequest request)
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

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
