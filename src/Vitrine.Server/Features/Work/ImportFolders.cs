using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Import;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

internal static class ImportFolders
{
    public static void MapImport(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/import", Handle).WithName("ImportFolders").RequireAuthorization(Policies.Own);

    /// <summary>Takes in folders of the server's machine, with all below them. Only folders that its command line named, or that lie in one of those.</summary>
    private static async Task<Results<Accepted<JobStarted>, ProblemHttpResult>> Handle(
        ImportRequest request, Principal principal, Database database, DataFolder folder, JobQueue jobs, CancellationToken cancellationToken)
    {
        if (request.Paths.Count == 0 || request.Mode is not ("link" or "copy"))
        {
            return TypedResults.Problem("Name at least one path; mode is 'link' or 'copy'.", statusCode: StatusCodes.Status400BadRequest);
        }

        var allowed = await AllowedAsync(folder, cancellationToken);
        foreach (var path in request.Paths)
        {
            if (RealPath.Of(path) is not { } real)
            {
                return TypedResults.Problem($"{path} is not there.", statusCode: StatusCodes.Status400BadRequest);
            }

            if (!allowed.Any(root => RealPath.IsWithin(real, root)))
            {
                return TypedResults.Problem(
                    $"{path} may not be taken in by API. Allow it on the server's machine: ./vitrine import \"{path}\"", statusCode: StatusCodes.Status403Forbidden);
            }
        }

        var written = await database.WriteAsync(
            principal.Actor,
            session => jobs.EnqueueAsync(
                session, principal.LibraryKey, FolderImport.KindName, JsonSerializer.Serialize(request, ApiJson.Default.ImportRequest), [], cancellationToken),
            cancellationToken);
        return TypedResults.Accepted($"/api/jobs/{written.Value}", new JobStarted(written.Value));
    }

    private static async Task<IReadOnlyList<string>> AllowedAsync(DataFolder folder, CancellationToken cancellationToken) =>
        File.Exists(folder.AllowedRoots)
            ? [.. (await File.ReadAllLinesAsync(folder.AllowedRoots, cancellationToken)).Where(line => line.Length > 0).Select(RealPath.Of).OfType<string>()]
            : [];
}
