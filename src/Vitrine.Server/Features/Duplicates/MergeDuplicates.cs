using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Duplicates;

internal static class MergeDuplicates
{
    private const int Most = 500;

    public static void MapMergeDuplicates(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/duplicates/merge", Handle).WithName("MergeDuplicates")
            .WithSummary("Keeps one of several assets: it gets what people and files say of the others, and their collections and group; the others go to the trash. A job that can be taken back.")
            .RequireAuthorization(Policies.Edit);

    private static async Task<Accepted<JobStarted>> Handle(DuplicateMerge merge, Principal principal, Database database, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        var once = Idempotency.Of(http, principal.Actor, JsonSerializer.Serialize(merge, ApiJson.Default.DuplicateMerge));
        if (await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var (kept, merged) = await database.ReadAsync(
            async session => (
                await DuplicateAssets.FindAsync(session, principal.LibraryKey, [merge.Keep], 1, cancellationToken),
                await DuplicateAssets.FindAsync(session, principal.LibraryKey, merge.Merge, Most, cancellationToken)),
            cancellationToken);
        if (merged.Length == 0 || merged.Contains(kept[0]))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"From 1 to {Most} assets are merged, and the kept one is none of them.");
        }

        return await start.StartAsync(
            principal, JobKinds.MergeAssets, kept[0].ToString(CultureInfo.InvariantCulture), [.. merged, kept[0]], inOrder: true, once, cancellationToken);
    }
}
