using System.Text.Json;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Storage;

namespace Vitrine.Server.SavedSearches;

/// <param name="Principal">Its owner, as whom it is asked.</param>
internal sealed record WatchedSearch(SavedSearchRow Search, Principal Principal);

/// <summary>What is written of watched searches.</summary>
internal static class WatchedSearches
{
    /// <summary>Assets that one transaction tells of.</summary>
    private const int Together = 1_000;

    /// <summary>So many assets one event names.</summary>
    private const int MostNamed = 20;

    /// <summary>All searches that are watched, by somebody who may still look.</summary>
    public static Task<List<WatchedSearch>> AllAsync(DbSession session, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select {SavedSearchRows.Columns}, o.kind, o.name, o.role from saved_search s join actor o on o.key = s.owner_key
        where s.watch > 0 and s.deleted_at is null and o.disabled_at is null order by s.key
        """,
        row =>
        {
            var search = SavedSearchRows.Read(row);
            var owner = new Actor(search.Owner, (ActorKind)row.GetInt64(SavedSearchRows.Width), row.GetString(SavedSearchRows.Width + 1));
            return new WatchedSearch(search, new Principal(owner, (Role)row.GetInt64(SavedSearchRows.Width + 2), search.Library));
        },
        cancellationToken);

    /// <summary>Notes what a search finds as nothing new, and has it watched from a position on.</summary>
    public static async Task NoteAsync(Database database, SavedSearchRow search, IReadOnlyList<long> found, long position, CancellationToken cancellationToken)
    {
        foreach (var some in found.Chunk(Together))
        {
            await database.WriteAsync(Actor.System, session => AddAsync(session, search.Key, some, fresh: 0, cancellationToken), cancellationToken);
        }

        await database.WriteAsync(
            Actor.System,
            session => session.ExecuteAsync(
                $"update saved_search set watch = {WatchState.On}, position = {position} where key = {search.Key} and watch = {WatchState.Begins} and revision = {search.Revision}", cancellationToken),
            cancellationToken);
    }

    /// <summary>Tells of what a search finds that it never found before, and has it go on behind a position.</summary>
    public static async Task TellAsync(Database database, SavedSearchRow search, IReadOnlyList<long> found, long upTo, CancellationToken cancellationToken)
    {
        var known = found.Count == 0 ? [] : await database.ReadAsync(
            session => session.QueryAsync(
                $"select asset_key from search_known where search_key = {search.Key} and {session.Dialect.AnyOf(new RawSql("asset_key"), [.. found])}", row => row.GetInt64(0), cancellationToken),
            cancellationToken);
        foreach (var some in found.Except(known).Order().Chunk(Together))
        {
            // Killed in between, the rest is told after the next start: the position has not moved yet.
            var told = await database.WriteAsync(Actor.System, session => TellAsync(session, search, some, cancellationToken), cancellationToken);
            if (!told.Value)
            {
                return;
            }
        }

        await MoveOnAsync(database, search, upTo, WatchState.On, cancellationToken);
    }

    /// <summary>Has a search go on behind a position, if it is what it was when it was asked.</summary>
    public static Task MoveOnAsync(Database database, SavedSearchRow search, long upTo, WatchState state, CancellationToken cancellationToken) => database.WriteAsync(
        Actor.System,
        session => session.ExecuteAsync(
            $"update saved_search set position = {upTo}, watch = {state} where key = {search.Key} and watch = {search.Watch} and position = {search.Position} and revision = {search.Revision}",
            cancellationToken),
        cancellationToken);

    /// <returns>False where the search was changed since it was asked, or another node was first: then it is asked again.</returns>
    private static async Task<bool> TellAsync(WriteSession session, SavedSearchRow asked, long[] assets, CancellationToken cancellationToken)
    {
        var now = await SavedSearchRows.LockAsync(session, asked.Key, cancellationToken);
        if (now is null || (now.Watch, now.Position, now.Revision) != (asked.Watch, asked.Position, asked.Revision))
        {
            return false;
        }

        var told = await AddAsync(session, asked.Key, assets, fresh: 1, cancellationToken);
        if (told.Count > 0)
        {
            long[] named = [.. told.OrderDescending().Take(MostNamed)];
            var ids = await session.QueryAsync(
                $"select id from asset where {session.Dialect.AnyOf(new RawSql("key"), named)} order by key desc", row => row.GetString(0), cancellationToken);
            session.Log(new Change(asked.Library, LogSubject.Search, asked.Key, ChangeEvent.Added, Payload: Payload(now, told.Count, ids)));
        }

        return true;
    }

    private static Task<List<long>> AddAsync(WriteSession session, long search, long[] assets, int fresh, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        insert into search_known (search_key, asset_key, fresh)
        select {search}, a.key, {fresh} from asset a where {session.Dialect.AnyOf(new RawSql("a.key"), assets)} and a.trashed_at is null
        on conflict (search_key, asset_key) do nothing returning asset_key
        """,
        row => row.GetInt64(0),
        cancellationToken);

    /// <summary>What an event says: which search, how many assets it newly finds, and which of them came last.</summary>
    private static string Payload(SavedSearchRow search, int count, List<string> assets)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", search.Id);
            json.WriteString("name", search.Name);
            json.WriteNumber("new", count);
            json.WriteStartArray("assets");
            foreach (var asset in assets)
            {
                json.WriteStringValue(asset);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
