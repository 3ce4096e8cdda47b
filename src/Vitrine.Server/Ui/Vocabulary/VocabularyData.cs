using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Concepts;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Ui.Vocabulary;

/// <summary>Where the pages of the vocabulary get their data: the same functions that answer the API.</summary>
internal sealed class VocabularyData(ConceptReader reader, Database database)
{
    private const int Newest = 30;

    /// <summary>A page of the concepts; the first one where the cursor is of another list. Null where there is no such concept above.</summary>
    public async Task<(ConceptPage Page, ConceptView? Above)?> PageAsync(HttpContext http, string? find, string? broader, bool all, string? cursor, CancellationToken cancellationToken)
    {
        var library = LibraryOf(http);
        var above = broader is null ? null : await ViewAsync(http, broader, cancellationToken);
        if (broader is not null && above is null)
        {
            return null;
        }

        var query = new ConceptQuery(find ?? "", above?.Id, Top: above is null && !all && string.IsNullOrWhiteSpace(find));
        try
        {
            return (await reader.PageAsync(library, query, cursor, ConceptReader.PageSize, cancellationToken), above);
        }
        catch (Hosting.RequestRefusedException) when (cursor is not null)
        {
            return (await reader.PageAsync(library, query, null, ConceptReader.PageSize, cancellationToken), above);
        }
    }

    /// <summary>Null where there is no such concept; a merged one is answered as what it became.</summary>
    public Task<ConceptView?> ViewAsync(HttpContext http, string id, CancellationToken cancellationToken) => reader.FindAsync(LibraryOf(http), id, counted: true, cancellationToken);

    public Task<IReadOnlyList<ConceptEvent>> HistoryAsync(HttpContext http, string id, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await ConceptState.KeyAsync(session, LibraryOf(http), id, cancellationToken) is { } key
            ? (await ConceptReader.HistoryAsync(session, key, null, Newest, cancellationToken)).Items : [],
        cancellationToken);

    public async Task<IReadOnlyList<DeniedWord>> DeniedAsync(HttpContext http, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => DenyListEndpoints.ReadAsync(session, LibraryOf(http), cancellationToken), cancellationToken);

    /// <summary>The languages in which typed tags match.</summary>
    public async Task<IReadOnlyList<string>> LanguagesAsync(HttpContext http, CancellationToken cancellationToken) =>
        (await database.ReadAsync(session => Features.Library.LibrarySettingsStore.ReadAsync(session, LibraryOf(http), cancellationToken), cancellationToken)).Languages!;

    private static long LibraryOf(HttpContext http) => http.Features.Get<Principal>()!.LibraryKey;
}
