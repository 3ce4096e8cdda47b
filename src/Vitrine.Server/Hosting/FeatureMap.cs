using Vitrine.Server.Features;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Features.Backups;
using Vitrine.Server.Features.Claims;
using Vitrine.Server.Features.Collections;
using Vitrine.Server.Features.Concepts;
using Vitrine.Server.Features.Duplicates;
using Vitrine.Server.Features.Events;
using Vitrine.Server.Features.Exports;
using Vitrine.Server.Features.Fields;
using Vitrine.Server.Features.Groups;
using Vitrine.Server.Features.Keys;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Features.Packs;
using Vitrine.Server.Features.Places;
using Vitrine.Server.Features.Search;
using Vitrine.Server.Features.Searches;
using Vitrine.Server.Features.Session;
using Vitrine.Server.Features.Tables;
using Vitrine.Server.Features.Uploads;
using Vitrine.Server.Features.Work;
using Vitrine.Server.Features.WriteBack;

namespace Vitrine.Server.Hosting;

/// <summary>Every endpoint of the API, area by area.</summary>
internal static class FeatureMap
{
    public static void MapFeatures(this WebApplication app)
    {
        var api = app.MapGroup("/api").AddEndpointFilter<SequenceOfWrites>().AddEndpointFilter<Refusals>();
        Area(api, "Session", static area => { area.MapStatus(); area.MapSession(); area.MapSetPassword(); area.MapSessionLists(); });
        Area(api, "Keys", static area => area.MapKeys());
        Area(api, "Library", static area => area.MapLibrary());
        Area(api, "Assets", static area =>
        {
            area.MapUploadAsset();
            area.MapVersions();
            area.MapAssetAt();
            area.MapGetAsset();
            area.MapChangeAsset();
            area.MapAssetLists();
            area.MapGetText();
            area.MapGetRendition();
            area.MapGetOriginal();
            area.MapGetMotion();
            area.MapAssetsByHash();
        });
        Area(api, "Uploads", static area =>
        {
            area.AddEndpointFilter<TusProtocol>();
            area.MapUploadOptions();
            area.MapCreateUpload();
            area.MapUploadOffset();
            area.MapAppendToUpload();
            area.MapEndUpload();
            area.MapOverriddenMethod();
            area.MapGetUpload();
            area.MapListUploads();
        });
        Area(api, "Export", static area => { area.RefuseUnknownParameters(); area.MapStartDownload(); area.MapGetDownload(); area.MapGetSidecar(); area.MapGetTable(); });
        Area(api, "Write-back", static area => { area.MapStartWriteBack(); area.MapListWriteBack(); area.MapConflicts(); });
        Area(api, "Trash", static area => { area.MapTrashAsset(); area.MapTrash(); });
        Area(api, "Groups", static area => { area.MapCreateGroup(); area.MapGroups(); });
        Area(api, "Collections", static area =>
        {
            area.RefuseUnknownParameters();
            area.MapListCollections();
            area.MapCreateCollection();
            area.MapGetCollection();
            area.MapChangeCollection();
            area.MapCollectAssets();
        });
        Area(api, "Duplicates", static area => { area.MapListDuplicates(); area.MapDismissDuplicates(); area.MapMergeDuplicates(); });
        Area(api, "Fields", static area =>
        {
            area.MapListFields();
            area.MapCreateField();
            area.MapChangeField();
            area.MapCopyField();
            area.MapGetAssetFields();
            area.MapCheckFields();
            area.MapFolderFields();
            area.MapFieldPatterns();
            area.MapTryPattern();
            area.MapFieldLookups();
            area.MapFillFields();
        });
        Area(api, "Claims", static area => area.MapDecideClaim());
        Area(api, "Concepts", static area =>
        {
            area.RefuseUnknownParameters();
            area.MapListConcepts();
            area.MapCreateConcept();
            area.MapGetConcept();
            area.MapChangeConcept();
            area.MapMergeConcept();
            area.MapImportConcepts();
            area.MapExportConcepts();
            area.MapDenyList();
        });
        Area(api, "Search", static area => { area.RefuseUnknownParameters(); area.MapSearch(); area.MapSuggestSearch(); area.MapListEmbeddedTags(); area.MapReadQuery(); area.MapListSearchFields(); area.MapSearchExamples(); });
        Area(api, "Searches", static area => { area.RefuseUnknownParameters(); area.MapListSearches(); area.MapSaveSearch(); area.MapChangeSearch(); area.MapListRecent(); });
        Area(api, "Places", static area => { area.RefuseUnknownParameters(); area.MapGetMap(); area.MapFindPlaces(); area.MapPlaceAssets(); });
        Area(api, "Jobs", static area => { area.RefuseUnknownParameters(); area.MapChangeMany(); area.MapValuesInCommon(); area.MapExportTable(); area.MapImportTable(); area.MapAnalyze(); area.MapReadMetadata(); area.MapImport(); area.MapJobs(); });
        Area(api, "Roots", static area => { area.MapRoots(); area.MapScan(); });
        Area(api, "Activity", static area => area.MapActivity());
        Area(api, "Backups", static area => { area.MapBackups(); area.MapVerify(); });
        Area(api, "Packs", static area => area.MapPacks());
        Area(app, "Events", static area => area.MapEventStream());
    }

    /// <summary>What belongs together in the API's description stands under one name.</summary>
    private static void Area(IEndpointRouteBuilder routes, string name, Action<RouteGroupBuilder> map) => map(routes.MapGroup("").WithTags(name));
}
