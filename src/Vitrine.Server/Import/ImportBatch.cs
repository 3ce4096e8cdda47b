using System.Collections.Concurrent;
using Vitrine.Core.Assets;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Import;

/// <summary>A file that a walk found, and what is known at its path; <paramref name="Known"/> is null where that is nothing.</summary>
public sealed record LookedAt(WalkedEntry Entry, ImportRoot Root, string Path, KnownLink? Known);

/// <summary>What a batch of files came to before it is written.</summary>
/// <param name="Returned">Known links whose file was missing and is there again.</param>
public sealed record ReadBatch(IReadOnlyList<ReadFile> Files, IReadOnlyList<(string Path, Problem Problem)> Problems, IReadOnlyList<KnownLink> Returned, long ReturnedBytes)
{
    /// <summary>Links whose paths and names are given up first, because files exchanged them.</summary>
    public IReadOnlyList<long> Parked { get; init; } = [];
}

public sealed record ReadFile(TakenIn Taken, ImportRoot Root, string Path)
{
    public Twin? MovedFrom { get; init; }

    public long? BlobKey { get; init; }
}

/// <summary>The two halves of taking in some files: reading them, and one transaction that writes them.</summary>
public sealed class ImportBatch(FileIntake intake, FolderTree folders, AssetWriter assets, BlobIntake blobs, RunQueue runs)
{
    /// <summary>Sets apart what is known as it is, told by path, size, time and, where that lasts, the file's number.</summary>
    /// <returns>The rest, with problems; and how many files were passed over, with their bytes.</returns>
    public static async Task<(IReadOnlyList<LookedAt> Others, int Passed, long Bytes)> LookAsync(
        ImportRun run, IReadOnlyList<WalkedEntry> entries, CancellationToken cancellationToken)
    {
        var placed = entries.Select(entry => (Entry: entry, Place: run.Roots.Resolve(entry.Path))).ToArray();
        var known = await KnownAsync(run.Job.Database, placed.Where(one => one.Entry.Problem is null).Select(one => one.Place), cancellationToken);
        var rest = new List<LookedAt>();
        var passed = 0;
        long bytes = 0;
        foreach (var (entry, (root, path)) in placed)
        {
            var link = known.GetValueOrDefault((root.Key, path));
            if (entry.Problem is null && link is { State: LinkState.Present or LinkState.Dismissed } && run.IsAsKnown(entry, link))
            {
                passed++;
                bytes += entry.Bytes;
            }
            else
            {
                rest.Add(new LookedAt(entry, root, path, link));
            }
        }

        return (rest, passed, bytes);
    }

    public async Task<ReadBatch> ReadAsync(ImportRun run, IReadOnlyList<LookedAt> files, CancellationToken cancellationToken)
    {
        var returned = files.Where(file => file.Entry.Problem is null && file.Known is { } link && run.IsAsKnown(file.Entry, link)).ToArray();
        var fresh = files.Where(file => file.Entry.Problem is null).Except(returned).ToArray();
        var renamed = run.Copy ? [] : await MoveFinder.RenamedAsync(run, fresh, cancellationToken);
        var taken = await TakeInAsync([.. fresh.Where(file => !renamed.ContainsKey(file.Entry.Path))], run.Copy, cancellationToken);
        var good = taken.Where(file => file.Taken.Problem is null).ToArray();
        var moved = run.Copy ? [] : await MoveFinder.MovedAsync(run, [.. good.Select(file => (fresh.First(one => one.Entry.Path == file.Taken.File.Path), file.Taken.Hashes!))], cancellationToken);
        var stored = run.Copy ? await blobs.StoreAsync(run.Job.Database, run.Job.Actor, [.. good.Select(file => file.Taken)], cancellationToken) : null;
        var all = good
            .Select(file => (File: file with { BlobKey = stored?[Convert.ToHexString(file.Taken.Hashes!.Sha256)] }, Move: moved.GetValueOrDefault(file.Taken.File.Path)))
            .Concat(fresh.Where(file => renamed.ContainsKey(file.Entry.Path)).Select(file => (File: Unread(file, renamed[file.Entry.Path].From), Move: (Move?)renamed[file.Entry.Path])))
            .ToArray();
        var now = new List<ReadFile>(all.Length);
        foreach (var (file, move) in all)
        {
            if (move is { IsSure: false } && run.Contested.Count < ImportRun.MostContested)
            {
                run.Contested.Add(new ContestedMove(file, move.From, fresh.First(one => one.Entry.Path == file.Taken.File.Path).Known, move.IsOccupied));
            }
            else
            {
                now.Add(file with { MovedFrom = move is { IsSure: true } ? move.From : null });
            }
        }

        return new ReadBatch(now, run.Problems(files, taken), [.. returned.Select(file => file.Known!)], returned.Sum(file => file.Entry.Bytes));
    }

    /// <summary>What two files exchanged, or a whole row of them, is known only when all were seen: those come last.</summary>
    public static IEnumerable<ReadBatch> Contested(ImportRun run)
    {
        var exchanged = ContestedMove.Exchanged(run.Contested, run.MovedFrom.Except(run.Contested.Select(move => move.From.Link)).ToHashSet());
        if (exchanged.Count > 0)
        {
            yield return new ReadBatch([.. exchanged.Select(move => move.File with { MovedFrom = move.From })], [], [], 0) { Parked = [.. exchanged.Select(move => move.From.Link)] };
        }

        foreach (var some in run.Contested.Except(exchanged).Select(move => move.File).Chunk(FolderPass.FilesTogether))
        {
            yield return new ReadBatch(some, [], [], 0);
        }
    }

    /// <summary>Which of these files were taken in: the links, by root and path.</summary>
    public static async Task<Dictionary<(long Root, string Path), KnownLink>> KnownAsync(
        Database database, IEnumerable<(ImportRoot Root, string Path)> places, CancellationToken cancellationToken)
    {
        var byRoot = places.GroupBy(place => place.Root.Key, place => place.Path).ToArray();
        return await database.ReadAsync(
            async session =>
            {
                var known = new Dictionary<(long, string), KnownLink>();
                foreach (var root in byRoot)
                {
                    foreach (var link in await KnownLinks.FindAsync(session, root.Key, [.. root], cancellationToken))
                    {
                        known[(root.Key, link.Path)] = link;
                    }
                }

                return known;
            },
            cancellationToken);
    }

    /// <param name="passed">Files that were passed over since the last batch; they count as done.</param>
    public async Task WriteAsync(ImportRun run, ReadBatch batch, int passed, long passedBytes, CancellationToken cancellationToken) => await run.Job.Database.WriteAsync(
        run.Job.Actor,
        async session =>
        {
            var incoming = await IncomingAsync(session, batch, cancellationToken);
            var ingested = await assets.AddAsync(session, run.Job.LibraryKey, incoming, cancellationToken);
            await ReturnedAsync(session, run, batch.Returned, cancellationToken);
            foreach (var (path, problem) in batch.Problems)
            {
                await run.Job.ProblemAsync(session, path, problem, cancellationToken);
            }

            await run.Job.AdvanceAsync(
                session,
                new JobProgress(
                    passed + batch.Returned.Count + batch.Files.Count + batch.Problems.Count,
                    ingested.Count(one => one.Outcome == IngestOutcome.Added),
                    batch.Problems.Count,
                    passedBytes + batch.ReturnedBytes + batch.Files.Sum(file => file.Taken.File.Bytes),
                    ingested.Count(one => one.DuplicateOf is not null)),
                cancellationToken);
            session.OnCommit(() => run.Noticed += batch.Returned.Count + ingested.Count(one => one.Outcome != IngestOutcome.Unchanged));
        },
        cancellationToken);

    private async Task<List<IncomingFile>> IncomingAsync(WriteSession session, ReadBatch batch, CancellationToken cancellationToken)
    {
        foreach (var (root, from, to) in batch.Files.Select(FolderOf).OfType<(ImportRoot Root, string From, string To)>().Distinct())
        {
            await folders.FollowAsync(session, root, from, to, cancellationToken);
        }

        var mirrors = new Dictionary<(long, string), long>();
        var incoming = new List<IncomingFile>(batch.Files.Count);
        foreach (var file in batch.Files)
        {
            incoming.Add(await IncomingAsync(session, file, mirrors, cancellationToken));
        }

        await assets.ParkAsync(session, [.. batch.Parked], cancellationToken);
        return incoming;
    }

    private static (ImportRoot Root, string From, string To)? FolderOf(ReadFile file) => file.MovedFrom is { FolderMove: { } move } ? (file.Root, move.From, move.To) : null;

    private async Task<IncomingFile> IncomingAsync(
        WriteSession session, ReadFile file, Dictionary<(long Root, string Folder), long> mirrors, CancellationToken cancellationToken)
    {
        var slash = file.Path.LastIndexOf('/');
        var folder = slash < 0 ? "" : file.Path[..slash];
        if (!mirrors.TryGetValue((file.Root.Key, folder), out var key))
        {
            mirrors[(file.Root.Key, folder)] = key = await folders.MirrorAsync(session, file.Root, folder, cancellationToken);
        }

        var entry = file.Taken.File;
        return new IncomingFile(AssetName.Shown(file.Path[(slash + 1)..]), key, file.Taken.Sniffed!, file.Taken.Hashes!)
        {
            BlobKey = file.BlobKey,
            SameName = SameName.Version,
            Link = new LinkedFile(file.Root.Key, file.Path, entry.Bytes, entry.Modified)
            {
                MovedFrom = file.MovedFrom?.Link,
                MovedFromPath = file.MovedFrom?.Path,
                Inode = entry.Inode == 0 ? null : unchecked((long)entry.Inode),
            },
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

    /// <summary>A file that only changed its name or place holds what its link says.</summary>
    private static ReadFile Unread(LookedAt file, Twin from) => new(
        new TakenIn(file.Entry, new(from.Sha256, from.Essence, file.Entry.Bytes), new(from.Format, from.Mime, from.Kind), null, null), file.Root, file.Path);

    private async Task<IReadOnlyList<ReadFile>> TakeInAsync(IReadOnlyList<LookedAt> files, bool copy, CancellationToken cancellationToken)
    {
        var taken = new ConcurrentDictionary<int, ReadFile>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, files.Count),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            async (i, cancelled) => taken[i] = new ReadFile(await intake.ReadAsync(files[i].Entry, files[i].Root.Path, copy, cancelled), files[i].Root, files[i].Path));
        return [.. Enumerable.Range(0, files.Count).Select(i => taken[i])];
    }
}
