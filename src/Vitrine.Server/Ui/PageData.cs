using Vitrine.Contracts;
using Vitrine.Core.Schema;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Collections;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Features.Backups;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Features.Packs;
using Vitrine.Server.Features.Work;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Facets;
using Vitrine.Server.Storage;
using Vitrine.Server.Ui.Library;
using Vitrine.Server.Ui.Map;
using Vitrine.Server.Ui.Work;

namespace Vitrine.Server.Ui;

/// <summary>Where pages get their data: the same functions that answer the API, as the person who asks.</summary>
internal sealed class PageData(
    AssetReader assets, AssetSearch search, FacetCounts counts, ListedValues listed, ActivityReader activity, Database database, Media.Packs.PackStore packs, PackInstallations installations,
    DataFolder folder, RootReader roots, FieldFacets fields, Hosting.ServerOptions options, ModelAccelerator accelerator, CollectionViews collections, ResultGroups groups)
{
    /// <summary>So many results come with the library's page; the grid fetches the rest in pieces of the same size.</summary>
    public const int FirstResults = 200;

    /// <summary>Finds as the search box does: words are read as ordinary language. Pages do not show where words stand.</summary>
    public async Task<Found> SearchAsync(HttpContext http, SearchRequest request, CancellationToken cancellationToken)
    {
        var asked = request with { Groups = Together(http) ? "together" : "apart", Phrases = "auto", Spelling = "auto", Highlights = false };
        var (answer, problem) = await search.RunAsync(Asks(http), asked, cancellationToken);
        return new Found(answer, problem);
    }

    /// <summary>The structured fields by which results can be put in order.</summary>
    public IReadOnlyList<Field> OrderFields(HttpContext http) => search.OrderFields(Asks(http));

    /// <summary>The pictures that a query asks to be like.</summary>
    public async Task<IReadOnlyList<ExampleLook>> ExamplesAsync(HttpContext http, string? query, CancellationToken cancellationToken)
    {
        var (looks, library) = (new List<ExampleLook>(), Asks(http).LibraryKey);
        foreach (var (part, id) in ExampleLook.Asked(query))
        {
            var (name, isAsset) = await database.ReadAsync(
                async session => await session.TextAsync($"select name from asset where id = {id} and library_key = {library}", cancellationToken) is { } asset
                    ? (asset, true) : (await session.TextAsync($"select name from search_example where id = {id} and library_key = {library}", cancellationToken), false),
                cancellationToken);
            if (name is not null)
            {
                looks.Add(new ExampleLook(part, name, isAsset ? $"/api/assets/{id}/thumbnail" : $"/api/search/examples/{id}/preview"));
            }
        }

        return looks;
    }

    /// <param name="allTags">Whether to count every tag, not only the most frequent.</param>
    public Task<LibraryFacets?> FacetsAsync(HttpContext http, string? query, bool allTags, CancellationToken cancellationToken) =>
        LibraryFacets.CountAsync(counts, listed, fields, search, Asks(http), query, Together(http), allTags, cancellationToken);

    /// <summary>How many results lie in each month, in their order; empty where the order is not by time or the query cannot be read.</summary>
    public async Task<IReadOnlyList<FacetCount>> MonthsAsync(HttpContext http, string? query, string? sort, CancellationToken cancellationToken) =>
        (await search.ReadAsync(Asks(http), query, cancellationToken)).Query is { } read ? await counts.MonthsAsync(await counts.OfAsync(Asks(http), read, Together(http), cancellationToken), sort, cancellationToken) ?? [] : [];

    /// <summary>What the results stand under, in their order and with counts; empty where the query cannot be read.</summary>
    /// <param name="zone">Where who looks is, as IANA names it; UTC where it is unknown here.</param>
    public async Task<IReadOnlyList<FacetCount>> GroupsAsync(HttpContext http, string? query, string? sort, string by, string? zone, CancellationToken cancellationToken) =>
        (await search.ReadAsync(Asks(http), query, cancellationToken)).Query is { } read
            ? await groups.CountAsync(Asks(http), read, Together(http), sort, by, TimeZoneInfo.TryFindSystemTimeZoneById(zone is { Length: > 0 and < 100 } ? zone : "UTC", out var known) ? known : TimeZoneInfo.Utc, cancellationToken)
            : [];

    /// <summary>What to count for a selection: assets by their ids, or else everything a query finds. Null where the query cannot be read.</summary>
    public async Task<CountedResults?> SelectedAsync(HttpContext http, string? query, string[] ids, CancellationToken cancellationToken) =>
        ids.Length > 0 ? counts.Of(Asks(http), ids) : (await search.ReadAsync(Asks(http), query, cancellationToken)).Query is { } read ? await counts.OfAsync(Asks(http), read, Together(http), cancellationToken) : null;

    /// <summary>How much of what a query finds the map can show, or why the query cannot be read.</summary>
    public async Task<(MapNumbers? Numbers, QueryProblem? Problem)> MapAsync(HttpContext http, string? query, CancellationToken cancellationToken)
    {
        var (read, problem) = await search.ReadAsync(Asks(http), query, cancellationToken);
        return read is null
            ? (null, problem)
            : (await MapNumbers.CountAsync(counts, Asks(http), read, Media.Places.GazetteerPack.VersionIn(packs) is not null, cancellationToken), null);
    }

    public FacetCounts Counts => counts;

    public AcceleratorView Accelerator => accelerator.View;

    public async Task<AssetDetail?> AssetAsync(HttpContext http, string id, CancellationToken cancellationToken) => (await AssetAsync(http, id, null, cancellationToken)).Asset;

    /// <param name="asOf">A ledger position or a time, as an address names it; nothing and nonsense are now.</param>
    /// <returns>The asset, and the time of the moment whose claims it shows; null for now.</returns>
    public async Task<(AssetDetail? Asset, DateTimeOffset? Then)> AssetAsync(HttpContext http, string id, string? asOf, CancellationToken cancellationToken)
    {
        PastMoment? then = asOf is null ? null : PastMoment.Parse(asOf);
        var asset = await assets.GetAsync(Asks(http), id, AssetIncludes.Groups | AssetIncludes.History | AssetIncludes.Versions, cancellationToken, then);
        var time = then is not { } moment ? null
            : moment.Time ?? asset?.History?.Where(step => step.About != "asset" && step.Sequence <= moment.Position).Select(step => (DateTimeOffset?)step.At).Max() ?? asset?.AddedAt;
        return (asset, time);
    }

    /// <summary>A page of the collections, the first one where the address names none of its cursors, and how many there are in all.</summary>
    public async Task<(Page<CollectionView> Page, long Total)> CollectionsAsync(HttpContext http, string? find, string? cursor, CancellationToken cancellationToken)
    {
        var who = Asks(http);
        var (known, total) = await database.ReadAsync(
            async session => (
                cursor is not null && await CollectionRows.FindAsync(session, who.LibraryKey, cursor, cancellationToken) is not null,
                await CollectionReader.CountAsync(session, who.LibraryKey, cancellationToken)),
            cancellationToken);
        return (await collections.PageAsync(who, find, smart: null, known ? cursor : null, CollectionReader.PageSize, Together(http), cancellationToken), total);
    }

    /// <summary>Null where there is no such collection.</summary>
    public Task<CollectionView?> CollectionAsync(HttpContext http, string id, CancellationToken cancellationToken) => collections.ReadAsync(Asks(http), id, Together(http), cancellationToken);

    /// <summary>What a document says, from a page on; null where there is no such asset.</summary>
    public Task<TextPages?> TextAsync(HttpContext http, string id, int from, CancellationToken cancellationToken) =>
        GetText.ReadAsync(database, Asks(http), id, from, cancellationToken);

    /// <summary>A page of the trash; the first one where the address names none of its cursors.</summary>
    public Task<TrashPage> TrashAsync(HttpContext http, string? cursor, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => TrashReader.PageAsync(session, Asks(http).LibraryKey, cursor is not null && TrashReader.PlaceOf(cursor) is not null ? cursor : null, cancellationToken),
            cancellationToken);

    /// <summary>Whether this browser shows groups as one: so unless somebody chose otherwise in it.</summary>
    public static bool Together(HttpContext http) => http.Request.Cookies["groups"] != "apart";

    public static bool IsOwner(HttpContext http) => Asks(http).Role == Role.Owner;

    /// <summary>Whether who looks may change what is in the library.</summary>
    public static bool MayEdit(HttpContext http) => Asks(http).Scopes.HasFlag(Scopes.Edit);

    public async Task<ActivityView> ActivityAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var roots = await RootsAsync(http, cancellationToken);
        return LibraryPaths.Shorten(await activity.GetAsync(Asks(http), cancellationToken), roots);
    }

    public async Task<Page<FailureView>> FailuresAsync(HttpContext http, string step, string code, long? before, CancellationToken cancellationToken)
    {
        var roots = await RootsAsync(http, cancellationToken);
        var failures = await database.ReadAsync(
            session => FailureReader.PageAsync(session, Asks(http).LibraryKey, Storable.Text(step), Storable.Text(code), before, cancellationToken), cancellationToken);
        return failures with { Items = [.. failures.Items.Select(failure => failure with { Name = LibraryPaths.Shorten(failure.Name, roots) })] };
    }

    public Task<IReadOnlyList<FolderView>> FoldersAsync(HttpContext http, CancellationToken cancellationToken) =>
        LibraryEndpoints.FoldersOfAsync(Asks(http), database, cancellationToken);

    public Task<LibraryView> LibraryAsync(HttpContext http, CancellationToken cancellationToken) =>
        database.ReadAsync(session => LibraryEndpoints.ViewAsync(session, Asks(http).LibraryKey, cancellationToken), cancellationToken);

    /// <param name="known">What is going on, where it was asked already.</param>
    public async Task<FirstStart> FirstStartAsync(HttpContext http, ActivityView? known, CancellationToken cancellationToken) =>
        new(await LibraryAsync(http, cancellationToken), known ?? await ActivityAsync(http, cancellationToken), Packs(), options.InstallsPacks);

    public IReadOnlyList<PackView> Packs() => PackEndpoints.Views(packs, installations);

    public Task<BackupsView> BackupsAsync(CancellationToken cancellationToken) => BackupEndpoints.ViewAsync(folder, cancellationToken);

    public Task<IReadOnlyList<RootView>> LinkedFoldersAsync(HttpContext http, CancellationToken cancellationToken) => roots.ListAsync(Asks(http).LibraryKey, cancellationToken);

    /// <summary>A linked folder and a page of what is missing in it; the first one where the address names none of its cursors.</summary>
    public async Task<(RootView? Root, Page<MissingFile>? Files)> MissingAsync(HttpContext http, string id, string? cursor, CancellationToken cancellationToken)
    {
        var library = Asks(http).LibraryKey;
        var from = long.TryParse(cursor, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _) ? cursor : null;
        var found = await database.ReadAsync(
            async session => await Import.ImportRoots.FindAsync(session, library, Storable.Text(id), cancellationToken) is { } root
                ? (root.Key, Files: await RootReader.MissingAsync(session, root, from, cancellationToken))
                : default,
            cancellationToken);
        return found.Files is null ? (null, null) : (await roots.GetAsync(library, found.Key, cancellationToken), found.Files);
    }

    private Task<List<string>> RootsAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var library = Asks(http).LibraryKey;
        return database.ReadAsync(session => session.QueryAsync($"select path from root where library_key = {library}", row => row.GetString(0), cancellationToken), cancellationToken);
    }

    private static Principal Asks(HttpContext http) =>
        http.Features.Get<Principal>() ?? throw new InvalidOperationException("A page that shows data needs a policy.");
}
