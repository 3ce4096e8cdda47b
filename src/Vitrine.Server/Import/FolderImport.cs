using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Import;

/// <summary>
/// Takes folders in: linked where they lie, or copied into the blob store. Each file is read once. What is known by path, size and time is passed over,
/// so a second run, or one that goes on after a kill, does only what is left.
/// </summary>
public sealed class FolderImport(FolderTree folders, FolderPass pass, LinkCheck links, ImportOptions options) : IJobKind
{
    public const string KindName = "import";

    private const int CountedTogether = 500;

    public string Name => KindName;

    public JobLane Lane => JobLane.Import;

    public bool CanUndo => false;

    public async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize(job.Request, ApiJson.Default.ImportRequest)!;
        var mode = request.Mode == "copy" ? RootMode.Copied : RootMode.Linked;
        var paths = Distinct(request.Paths);
        if (paths.FirstOrDefault(new PrivateFolders(options.SkippedFolders).Hold) is { } hidden)
        {
            throw new JobRefusedException("vitrine-data", $"{hidden} is, or lies in, a folder where Vitrine keeps its own data or backups. Those are never taken in.");
        }

        await CountAsync(job, [.. paths.Where(RealPath.IsReal)], mode, cancellationToken);
        foreach (var path in paths)
        {
            await FolderAsync(job, path, mode, cancellationToken);
        }
    }

    /// <summary>
    /// Without those that lie in another one. The request names real paths, as they were when somebody looked whether they may be taken in: they are
    /// not followed again, so what became a link since leads nowhere else.
    /// </summary>
    private static IReadOnlyList<string> Distinct(IEnumerable<string> paths)
    {
        var full = paths.Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal).ToArray();
        return [.. full.Where(path => !full.Any(other => other != path && RealPath.IsWithin(path, other)))];
    }

    /// <summary>How much there is, before anything is read: for the progress, and to refuse a copy that will not fit. What was copied before needs no room.</summary>
    private async Task CountAsync(RunningJob job, IReadOnlyList<string> paths, RootMode mode, CancellationToken cancellationToken)
    {
        var copied = mode == RootMode.Copied
            ? await job.Database.ReadAsync(session => ImportRoots.ReadAsync(session, job.LibraryKey, mode, cancellationToken), cancellationToken)
            : null;
        long files = 0, known = 0, bytes = 0;
        foreach (var some in paths.SelectMany(path => Walk(path, null).Entries(cancellationToken)).Chunk(CountedTogether))
        {
            files += some.Length;
            if (copied is not null)
            {
                var before = await CopiedAsync(job.Database, copied, some, cancellationToken);
                known += before.Count;
                bytes += some.Where(entry => !before.Contains(entry.Path)).Sum(entry => entry.Bytes);
            }
        }

        var message = copied is not null ? SayRoom(bytes, known, files) : null;
        await job.Database.WriteAsync(
            job.Actor,
            async session =>
            {
                // A run that goes on counts again what it passes over; what it added before stays added.
                await session.ExecuteAsync($"delete from job_problem where job_key = {job.Key}", cancellationToken);
                await session.ExecuteAsync(
                    $"update job set total = {files}, done = {0}, failed = {0}, bytes = {0}, message = {message} where key = {job.Key}", cancellationToken);
            },
            cancellationToken);
    }

    private string SayRoom(long needed, long known, long files)
    {
        if (options.FreeBytes() is not { } free)
        {
            return $"Copying {Megabytes(needed)}.";
        }

        var copied = known == 0 ? "Nothing was copied." : $"Nothing more was copied; {known:N0} of {files:N0} files were copied before.";
        return needed > free
            ? throw new JobRefusedException(
                "disk-full", $"Copying needs {Megabytes(needed)}, and only {Megabytes(free)} are free where originals are kept. {copied}")
            : $"Copying {Megabytes(needed)}; {Megabytes(free)} are free.";
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:N1} MB";

    /// <summary>Which of these files were copied as they are.</summary>
    private static async Task<HashSet<string>> CopiedAsync(Database database, ImportRoots roots, IReadOnlyList<WalkedEntry> files, CancellationToken cancellationToken)
    {
        var placed = files.Select(file => (File: file, Place: roots.Find(file.Path))).Where(one => one.Place is not null).Select(one => (one.File, Place: one.Place!.Value)).ToArray();
        var known = await ImportBatch.KnownAsync(database, placed.Select(one => one.Place), cancellationToken);
        return [.. placed
            .Where(one => known.TryGetValue((one.Place.Root.Key, one.Place.Path), out var link) && link.Bytes == one.File.Bytes && link.Modified == one.File.Modified)
            .Select(one => one.File.Path)];
    }

    private FolderWalk Walk(string path, ImportRoot? root) =>
        new(path, options.SkippedFolders) { Excludes = ExcludePatterns.Of(root?.Excludes ?? ""), ExcludedFrom = root?.Path ?? path };

    private async Task FolderAsync(RunningJob job, string path, RootMode mode, CancellationToken cancellationToken)
    {
        var isFile = File.Exists(path);
        if (!RealPath.IsReal(path))
        {
            await links.RootVanishedAsync(job, path, cancellationToken);
            return;
        }

        var roots = (await job.Database.WriteAsync(
            job.Actor,
            session => ImportRoots.EnsureAsync(session, folders, job.LibraryKey, isFile ? Path.GetDirectoryName(path)! : path, mode, !isFile, cancellationToken),
            cancellationToken)).Value;
        var (root, below) = roots.Resolve(path);
        await pass.RunAsync(new ImportRun(job, roots, mode == RootMode.Copied), Walk(path, root).Entries(cancellationToken), cancellationToken);
        if (!isFile && mode != RootMode.Copied)
        {
            await links.AfterWalkAsync(job.Actor, root, [new WalkedFolder(below, Deep: true)], cancellationToken);
            await SidecarFiles.VanishedAsync(job.Database, job.Actor, root, [new WalkedFolder(below, Deep: true)], cancellationToken);
        }
    }
}

/// <param name="MaxFileBytes">Larger files are refused.</param>
/// <param name="SkippedFolders">Real paths that no import looks into: the server's own data.</param>
/// <param name="FreeBytes">Room where originals are kept; null where that is not known before.</param>
public sealed record ImportOptions(long MaxFileBytes, IReadOnlyCollection<string> SkippedFolders, Func<long?> FreeBytes)
{
    public static ImportOptions For(DataFolder data, BlobStore blobs, long maxFileBytes = 1L << 40) =>
        new(maxFileBytes, [RealPath.Of(data.Root) ?? data.Root], () => blobs.FreeBytes);
}
