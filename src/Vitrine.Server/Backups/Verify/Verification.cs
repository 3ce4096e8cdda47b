using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Storage.Renditions;

namespace Vitrine.Server.Backups.Verify;

/// <summary>
/// Looks whether everything that the library knows is there and whole, and repairs what can be repaired without losing anything. The library is used
/// meanwhile: each finding is looked at once more at the moment it is counted, and again, under the lock of its row, at the moment something is done about it.
/// </summary>
public sealed class Verification(Database database, DataFolder data, BlobStore blobs, RenditionStore renditions, RunQueue runs)
{
    internal Database Database => database;

    internal DataFolder Data => data;

    internal BlobStore Blobs => blobs;

    internal RenditionStore Renditions => renditions;

    internal RunQueue Runs => runs;

    /// <param name="progress">Told how much of how much was looked at; what it throws ends the check.</param>
    public async Task<VerifyTally> RunAsync(bool fix, bool quick, Func<long, long, Task>? progress = null, CancellationToken cancellationToken = default)
    {
        var tally = new VerifyTally(progress ?? ((_, _) => Task.CompletedTask))
        {
            Total = await database.ReadAsync(
                async session => (await session.NumberAsync($"select (select count(*) from blob) + (select count(*) from link) + (select count(*) from rendition)", cancellationToken)) ?? 0,
                cancellationToken),
        };
        if (database.Dialect is SqliteDialect
            && await database.ReadAsync(session => SqliteDatabase.DamageAsync(session, quick: true, cancellationToken), cancellationToken) is { } damage)
        {
            tally.Add(VerifyKind.Database, damage);
        }

        await new BlobCheck(this, tally, fix, quick).RunAsync(cancellationToken);
        await new LinkedFileCheck(this, tally, fix, quick).RunAsync(cancellationToken);
        await new RenditionCheck(this, tally, fix).RunAsync(cancellationToken);
        await new RunCheck(this, tally, fix).RunAsync(cancellationToken);
        await tally.EndAsync();
        return tally;
    }

    /// <summary>Marks the assets of versions with what is wrong with their originals, or takes that mark away.</summary>
    internal static async Task MarkAsync(WriteSession session, RawSql column, long key, string? code, string? message, CancellationToken cancellationToken)
    {
        var versions = await session.QueryAsync(
            $"select v.key, a.key, a.library_key from version v join asset a on a.key = v.asset_key where {column} = {key}",
            row => (Version: row.GetInt64(0), Asset: row.GetInt64(1), Library: row.GetInt64(2)),
            cancellationToken);
        foreach (var (version, asset, library) in versions)
        {
            var was = await session.ExecuteAsync($"delete from problem where version_key = {version} and step = {VerifyJob.Step}", cancellationToken);
            if (code is not null)
            {
                await session.ExecuteAsync($"insert into problem (version_key, step, code, message) values ({version}, {VerifyJob.Step}, {code}, {message})", cancellationToken);
            }

            if (was > 0 || code is not null)
            {
                session.Log(new Change(library, LogSubject.Asset, asset, ChangeEvent.Changed, ChangedParts.Facts));
            }
        }
    }
}
