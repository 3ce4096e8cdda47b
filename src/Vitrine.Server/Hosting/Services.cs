using Vitrine.Media.Packs;
using Vitrine.Server.Backups;
using Vitrine.Server.Backups.Verify;
using Vitrine.Server.Claims;
using Vitrine.Server.Collections;
using Vitrine.Server.Egress;
using Vitrine.Server.Exports;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Features.Packs;
using Vitrine.Server.Features.Work;
using Vitrine.Server.Groups;
using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.People;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Hosting;

/// <summary>Everything the server is made of, area by area.</summary>
internal static class Services
{
    public static IServiceCollection AddVitrine(this IServiceCollection services) => services
        .AddClaims()
        .AddPacks()
        .AddPipeline()
        .AddJobs()
        .AddExports()
        .AddSingleton<AssetReader>()
        .AddSingleton<EmbeddedTagsReader>()
        .AddSingleton<HistoryReader>()
        .AddSingleton<OriginalStore>()
        .AddSingleton<LibrarySettingsStore>()
        .AddSingleton<SearchEngine, SqlSearch>()
        .AddSingleton<SearchCursors>()
        .AddSingleton<AssetSearch>()
        .AddSingleton<FacetCounts>()
        .AddSingleton<ActivityReader>()
        .AddSingleton<RootReader>()
        .AddSingleton<JobStart>()
        .AddSingleton<Preparations>()
        .AddSingleton<Announcement>()
        .AddHostedService<ChangeFollower>()
        .AddSingleton<Verification>()
        .AddHostedService<SnapshotSchedule>()
        .AddSingleton<RetagAll>()
        .AddSingleton<RegroupAll>()
        .AddSingleton<GroupStore>()
        .AddSingleton<CollectionStore>()
        .AddSingleton<GroupFinder>();

    private static IServiceCollection AddClaims(this IServiceCollection services) => services
        .AddSingleton<VocabularyStore>()
        .AddSingleton<AssetProjection>()
        .AddSingleton<ClaimLedger>()
        .AddSingleton<AssetEditReader>()
        .AddSingleton<PersonStore>()
        .AddSingleton<ClaimReader>()
        .AddSingleton<MachineTags>()
        .AddSingleton<FileClaims>();

    private static IServiceCollection AddExports(this IServiceCollection services) => services
        .AddSingleton<Downloads>()
        .AddSingleton<ExportFiles>()
        .AddSingleton<ExportedWordsReader>()
        .AddSingleton<ZipExport>();

    private static IServiceCollection AddPacks(this IServiceCollection services) => services
        .AddSingleton(provider => new PackStore(provider.GetRequiredService<DataFolder>().Models))
        .AddSingleton(_ => new EgressClient())
        .AddSingleton<PackInstallations>()
        .AddHostedService(provider => provider.GetRequiredService<PackInstallations>());
}
