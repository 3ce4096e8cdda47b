using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Features.Concepts;

internal static class MergeConcept
{
    public static void MapMergeConcept(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/concepts/{id}/merge", Handle).WithName("MergeConcept")
            .WithSummary("Merges a concept into another, as a job that can be taken back: its words become synonyms, its id leads to the other, what was said with it counts as said with the other, and a rejection of either holds for both. dryRun answers how many assets have it (total), and how many both (changed).")
            .RequireAuthorization(Policies.Edit);

    private static async Task<Results<Accepted<JobStarted>, Ok<JobView>, NotFound, ProblemHttpResult>> Handle(
        string id, MergeRequest asked, Principal principal, Database database, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        var once = Idempotency.Of(http, principal.Actor, JsonSerializer.Serialize(asked, ApiJson.Default.MergeRequest));
        if (!asked.DryRun && await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var found = await database.ReadAsync(session => LookAsync(session, principal.LibraryKey, id, asked.Into ?? "", cancellationToken), cancellationToken);
        if (found is not { } pair)
        {
            return TypedResults.NotFound();
        }

        if (asked.DryRun)
        {
            return TypedResults.Ok(new JobView("", JobKinds.MergeConcepts, "done", pair.Assets, 0, pair.Both.Count, 0, null, database.Clock.GetUtcNow(), database.Clock.GetUtcNow(), CanUndo: false));
        }

        return await start.StartAsync(
            principal, JobKinds.MergeConcepts, JsonSerializer.Serialize(new MergeOrder(pair.From, pair.Into), ConceptJson.Default.MergeOrder), pair.Both, once, cancellationToken);
    }

    private static async Task<(string From, string Into, long Assets, List<long> Both)?> LookAsync(DbSession session, long library, string id, string other, CancellationToken cancellationToken)
    {
        if (await ConceptState.FindAsync(session, library, id, cancellationToken) is not { } from)
        {
            return null;
        }

        if (await ConceptState.FindAsync(session, library, other, cancellationToken) is not { } into)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, new QuerySentence(QuerySentences.Within, "into", new QuerySentence(RefusalSentences.NoConcept, other)));
        }

        if (from.Key == into.Key)
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.SameConcept));
        }

        if (from.Library is null && into.Library is not null)
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.SharedIntoLocal));
        }

        if (await ConceptMerging.WouldCircleAsync(session, from.Key, into.Key, cancellationToken))
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.ConceptsBetween));
        }

        var (first, second) = (await ConceptMerging.ClassAsync(session, from.Key, cancellationToken), await ConceptMerging.ClassAsync(session, into.Key, cancellationToken));
        return (from.PublicId, into.PublicId, await ConceptCounts.OfAsync(session, library, first, cancellationToken), await ConceptMerging.BothAsync(session, first, second, cancellationToken));
    }
}
