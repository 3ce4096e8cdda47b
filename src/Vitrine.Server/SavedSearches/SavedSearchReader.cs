using System.Data.Common;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.SavedSearches;

/// <summary>Saved searches as the API and the pages show them, each with how much it finds now.</summary>
internal sealed class SavedSearchReader(Database database, AssetSearch search)
{
    public const int PageSize = 100;

    private const int MostNew = 20;

    private static readonly RawSql Selected = new(
        $"select {SavedSearchRows.Columns.Text}, s.created_at, s.changed_at, own.name, changed.name from saved_search s join actor own on own.key = s.owner_key join actor changed on changed.key = s.changed_by");

    /// <summary>A principal's own searches and those that others share, by name, page by page.</summary>
    /// <param name="cursor">The id of the last one of the page before.</param>
    /// <param name="together">A group counts as one.</param>
    /// <exception cref="RequestRefusedException">The cursor is of another list.</exception>
    public async Task<Page<SavedSearchView>> PageAsync(Principal principal, string? cursor, int limit, bool together, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            async session =>
            {
                var (after, afterKey) = cursor is null ? ("", 0) : await PlaceAsync(session, principal, cursor, cancellationToken);
                return await session.QueryAsync(
                    $"""
                    {Selected} where s.library_key = {principal.LibraryKey} and s.deleted_at is null and (s.owner_key = {principal.Actor.Key} or s.shared = {1})
                    and (s.folded > {after} or (s.folded = {after} and s.key > {afterKey})) order by s.folded, s.key limit {limit + 1}
                    """,
                    Read,
                    cancellationToken);
            },
            cancellationToken);
        var views = await ViewsAsync(principal, [.. rows.Take(limit)], together, cancellationToken);
        return new Page<SavedSearchView>(views, rows.Count > limit ? views[^1].Id : null);
    }

    /// <summary>Null where there is none that the principal may know of, or where it was deleted.</summary>
    public async Task<SavedSearchView?> ReadAsync(Principal principal, string id, bool together, CancellationToken cancellationToken)
    {
        var row = PublicId.TryParse(id, out _)
            ? await database.ReadAsync(session => session.FirstAsync($"{Selected} where s.id = {id} and s.deleted_at is null", Read, cancellationToken), cancellationToken)
            : null;
        return row?.Search.IsSeenBy(principal) == true ? (await ViewsAsync(principal, [row], together, cancellationToken))[0] : null;
    }

    /// <summary>Says that the owner of a search looked: what was new is no longer. Of what others share nothing is new, so nothing happens.</summary>
    /// <returns>False where there is none that the principal may know of.</returns>
    public async Task<bool> LookedAtAsync(Principal principal, string id, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(session => SavedSearchRows.FindAsync(session, principal, id, cancellationToken), cancellationToken);
        if (found is { Watch: not WatchState.Off } && found.Owner == principal.Actor.Key)
        {
            await database.WriteAsync(principal.Actor, session => SavedSearchStore.LookedAtAsync(session, found, cancellationToken), cancellationToken);
        }

        return found is { Deleted: false };
    }

    private static async Task<(string Folded, long Key)> PlaceAsync(DbSession session, Principal principal, string cursor, CancellationToken cancellationToken) =>
        await SavedSearchRows.FindAsync(session, principal, cursor, cancellationToken) is { } last
            ? (Core.Search.TextFold.Key(last.Name), last.Key)
            : throw new RequestRefusedException(StatusCodes.Status400BadRequest, "This cursor does not belong to this list.");

    private async Task<List<SavedSearchView>> ViewsAsync(Principal principal, Row[] rows, bool together, CancellationToken cancellationToken)
    {
        var counts = await search.CountAsync(principal, [.. rows.Select(row => row.Search.Request with { Groups = together ? "together" : "apart" })], cancellationToken);
        var views = new List<SavedSearchView>(rows.Length);
        foreach (var (row, (total, problem)) in rows.Zip(counts))
        {
            views.Add(await ViewAsync(principal, row, total, problem, cancellationToken));
        }

        return views;
    }

    private async Task<SavedSearchView> ViewAsync(Principal principal, Row row, long? total, QueryProblem? problem, CancellationToken cancellationToken)
    {
        var saved = row.Search;
        var mine = saved.Owner == principal.Actor.Key;
        var fresh = mine && saved.Watch != WatchState.Off ? await NewAsync(saved.Key, cancellationToken) : [];
        return new SavedSearchView(saved.Id, saved.Name, saved.Query, total)
        {
            Sort = saved.Sort,
            Phrases = saved.Request.Phrases!,
            Shared = saved.IsShared,
            Mine = mine,
            Owner = row.Owner,
            Problem = problem,
            Watched = saved.Watch != WatchState.Off,
            New = fresh.Count,
            NewAssets = [.. fresh.Take(MostNew)],
            CreatedAt = row.CreatedAt,
            ChangedAt = row.ChangedAt,
            ChangedBy = row.ChangedBy,
            Revision = saved.Revision,
        };
    }

    /// <summary>The ids of what is new to the owner, the newest assets first; what was thrown away since is not.</summary>
    private Task<List<string>> NewAsync(long search, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.QueryAsync(
            $"select a.id from search_known k join asset a on a.key = k.asset_key where k.search_key = {search} and k.fresh = 1 and a.trashed_at is null order by a.key desc",
            row => row.GetString(0),
            cancellationToken),
        cancellationToken);

    private static Row Read(DbDataReader row) => new(
        SavedSearchRows.Read(row), row.Time(SavedSearchRows.Width), row.Time(SavedSearchRows.Width + 1), row.GetString(SavedSearchRows.Width + 2), row.GetString(SavedSearchRows.Width + 3));

    private sealed record Row(SavedSearchRow Search, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, string Owner, string ChangedBy);
}
