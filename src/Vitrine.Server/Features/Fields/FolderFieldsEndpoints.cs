using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Fields;

/// <summary>The field sets of folders.</summary>
internal static class FolderFieldsEndpoints
{
    public static void MapFolderFields(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/folders/{id}/fields", GetAsync).WithName("GetFolderFields")
            .WithSummary("The field set of a folder, or that of the nearest folder above that has one, and the fields that follow from it.").RequireAuthorization(Policies.View);
        routes.MapPut("/folders/{id}/fields", PutAsync).WithName("SetFolderFields")
            .WithSummary("Says which fields assets in a folder and below have, and what it asks of them: required, readOnly, default.").Accepts<FolderFieldsRequest>("application/json").RequireAuthorization(Policies.Own);
        routes.MapDelete("/folders/{id}/fields", DeleteAsync).WithName("DeleteFolderFields").WithSummary("Takes a folder's own field set away: that of the folder above holds.").RequireAuthorization(Policies.Own);
    }

    private static async Task<Results<Ok<FolderFieldsView>, NotFound>> GetAsync(
        string id, Principal principal, Database database, FieldCatalog catalog, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await ViewAsync(id, principal, database, catalog, cancellationToken) is not { } view)
        {
            return TypedResults.NotFound();
        }

        response.Headers.ETag = EntityTag.Of(view.Revision);
        return TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<FolderFieldsView>, NotFound, StatusCodeHttpResult, ProblemHttpResult>> PutAsync(
        string id, HttpRequest request, Principal principal, Database database, FieldCatalog catalog, CancellationToken cancellationToken)
    {
        using var body = await CreateField.ReadAsync(request, cancellationToken);
        var problems = new List<ValueProblem>();
        var schema = catalog.Of(principal.LibraryKey).Schema;
        var (only, fields) = FolderSetForm.Read(body.RootElement, schema, problems);
        if (problems.Count > 0)
        {
            throw new ValuesRefusedException(problems);
        }

        return await WriteAsync(
            id, request, principal, database, catalog,
            (session, folder) => session.ExecuteAsync(
                $"""
                insert into folder_fields (folder_key, library_key, definition, revision, changed_at) values ({folder}, {principal.LibraryKey}, {FolderSetForm.Text(only, fields, schema)}, {1}, {session.Now})
                on conflict (folder_key) do update set definition = excluded.definition, revision = folder_fields.revision + 1, changed_at = excluded.changed_at
                """,
                cancellationToken),
            cancellationToken);
    }

    private static Task<Results<Ok<FolderFieldsView>, NotFound, StatusCodeHttpResult, ProblemHttpResult>> DeleteAsync(
        string id, HttpRequest request, Principal principal, Database database, FieldCatalog catalog, CancellationToken cancellationToken) => WriteAsync(
        id, request, principal, database, catalog, (session, folder) => session.ExecuteAsync($"delete from folder_fields where folder_key = {folder}", cancellationToken), cancellationToken);

    private static async Task<Results<Ok<FolderFieldsView>, NotFound, StatusCodeHttpResult, ProblemHttpResult>> WriteAsync(
        string id, HttpRequest request, Principal principal, Database database, FieldCatalog catalog, Func<WriteSession, long, Task> write, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                if (await AssetFolders.KeyAsync(session, principal.LibraryKey, id, cancellationToken) is not { } folder)
                {
                    return StatusCodes.Status404NotFound;
                }

                if (!EntityTag.Matches(request, await session.NumberAsync($"select revision from folder_fields where folder_key = {folder}", cancellationToken) ?? 0))
                {
                    return StatusCodes.Status412PreconditionFailed;
                }

                await write(session, folder);
                session.Log(new Change(principal.LibraryKey, LogSubject.Field, folder, ChangeEvent.Changed, ChangedParts.Place));
                return StatusCodes.Status200OK;
            },
            cancellationToken);
        await catalog.ReloadAsync(cancellationToken);
        request.HttpContext.Response.SetSequence(written.Sequence);
        return written.Value == StatusCodes.Status412PreconditionFailed ? TypedResults.StatusCode(written.Value)
            : await ViewAsync(id, principal, database, catalog, cancellationToken) is { } view ? TypedResults.Ok(view)
            : TypedResults.NotFound();
    }

    internal static Task<FolderFieldsView?> ViewAsync(string id, Principal principal, Database database, FieldCatalog catalog, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            if (await AssetFolders.KeyAsync(session, principal.LibraryKey, id, cancellationToken) is not { } folder)
            {
                return null;
            }

            var schema = catalog.Of(principal.LibraryKey).Schema;
            var up = (await AssetFolders.OfAsync(session, "", folder, cancellationToken)).Up;
            var set = up.Select(step => schema.SetOf(step.Key)).FirstOrDefault(found => found is not null);
            return new FolderFieldsView(
                id, set?.FolderId, set?.Only ?? false, [.. (set?.Fields ?? []).Select(one => (One: one, Field: schema.FindId(one.FieldId))).Where(pair => pair.Field is { Deleted: false })
                    .Select(pair => new FolderFieldView(pair.Field!.Name, pair.One.Required, pair.One.ReadOnly, pair.One.Default is { } values ? FieldText.Json(pair.Field, values) : null))],
                [.. schema.Applied(up).Select(one => new FolderFieldView(one.Field.Name, one.Required, one.ReadOnly, one.Default.Count > 0 ? FieldText.Json(one.Field, one.Default) : null))])
            {
                Revision = await session.NumberAsync($"select revision from folder_fields where folder_key = {folder}", cancellationToken) ?? 0,
            };
        },
        cancellationToken);
}
