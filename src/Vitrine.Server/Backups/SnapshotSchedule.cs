using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Backups;

/// <summary>Takes a snapshot each night at the hour of the settings, local time; one that was slept through is made up for.</summary>
public sealed class SnapshotSchedule(Database database, DataFolder data, Seed seed, Snapshots snapshots, ILogger<SnapshotSchedule> log) : BackgroundService
{
    /// <summary>What the setting says where there are none at night.</summary>
    public const string Off = "off";

    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    /// <summary>After one that failed, so that a full disk is not tried each minute.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromHours(1);

    /// <summary>The hour of a setting; null where it is none.</summary>
    public static TimeOnly? HourOf(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour) ? hour : null;

    /// <summary>The last time at which one was wanted.</summary>
    public static DateTimeOffset LastHour(DateTimeOffset now, TimeOnly hour, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var day = DateOnly.FromDateTime(local.DateTime);
        var wanted = day.ToDateTime(hour);
        if (wanted > local.DateTime)
        {
            wanted = day.AddDays(-1).ToDateTime(hour);
        }

        return new DateTimeOffset(wanted, zone.GetUtcOffset(wanted));
    }

    /// <summary>Takes one if it is time.</summary>
    /// <returns>Whether one was tried.</returns>
    public async Task<bool> OnceAsync(CancellationToken cancellationToken = default)
    {
        var (settings, born) = await database.ReadAsync(
            async session => (
                await LibrarySettingsStore.ReadAsync(session, seed.LibraryKey, cancellationToken),
                await session.NumberAsync($"select created_at from library where key = {seed.LibraryKey}", cancellationToken)),
            cancellationToken);
        if (HourOf(settings.SnapshotAt ?? Off) is not { } hour || !IsDue(hour, DateTimeOffset.FromUnixTimeMilliseconds(born ?? 0)))
        {
            return false;
        }

        try
        {
            await snapshots.TakeAsync(settings.SnapshotsKept ?? Snapshots.DefaultKept, cancellationToken);
        }
        catch (BackupException error)
        {
            log.LogError(error, "The nightly snapshot was not taken and is tried again in an hour: {Why}", error.Message);
        }

        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Look, database.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await OnceAsync(stoppingToken);
                }
                catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
                {
                    log.LogError(error, "The nightly snapshot stumbled and is tried again");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    /// <summary>A library that is younger than the last night needs none yet.</summary>
    private bool IsDue(TimeOnly hour, DateTimeOffset born)
    {
        var now = database.Clock.GetUtcNow();
        var wanted = LastHour(now, hour, database.Clock.LocalTimeZone);
        var last = CopyRecord.ReadSnapshot(data.Root);
        return born < wanted && (last is null || last.At < wanted || !last.Ok) && (last is not { Ok: false } || now - last.At >= AfterFailure);
    }
}
