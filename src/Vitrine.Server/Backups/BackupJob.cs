using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Import;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups;

/// <summary>A backup while the server serves. After a kill it begins anew; what it had copied of the blobs stays.</summary>
public sealed class BackupJob(Database database, BlobStore blobs, DataFolder data) : IJobKind
{
    public string Name => JobKinds.Backup;

    public JobLane Lane => JobLane.Care;

    public bool CanUndo => false;

    public async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize(job.Request, ApiJson.Default.BackupRequest) ?? throw new JobRefusedException("bad-request", "The request names no folder.");
        if (!RealPath.IsReal(request.Path))
        {
            throw new JobRefusedException("moved", $"{request.Path} is no longer where it was: a link lies there now, or above it.");
        }

        try
        {
            var order = new BackupOrder(request.Path, request.Keep, request.Deep, request.AcceptMissing, request.Link);
            var result = await new Backup(database, blobs, data.Root).RunAsync(order, (done, total) => job.ReachAsync(done, total, cancellationToken), cancellationToken);
            new CopyRecord(result.Manifest.EndedAt, Ok: true, result.Sentence, result.Folder).WriteBackup(data.Root);
            await job.SayAsync(result.Sentence, cancellationToken);
        }
        catch (BackupException error)
        {
            new CopyRecord(database.Clock.GetUtcNow(), Ok: false, error.Message, Path: null).WriteBackup(data.Root);
            throw new JobRefusedException("backup", error.Message);
        }
    }
}

/// <summary>A snapshot that somebody asked for.</summary>
public sealed class SnapshotJob(Snapshots snapshots) : IJobKind
{
    public string Name => JobKinds.Snapshot;

    public JobLane Lane => JobLane.Care;

    public bool CanUndo => false;

    public async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        try
        {
            var settings = await job.Database.ReadAsync(
                session => Features.Library.LibrarySettingsStore.ReadAsync(session, job.LibraryKey, cancellationToken), cancellationToken);
            var (folder, _) = await snapshots.TakeAsync(settings.SnapshotsKept ?? Snapshots.DefaultKept, cancellationToken);
            await job.SayAsync($"The database is copied to {folder}.", cancellationToken);
        }
        catch (BackupException error)
        {
            throw new JobRefusedException("snapshot", error.Message);
        }
    }
}
