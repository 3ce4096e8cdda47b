using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Ui.Assets;
using Vitrine.Server.Ui.Library;
using Vitrine.Server.Ui.Settings;
using Vitrine.Server.Ui.Work;

namespace Vitrine.Server.Ui;

/// <summary>The pages, what they are made of, and the fragments that they fetch again when something changed.</summary>
internal static class UiEndpoints
{
    private static readonly CultureInfo[] Languages = [CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("de")];

    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddScoped<PageData>();
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

        var fragments = routes.MapGroup("/ui").RequireAuthorization(Policies.View);
        fragments.MapGet("/assets/{id}/panel", (string id, HttpContext http, PageData data) =>
            OfAsset(http, data, id, asset => new RazorComponentResult<AssetPanel>(new { Asset = asset })));
        fragments.MapGet("/assets/{id}/boxes", (string id, HttpContext http, PageData data) =>
            OfAsset(http, data, id, asset => new RazorComponentResult<EvidenceBoxes>(new { Asset = asset })));
        fragments.MapGet("/import", async (HttpContext http, PageData data) =>
            new RazorComponentResult<ImportCard>(new { Activity = await data.ActivityAsync(http, http.RequestAborted) }));
        fragments.MapGet("/activity", async (HttpContext http, PageData data) =>
            new RazorComponentResult<ActivityBoard>(new { Activity = await data.ActivityAsync(http, http.RequestAborted) }));
        fragments.MapGet("/packs", (PageData data) => new RazorComponentResult<PackList>(new { Packs = data.Packs() }));
    }

    private static async Task<IResult> OfAsset(HttpContext http, PageData data, string id, Func<AssetDetail, IResult> draw) =>
        await data.AssetAsync(http, id, http.RequestAborted) is { } asset ? draw(asset) : Results.NotFound();
}
