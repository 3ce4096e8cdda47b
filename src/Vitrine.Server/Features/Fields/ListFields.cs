using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Schema;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Fields;

internal static class ListFields
{
    private const int MostOptions = 1_000;

    public static void MapListFields(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/fields", ListAsync).WithName("ListFields")
            .WithSummary("The library's fields in their order; with folder=ID those that its assets have, with deleted=true also the deleted ones.").RequireAuthorization(Policies.View);
        routes.MapGet("/fields/{id}", Get).WithName("GetField").WithSummary("One field, by its id or name.").RequireAuthorization(Policies.View);
        routes.MapGet("/fields/{id}/options", Options).WithName("ListFieldOptions")
            .WithSummary("Options of a field, a page at a time; with prefix those of which a word begins so, with parent those right below one.").RequireAuthorization(Policies.View);
    }

    private static async Task<Results<Ok<IReadOnlyList<FieldView>>, NotFound>> ListAsync(
        string? folder, bool? deleted, Principal principal, FieldCatalog catalog, Database database, CancellationToken cancellationToken)
    {
        var schema = catalog.Of(principal.LibraryKey).Schema;
        if (folder is null)
        {
            return TypedResults.Ok<IReadOnlyList<FieldView>>([.. (deleted == true ? schema.All : schema.Live).Select(FieldViews.Of)]);
        }

        return await AppliedAsync(database, principal.LibraryKey, folder, schema, cancellationToken) is { } applied
            ? TypedResults.Ok<IReadOnlyList<FieldView>>([.. applied.Select(one => FieldViews.Of(one.Field with { Required = one.Required, Default = one.Default }))])
            : TypedResults.NotFound();
    }

    /// <summary>The fields that assets in a folder have; null where there is no such folder.</summary>
    internal static Task<IReadOnlyList<AppliedField>?> AppliedAsync(Database database, long library, string folder, FieldSchema schema, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await AssetFolders.KeyAsync(session, library, folder, cancellationToken) is { } key
                ? schema.Applied((await AssetFolders.OfAsync(session, "", key, cancellationToken)).Up)
                : null,
        cancellationToken);

    private static Results<Ok<FieldView>, NotFound> Get(string id, Principal principal, FieldCatalog catalog, HttpResponse response)
    {
        if (Find(catalog, principal, id) is not { } field)
        {
            return TypedResults.NotFound();
        }

        response.Headers.ETag = EntityTag.Of(field.Revision);
        return TypedResults.Ok(FieldViews.Of(field));
    }

    private static Results<Ok<Page<FieldOptionView>>, NotFound> Options(string id, string? prefix, string? parent, string? cursor, int? limit, Principal principal, FieldCatalog catalog)
    {
        if (Find(catalog, principal, id) is not { Type.HasOptions: true } field)
        {
            return TypedResults.NotFound();
        }

        if (limit is < 1 or > MostOptions || (cursor is not null && !int.TryParse(cursor, out _)))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"limit is a number from 1 to {MostOptions}, and cursor what the page before answered.");
        }

        var (from, count) = (cursor is null ? 0 : Math.Max(0, int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture)), limit ?? 100);
        var found = (parent is not null ? field.Options.Under(parent.Length > 0 ? parent : null) : field.Options.Starting(prefix ?? "")).Skip(from).Take(count + 1).ToArray();
        return TypedResults.Ok(new Page<FieldOptionView>(
            [.. found.Take(count).Select(FieldViews.Option)], found.Length > count ? (from + count).ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    /// <summary>By id, also a deleted one, or by name.</summary>
    internal static Field? Find(FieldCatalog catalog, Principal principal, string id)
    {
        var schema = catalog.Of(principal.LibraryKey).Schema;
        return schema.FindId(id) ?? schema.Find(id);
    }
}
