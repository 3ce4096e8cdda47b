using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.SavedSearches;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ui.Searches;

/// <summary>Where pages get saved searches, and where they note what was sent from the search box.</summary>
internal sealed class SearchesData(SavedSearchReader searches, RecentSearches recent, Database database)
{
    /// <summary>A page of the searches, the first one where the address names none of its cursors.</summary>
    public async Task<Page<SavedSearchView>> PageAsync(HttpContext http, string? cursor, CancellationToken cancellationToken)
    {
        var who = Asks(http);
        var known = cursor is not null && await database.ReadAsync(session => SavedSearchRows.FindAsync(session, who, cursor, cancellationToken), cancellationToken) is not null;
        return await searches.PageAsync(who, known ? cursor : null, SavedSearchReader.PageSize, PageData.Together(http), cancellationToken);
    }

    /// <summary>Notes a query whose results a page shows; of a saved search instead that its owner looks.</summary>
    /// <param name="saved">The id of the saved search that it was opened as, if any.</param>
    public async Task OpenedAsync(HttpContext http, string? query, string? saved, CancellationToken cancellationToken)
    {
        if (saved is null || !await searches.LookedAtAsync(Asks(http), saved, cancellationToken))
        {
            await recent.NoteAsync(Asks(http), query, cancellationToken);
        }
    }

    /// <summary>The library's page of a saved search.</summary>
    public static string Address(SavedSearchView search) =>
        $"/?q={Uri.EscapeDataString(search.Query)}{(search.Sort is { } sort ? "&sort=" + Uri.EscapeDataString(sort) : "")}&saved={search.Id}";

    private static Principal Asks(HttpContext http) => http.Features.Get<Principal>() ?? throw new InvalidOperationException("A page that shows data needs a policy.");
}
