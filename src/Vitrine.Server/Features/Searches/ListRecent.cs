using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.SavedSearches;
using Vitrine.Server.Ui.Searches;

namespace Vitrine.Server.Features.Searches;

/// <summary>What somebody sent from the search box of late.</summary>
internal static class ListRecent
{
    public static void MapListRecent(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/searches/recent", ListAsync).WithName("ListRecentSearches")
            .WithSummary("The last 20 different queries that one sent from the search box, the newest first. Of programs none are kept.").RequireAuthorization(Policies.View);
        routes.MapDelete("/searches/recent", ClearAsync).WithName("ClearRecentSearches")
            .WithSummary("Forgets what one sent from the search box.").RequireAuthorization(Policies.View);
    }

    private static async Task<Ok<IReadOnlyList<RecentSearch>>> ListAsync(Principal principal, RecentSearches recent, QueryLabels labels, CancellationToken cancellationToken)
    {
        var sent = await recent.ListAsync(principal, cancellationToken);
        var shown = await labels.OfAsync(principal.LibraryKey, [.. sent.Select(one => one.Query)], cancellationToken);
        return TypedResults.Ok<IReadOnlyList<RecentSearch>>([.. sent.Zip(shown, (one, label) => one with { Label = label })]);
    }

    private static async Task<NoContent> ClearAsync(Principal principal, RecentSearches recent, CancellationToken cancellationToken)
    {
        await recent.ClearAsync(principal, cancellationToken);
        return TypedResults.NoContent();
    }
}
