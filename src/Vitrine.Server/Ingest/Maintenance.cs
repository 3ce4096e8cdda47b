using Vitrine.Server.Collections;
using Vitrine.Server.Exports;
using Vitrine.Server.Import;
using Vitrine.Server.SavedSearches;
using Vitrine.Server.Search.Examples;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Ingest;

/// <summary>Housekeeping at the start and every hour: left-overs in the spool and among renditions, uploads that nobody went on with, the trash, condemned bytes, roots that came or went, old idempotency keys, expired downloads, pictures that were searched with, collections and searches deleted long ago.</summary>
public sealed class Maintenance(Database database, DataFolder data, Seed seed, Purge purge, BlobStore blobs, LinkCheck links, UploadSweep uploads, ILogger<Maintenance> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeftOver = TimeSpan.FromDays(1);

    /// <summary>There are many renditions, and few of them are ever left half written.</summary>
    private static readonly TimeSpan RenditionsEvery = TimeSpan.FromDays(1);

    private DateTimeOffset renditionsSwept = DateTimeOffset.MinValue;

    /// <summary>How long a repeated request still answers the first one's result.</summary>
    private static readonly TimeSpan Idempotency = TimeSpan.FromDays(7);

    /// <summary>All of it, once.</summary>
    public async Task OnceAsync(CancellationToken cancellationToken = default)
    {
        Sweep(data.Spool);
        SweepRenditions();
        await uploads.OnceAsync(cancellationToken);
        await links.CheckRootsAsync(seed.LibraryKey, cancellationToken);
        var purged = await purge.TrashAsync(cancellationToken);
        await purge.CondemnAsync(cancellationToken);
        var deleted = await purge.BytesAsync(cancellationToken);
        await blobs.SweepAsync(database.Clock.GetUtcNow() - LeftOver, cancellationToken);
        await database.WriteAsync(
            Actor.System,
            async session =>
            {
                await session.ExecuteAsync($"delete from idempotency where created_at < {session.Now - Idempotency}", cancellationToken);
                await Downloads.SweepAsync(session, cancellationToken);
                await CollectionStore.SweepAsync(session, cancellationToken);
                await ExampleRows.SweepAsync(session, cancellationToken);
                await SavedSearchStore.SweepAsync(session, cancellationToken);
            },
            cancellationToken);
        if (purged + deleted > 0)
        {
            log.LogInformation("{Assets} assets left the trash for good, the bytes of {Blobs} originals were deleted", purged, deleted);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Every, database.Clock);
        do
        {
            try
            {
                await OnceAsync(stoppingToken);
            }
            catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
            {
                log.LogError(error, "Housekeeping failed and is tried again in an hour");
            }
        }
        while (await TickAsync(timer, stoppingToken));
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void SweepRenditions()
    {
        var now = database.Clock.GetUtcNow();
        if (now - renditionsSwept >= RenditionsEvery)
        {
            Sweep(data.Renditions);
            renditionsSwept = now;
        }
    }

    /// <summary>Files that a kill left half written.</summary>
    private void Sweep(string folder)
    {
        var before = (database.Clock.GetUtcNow() - LeftOver).UtcDateTime;
        foreach (var file in Directory.EnumerateFiles(folder, "*.part", SearchOption.AllDirectories).Where(file => File.GetLastWriteTimeUtc(file) < before))
        {
            File.Delete(file);
        }
    }
}
