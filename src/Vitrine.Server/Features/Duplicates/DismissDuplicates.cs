using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Duplicates;

internal static class DismissDuplicates
{
    private const int Most = 50;

    public static void MapDismissDuplicates(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/duplicates/dismiss", Handle).WithName("DismissDuplicates")
            .WithSummary("Says that assets are no duplicates of each other, which is remembered; takeBack takes that back.").RequireAuthorization(Policies.Edit);

    private static async Task<NoContent> Handle(DuplicateDismissal dismissal, Principal principal, Database database, HttpResponse response, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                var keys = await DuplicateAssets.FindAsync(session, principal.LibraryKey, dismissal.Ids, Most, cancellationToken);
                if (keys.Length < 2)
                {
                    throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"From 2 to {Most} assets are no duplicates of each other.");
                }

                Array.Sort(keys);
                foreach (var (low, high) in keys.SelectMany((low, i) => keys.Skip(i + 1).Select(high => (low, high))))
                {
                    await (dismissal.TakeBack
                        ? session.ExecuteAsync($"delete from not_duplicate where low_key = {low} and high_key = {high}", cancellationToken)
                        : session.ExecuteAsync(
                            $"insert into not_duplicate (low_key, high_key, actor_key, at) values ({low}, {high}, {session.Actor.Key}, {session.Now}) on conflict (low_key, high_key) do nothing", cancellationToken));
                }

                // What was found to be duplicates is found anew, and pages that show it hear of it.
                session.Log(new Change(principal.LibraryKey, LogSubject.Asset, keys[0], ChangeEvent.Changed, ChangedParts.Place));
                return true;
            },
            cancellationToken);
        response.SetSequence(written.Sequence);
        return TypedResults.NoContent();
    }
}
