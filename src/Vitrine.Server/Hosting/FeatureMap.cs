using Vitrine.Server.Features;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Features.Claims;
using Vitrine.Server.Features.Concepts;
using Vitrine.Server.Features.Events;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Features.Packs;
using Vitrine.Server.Features.Search;
using Vitrine.Server.Features.Session;
using Vitrine.Server.Features.Work;

namespace Vitrine.Server.Hosting;

/// <summary>Every endpoint of the API, area by area.</summary>
internal static class FeatureMap
{
    public static void MapFeatures(this WebApplication app)
    {
        var api = app.MapGroup("/api").AddEndpointFilter<SequenceOfWrites>().AddEndpointFilter<Refusals>();
        api.MapStatus();
        api.MapSession();
        api.MapLibrary();
        api.MapUploadAsset();
        api.MapAssetAt();
        api.MapGetAsset();
        api.MapAssetLists();
        api.MapGetText();
        api.MapGetRendition();
        api.MapGetOriginal();
        api.MapTrashAsset();
        api.MapDecideClaim();
        api.MapSuggestConcepts();
        api.MapSearch();
        api.MapChangeMany();
        api.MapAnalyze();
        api.MapJobs();
        api.MapImport();
        api.MapActivity();
        api.MapPacks();
        app.MapEventStream();
    }
}
