using System.Data.Common;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.SavedSearches;

/// <summary>The last queries that each person sent from the search box. Programs send many, which nobody wants to see again.</summary>
internal sealed class RecentSearches(Database database)
{
    /// <summary>So many different queries are kept of each person.</summary>
    public const int Most = 20;

    /// <summary>Longer queries were pasted, or made by a program.</summary>
    private const int Longest = 1_000;

    /// <summary>Notes what a person sent; of a key nothing.</summary>
    public async Task NoteAsync(Principal principal, string? query, CancellationToken cancellationToken)
    {
        var text = Storable.Text(query ?? "").Trim();
        if (text.Length is 0 or > Longest || principal.Credential == CredentialKind.Key || principal.Actor.Kind != ActorKind.Person
            || await IsNewestAsync(principal, text, cancellationToken))
        {
            return;
        }

        try
        {
            await database.WriteAsync(
                principal.Actor,
                async session =>
                {
                    // Two windows of one person take turns.
                    await session.NumberAsync($"select key from actor where key = {principal.Actor.Key}{session.Dialect.ForOrder}", cancellationToken);
                    await session.ExecuteAsync($"delete from recent_search where actor_key = {principal.Actor.Key} and library_key = {principal.LibraryKey} and query = {text}", cancellationToken);
                    await session.ExecuteAsync(
                        $"insert into recent_search (library_key, actor_key, query, at) values ({principal.LibraryKey}, {principal.Actor.Key}, {text}, {session.Now})", cancellationToken);
                    await session.ExecuteAsync(
                        $"""
                        delete from recent_search where actor_key = {principal.Actor.Key} and library_key = {principal.LibraryKey} and key not in (
                            select key from recent_search where actor_key = {principal.Actor.Key} and library_key = {principal.LibraryKey} order by key desc limit {Most})
                        """,
                        cancellationToken);
                },
                cancellationToken);
        }
        catch (DbException)
        {
            // A full disk must not keep people from finding what to delete.
        }
    }

    /// <summary>The newest first.</summary>
    public Task<List<RecentSearch>> ListAsync(Principal principal, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.QueryAsync(
            $"select query, at from recent_search where actor_key = {principal.Actor.Key} and library_key = {principal.LibraryKey} order by key desc",
            row => new RecentSearch(row.GetString(0), row.Time(1)),
            cancellationToken),
        cancellationToken);

    public Task ClearAsync(Principal principal, CancellationToken cancellationToken) => database.WriteAsync(
        principal.Actor,
        session => session.ExecuteAsync($"delete from recent_search where actor_key = {principal.Actor.Key} and library_key = {principal.LibraryKey}", cancellationToken),
        cancellationToken);

    /// <summary>A page that is loaded again says nothing new.</summary>
    private async Task<bool> IsNewestAsync(Principal principal, string text, CancellationToken cancellationToken) => await database.ReadAsync(
        session => session.TextAsync(
            $"select query from recent_search where actor_key = {principal.Actor.Key} and library_key = {principal.LibraryKey} order by key desc limit 1", cancellationToken),
        cancellationToken) == text;
}
