using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Onnx.Accelerators;
using Vitrine.Media.Packs;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Import.Watching;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Pipeline;

internal static class PipelineServices
{
    public static IServiceCollection AddPipeline(this IServiceCollection services) => services
        .AddSingleton(provider => new CurrentPipeline(AnalyzerCatalog.Runnable(provider.GetRequiredService<PackStore>())))
        .AddSingleton<RunQueue>()
        .AddSingleton<WorkPace>()
        .AddSingleton<MachineWatch>()
        .AddSingleton<RunsInHand>()
        .AddSingleton<AssetWriter>()
        .AddSingleton<AssetVersions>()
        .AddSingleton<FolderTree>()
        .AddSingleton<BlobIntake>()
        .AddSingleton(provider => ImportOptions.For(provider.GetRequiredService<DataFolder>(), provider.GetRequiredService<BlobStore>()))
        .AddSingleton(provider => new FileIntake(
            provider.GetRequiredService<DataFolder>().Spool, provider.GetRequiredService<ImportOptions>().MaxFileBytes, provider.GetRequiredService<IdGenerator>()))
        .AddSingleton<ImportBatch>()
        .AddSingleton<SidecarReading>()
        .AddSingleton<SidecarFiles>()
        .AddSingleton<FolderPass>()
        .AddSingleton<LinkCheck>()
        .AddSingleton<DirtyFolders>()
        .AddSingleton<RootWatch>()
        .AddHostedService(provider => provider.GetRequiredService<RootWatch>())
        .AddSingleton<Import.Sidecars.UploadedSidecars>()
        .AddSingleton<UploadIntake>()
        .AddSingleton(provider => UploadLimits.For(provider.GetRequiredService<DataFolder>(), provider.GetRequiredService<ServerOptions>()))
        .AddSingleton<UploadSpool>()
        .AddSingleton<UploadRows>()
        .AddSingleton<UploadFinish>()
        .AddSingleton<ResumableUploads>()
        .AddSingleton<UploadSweep>()
        .AddSingleton<Purge>()
        .AddHostedService<Maintenance>()
        .AddSingleton(_ => AcceleratorFacts.Look())
        .AddSingleton<ModelAccelerator>()
        .AddSingleton<ChildMedia>()
        .AddSingleton<IMediaRunner>(provider => provider.GetRequiredService<ChildMedia>())
        .AddSingleton<ChildTexts>()
        .AddSingleton<ITextRunner>(provider => provider.GetRequiredService<ChildTexts>())
        .AddSingleton<ClaimsOf>()
        .AddSingleton<DecodeResults>()
        .AddSingleton<FindingResults>()
        .AddSingleton<ResultWriter>()
        .AddSingleton<DecodeLane>()
        .AddSingleton<ModelLane>()
        .AddSingleton<Backfill>()
        .AddSingleton<Scheduler>()
        .AddHostedService(provider => provider.GetRequiredService<Scheduler>())
        .AddHostedService<NewAnalyzers>();
}
