using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Backups;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Backups;

internal static class BackupEndpoints
{
    public static void MapBackups(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/backups", GetAsync).WithName("GetBackups").WithSummary("How the last backup and the last snapshot ended, what snapshots there are, and where may be backed up.")
            .RequireAuthorization(Policies.Own);
        routes.MapPost("/backups", StartAsync).WithName("BackUp")
            .WithSummary("Backs the library up into a folder of the server's machine. Only folders that its command line named, or that lie in one of those.")
            .RequireAuthorization(Policies.Own);
        routes.MapPost("/snapshots", SnapshotAsync).WithName("TakeSnapshot").WithSummary("Copies the database into the data folder, as each night.").RequireAuthorization(Policies.Own);
    }

    internal static async Task<BackupsView> ViewAsync(DataFolder data, CancellationToken cancellationToken) => new(
        ViewOf(CopyRecord.ReadBackup(data.Root)),
        ViewOf(CopyRecord.ReadSnapshot(data.Root)),
        [.. Snapshots.List(data.Root).Select(folder => Path.GetFileName(folder)).Reverse()],
        await AllowedFolders.ReadAsync(data.BackupRoots, cancellationToken));

    private static async Task<Ok<BackupsView>> GetAsync(DataFolder data, CancellationToken cancellationToken) => TypedResults.Ok(await ViewAsync(data, cancellationToken));

    private static async Task<Results<Accepted<JobStarted>, ProblemHttpResult>> StartAsync(
        BackupRequest request, Principal principal, DataFolder data, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        if (request.Keep is < 1 or > 10_000)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "keep is a number from 1 to 10,000.");
        }

        var once = Idempotency.Of(http, principal.Actor, JsonSerializer.Serialize(request, ApiJson.Default.BackupRequest));
        if (await start.EarlierAsync(once, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var allowed = await AllowedFolders.ReadAsync(data.BackupRoots, cancellationToken);
        var looked = request with { Path = AllowedFolders.Require(request.Path, allowed, "backed up into", "backup") };
        return await start.StartAsync(principal, JobKinds.Backup, JsonSerializer.Serialize(looked, ApiJson.Default.BackupRequest), [], once, cancellationToken);
    }

    private static async Task<Results<Accepted<JobStarted>, ProblemHttpResult>> SnapshotAsync(Principal principal, JobStart start, HttpRequest http, CancellationToken cancellationToken)
    {
        var once = Idempotency.Of(http, principal.Actor, JobKinds.Snapshot);
        return await start.EarlierAsync(once, cancellationToken) ?? await start.StartAsync(principal, JobKinds.Snapshot, "{}", [], once, cancellationToken);
    }

    private static CopyView? ViewOf(CopyRecord? record) => record is null ? null : new CopyView(record.At, record.Ok, record.Message);
}
