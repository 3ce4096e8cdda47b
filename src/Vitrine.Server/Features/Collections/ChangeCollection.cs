using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Collections;

/// <summary>Renames a collection, deletes it, brings it back, changes its order.</summary>
internal static class ChangeCollection
{
    private const int MostMoved = 500;

    public static void MapChangeCollection(this IEndpointRouteBuilder routes)
    {
        routes.MapPatch("/collections/{id}", ChangeAsync).WithName("ChangeCollection")
            .WithSummary("Gives a collection another name or description, and a smart one another query or order.").RequireAuthorization(Policies.Edit);
        routes.MapDelete("/collections/{id}", DeleteAsync).WithName("DeleteCollection")
            .WithSummary("Deletes a collection and none of its assets. For 90 days POST /api/collections/{id}/restore brings it back.").RequireAuthorization(Policies.Edit);
        routes.MapPost("/collections/{id}/restore", RestoreAsync).WithName("RestoreCollection")
            .WithSummary("Brings a deleted collection back with its assets in their order; where its name was taken meanwhile, it gets a number.").RequireAuthorization(Policies.Edit);
        routes.MapPost("/collections/{id}/move", MoveAsync).WithName("MoveInCollection")
            .WithSummary("Puts assets of a collection before or after another one of it, or first or last.").RequireAuthorization(Policies.Edit);
    }

    private static async Task<Results<Ok<CollectionView>, NoContent, NotFound, StatusCodeHttpResult, ProblemHttpResult>> ChangeAsync(
        string id, CollectionChange change, Principal principal, AssetSearch search, Database database, CollectionWriting writing, HttpRequest request, CancellationToken cancellationToken) =>
        await SmartQuery.TroubleAsync(principal, search, database, change.Query, null, request, cancellationToken) is { } wrong
            ? wrong
            : await writing.ActAsync(id, principal, request, deletedToo: false, async (session, collection) =>
            {
                if (change.Sort is { Length: > 0 } sort && collection.IsSmart)
                {
                    SmartQuery.RequireOrder(principal, search, sort, change.Query ?? collection.Query!);
                }

                await CollectionStore.ChangeAsync(session, principal.LibraryKey, collection, change, cancellationToken);
            }, cancellationToken);

    private static Task<Results<Ok<CollectionView>, NoContent, NotFound, StatusCodeHttpResult, ProblemHttpResult>> DeleteAsync(
        string id, Principal principal, CollectionWriting writing, HttpRequest request, CancellationToken cancellationToken) =>
        writing.ActAsync(id, principal, request, deletedToo: true, (session, collection) =>
            CollectionStore.DeleteAsync(session, principal.LibraryKey, collection, cancellationToken), cancellationToken);

    private static Task<Results<Ok<CollectionView>, NoContent, NotFound, StatusCodeHttpResult, ProblemHttpResult>> RestoreAsync(
        string id, Principal principal, CollectionWriting writing, HttpRequest request, CancellationToken cancellationToken) =>
        writing.ActAsync(id, principal, request, deletedToo: true, (session, collection) =>
            CollectionStore.RestoreAsync(session, principal.LibraryKey, collection, cancellationToken), cancellationToken);

    private static Task<Results<Ok<CollectionView>, NoContent, NotFound, StatusCodeHttpResult, ProblemHttpResult>> MoveAsync(
        string id, CollectionMove move, Principal principal, CollectionWriting writing, HttpRequest request, CancellationToken cancellationToken)
    {
        string[] ids = [.. (move.Ids ?? []).Distinct(StringComparer.Ordinal)];
        if (ids.Length is < 1 or > MostMoved)
        {
            throw Bad($"Move from 1 to {MostMoved} assets at once.");
        }

        if ((move.Before is null) == (move.After is null) || move.Before == "last" || move.After == "first")
        {
            throw Bad("Say where the assets go: before or after an asset of the collection, before 'first', or after 'last'.");
        }

        return writing.ActAsync(id, principal, request, deletedToo: false, async (session, collection) =>
        {
            if (collection.IsSmart)
            {
                throw new RequestRefusedException(StatusCodes.Status409Conflict, collection.FillsItself);
            }

            string[] named = [.. ids.OfType<string>(), .. (string[])[move.Before ?? move.After!]];
            var known = (await session.QueryAsync(
                $"select id, key from asset where {session.Dialect.AnyOf(new RawSql("id"), [.. named.Where(one => Core.Assets.PublicId.TryParse(one, out _))])} and library_key = {principal.LibraryKey}",
                row => (row.GetString(0), row.GetInt64(1)),
                cancellationToken)).ToDictionary(StringComparer.Ordinal);
            var atAnEnd = move.Before == "first" || move.After == "last";
            var moved = ids.All(one => one is not null && known.ContainsKey(one)) && (atAnEnd || known.ContainsKey(named[^1]))
                && await CollectionOrder.MoveAsync(
                    session, principal.LibraryKey, collection.Key, [.. ids.Select(one => known[one])],
                    new CollectionPlace(atAnEnd ? null : known[named[^1]], move.Before is not null), move.WholeGroups, cancellationToken);
            if (!moved)
            {
                throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.NotAllInCollection));
            }
        }, cancellationToken);
    }

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
