using System.Collections.Concurrent;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Import.Watching;

/// <summary>How changes below a root are noticed.</summary>
/// <param name="Notice">Why not by the system's reports, in a sentence; null where all is as it should be.</param>
public readonly record struct Following(bool ByEvents, string? Notice);

/// <summary>
/// Follows every linked root while the server runs: by the system's reports, or by going through it from time to time. Each few seconds it looks whether
/// the root itself is there. It only marks, rings and queues; scans do the work.
/// </summary>
public sealed class RootWatch(Database database, JobQueue jobs, DirtyFolders dirty, LinkCheck links, ILogger<RootWatch> log) : BackgroundService
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>A disk that does not answer for so long is away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly ConcurrentDictionary<long, Followed> followed = new();
    private readonly Doorbell bell = new();
    private DateTimeOffset looked = DateTimeOffset.MinValue;
    private volatile bool again;

    /// <summary>How a root is followed; null where it is not, or not yet.</summary>
    public Following? Of(long root) => followed.TryGetValue(root, out var one) ? one.How : null;

    /// <summary>Roots or their settings changed: looks at once.</summary>
    public void Ring()
    {
        again = true;
        bell.Ring();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await OnceAsync(stoppingToken);
                await bell.WaitAsync(Tick, database.Clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            foreach (var one in followed.Values)
            {
                one.Watcher?.Dispose();
            }
        }
    }

    private async Task OnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = database.Clock.GetUtcNow();
            if (again || now - looked >= LookEvery)
            {
                (again, looked) = (false, now);
                await LookAsync(cancellationToken);
            }

            foreach (var one in followed.Values.Where(one => one.IsThere))
            {
                await ScanWhereDueAsync(one, now, cancellationToken);
            }
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            // The database may be away; what was marked stays marked.
            log.LogWarning(error, "Following the linked folders stumbled and goes on");
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var roots = (await database.ReadAsync(session => ImportRoots.LinkedAsync(session, cancellationToken), cancellationToken)).Where(root => root.Watching).ToDictionary(root => root.Key);
        foreach (var (key, one) in followed)
        {
            if (!roots.ContainsKey(key) && followed.TryRemove(key, out _))
            {
                one.Watcher?.Dispose();
                dirty.Forget(key);
            }
        }

        // One disk that does not answer keeps nobody else waiting.
        await Task.WhenAll(roots.Values.Select(root => LookAtAsync(followed.GetOrAdd(root.Key, _ => new Followed(root)), root, cancellationToken)));
    }

    private async Task LookAtAsync(Followed one, ImportRoot root, CancellationToken cancellationToken)
    {
        one.Root = root;
        var (there, identity) = await one.AnswerAsync(await HoldsAsync(root, cancellationToken), database.Clock, Patience);
        if (!there)
        {
            if (one.IsThere || !one.WasSeen)
            {
                log.LogWarning("{Folder} is not there or cannot be read: its assets are offline until it is back", root.Path);
            }

            one.Stop();
            dirty.Forget(root.Key);
            await links.OfflineAsync(root, cancellationToken);
        }
        else if (!one.IsThere || one.Identity != identity || one.Watcher?.Trouble is not null)
        {
            await BeginAsync(one, identity, cancellationToken);
        }

        one.WasSeen = true;
    }

    /// <summary>A root that is new here, or back, or another folder than before: all of it is gone through once.</summary>
    private async Task BeginAsync(Followed one, (ulong, ulong) identity, CancellationToken cancellationToken)
    {
        var heard = one.Watcher?.Trouble;
        one.Stop();
        var (watcher, trouble) = heard is not null ? (null, heard)
            : MountTable.Current().IsPolled(one.Root.Path) ? (null, null)
            : await Task.Run(() => RootWatcher.Start(one.Root, dirty, database.Clock), cancellationToken);
        one.Watcher = watcher;
        one.How = new Following(watcher is not null, trouble);
        (one.Identity, one.IsThere) = (identity, true);
        if (trouble is not null)
        {
            log.LogWarning("{Folder}: {Trouble}", one.Root.Path, trouble);
        }

        dirty.MarkWhole(one.Root.Key, DateTimeOffset.MinValue);
    }

    private async Task ScanWhereDueAsync(Followed one, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (one.Watcher is null && now - (one.Queued ?? now) >= TimeSpan.FromMinutes(one.Root.PollMinutes))
        {
            dirty.MarkWhole(one.Root.Key, DateTimeOffset.MinValue);
        }

        if (await IsOpenAsync(one.Job, cancellationToken) || dirty.Take(one.Root.Key, now) is not { } order)
        {
            return;
        }

        one.Queued = now;
        one.Job = await BackgroundScans.QueueAsync(database, jobs, one.Root, order, cancellationToken);
    }

    private Task<bool> IsOpenAsync(string? job, CancellationToken cancellationToken) => job is null ? Task.FromResult(false) : database.ReadAsync(
        async session => await session.NumberAsync($"select key from job where id = {job} and state in ({JobState.Queued}, {JobState.Running})", cancellationToken) is not null,
        cancellationToken);

    private Task<bool> HoldsAsync(ImportRoot root, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.NumberAsync(
            $"select key from link where root_key = {root.Key} and state in ({LinkState.Present}, {LinkState.Offline}) limit 1", cancellationToken) is not null,
        cancellationToken);

    /// <summary>One root and what this process knows about it.</summary>
    private sealed class Followed(ImportRoot root)
    {
        private Task<(bool, (ulong, ulong))>? asked;

        public ImportRoot Root { get; set; } = root;

        public RootWatcher? Watcher { get; set; }

        public Following? How { get; set; }

        public bool IsThere { get; set; }

        public bool WasSeen { get; set; }

        /// <summary>Device and number of the root: another disk in its place has others.</summary>
        public (ulong, ulong) Identity { get; set; }

        public DateTimeOffset? Queued { get; set; }

        public string? Job { get; set; }

        public void Stop()
        {
            Watcher?.Dispose();
            (Watcher, IsThere, How) = (null, false, null);
        }

        /// <summary>Asks the disk. A question that was not answered is not asked again before it is: each would hold a thread.</summary>
        public async Task<(bool There, (ulong, ulong) Identity)> AnswerAsync(bool holds, TimeProvider clock, TimeSpan patience)
        {
            var path = Root.Path;
            asked ??= Task.Run(() => (LinkCheck.IsThere(path, holds), FileStat.Of(path) is { } stat ? (stat.Device, stat.Inode) : default));
            try
            {
                var answer = await asked.WaitAsync(patience, clock);
                asked = null;
                return answer;
            }
            catch (TimeoutException)
            {
                return (false, default);
            }
        }
    }
}
