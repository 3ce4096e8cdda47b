using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

internal static class ImportFolders
{
    public static void MapImport(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/import", Handle).WithName("ImportFolders")
            .WithSummary("Takes in folders of the server's machine, with all below them. Only folders that its command line named, or that lie in one of those.")
            .RequireAuthorization(Policies.Own);

    private static async Task<Results<Accepted<JobStarted>, ProblemHttpResult>> Handle(
        ImportRequest request, Principal principal, DataFolder folder, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        if (request.Paths is not { Count: > 0 } || request.Mode is not ("link" or "copy"))
        {
            throw Bad("Name at least one path; mode is 'link' or 'copy'.");
        }

        var json = JsonSerializer.Serialize(request, ApiJson.Default.ImportRequest);
        var once = Idempotency.Of(http, principal.Actor, json);
        if (await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var allowed = await AllowedAsync(folder, cancellationToken);

        // The job takes in what was looked at now, wherever the paths lead when its turn comes.
        var checkedRequest = request with { Paths = [.. request.Paths.Select(path => Check(path, allowed))] };
        return await start.StartAsync(
            principal, FolderImport.KindName, JsonSerializer.Serialize(checkedRequest, ApiJson.Default.ImportRequest), [], once, cancellationToken);
    }

    /// <returns>The real path.</returns>
    private static string Check(string? path, IReadOnlyList<string> allowed)
    {
        // A zero character would end the path for the system, not for us.
        if (string.IsNullOrEmpty(path) || path.Contains('\0', StringComparison.Ordinal) || !Path.IsPathRooted(path))
        {
            throw Bad("A path begins at the root of the server's machine.");
        }

        if (RealPath.Of(path) is not { } real)
        {
            throw Bad($"{path} is not there.");
        }

        return allowed.Any(root => RealPath.IsWithin(real, root))
            ? real
            : throw new RequestRefusedException(
                StatusCodes.Status403Forbidden, $"{path} may not be taken in by API. Allow it on the server's machine: ./vitrine import \"{path}\"");
    }

    /// <summary>Real paths as they were when they were allowed; one that became a link since allows nothing.</summary>
    private static async Task<IReadOnlyList<string>> AllowedAsync(DataFolder folder, CancellationToken cancellationToken) =>
        File.Exists(folder.AllowedRoots)
            ? [.. (await File.ReadAllLinesAsync(folder.AllowedRoots, cancellationToken)).Select(Path.TrimEndingDirectorySeparator).Where(RealPath.IsReal)]
            : [];

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
