using System.Collections.Concurrent;
using Vitrine.Core.Assets;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Import;

/// <summary>What a batch of files came to before it is written.</summary>
/// <param name="Returned">Known links whose file was missing and is there again.</param>
/// <param name="Passed">Files that are known as they are.</param>
public sealed record ReadBatch(IReadOnlyList<ReadFile> Files, IReadOnlyList<(string Path, Problem Problem)> Problems, IReadOnlyList<KnownLink> Returned, int Passed, long PassedBytes);

public sealed record ReadFile(TakenIn Taken, ImportRoot Root, string Path, long? MovedFrom, long? BlobKey);

/// <summary>The two halves of taking in some files: reading them, and one transaction that writes them.</summary>
public sealed class ImportBatch(FileIntake intake, FolderTree folders, AssetWriter assets, BlobIntake blobs, RunQueue runs)
{
    public async Task<ReadBatch> ReadAsync(ImportRun run, IReadOnlyList<WalkedEntry> entries, CancellationToken cancellationToken)
    {
        var files = entries.Where(entry => entry.Problem is null).ToArray();
        var known = await KnownAsync(run.Job.Database, run.Roots, files, cancellationToken);
        List<KnownLink> returned = [];
        List<(WalkedEntry Entry, ImportRoot Root, string Path)> fresh = [];
        long passed = 0;
        foreach (var entry in files)
        {
            if (!known.TryGetValue(entry.Path, out var link))
            {
                var (root, path) = run.Roots.Resolve(entry.Path);
                fresh.Add((entry, root, path));
                continue;
            }

            passed += entry.Bytes;
            if (link.State is LinkState.Missing or LinkState.Offline)
            {
                returned.Add(link);
            }
        }

        var taken = await TakeInAsync(fresh, run.Copy, cancellationToken);
        var good = taken.Where(file => file.Taken.Problem is null).ToArray();
        var moves = run.Copy ? [] : await MovesAsync(run, good, cancellationToken);
        var stored = run.Copy ? await blobs.StoreAsync(run.Job.Database, run.Job.Actor, [.. good.Select(file => file.Taken)], cancellationToken) : null;
        return new ReadBatch(
            [.. good.Select(file => file with
            {
                MovedFrom = moves.TryGetValue(file.Taken.File.Path, out var from) ? from : null,
                BlobKey = stored?[Convert.ToHexString(file.Taken.Hashes!.Sha256)],
            })],
            [.. entries.Where(entry => entry.Problem is not null).Select(entry => (entry.Path, entry.Problem!)),
                .. taken.Where(file => file.Taken.Problem is not null).Select(file => (file.Taken.File.Path, file.Taken.Problem!))],
            returned,
            files.Length - fresh.Count,
            passed);
    }

    /// <summary>Which of these files were taken in as they are, told by path, size and time: the links, by the files' absolute paths.</summary>
    public static async Task<Dictionary<string, KnownLink>> KnownAsync(
        Database database, ImportRoots roots, IReadOnlyList<WalkedEntry> files, CancellationToken cancellationToken)
    {
        var byRoot = files.Select(file => (File: file, Place: roots.Find(file.Path))).Where(file => file.Place is not null)
            .GroupBy(file => file.Place!.Value.Root.Key, file => (file.File, file.Place!.Value.Path)).ToArray();
        return await database.ReadAsync(
            async session =>
            {
                var known = new Dictionary<string, KnownLink>(StringComparer.Ordinal);
                foreach (var root in byRoot)
                {
                    var links = (await KnownLinks.FindAsync(session, root.Key, [.. root.Select(file => file.Path)], cancellationToken)).ToDictionary(link => link.Path, StringComparer.Ordinal);
                    foreach (var (file, path) in root)
                    {
                        if (links.TryGetValue(path, out var link) && link.Bytes == file.Bytes && link.Modified == file.Modified)
                        {
                            known[file.Path] = link;
                        }
                    }
                }

                return known;
            },
            cancellationToken);
    }

    public async Task WriteAsync(ImportRun run, ReadBatch batch, CancellationToken cancellationToken) => await run.Job.Database.WriteAsync(
        run.Job.Actor,
        async session =>
        {
            var incoming = new List<IncomingFile>(batch.Files.Count);
            var mirrors = new Dictionary<(long, string), long>();
            foreach (var file in batch.Files)
            {
                incoming.Add(await IncomingAsync(session, file, mirrors, cancellationToken));
            }

            var ingested = await assets.AddAsync(session, run.Job.LibraryKey, incoming, cancellationToken);
            await ReturnedAsync(session, run, batch.Returned, cancellationToken);
            foreach (var (path, problem) in batch.Problems)
            {
                await run.Job.ProblemAsync(session, path, problem, cancellationToken);
            }

            await run.Job.AdvanceAsync(
                session,
                new JobProgress(
                    batch.Passed + batch.Files.Count + batch.Problems.Count,
                    ingested.Count(one => one.Outcome == IngestOutcome.Added),
                    batch.Problems.Count,
                    batch.PassedBytes + batch.Files.Sum(file => file.Taken.File.Bytes),
                    ingested.Count(one => one.DuplicateOf is not null)),
                cancellationToken);
        },
        cancellationToken);

    private async Task<IncomingFile> IncomingAsync(
        WriteSession session, ReadFile file, Dictionary<(long Root, string Folder), long> mirrors, CancellationToken cancellationToken)
    {
        var slash = file.Path.LastIndexOf('/');
        var folder = slash < 0 ? "" : file.Path[..slash];
        if (!mirrors.TryGetValue((file.Root.Key, folder), out var key))
        {
            mirrors[(file.Root.Key, folder)] = key = await folders.MirrorAsync(session, file.Root, folder, cancellationToken);
        }

        return new IncomingFile(AssetName.Shown(file.Path[(slash + 1)..]), key, file.Taken.Sniffed!, file.Taken.Hashes!)
        {
            BlobKey = file.BlobKey,
            SameName = SameName.Version,
            Link = new LinkedFile(file.Root.Key, file.Path, file.Taken.File.Bytes, file.Taken.File.Modified) { MovedFrom = file.MovedFrom },
        };
    }

    private async Task ReturnedAsync(WriteSession session, ImportRun run, IReadOnlyList<KnownLink> returned, CancellationToken cancellationToken)
    {
        if (returned.Count == 0)
        {
            return;
        }

        long[] links = [.. returned.Select(link => link.Key)];
        await session.ExecuteAsync(
            Sql.Of($"update link set state = {LinkState.Present}, seen_at = {session.Now} where {session.Dialect.AnyOf(new RawSql("key"), links)}"), cancellationToken);
        long[] versions = [.. returned.Select(link => link.VersionKey).OfType<long>()];
        await runs.ReleaseWaitingAsync(session, versions, cancellationToken);
        await LinkCheck.LogAsync(session, run.Job.LibraryKey, versions, cancellationToken);
    }

    private async Task<IReadOnlyList<ReadFile>> TakeInAsync(
        IReadOnlyList<(WalkedEntry Entry, ImportRoot Root, string Path)> files, bool copy, CancellationToken cancellationToken)
    {
        var taken = new ConcurrentDictionary<int, ReadFile>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, files.Count),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            async (i, cancelled) => taken[i] = new ReadFile(await intake.ReadAsync(files[i].Entry, files[i].Root.Path, copy, cancelled), files[i].Root, files[i].Path, null, null));
        return [.. Enumerable.Range(0, files.Count).Select(i => taken[i])];
    }

    /// <summary>Which of these files were moved here: their bytes are those of a linked file that is no longer where it was.</summary>
    private static async Task<Dictionary<string, long>> MovesAsync(ImportRun run, IReadOnlyList<ReadFile> files, CancellationToken cancellationToken)
    {
        var moves = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var twins = await run.Job.Database.ReadAsync(
                session => session.QueryAsync(
                    $"""
                    select l.key, r.path, l.path from version v join link l on l.version_key = v.key join root r on r.key = l.root_key
                    where v.sha256 = {file.Taken.Hashes!.Sha256} and r.library_key = {run.Job.LibraryKey} and r.mode <> {RootMode.Copied} order by l.key
                    """,
                    row => (Link: row.GetInt64(0), Root: row.GetString(1), Path: Path.Combine(row.GetString(1), row.GetString(2))),
                    cancellationToken),
                cancellationToken);
            foreach (var twin in twins)
            {
                if (twin.Path != file.Taken.File.Path && (FileStat.Of(twin.Path) is null || !RealPath.IsReal(twin.Root)) && run.MovedFrom.Add(twin.Link))
                {
                    moves[file.Taken.File.Path] = twin.Link;
                    break;
                }
            }
        }

        return moves;
    }
}
