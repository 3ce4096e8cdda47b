using System.Text.Json;
using Vitrine.Core.Assets;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Import.Watching;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Import;

/// <summary>What a scan goes through: the whole of these roots, or folders of one.</summary>
/// <param name="Folders">Paths below the root; null = all of each root.</param>
/// <param name="Deep">Those of <paramref name="Folders"/> with all below them: folders that are new.</param>
public sealed record ScanOrder(IReadOnlyList<long> Roots, IReadOnlyList<string>? Folders = null, IReadOnlyList<string>? Deep = null);

/// <summary>
/// Goes through linked folders again: takes in what is new, follows what was moved, notes what is gone or back. A file that is still being written is
/// taken in when it is complete. Nothing is ever written to these folders.
/// </summary>
public sealed class FolderScan(FolderPass pass, LinkCheck links, ImportOptions options, DirtyFolders dirty) : IJobKind
{
    public const string KindName = "scan";

    public string Name => KindName;

    public JobLane Lane => JobLane.Import;

    public bool CanUndo => false;

    /// <summary>What a scan's job was queued with.</summary>
    public static ScanOrder OrderOf(string request) => JsonSerializer.Deserialize(request, StorageJson.Default.ScanOrder)!;

    public async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var order = OrderOf(job.Request);
        var roots = await job.Database.ReadAsync(session => ImportRoots.ReadAsync(session, job.LibraryKey, RootMode.Linked, cancellationToken), cancellationToken);
        var chosen = order.Roots.Select(key => roots.All.FirstOrDefault(root => root.Key == key)).OfType<ImportRoot>().ToArray();
        await BeginAsync(job, chosen, order, cancellationToken);
        var run = new ImportRun(job, roots, Copy: false, Patient: true);
        foreach (var root in chosen)
        {
            await RootAsync(run, root, order, cancellationToken);
        }

        foreach (var (root, folder) in run.Later)
        {
            dirty.Mark(root, folder, deep: false, job.Database.Clock.GetUtcNow());
        }
    }

    private async Task BeginAsync(RunningJob job, IReadOnlyList<ImportRoot> roots, ScanOrder order, CancellationToken cancellationToken)
    {
        long total = 0;
        foreach (var root in order.Folders is null ? roots : [])
        {
            total += await links.CountAsync(root, LinkState.Present, cancellationToken);
        }

        await job.Database.WriteAsync(
            job.Actor,
            async session =>
            {
                // A run that goes on counts again what it passes over; what it added before stays added.
                await session.ExecuteAsync($"delete from job_problem where job_key = {job.Key}", cancellationToken);
                await session.ExecuteAsync($"update job set total = {total}, done = {0}, failed = {0}, bytes = {0} where key = {job.Key}", cancellationToken);
            },
            cancellationToken);
    }

    private async Task RootAsync(ImportRun run, ImportRoot root, ScanOrder order, CancellationToken cancellationToken)
    {
        var known = await links.CountAsync(root, LinkState.Present, cancellationToken);
        if (!LinkCheck.IsThere(root.Path, known > 0))
        {
            await links.OfflineAsync(root, cancellationToken);
            await run.Job.SayAsync($"{root.Path} is not there or cannot be read. Its assets are offline until it is back; their previews and tags stay.", cancellationToken);
            return;
        }

        var folders = FoldersOf(order);
        await pass.RunAsync(run, folders.SelectMany(folder => Walk(root, folder, cancellationToken)), cancellationToken);
        var gone = await links.AfterWalkAsync(run.Job.Actor, root, folders, cancellationToken);
        await SidecarFiles.VanishedAsync(run.Job.Database, run.Job.Actor, root, folders, cancellationToken);
        await run.Job.Database.WriteAsync(
            run.Job.Actor,
            async session =>
            {
                if (order.Folders is null)
                {
                    await session.ExecuteAsync($"update root set scanned_at = {session.Now} where key = {root.Key}", cancellationToken);
                }

                // What nobody could count before.
                await session.ExecuteAsync(
                    $"update job set total = done, message = {Summary(run, gone)} where key = {run.Job.Key}", cancellationToken);
            },
            cancellationToken);
    }

    private static string? Summary(ImportRun run, int gone) =>
        run.Noticed + gone == 0 ? null : $"{run.Noticed} files are new, changed, moved or back; {gone} are not where they were.";

    /// <summary>Folders that lie in another one which is gone through with all below it need not be named.</summary>
    private static List<WalkedFolder> FoldersOf(ScanOrder order)
    {
        if (order.Folders is null)
        {
            return [new WalkedFolder("", Deep: true)];
        }

        var deep = (order.Deep ?? []).Distinct(StringComparer.Ordinal).ToArray();
        return
        [
            .. deep.Where(folder => !deep.Any(other => other != folder && RealPath.IsWithin(folder, other))).Select(folder => new WalkedFolder(folder, Deep: true)),
            .. order.Folders.Distinct(StringComparer.Ordinal).Where(folder => !deep.Any(other => RealPath.IsWithin(folder, other))).Select(folder => new WalkedFolder(folder, Deep: false)),
        ];
    }

    private IEnumerable<WalkedEntry> Walk(ImportRoot root, WalkedFolder folder, CancellationToken cancellationToken)
    {
        var start = folder.Path.Length == 0 ? root.Path : Path.Combine(root.Path, folder.Path);
        var excludes = ExcludePatterns.Of(root.Excludes);
        if (IsLeftOut(root, folder.Path, excludes) || FileStat.Of(start) is not { Type: EntryType.Folder })
        {
            return [];
        }

        var walk = new FolderWalk(root.Path, options.SkippedFolders) { Start = start, Deep = folder.Deep, Excludes = excludes };

        // Gone again before it could be looked at; or known from the import, which said so.
        return walk.Entries(cancellationToken).Where(entry => entry.Problem?.Code is not ("not-found" or "vitrine-data"));
    }

    /// <summary>A folder that a change was reported in may lie in one that is never looked into.</summary>
    private static bool IsLeftOut(ImportRoot root, string folder, ExcludePatterns excludes)
    {
        var path = root.Path;
        foreach (var name in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, name);
            if (FolderWalk.IsSkipped(name) || File.Exists(Path.Combine(path, FolderWalk.Marker)))
            {
                return true;
            }
        }

        return excludes.Match(folder) || File.Exists(Path.Combine(root.Path, FolderWalk.Marker));
    }
}

/// <summary>Starts scans that nobody asked for.</summary>
internal static class BackgroundScans
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(6);

    /// <summary>Queues a scan, and forgets the earlier ones of the system that ended some time ago: nobody looks for each of them.</summary>
    /// <returns>The job's public id.</returns>
    public static async Task<string> QueueAsync(Database database, JobQueue jobs, ImportRoot root, ScanOrder order, CancellationToken cancellationToken) =>
        (await database.WriteAsync(
            Actor.System,
            async session =>
            {
                var old = Sql.Of($"""
                    select key from job where library_key = {root.LibraryKey} and what = {FolderScan.KindName} and actor_key = {Actor.System.Key} and ended_at < {session.Now - Kept}
                    """);
                await session.ExecuteAsync($"delete from job_problem where job_key in ({old})", cancellationToken);
                await session.ExecuteAsync($"delete from job where key in ({old})", cancellationToken);
                return await jobs.EnqueueAsync(session, root.LibraryKey, FolderScan.KindName, JsonSerializer.Serialize(order, StorageJson.Default.ScanOrder), [], cancellationToken);
            },
            cancellationToken)).Value;
}
