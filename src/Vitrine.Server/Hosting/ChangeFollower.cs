using System.Data.Common;
using Vitrine.Server.Collections;
using Vitrine.Server.Fields;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Hosting;

/// <summary>
/// Keeps what this process holds in memory true to the change log, whichever node wrote it: concepts join the vocabulary, and settings wake
/// the pipeline that reads them. Its position stands in the database, one row for each node; announcements are only a doorbell, without which
/// it looks every few seconds.
/// </summary>
public sealed class ChangeFollower(Database database, VocabularyStore vocabulary, FieldCatalog fields, SmartCollections smart, RunQueue runs, NodeIdentity node, ILogger<ChangeFollower> log) : BackgroundService
{
    private const int Chunk = 1000;

    /// <summary>How late a change of another node is noticed at most where announcements do not come through.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How far the stored position may lie behind while nothing happens that concerns the memory.</summary>
    private static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(30);

    private readonly Doorbell bell = new();
    private long position;
    private DateTimeOffset stored;

    /// <summary>The follower's name in its table.</summary>
    public string Name => "memory:" + node.Node;

    /// <summary>Fills the memory from the database. What is written from then on, the server takes in while it runs.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        // What stands in the log up to here is in what is read next.
        position = await database.ReadAsync(session => Sequences.NewestAsync(session, cancellationToken), cancellationToken);
        await vocabulary.ReloadAsync(cancellationToken);
        await fields.ReloadAsync(cancellationToken);
        await smart.ReloadAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        database.Committed += Ring;
        try
        {
            await Task.WhenAll(AlwaysAsync(ListenAsync, stoppingToken), AlwaysAsync(FollowAsync, stoppingToken));
        }
        finally
        {
            database.Committed -= Ring;
        }
    }

    private void Ring(long sequence) => bell.Ring();

    private async Task AlwaysAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                log.LogWarning("The change log cannot be followed now, it is tried again: {Reason}", error.Message);
                await RestAsync(stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        // What came while nobody listened is in the log.
        bell.Ring();
        await database.ListenAsync(stoppingToken);
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        if (stored == default)
        {
            await StoreAsync(stoppingToken);
        }

        while (true)
        {
            while (await SomeAsync(stoppingToken))
            {
            }

            await bell.WaitAsync(Patience, database.Clock, stoppingToken);
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> SomeAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync(
                $"select sequence, subject_kind, subject_key, event from change_log where sequence > {position} order by sequence limit {Chunk}",
                row => new Row(row.GetInt64(0), (LogSubject)row.GetInt64(1), row.GetInt64(2), (ChangeEvent)row.GetInt64(3)),
                cancellationToken),
            cancellationToken);
        if (rows.Count == 0)
        {
            return false;
        }

        var concepts = rows.Where(row => row.Kind == LogSubject.Concept).ToArray();
        if (concepts.Length > 0)
        {
            await vocabulary.TakeInAsync([.. concepts.Select(row => row.Key)], cancellationToken);
        }

        var schema = rows.Any(row => row.Kind == LogSubject.Field);
        if (schema)
        {
            await fields.ReloadAsync(cancellationToken);
        }

        // Also what somebody put into one that is filled by hand comes here, which costs no more than a look.
        if (rows.Any(row => row.Kind == LogSubject.Collection))
        {
            await smart.ReloadAsync(cancellationToken);
        }

        var settings = rows.Any(row => row.Kind == LogSubject.Setting);
        if (settings)
        {
            await vocabulary.ReloadDeniedAsync(cancellationToken);
            runs.Ring();
        }

        position = rows[^1].Sequence;
        if (settings || schema || concepts.Length > 0 || database.Clock.GetUtcNow() - stored >= MostSilence)
        {
            await StoreAsync(cancellationToken);
        }

        return rows.Count == Chunk;
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            Actor.System,
            session => session.ExecuteAsync(
                $"""
                insert into follower (name, position, seen_at) values ({Name}, {position}, {session.Now})
                on conflict (name) do update set position = excluded.position, seen_at = excluded.seen_at
                """,
                cancellationToken),
            cancellationToken);
        stored = database.Clock.GetUtcNow();
    }

    private async Task RestAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(Patience, database.Clock, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private readonly record struct Row(long Sequence, LogSubject Kind, long Key, ChangeEvent Event);
}
