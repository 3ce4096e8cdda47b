using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

internal static class ScanRoots
{
    public static void MapScan(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/roots/scan", Handle).WithName("ScanRoots")
            .WithSummary("Goes through linked folders now: all that are followed, or those named by path or id.")
            .RequireAuthorization(Policies.Own);

    private static async Task<Results<Accepted<JobStarted>, ProblemHttpResult>> Handle(
        ScanRequest request, Principal principal, Database database, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        var once = Idempotency.Of(http, principal.Actor, JsonSerializer.Serialize(request, ApiJson.Default.ScanRequest));
        if (await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var order = await database.ReadAsync(session => OrderAsync(session, principal.LibraryKey, request, cancellationToken), cancellationToken);
        return await start.StartAsync(principal, FolderScan.KindName, JsonSerializer.Serialize(order, StorageJson.Default.ScanOrder), [], once, cancellationToken);
    }

    private static async Task<ScanOrder> OrderAsync(DbSession session, long library, ScanRequest request, CancellationToken cancellationToken)
    {
        var roots = (await ImportRoots.LinkedAsync(session, cancellationToken)).Where(root => root.LibraryKey == library).ToArray();
        if (request.Paths is null && request.Ids is null)
        {
            return new ScanOrder([.. roots.Where(root => root.Watching).Select(root => root.Key)]);
        }

        var named = new List<long>();
        foreach (var id in request.Ids ?? [])
        {
            named.Add((await ImportRoots.FindAsync(session, library, Pipeline.Storable.Text(id ?? ""), cancellationToken))?.Key ?? throw Bad("There is no linked folder of this id."));
        }

        string[] paths = [.. (request.Paths ?? []).Select(path => Checked(path))];
        if (named.Count == 0 && paths.Length == 1 && Holding(roots, paths[0]) is { } only && only.Path != paths[0])
        {
            var below = paths[0][only.Path.Length..].TrimStart('/');
            return new ScanOrder([only.Key], [below], [below]);
        }

        named.AddRange(paths.SelectMany(path => Holding(roots, path) is { } root ? [root.Key]
            : roots.Where(root => RealPath.IsWithin(root.Path, path)).Select(root => root.Key).ToArray() is { Length: > 0 } within ? within
            : throw Bad($"{path} is not linked. To take it in: ./vitrine import \"{path}\"")));
        return new ScanOrder([.. named.Distinct()]);
    }

    private static ImportRoot? Holding(ImportRoot[] roots, string path) => roots.Where(root => RealPath.IsWithin(path, root.Path)).MaxBy(root => root.Path.Length);

    /// <returns>The real path; as it was named where it is not there now: then it is offline.</returns>
    private static string Checked(string? path) =>
        string.IsNullOrEmpty(path) || path.Contains('\0', StringComparison.Ordinal) || !Path.IsPathRooted(path)
            ? throw Bad("A path begins at the root of the server's machine.")
            : RealPath.Of(path) ?? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
