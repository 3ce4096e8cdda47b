using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

/// <summary>The long lists of one asset, page by page.</summary>
internal static class AssetLists
{
    private const int PageSize = 200;

    public static void MapAssetLists(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{id}/claims", ClaimsAsync).WithName("ListClaims").WithSummary("All that is said about an asset, page by page.").RequireAuthorization(Policies.View);
        routes.MapGet("/assets/{id}/history", HistoryAsync).WithName("ListHistory")
            .WithSummary("Who said, decided and did what about an asset, newest first, page by page.").RequireAuthorization(Policies.View);
        routes.MapGet("/assets/{id}/runs", RunsAsync).WithName("ListRuns").WithSummary("The pipeline's steps for an asset's current version, page by page.").RequireAuthorization(Policies.View);
        routes.MapGet("/assets/{id}/moments", MomentsAsync).WithName("ListMoments")
            .WithSummary("The moments of a video or audio asset, page by page; empty for every other kind.").RequireAuthorization(Policies.View);
    }

    private static async Task<Results<Ok<Page<MomentView>>, NotFound>> MomentsAsync(
        string id, string? cursor, Principal principal, Database database, CancellationToken cancellationToken)
    {
        var asset = await database.ReadAsync(session => FindAsync(session, principal, id, cancellationToken), cancellationToken);
        return asset.Key == 0 ? TypedResults.NotFound() : TypedResults.Ok(Page<MomentView>([], cursor));
    }

    private static async Task<Results<Ok<Page<ClaimView>>, NotFound>> ClaimsAsync(
        string id, string? cursor, Principal principal, Database database, ClaimReader claims, CancellationToken cancellationToken)
    {
        var all = await database.ReadAsync(
            async session => await FindAsync(session, principal, id, cancellationToken) is { Key: > 0 } asset
                ? await claims.ReadAsync(session, principal.LibraryKey, asset.Key, asset.Version, cancellationToken)
                : null,
            cancellationToken);
        return all is null ? TypedResults.NotFound() : TypedResults.Ok(Page(all, cursor));
    }

    private static async Task<Results<Ok<Page<HistoryEntry>>, NotFound>> HistoryAsync(
        string id, string? cursor, Principal principal, Database database, HistoryReader history, CancellationToken cancellationToken)
    {
        var all = await database.ReadAsync(
            async session => await FindAsync(session, principal, id, cancellationToken) is { Key: > 0 } asset ? await history.ReadAsync(session, asset.Key, cancellationToken) : null,
            cancellationToken);
        return all is null ? TypedResults.NotFound() : TypedResults.Ok(Page(all, cursor));
    }

    private static async Task<Results<Ok<Page<RunView>>, NotFound>> RunsAsync(
        string id, string? cursor, Principal principal, Database database, CancellationToken cancellationToken)
    {
        var all = await database.ReadAsync(
            async session => await FindAsync(session, principal, id, cancellationToken) is { Key: > 0 } asset
                ? await RunRows.ReadAsync(session, asset.Version, cancellationToken)
                : null,
            cancellationToken);
        return all is null ? TypedResults.NotFound() : TypedResults.Ok(Page(all, cursor));
    }

    /// <summary>The cursor is the position of the page's first item; lists of one asset are short enough to be made whole.</summary>
    private static Page<T> Page<T>(IReadOnlyList<T> all, string? cursor)
    {
        var from = cursor is null ? 0
            : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position < all.Count ? position
            : throw new RequestRefusedException(StatusCodes.Status400BadRequest, "This cursor does not belong to this list.");
        var next = from + PageSize;
        return new Page<T>([.. all.Skip(from).Take(PageSize)], next < all.Count ? next.ToString(CultureInfo.InvariantCulture) : null);
    }

    private static Task<(long Key, long Version)> FindAsync(DbSession session, Principal principal, string id, CancellationToken cancellationToken) =>
        PublicId.TryParse(id, out _)
            ? session.FirstAsync(
                $"select key, version_key from asset where id = {id} and library_key = {principal.LibraryKey}", row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken)
            : Task.FromResult<(long, long)>(default);
}
