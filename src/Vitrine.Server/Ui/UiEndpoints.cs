using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Facets;
using Vitrine.Server.Ui.Assets;
using Vitrine.Server.Ui.Builder;
using Vitrine.Server.Ui.Collections;
using Vitrine.Server.Ui.Duplicates;
using Vitrine.Server.Ui.Fields;
using Vitrine.Server.Ui.Folders;
using Vitrine.Server.Ui.Library;
using Vitrine.Server.Ui.Login;
using Vitrine.Server.Ui.Searches;
using Vitrine.Server.Ui.Settings;
using Vitrine.Server.Ui.Trash;
using Vitrine.Server.Ui.Work;
using Vitrine.Server.Ui.WriteBack;

namespace Vitrine.Server.Ui;

/// <summary>The pages, what they are made of, and the fragments that they fetch again when something changed.</summary>
internal static class UiEndpoints
{
    // So many ids fit into an address.
    private const int MostSelected = 200;
    private const int MostSelectedTags = 60;

    private static readonly CultureInfo[] Languages = [CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("de")];

    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        services.AddRazorComponents();
        // Forms carry no tokens (RequestGuard tells ours from others'): nothing to keep from one start to the next.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddScoped<PageData>();
        services.AddScoped<SearchesData>();
        services.AddSingleton<QueryLabels>();
        services.AddScoped<Vocabulary.VocabularyData>();
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new(Languages[0]);
            options.SupportedCultures = Languages;
            options.SupportedUICultures = Languages;
        });
        return services;
    }

    public static void MapUi(this IEndpointRouteBuilder routes)
    {
        routes.MapStaticAssets().AllowAnonymous();
        // Each page names its policy.
        routes.MapRazorComponents<App>();
        routes.MapSignIn();

        var fragments = routes.MapGroup("/ui").RequireAuthorization(Policies.View).ExcludeFromDescription();
        fragments.MapGet("/assets/{id}/panel", (string id, string? asOf, HttpContext http, PageData data) =>
            OfAssetAsync(http, data, id, asOf, (asset, then) => Draw<AssetPanel>(new { Asset = asset, Then = then })));
        fragments.MapGet("/assets/{id}/boxes", (string id, HttpContext http, PageData data) =>
            OfAssetAsync(http, data, id, null, (asset, _) => Draw<EvidenceBoxes>(new { Asset = asset })));
        fragments.MapGet("/filters", FiltersAsync);
        fragments.MapGet("/builder", (HttpContext http) => Draw<QueryBuilder>(new { Together = PageData.Together(http) }));
        fragments.MapGet("/months", MonthsAsync);
        fragments.MapGet("/groups", GroupsAsync);
        fragments.MapGet("/selection", SelectionAsync);
        fragments.MapGet("/import", (HttpContext http, PageData data) => OfWorkAsync(http, data, activity => Draw<ImportCard>(new { Activity = activity })));
        fragments.MapGet("/activity", (HttpContext http, PageData data) => OfWorkAsync(http, data, activity => Draw<ActivityBoard>(new { Activity = activity })));
        fragments.MapGet("/activity/failures", async (string step, string? code, long? cursor, HttpContext http, PageData data) =>
            Draw<FailureList>(new { Failures = await data.FailuresAsync(http, step, code ?? "", cursor, http.RequestAborted), Step = step, Code = code ?? "" }));
        fragments.MapGet("/trash", async (string? cursor, HttpContext http, PageData data) =>
            Draw<TrashList>(new { Trash = await data.TrashAsync(http, cursor, http.RequestAborted), MayEmpty = PageData.IsOwner(http), Later = cursor is not null }));
        fragments.MapGet("/collections", async (string? find, string? cursor, HttpContext http, PageData data) =>
        {
            var (page, total) = await data.CollectionsAsync(http, find, cursor, http.RequestAborted);
            return Draw<CollectionList>(new { Page = page, Total = total, Find = find, Later = cursor is not null });
        });
        fragments.MapGet("/searches", async (string? cursor, HttpContext http, SearchesData data) =>
            Draw<SearchList>(new { Page = await data.PageAsync(http, cursor, http.RequestAborted), MayEdit = PageData.IsOwner(http), Later = cursor is not null }));
        fragments.MapGet("/access", () => Draw<AccessLists>(new { })).RequireAuthorization(Policies.Own);
        fragments.MapGet("/backups", async (HttpContext http, PageData data) => Draw<CopyList>(new { Backups = await data.BackupsAsync(http.RequestAborted) }))
            .RequireAuthorization(Policies.Own);
        fragments.MapGet("/folders", async (HttpContext http, PageData data) => Draw<RootList>(new { Roots = await data.LinkedFoldersAsync(http, http.RequestAborted) }))
            .RequireAuthorization(Policies.Own);
        fragments.MapGet("/folders/{id}/missing", async (string id, string? cursor, HttpContext http, PageData data) =>
            await data.MissingAsync(http, id, cursor, http.RequestAborted) is ({ } root, { } files) ? Draw<MissingList>(new { Root = root, Files = files }) : Results.NotFound())
            .RequireAuthorization(Policies.Own);
        fragments.MapGet("/upload-fields", () => Draw<UploadFieldInputs>(new { })).RequireAuthorization(Policies.Upload);
        fragments.MapGet("/duplicates", (string? kind, string? cursor) => Draw<DuplicateBoard>(new { Kind = kind, Cursor = cursor }));
        fragments.MapGet("/conflicts", () => Draw<ConflictBoard>(new { }));
        fragments.MapGet("/packs", (PageData data) => Draw<PackList>(new { Packs = data.Packs() }));
    }

    private static async Task<IResult> OfAssetAsync(HttpContext http, PageData data, string id, string? asOf, Func<AssetDetail, DateTimeOffset?, IResult> draw) =>
        await data.AssetAsync(http, id, asOf, http.RequestAborted) is ({ } asset, var then) ? draw(asset, then) : Results.NotFound();

    private static async Task<IResult> OfWorkAsync(HttpContext http, PageData data, Func<ActivityView, IResult> draw) =>
        draw(await data.ActivityAsync(http, http.RequestAborted));

    private static async Task<IResult> FiltersAsync(HttpContext http, PageData data, string? q, string? sort, string? view, string? tags)
    {
        var folders = await data.FoldersAsync(http, http.RequestAborted);
        var all = tags == "all";
        return Draw<FilterPanel>(new { Query = q, Sort = sort, View = view, Folders = folders, Facets = await data.FacetsAsync(http, q, all, http.RequestAborted), AllTags = all });
    }

    private static async Task<IResult> MonthsAsync(HttpContext http, PageData data, string? q, string? sort) =>
        Results.Json((await data.MonthsAsync(http, q, sort, http.RequestAborted)).ToArray(), UiJson.Default.FacetCountArray);

    private static async Task<IResult> GroupsAsync(HttpContext http, PageData data, string? q, string? sort, string? by, string? zone) => ResultGroups.Names.Contains(by)
        ? Results.Json((await data.GroupsAsync(http, q, sort, by!, zone, http.RequestAborted)).ToArray(), UiJson.Default.FacetCountArray)
        : Results.BadRequest();

    private static async Task<IResult> SelectionAsync(HttpContext http, PageData data, string? q, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "id")] string[] ids)
    {
        if (ids.Length > MostSelected || await data.SelectedAsync(http, q, ids, http.RequestAborted) is not { } selected)
        {
            return Results.BadRequest();
        }

        return Draw<SelectionFacts>(new
        {
            Total = await data.Counts.TotalAsync(selected, http.RequestAborted),
            Kinds = await data.Counts.KindsAsync(selected, http.RequestAborted),
            Years = await data.Counts.YearsAsync(selected, http.RequestAborted),
            Tags = await data.Counts.TagsAsync(selected, MostSelectedTags, http.RequestAborted),
        });
    }

    // Not typed as what it is: the generator of request delegates does not see components, which another generator makes.
    private static IResult Draw<TComponent>(object parameters) where TComponent : Microsoft.AspNetCore.Components.IComponent =>
        new RazorComponentResult<TComponent>(parameters);
}
