using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import;
using Vitrine.Server.Import.Watching;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

/// <summary>Linked folders as the API and the page show them.</summary>
public sealed class RootReader(Database database, RootWatch watch)
{
    private const int PageSize = 200;

    public Task<IReadOnlyList<RootView>> ListAsync(long library, CancellationToken cancellationToken) => ListAsync(library, null, cancellationToken);

    public async Task<RootView?> GetAsync(long library, long root, CancellationToken cancellationToken) => await ListAsync(library, root, cancellationToken) is [var view, ..] ? view : null;

    /// <summary>Files of a root that are not where they were, and whose assets nobody threw away, page by page.</summary>
    /// <exception cref="RequestRefusedException">The cursor is none of this list.</exception>
    public static async Task<Page<MissingFile>> MissingAsync(DbSession session, ImportRoot root, string? cursor, CancellationToken cancellationToken)
    {
        var after = cursor is null ? 0
            : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key
            : throw new RequestRefusedException(StatusCodes.Status400BadRequest, "This cursor does not belong to this list.");
        var rows = await session.QueryAsync(
            $"""
            select l.key, a.id, a.name, l.path, l.seen_at, exists (select 1 from rendition r where r.essence_key = v.essence_key)
            from link l join version v on v.key = l.version_key join asset a on a.key = v.asset_key
            where l.root_key = {root.Key} and l.state = {LinkState.Missing} and a.trashed_at is null and l.key > {after} order by l.key limit {PageSize + 1}
            """,
            row => (Key: row.GetInt64(0), File: new MissingFile(
                row.GetString(1), row.GetString(2), row.GetString(3), row.Time(4), Convert.ToBoolean(row.GetValue(5), CultureInfo.InvariantCulture))),
            cancellationToken);
        var shown = rows.Take(PageSize).ToArray();
        return new Page<MissingFile>([.. shown.Select(row => row.File)], rows.Count > PageSize ? shown[^1].Key.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>The assets of a root, by key, that are not in the trash; or only those whose files are missing everywhere.</summary>
    internal static async Task<long[]> AssetsAsync(DbSession session, ImportRoot root, bool missing, CancellationToken cancellationToken) =>
        [.. await session.QueryAsync(
            Sql.Of($"""
            select distinct a.key from link l join version v on v.key = l.version_key join asset a on a.key = v.asset_key
            where l.root_key = {root.Key} and a.trashed_at is null
            {(missing ? Sql.Of($"""
                and l.state = {LinkState.Missing} and not exists (select 1 from link o join version ov on ov.key = o.version_key
                    where ov.asset_key = a.key and o.state in ({LinkState.Present}, {LinkState.Offline}))
                """) : Sql.Of($""))}
            """),
            row => row.GetInt64(0),
            cancellationToken)];

    private async Task<IReadOnlyList<RootView>> ListAsync(long library, long? only, CancellationToken cancellationToken) => await database.ReadAsync(
        async session =>
        {
            var roots = (await ImportRoots.LinkedAsync(session, cancellationToken)).Where(root => root.LibraryKey == library && (only is null || root.Key == only)).ToArray();
            var counts = (await session.QueryAsync(
                $"""
                select l.root_key, l.state, count(*) from link l join root r on r.key = l.root_key join version v on v.key = l.version_key join asset a on a.key = v.asset_key
                where r.library_key = {library} and a.trashed_at is null group by l.root_key, l.state
                """,
                row => (Root: row.GetInt64(0), State: (LinkState)row.GetInt64(1), Count: row.GetInt64(2)),
                cancellationToken)).ToLookup(count => count.Root);
            var folders = (await session.QueryAsync(
                $"select r.key, f.id, f.name from root r join folder f on f.key = r.folder_key where r.library_key = {library}",
                row => (Root: row.GetInt64(0), Id: row.GetString(1), Name: row.GetString(2)),
                cancellationToken)).ToDictionary(folder => folder.Root);
            var busy = await session.QueryAsync(
                $"select request from job where library_key = {library} and what = {FolderScan.KindName} and state in ({JobState.Queued}, {JobState.Running})",
                row => row.GetString(0),
                cancellationToken);
            var scanned = busy.Select(FolderScan.OrderOf).Where(order => order.Folders is null).SelectMany(order => order.Roots).ToHashSet();
            return roots.Select(root => View(root, folders[root.Key].Id, folders[root.Key].Name, [.. counts[root.Key].Select(count => (count.State, count.Count))], scanned.Contains(root.Key)))
                // What somebody forgot, and nothing is left of.
                .Where(root => root.Watching || root.Present + root.Missing + root.Offline > 0)
                .OrderBy(root => root.Path, StringComparer.Ordinal)
                .ToArray();
        },
        cancellationToken);

    private RootView View(ImportRoot root, string id, string name, (LinkState State, long Count)[] counts, bool scanning)
    {
        var how = watch.Of(root.Key);
        long Of(LinkState state) => counts.Where(count => count.State == state).Sum(count => count.Count);
        return new RootView(
            id, root.Path, name, root.Mode == RootMode.Managed ? "managed" : "link", root.State == RootState.Online ? "online" : "offline", root.Watching,
            !root.Watching ? "off" : how is { ByEvents: true } ? "events" : "polling", root.PollMinutes, ExcludePatterns.Lines(root.Excludes))
        {
            Notice = how?.Notice,
            ScannedAt = root.ScannedAt,
            Scanning = scanning,
            Present = Of(LinkState.Present),
            Missing = Of(LinkState.Missing),
            Offline = Of(LinkState.Offline),
            Asks = Of(LinkState.Offline) > 0 && LinkCheck.IsThere(root.Path, holds: false),
        };
    }
}
