using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search.Embedded;

namespace Vitrine.Server.Features.Search;

internal static class ListEmbeddedTags
{
    private const int Most = 500;

    public static void MapListEmbeddedTags(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/search/embedded", Handle).WithName("ListEmbeddedTags")
            .WithSummary("Names of embedded tags that files of the library have and embedded.NAME in a query can ask for; find: only those of which a part is written so, those that begin so first.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<IReadOnlyList<EmbeddedTagName>>, ProblemHttpResult>> Handle(
        string? find, int? limit, Principal principal, EmbeddedTagNames names, CancellationToken cancellationToken) => limit is < 1 or > Most
            ? throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"limit is a number from 1 to {Most}, not {limit}.")
            : TypedResults.Ok(await names.FindAsync(principal.LibraryKey, find ?? "", limit ?? 50, cancellationToken));
}
