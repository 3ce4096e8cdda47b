using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import;
using Vitrine.Server.Jobs;
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

        var allowed = await AllowedFolders.ReadAsync(folder.AllowedRoots, cancellationToken);

        // The job takes in what was looked at now, wherever the paths lead when its turn comes.
        var checkedRequest = request with { Paths = [.. request.Paths.Select(path => AllowedFolders.Require(path, allowed, "taken in", "import"))] };
        return await start.StartAsync(
            principal, FolderImport.KindName, JsonSerializer.Serialize(checkedRequest, ApiJson.Default.ImportRequest), [], once, cancellationToken);
    }

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
