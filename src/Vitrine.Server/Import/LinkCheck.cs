using Vitrine.Core.Assets;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Import;

/// <summary>A folder that was gone through. <paramref name="Path"/> lies below its root, <c>""</c> is the root itself.</summary>
public readonly record struct WalkedFolder(string Path, bool Deep);

/// <summary>Looks whether linked files are still there. One that is gone is missing; many that are gone at once are taken for a disk that is not plugged in.</summary>
public sealed class LinkCheck(Database database)
{
    private const int Page = 500;

    /// <summary>Above this share of a root's files that vanish at once, where it has at least <see cref="FewFiles"/>, they count as offline.</summary>
    private const double OfflineShare = 0.2;
    private const int FewFiles = 10;

    /// <summary>Whether a root lies where it did and can be read.</summary>
    /// <param name="holds">Whether files of it are known: then an empty folder is what is left where a disk was mounted.</param>
    public static bool IsThere(string root, bool holds)
    {
        try
        {
            // Also where it may be empty, it is asked whether it can be read.
            return RealPath.IsReal(root) && (Directory.EnumerateFileSystemEntries(root).Any() | !holds);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>After folders of a root were walked: what is linked in them and no longer there.</summary>
    /// <returns>How many files are gone since the last look.</returns>
    public async Task<int> AfterWalkAsync(Actor actor, ImportRoot root, IReadOnlyList<WalkedFolder> folders, CancellationToken cancellationToken = default)
    {
        var known = await CountAsync(root, LinkState.Present, cancellationToken);
        if (!IsThere(root.Path, known > 0))
        {
            // It was exchanged during the walk.
            return await OfflineAsync(root, cancellationToken);
        }

        var wasAway = await OnlineAsync(actor, root, cancellationToken);
        var gone = new Dictionary<long, long?>();
        foreach (var folder in folders)
        {
            await VanishedAsync(root, folder, LinkState.Present, gone, cancellationToken);
        }

        if (!IsThere(root.Path, known > 0))
        {
            return await OfflineAsync(root, cancellationToken);
        }

        await MarkAsync(actor, root, [.. gone], IsMany(gone.Count, known) ? LinkState.Offline : LinkState.Missing, cancellationToken);
        if (wasAway && folders.Contains(new WalkedFolder("", Deep: true)))
        {
            await LeftOfflineAsync(actor, root, cancellationToken);
        }

        return gone.Count;
    }

    /// <summary>A folder that was to be taken in is not there, or a link took its place: what is linked below it goes offline.</summary>
    public async Task RootVanishedAsync(RunningJob job, string path, CancellationToken cancellationToken = default)
    {
        var offline = 0;
        foreach (var root in await RootsAsync(job.LibraryKey, cancellationToken))
        {
            if (RealPath.IsWithin(root.Path, path) || RealPath.IsWithin(path, root.Path))
            {
                offline += await CheckAsync(root, cancellationToken);
            }
        }

        var moved = RealPath.Of(path) is not null;
        var message = (moved ? $"{path} is no longer where it was: a link lies there now, or above it, and is not followed." : offline == 0 ? $"There is no file or folder {path}." : $"The folder {path} is not there.")
            + (offline == 0 ? "" : $" Its {offline} assets are offline until it is back; their previews and tags stay.");
        await database.WriteAsync(
            job.Actor,
            async session =>
            {
                await job.ProblemAsync(session, path, new Problem("import", moved ? "moved" : "not-found", message), cancellationToken);
                await job.AdvanceAsync(session, new JobProgress(Failed: 1), cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Looks at every root of a library whether its folder is there. What is back comes online when it was gone through.</summary>
    public async Task CheckRootsAsync(long library, CancellationToken cancellationToken = default)
    {
        foreach (var root in await RootsAsync(library, cancellationToken))
        {
            await CheckAsync(root, cancellationToken);
        }
    }

    /// <summary>A root is away: it says so at once, then each of its assets. Nothing is asked of the disk, which may not answer.</summary>
    /// <returns>How many were there before.</returns>
    public async Task<int> OfflineAsync(ImportRoot root, CancellationToken cancellationToken = default)
    {
        await database.WriteAsync(
            Actor.System,
            session => session.ExecuteAsync($"update root set state = {RootState.Offline} where key = {root.Key} and state <> {RootState.Offline}", cancellationToken),
            cancellationToken);
        return await MoveAllAsync(Actor.System, root, LinkState.Present, LinkState.Offline, cancellationToken);
    }

    /// <summary>Somebody says that the files of a root that are away are gone for good: they are missing.</summary>
    /// <returns>How many.</returns>
    public async Task<int> GiveUpAsync(Actor actor, ImportRoot root, CancellationToken cancellationToken = default)
    {
        var count = await MoveAllAsync(actor, root, LinkState.Offline, LinkState.Missing, cancellationToken);
        if (IsThere(root.Path, holds: false))
        {
            await OnlineAsync(actor, root, cancellationToken);
        }

        return count;
    }

    /// <summary>Notes for search and events that the originals of these versions came or went.</summary>
    internal static async Task LogAsync(WriteSession session, long library, long[] versions, CancellationToken cancellationToken)
    {
        var assets = await session.QueryAsync(
            Sql.Of($"select distinct asset_key from version where {session.Dialect.AnyOf(new RawSql("key"), versions)}"), row => row.GetInt64(0), cancellationToken);
        foreach (var asset in assets)
        {
            session.Log(new Change(library, LogSubject.Asset, asset, ChangeEvent.Changed, ChangedParts.Place));
        }
    }

    internal Task<long> CountAsync(ImportRoot root, LinkState state, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.NumberAsync($"select count(*) from link where root_key = {root.Key} and state = {state}", cancellationToken) ?? 0, cancellationToken);

    private async Task<int> CheckAsync(ImportRoot root, CancellationToken cancellationToken)
    {
        var known = await CountAsync(root, LinkState.Present, cancellationToken);
        return IsThere(root.Path, known > 0) ? 0 : await OfflineAsync(root, cancellationToken);
    }

    /// <returns>Whether it was away.</returns>
    private async Task<bool> OnlineAsync(Actor actor, ImportRoot root, CancellationToken cancellationToken) => (await database.WriteAsync(
        actor,
        session => session.ExecuteAsync($"update root set state = {RootState.Online} where key = {root.Key} and state = {RootState.Offline}", cancellationToken),
        cancellationToken)).Value > 0;

    private async Task<int> MoveAllAsync(Actor actor, ImportRoot root, LinkState from, LinkState to, CancellationToken cancellationToken)
    {
        var count = 0;
        while (true)
        {
            var page = await database.ReadAsync(
                session => session.QueryAsync(
                    $"select key, version_key from link where root_key = {root.Key} and state = {from} limit {Page}",
                    row => KeyValuePair.Create(row.GetInt64(0), row.NumberOrNull(1)),
                    cancellationToken),
                cancellationToken);
            if (page.Count == 0)
            {
                return count;
            }

            await MarkAsync(actor, root, page, to, cancellationToken);
            count += page.Count;
        }
    }

    private static bool IsMany(long gone, long of) => of >= FewFiles && gone > OfflineShare * of;

    /// <summary>The whole root was gone through again: of what was away with a disk that is back, the few that did not come back with it are missing.</summary>
    private async Task LeftOfflineAsync(Actor actor, ImportRoot root, CancellationToken cancellationToken)
    {
        var offline = await CountAsync(root, LinkState.Offline, cancellationToken);
        if (offline > 0 && !IsMany(offline, offline + await CountAsync(root, LinkState.Present, cancellationToken)))
        {
            var left = new Dictionary<long, long?>();
            await VanishedAsync(root, new WalkedFolder("", Deep: true), LinkState.Offline, left, cancellationToken);
            await MarkAsync(actor, root, [.. left], LinkState.Missing, cancellationToken);
        }
    }

    private async Task VanishedAsync(ImportRoot root, WalkedFolder folder, LinkState state, Dictionary<long, long?> gone, CancellationToken cancellationToken)
    {
        // Of a folder that was looked at alone, only what lies directly in it, and folders below that are gone altogether.
        var foldersThere = new Dictionary<string, bool>(StringComparer.Ordinal);
        var before = folder.Path.Length == 0 ? 0 : folder.Path.Length + 1;
        var (after, until) = folder.Path.Length == 0 ? ("", "\U0010FFFF") : (folder.Path + "/", folder.Path + "0");
        while (true)
        {
            var page = await database.ReadAsync(
                session => session.QueryAsync(
                    $"""
                    select key, path, version_key from link where root_key = {root.Key} and path > {after} and path < {until} and state = {state}
                    order by path limit {Page}
                    """,
                    row => (Key: row.GetInt64(0), Path: row.GetString(1), Version: row.NumberOrNull(2)),
                    cancellationToken),
                cancellationToken);
            if (page.Count == 0)
            {
                return;
            }

            after = page[^1].Path;
            foreach (var link in page)
            {
                var slash = folder.Deep ? -1 : link.Path.IndexOf('/', before);
                if (slash < 0 ? !IsFileThere(link.Path) : !IsFolderThere(link.Path[..slash]))
                {
                    gone[link.Key] = link.Version;
                }
            }
        }

        // What took the name of a file is not it: a folder, a pipe, or a link that leads out of the root and is never followed.
        bool IsFileThere(string path)
        {
            var type = FileStat.Of(Path.Combine(root.Path, path))?.Type;
            return type == EntryType.File || (type == EntryType.SymbolicLink && FoundLink.Find(root.Path, path) is not null);
        }

        bool IsFolderThere(string path)
        {
            if (!foldersThere.TryGetValue(path, out var there))
            {
                foldersThere[path] = there = FileStat.Of(Path.Combine(root.Path, path)) is { Type: EntryType.Folder };
            }

            return there;
        }
    }

    private async Task MarkAsync(Actor actor, ImportRoot root, IReadOnlyList<KeyValuePair<long, long?>> gone, LinkState state, CancellationToken cancellationToken)
    {
        foreach (var chunk in gone.Chunk(Page))
        {
            long[] links = [.. chunk.Select(link => link.Key)];
            long[] versions = [.. chunk.Select(link => link.Value).OfType<long>()];
            await database.WriteAsync(
                actor,
                async session =>
                {
                    await session.ExecuteAsync(Sql.Of($"update link set state = {state} where {session.Dialect.AnyOf(new RawSql("key"), links)}"), cancellationToken);
                    await LogAsync(session, root.LibraryKey, versions, cancellationToken);
                },
                cancellationToken);
        }
    }

    private Task<List<ImportRoot>> RootsAsync(long library, CancellationToken cancellationToken) => database.ReadAsync(
        async session => (await ImportRoots.LinkedAsync(session, cancellationToken)).Where(root => root.LibraryKey == library).ToList(), cancellationToken);
}
