using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Core.Claims;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Claims;

internal static class DecideClaim
{
    public static void MapDecideClaim(this IEndpointRouteBuilder routes)
    {
        Map("accept", "AcceptClaim", EntryKind.Accept, "A person says that a claim is right.");
        Map("reject", "RejectClaim", EntryKind.Reject, "A person says that a claim is wrong: it stays away, whatever any model says later.");
        Map("lift", "LiftClaim", EntryKind.Lift, "Takes the decision about a claim back. Of a single value that a person said, or that there is none: takes that back, so that what the file says shows again.");

        void Map(string verb, string name, EntryKind decision, string summary) =>
            routes.MapPost(
                $"/claims/{{id}}/{verb}",
                (string id, Principal principal, Database database, ClaimLedger ledger, HttpContext context, CancellationToken cancellationToken) =>
                    Handle(id, decision, principal, database, ledger, context, cancellationToken)).WithName(name).WithSummary(summary).RequireAuthorization(Policies.Edit);
    }

    /// <summary>Decides about what a claim says, whatever became of that row of the ledger meanwhile. Deciding the same twice is no error.</summary>
    private static async Task<Results<NoContent, NotFound, StatusCodeHttpResult>> Handle(
        string id, EntryKind decision, Principal principal, Database database, ClaimLedger ledger, HttpContext context, CancellationToken cancellationToken)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var key))
        {
            return TypedResults.NotFound();
        }

        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                if (await ClaimRows.FindAsync(session, principal.LibraryKey, key, cancellationToken) is not { } claim
                    || (claim.Value is null && decision != EntryKind.Lift)
                    || claim.Subject.Kind != SubjectKind.Asset
                    || await ClaimLedger.FindAsync(session, claim.Subject.Key, cancellationToken) is not { } asset)
                {
                    return StatusCodes.Status404NotFound;
                }

                var revision = await session.NumberAsync($"select {PendingBatch.Revision} from asset a where a.key = {asset.AssetKey}", cancellationToken);
                if (!EntityTag.Matches(context.Request, revision!.Value))
                {
                    return StatusCodes.Status412PreconditionFailed;
                }

                if (decision == EntryKind.Lift && claim is { Attribute.SetValued: false, Rank: ClaimRank.Person, MadeOutside: false, Kind: not EntryKind.Reject })
                {
                    await ledger.TakeBackAsync(session, asset, claim.Attribute, claim.Language, cancellationToken);
                }
                else if (claim.Value is { } value)
                {
                    await ledger.DecideAsync(session, asset, claim.Attribute, claim.Language, value, decision, null, cancellationToken);
                }

                revision = await session.NumberAsync($"select {PendingBatch.Revision} from asset a where a.key = {asset.AssetKey}", cancellationToken);
                context.Response.Headers.ETag = EntityTag.Of(revision!.Value);
                return StatusCodes.Status204NoContent;
            },
            cancellationToken);
        context.Response.SetSequence(written.Sequence);
        return written.Value switch
        {
            StatusCodes.Status204NoContent => TypedResults.NoContent(),
            StatusCodes.Status404NotFound => TypedResults.NotFound(),
            var status => TypedResults.StatusCode(status),
        };
    }
}
