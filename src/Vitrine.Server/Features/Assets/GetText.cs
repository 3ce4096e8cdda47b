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

    /// <summary>An answer ends with the page that brings it to so many characters.</summary>
    private const int EnoughCharacters = 200_000;

    public static void MapGetText(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{id}/text", Handle).WithName("GetText")
            .WithSummary("What a document says, page by page from `page` on; `next` is the page to go on with.")
            .RequireAuthorization(Policies.View);

    /// <summary>Pages from <paramref name="from"/> on; null where there is no such asset. An asset that says nothing has no pages.</summary>
    public static async Task<TextPages?> ReadAsync(Database database, Principal principal, string id, int from, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(id, out _))
        {
            return null;
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
            return null;
        }

        var all = text?.Pages ?? [];
        var items = new List<TextPage>();
        var characters = 0;
        for (var number = from; number <= all.Count && items.Count < MostPages && characters < EnoughCharacters; number++)
        {
            items.Add(new TextPage(number, all[number - 1]));
            characters += items[^1].Text.Length;
        }

        return new TextPages(all.Count, text?.IsCut ?? false, items, from + items.Count <= all.Count ? from + items.Count : null);
    }

    private static async Task<Results<Ok<TextPages>, NotFound>> Handle(
        string id, int? page, Principal principal, Database database, CancellationToken cancellationToken)
    {
        if (page is < 1)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "Pages are counted from 1.");
        }

        return await ReadAsync(database, principal, id, page ?? 1, cancellationToken) is { } pages ? TypedResults.Ok(pages) : TypedResults.NotFound();
    }
}
