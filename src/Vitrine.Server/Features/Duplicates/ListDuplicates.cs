using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Features.Duplicates;

internal static class ListDuplicates
{
    public static void MapListDuplicates(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/duplicates", Handle).WithName("ListDuplicates")
            .WithSummary("Groups of assets with the same bytes (kind=exact) or of pictures that look alike (kind=near), each with the one that is suggested to be kept. What was said to be no duplicate is left out.")
            .RequireAuthorization(Policies.View);

    private static async Task<Ok<DuplicatePage>> Handle(Principal principal, DuplicateReader reader, CancellationToken cancellationToken, string kind = "exact", string? cursor = null) =>
        kind is not ("exact" or "near") ? throw new RequestRefusedException(StatusCodes.Status400BadRequest, "The kind is exact or near.")
        : cursor is not null && !PublicId.TryParse(cursor, out _) ? throw new RequestRefusedException(StatusCodes.Status400BadRequest, "This cursor is none that a page of duplicates gave.")
        : TypedResults.Ok(await reader.PageAsync(principal.LibraryKey, kind == "exact", cursor, cancellationToken));
}
