using Vitrine.Server.Exports;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.WriteBack;

/// <summary>
/// Follows the change log and writes what changed into the files of managed folders, where a library has that switched on; and writes what waits because it could not be
/// written before. Its position stands in the database: what changed while no server ran is written after the next start.
/// </summary>
internal sealed class WriteBackLane(Database database, AssetWriteBack writer, WriteBackRecovery recovery, ILogger<WriteBackLane> log) : BackgroundService
{
    private const string Name = "write-back";
    private const int Chunk = 500, Together = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Doorbell bell = new();
    private bool recovered;

    /// <summary>Follows the log once, and writes what is due. Returns whether there may be more.</summary>
    public async Task<bool> OnceAsync(CancellationToken cancellationToken)
    {
        if (!recovered)
        {
            await recovery.RunAsync(cancellationToken);
            recovered = true;
        }

        var more = await FollowAsync(cancellationToken);
        var due = await database.ReadAsync(session => WriteBackRows.DueAsync(session, database.Clock.GetUtcNow(), Together, cancellationToken), cancellationToken);
        foreach (var waiting in due)
        {
            if (!(await database.WriteAsync(Actor.System, session => WriteBackRows.TakeAsync(session, waiting, cancellationToken), cancellationToken)).Value)
            {
                continue;
            }

            var order = await database.ReadAsync(session => WriteBackSettings.OrderAsync(session, waiting.LibraryKey, waiting.Place, cancellationToken), cancellationToken);
            await writer.WriteAsync(Actor.System, waiting.AssetKey, order, waiting.Attempts, cancellationToken);
        }

        return more || due.Count == Together;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => CommitLoop.RunAsync(database, bell, RoundAsync, stoppingToken);

    private async Task RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await OnceAsync(stoppingToken))
            {
            }
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            log.LogWarning("Metadata cannot be written now, it is tried again: {Reason}", error.Message);
            await Task.Delay(Patience, database.Clock, stoppingToken);
        }

        await bell.WaitAsync(Patience, database.Clock, stoppingToken);
    }

    private async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        var (position, rows, on) = await database.ReadAsync(
            async session =>
            {
                var from = await session.NumberAsync($"select position from follower where name = {Name}", cancellationToken);
                var rows = await RowsAsync(session, from ?? long.MaxValue, cancellationToken);
                return (from, rows, rows.Count == 0 ? [] : await WriteBackSettings.SwitchedOnAsync(session, cancellationToken));
            },
            cancellationToken);
        if (position is null)
        {
            // What stood in the log before was never asked to be written.
            await database.WriteAsync(
                Actor.System,
                session => session.ExecuteAsync(
                    $"insert into follower (name, position, seen_at) select {Name}, coalesce(max(sequence), 0), {session.Now} from change_log where sequence >= 0 on conflict (name) do nothing", cancellationToken),
                cancellationToken);
            return true;
        }

        if (rows.Count == 0)
        {
            return false;
        }

        long[] assets = [.. rows.Where(row => row.Kind == LogSubject.Asset && row.Parts.HasFlag(ChangedParts.Claims) && on.Contains(row.Library)).Select(row => row.Key).Distinct()];
        long[] concepts = [.. rows.Where(row => row is { Kind: LogSubject.Concept, Event: not ChangeEvent.Added } && on.Count > 0).Select(row => row.Key).Distinct()];
        await database.WriteAsync(
            Actor.System,
            async session =>
            {
                if (assets.Length > 0)
                {
                    await WriteBackRows.AddAsync(session, session.Dialect.AnyOf(new RawSql("a.key"), assets), cancellationToken);
                }

                if (concepts.Length > 0)
                {
                    // A label, or what lies above it, changed: files that say it are looked at again.
                    await WriteBackRows.AddAsync(
                        session,
                        Sql.Of($"{session.Dialect.AnyOf(new RawSql("a.library_key"), on.ToArray())} and a.key in (select t.asset_key from shown_tag t where {TagRows.Of(session.Dialect, concepts)})"),
                        cancellationToken);
                }

                await session.ExecuteAsync(
                    $"""
                    insert into follower (name, position, seen_at) values ({Name}, {rows[^1].Sequence}, {session.Now})
                    on conflict (name) do update set position = excluded.position, seen_at = excluded.seen_at
                    """,
                    cancellationToken);
            },
            cancellationToken);
        return rows.Count == Chunk;
    }

    private static Task<List<Row>> RowsAsync(DbSession session, long after, CancellationToken cancellationToken) => session.QueryAsync(
        $"select sequence, library_key, subject_kind, subject_key, event, parts from change_log where sequence > {after} order by sequence limit {Chunk}",
        row => new Row(row.GetInt64(0), row.GetInt64(1), (LogSubject)row.GetInt64(2), row.GetInt64(3), (ChangeEvent)row.GetInt64(4), (ChangedParts)row.GetInt64(5)),
        cancellationToken);

    private readonly record struct Row(long Sequence, long Library, LogSubject Kind, long Key, ChangeEvent Event, ChangedParts Parts);
}

/// <summary>What a library's settings say about writing.</summary>
internal static class WriteBackSettings
{
    public static async Task<WriteBackOrder> OrderAsync(DbSession session, long library, WriteBackPlace place, CancellationToken cancellationToken)
    {
        var settings = await LibrarySettingsStore.ReadAsync(session, library, cancellationToken);
        return new WriteBackOrder(place, ProfileOf(settings.WriteBackProfile), settings.WriteBackAiTags == true ? AiTags.Accepted : AiTags.None);
    }

    public static WriteBackProfile ProfileOf(string? name) => name == "digikam" ? WriteBackProfile.DigiKam : WriteBackProfile.Adobe;

    /// <summary>Libraries whose files follow by themselves.</summary>
    public static async Task<HashSet<long>> SwitchedOnAsync(DbSession session, CancellationToken cancellationToken) =>
        [.. (await LibrarySettingsStore.AllAsync(session, cancellationToken)).Where(library => library.Settings.WriteBack == true).Select(library => library.Key)];
}
