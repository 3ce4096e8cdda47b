using Vitrine.Core.Assets;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Import;

/// <summary>Looks whether linked files are still there. One that is gone is missing; many that are gone at once are taken for a disk that is not plugged in.</summary>
public sealed class LinkCheck(Database database)
{
    private const int Page = 500;

    /// <summary>Above this share of a root's files that vanish at once, and at least <see cref="FewFiles"/>, the root counts as offline.</summary>
    private const double OfflineShare = 0.2;
    private const int FewFiles = 10;

    /// <summary>After a folder was walked: what is linked below it and no longer there.</summary>
    public async Task AfterWalkAsync(RunningJob job, ImportRoots roots, string path, CancellationToken cancellationToken = default)
    {
        var (root, below) = roots.Resolve(path);
        if (!RealPath.IsReal(root.Path))
        {
            // It was exchanged during the walk.
            await CheckAsync(root, cancellationToken);
            return;
        }

        await OnlineAsync(job.Actor, root, cancellationToken);
        var (seen, gone) = await VanishedAsync(root, below, cancellationToken);
        await MarkAsync(job.Actor, root, gone, gone.Count > FewFiles && gone.Count > OfflineShare * seen ? LinkState.Offline : LinkState.Missing, cancellationToken);
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

    /// <summary>Looks at every root of a library whether its folder is there; those that are back come online with all their files.</summary>
    public async Task CheckRootsAsync(long library, CancellationToken cancellationToken = default)
    {
        foreach (var root in await RootsAsync(library, cancellationToken))
        {
            await CheckAsync(root, cancellationToken);
        }
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

    private async Task<int> CheckAsync(ImportRoot root, CancellationToken cancellationToken)
    {
        if (RealPath.IsReal(root.Path) && Directory.Exists(root.Path))
        {
            await OnlineAsync(Actor.System, root, cancellationToken);
            return 0;
        }

        await database.WriteAsync(
            Actor.System, session => session.ExecuteAsync($"update root set state = {RootState.Offline} where key = {root.Key}", cancellationToken), cancellationToken);
        var (_, gone) = await VanishedAsync(root, "", cancellationToken);
        await MarkAsync(Actor.System, root, gone, LinkState.Offline, cancellationToken);
        return gone.Count;
    }

    private async Task OnlineAsync(Actor actor, ImportRoot root, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            actor,
            session => session.ExecuteAsync($"update root set state = {RootState.Online} where key = {root.Key} and state = {RootState.Offline}", cancellationToken),
            cancellationToken);
    }

    private async Task<(int Seen, IReadOnlyList<(long Link, long? Version)> Gone)> VanishedAsync(ImportRoot root, string below, CancellationToken cancellationToken)
    {
        List<(long, long?)> gone = [];
        var seen = 0;
        var after = "";
        while (true)
        {
            // Below a link that took the root's place lie other files, whatever their names.
            var there = RealPath.IsReal(root.Path);
            var page = await database.ReadAsync(
                session => session.QueryAsync(
                    $"""
                    select key, path, version_key from link where root_key = {root.Key} and path > {after} and state = {LinkState.Present}
                    order by path limit {Page}
                    """,
                    row => (Key: row.GetInt64(0), Path: row.GetString(1), Version: row.NumberOrNull(2)),
                    cancellationToken),
                cancellationToken);
            if (page.Count == 0)
            {
                return (seen, gone);
            }

            after = page[^1].Path;
            foreach (var link in page.Where(link => below.Length == 0 || link.Path.StartsWith(below + "/", StringComparison.Ordinal)))
            {
                seen++;
                if (!there || FileStat.Of(Path.Combine(root.Path, link.Path)) is null)
                {
                    gone.Add((link.Key, link.Version));
                }
            }
        }
    }

    private async Task MarkAsync(Actor actor, ImportRoot root, IReadOnlyList<(long Link, long? Version)> gone, LinkState state, CancellationToken cancellationToken)
    {
        foreach (var chunk in gone.Chunk(Page))
        {
            long[] links = [.. chunk.Select(link => link.Link)];
            long[] versions = [.. chunk.Select(link => link.Version).OfType<long>()];
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
        session => session.QueryAsync(
            $"select key, library_key, folder_key, path, mode from root where library_key = {library} and mode <> {RootMode.Copied}",
            row => new ImportRoot(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), (RootMode)row.GetInt64(4)),
            cancellationToken),
        cancellationToken);
}
