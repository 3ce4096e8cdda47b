using Vitrine.Media.Packs;
using Vitrine.Server.Backups;
using Vitrine.Server.Backups.Verify;
using Vitrine.Server.Claims;
using Vitrine.Server.Collections;
using Vitrine.Server.Egress;
using Vitrine.Server.Exports;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Features.Collections;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Features.Packs;
using Vitrine.Server.Features.Work;
using Vitrine.Server.Fields;
using Vitrine.Server.Groups;
using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.People;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Places;
using Vitrine.Server.SavedSearches;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Embedded;
using Vitrine.Server.Search.Examples;
using Vitrine.Server.Search.Facets;
using Vitrine.Server.Search.Index;
using Vitrine.Server.Search.Meanings;
using Vitrine.Server.Search.Phrases;
using Vitrine.Server.Search.Suggestions;
using Vitrine.Server.Search.Words;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Hosting;

/// <summary>Everything the server is made of, area by area.</summary>
internal static class Services
{
    public static IServiceCollection AddVitrine(this IServiceCollection services) => services
        .AddClaims()
        .AddPacks()
        .AddPipeline()
        .AddJobs()
        .AddWriteBack()
        .AddExports()
        .AddSavedSearches()
        .AddSingleton<AssetReader>()
        .AddSingleton<EmbeddedTagsReader>()
        .AddSingleton<HistoryReader>()
        .AddSingleton<OriginalStore>()
        .AddSingleton<LibrarySettingsStore>()
        .AddSingleton<SqlConditions>()
        .AddSingleton<SqlSearch>()
        .AddSingleton<IndexSearch>()
        .AddSingleton<SearchEngine>(provider => provider.GetRequiredService<IndexSearch>())
        .AddSingleton<AssetIndex>()
        .AddHostedService(provider => provider.GetRequiredService<AssetIndex>())
        .AddSingleton<SearchCursors>()
        .AddSingleton<ProjectedFields>()
        .AddSingleton<AnsweredFacets>()
        .AddSingleton<SearchItems>()
        .AddSingleton<PhraseVocabularies>()
        .AddSingleton<PhraseSearch>()
        .AddSingleton<LabelDirections>()
        .AddSingleton<MeaningIndex>()
        .AddHostedService(provider => provider.GetRequiredService<MeaningIndex>())
        .AddSingleton<PictureMeanings>()
        .AddSingleton<ShownQueries>()
        .AddSingleton<PhraseRanking>()
        .AddSingleton<FeatureIndex>()
        .AddHostedService(provider => provider.GetRequiredService<FeatureIndex>())
        .AddSingleton<PictureReader>()
        .AddSingleton<ExampleStore>()
        .AddSingleton<ExampleSource>()
        .AddSingleton<ExampleRanking>()
        .AddSingleton<ExampleQueries>()
        .AddSingleton<WordForms>()
        .AddSingleton<Spelling>()
        .AddSingleton<ComparedCollections>()
        .AddSingleton<AssetSearch>()
        .AddSingleton<EmbeddedTagNames>()
        .AddSingleton<SuggestedValues>()
        .AddSingleton<SuggestedCounts>()
        .AddSingleton<SearchSuggester>()
        .AddSingleton<EmbeddedSweep>()
        .AddHostedService(provider => provider.GetRequiredService<EmbeddedSweep>())
        .AddSingleton<WordSweep>()
        .AddHostedService(provider => provider.GetRequiredService<WordSweep>())
        .AddSingleton<FacetCounts>()
        .AddSingleton<ListedValues>()
        .AddSingleton<ResultGroups>()
        .AddSingleton<FieldFacets>()
        .AddSingleton<RunTally>()
        .AddSingleton<StepRates>()
        .AddSingleton<ActivityReader>()
        .AddSingleton<RootReader>()
        .AddSingleton<JobStart>()
        .AddSingleton<Preparations>()
        .AddSingleton<Announcement>()
        .AddSingleton<ChangeFollower>()
        .AddHostedService(services => services.GetRequiredService<ChangeFollower>())
        .AddSingleton<Verification>()
        .AddHostedService<SnapshotSchedule>()
        .AddSingleton<RetagAll>()
        .AddSingleton<RegroupAll>()
        .AddSingleton<GroupStore>()
        .AddSingleton<CollectionStore>()
        .AddSingleton<CollectionViews>()
        .AddSingleton<CollectionWriting>()
        .AddSingleton<SmartCollections>()
        .AddSingleton<GroupFinder>();

    private static IServiceCollection AddClaims(this IServiceCollection services) => services
        .AddSingleton<VocabularyStore>()
        .AddSingleton<ConceptWriter>()
        .AddSingleton<ConceptReader>()
        .AddSingleton<ConceptRules>()
        .AddSingleton<ConceptMerging>()
        .AddSingleton<ImportReturn>()
        .AddSingleton<ImportPlanner>()
        .AddSingleton<AssetProjection>()
        .AddSingleton<ClaimLedger>()
        .AddSingleton<AssetEditReader>()
        .AddSingleton<PersonStore>()
        .AddSingleton<ClaimReader>()
        .AddSingleton<MachineTags>()
        .AddSingleton<PropertyMaps>()
        .AddSingleton<FieldCatalog>()
        .AddSingleton<FieldGuard>()
        .AddSingleton<FieldFilling>()
        .AddSingleton<FieldProposals>()
        .AddSingleton<FieldStore>()
        .AddSingleton<SchemaImpact>()
        .AddSingleton<AssetFieldsReader>()
        .AddSingleton<UploadFields>()
        .AddSingleton<FileClaims>()
        .AddSingleton<Gazetteers>()
        .AddSingleton<MapReader>()
        .AddSingleton<PositionRule>()
        .AddSingleton<PlaceSweep>()
        .AddHostedService(provider => provider.GetRequiredService<PlaceSweep>());

    private static IServiceCollection AddExports(this IServiceCollection services) => services
        .AddSingleton<Downloads>()
        .AddSingleton<EmbeddedExport>()
        .AddSingleton<ExportFiles>()
        .AddSingleton<ExportedWordsReader>()
        .AddSingleton<ZipExport>();

    private static IServiceCollection AddPacks(this IServiceCollection services) => services
        .AddSingleton(provider => new PackStore(provider.GetRequiredService<DataFolder>().Models))
        .AddSingleton(_ => new EgressClient())
        .AddSingleton<PackInstallations>()
        .AddHostedService(provider => provider.GetRequiredService<PackInstallations>());
}
