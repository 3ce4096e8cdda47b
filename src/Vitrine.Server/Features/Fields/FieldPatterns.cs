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

/// <summary>How values stand in names.</summary>
internal static class FieldPatterns
{
    private const int Most = 100;
    private const int LongestName = 100;

    public static void MapFieldPatterns(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/field-patterns", List).WithName("ListFieldPatterns").WithSummary("Patterns by which names of files and folders give values, in the order in which they are asked.").RequireAuthorization(Policies.View);
        routes.MapPost("/field-patterns", CreateAsync).WithName("CreateFieldPattern")
            .WithSummary("Adds a pattern such as {sku}_{colour}_{n}. It speaks about new and renamed assets from now on; POST /api/field-fill asks it about those that are there.").RequireAuthorization(Policies.Own);
        routes.MapPut("/field-patterns/{id}", ChangeAsync).WithName("ChangeFieldPattern").WithSummary("Changes a pattern.").RequireAuthorization(Policies.Own);
        routes.MapDelete("/field-patterns/{id}", DeleteAsync).WithName("DeleteFieldPattern").WithSummary("Deletes a pattern. The values that it gave stay.").RequireAuthorization(Policies.Own);
    }

    private static Ok<IReadOnlyList<FieldPatternView>> List(Principal principal, FieldCatalog catalog) => TypedResults.Ok(Views(catalog.Of(principal.LibraryKey)));

    internal static IReadOnlyList<FieldPatternView> Views(LibraryFields fields) =>
        [.. fields.Patterns.OrderBy(stored => stored.Position).ThenBy(stored => stored.Key).Select(stored => View(stored, fields.Schema))];

    private static Task<Results<Ok<FieldPatternView>, NotFound, ProblemHttpResult>> CreateAsync(
        FieldPatternRequest request, Principal principal, Database database, FieldCatalog catalog, IdGenerator ids, HttpResponse response, CancellationToken cancellationToken)
    {
        var id = ids.Next().Text;
        return WriteAsync(id, request, principal, database, catalog, response, async session =>
        {
            if (await session.NumberAsync($"select count(*) from field_pattern where library_key = {principal.LibraryKey}", cancellationToken) >= Most)
            {
                throw new RequestRefusedException(StatusCodes.Status409Conflict, $"A library has at most {Most} patterns.");
            }

            return await session.InsertAsync(
                $"""
                insert into field_pattern (id, library_key, name, pattern, folder_id, position, revision, created_at)
                values ({id}, {principal.LibraryKey}, {request.Name.Trim()}, {request.Pattern}, {request.FolderId}, {request.Order}, {1}, {session.Now}) returning key
                """,
                cancellationToken);
        }, cancellationToken);
    }

    private static Task<Results<Ok<FieldPatternView>, NotFound, ProblemHttpResult>> ChangeAsync(
        string id, FieldPatternRequest request, Principal principal, Database database, FieldCatalog catalog, HttpResponse response, CancellationToken cancellationToken) =>
        WriteAsync(id, request, principal, database, catalog, response, session => session.NumberAsync(
            $"""
            update field_pattern set name = {request.Name.Trim()}, pattern = {request.Pattern}, folder_id = {request.FolderId}, position = {request.Order}, revision = revision + 1
            where id = {id} and library_key = {principal.LibraryKey} returning key
            """,
            cancellationToken), cancellationToken);

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(string id, Principal principal, Database database, FieldCatalog catalog, HttpResponse response, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                var key = await session.NumberAsync($"delete from field_pattern where id = {id} and library_key = {principal.LibraryKey} returning key", cancellationToken);
                if (key is { } gone)
                {
                    session.Log(new Change(principal.LibraryKey, LogSubject.Field, gone, ChangeEvent.Removed, ChangedParts.Facts));
                }

                return key is not null;
            },
            cancellationToken);
        await catalog.ReloadAsync(cancellationToken);
        response.SetSequence(written.Sequence);
        return written.Value ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static async Task<Results<Ok<FieldPatternView>, NotFound, ProblemHttpResult>> WriteAsync(
        string id, FieldPatternRequest request, Principal principal, Database database, FieldCatalog catalog, HttpResponse response, Func<WriteSession, Task<long?>> write, CancellationToken cancellationToken)
    {
        Check(id, request, catalog.Of(principal.LibraryKey));
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                if (request.FolderId is { } folder && await AssetFolders.KeyAsync(session, principal.LibraryKey, folder, cancellationToken) is null)
                {
                    throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"There is no folder with the id {folder}.");
                }

                var key = await write(session);
                if (key is { } changed)
                {
                    session.Log(new Change(principal.LibraryKey, LogSubject.Field, changed, ChangeEvent.Changed, ChangedParts.Facts));
                }

                return key is not null;
            },
            cancellationToken);
        await catalog.ReloadAsync(cancellationToken);
        response.SetSequence(written.Sequence);
        var now = catalog.Of(principal.LibraryKey);
        return written.Value && now.Patterns.FirstOrDefault(one => one.Id == id) is { } stored ? TypedResults.Ok(View(stored, now.Schema)) : TypedResults.NotFound();
    }

    /// <summary>Its name tells in the history which pattern gave a value, so it is its own.</summary>
    private static void Check(string id, FieldPatternRequest request, LibraryFields fields)
    {
        var problems = new List<ValueProblem>();
        var name = request.Name?.Trim() ?? "";
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl) || fields.Patterns.Any(other => other.Id != id && other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            problems.Add(new ValueProblem("name", "name", $"A pattern has a name of its own, of 1 to {LongestName} characters.", "a name that no other pattern has"));
        }

        if (NamePattern.Parse(request.Pattern ?? "", fields.Schema).Problem is { } problem)
        {
            problems.Add(problem with { Field = "pattern" });
        }

        if (problems.Count > 0)
        {
            throw new ValuesRefusedException(problems);
        }
    }

    private static FieldPatternView View(StoredPattern stored, FieldSchema schema) =>
        new(stored.Id, stored.Name, stored.Text, stored.FolderId, stored.Position, NamePattern.Parse(stored.Text, schema).Problem?.Message);
}
