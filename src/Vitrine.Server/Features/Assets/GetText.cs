using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Documents;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

internal static class GetText
{
    private const int MostPages = 100;

    /// <summary>Pages after which an answer ends, once they hold so many characters.</summary>
    private const int EnoughCharacters = 200_000;

    public static void MapGetText(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{id}/text", Handle).WithName("GetText")
            .WithSummary("What a document says, page by page from `page` on; `next` is the page to go on with.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<TextPages>, NotFound>> Handle(
        string id, int? page, Principal principal, Database database, CancellationToken cancellationToken)
    {
        if (page is < 1)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "Pages are counted from 1.");
        }

        if (!PublicId.TryParse(id, out _))
        {
            return TypedResults.NotFound();
        }

        var (found, text) = await database.ReadAsync(
            async session =>
            {
                var essence = await session.NumberAsync(
                    $"select v.essence_key from asset a join version v on v.key = a.version_key where a.id = {id} and a.library_key = {principal.LibraryKey}", cancellationToken);
                return (essence is not null, essence is { } key ? await DocumentStore.ReadAsync(session, key, cancellationToken) : null);
            },
            cancellationToken);
        if (!found)
        {
            return TypedResults.NotFound();
        }

        var items = new List<TextPage>();
        var first = page ?? 1;
        var characters = 0;
        for (var number = first; number <= (text?.Pages.Count ?? 0) && items.Count < MostPages && characters < EnoughCharacters; number++)
        {
            items.Add(new TextPage(number, text!.Pages[number - 1]));
            characters += items[^1].Text.Length;
        }

        var next = first + items.Count;
        return TypedResults.Ok(new TextPages(text?.Pages.Count ?? 0, text?.IsCut ?? false, items, next <= (text?.Pages.Count ?? 0) ? next : null));
    }
}
