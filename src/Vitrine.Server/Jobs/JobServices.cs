using Vitrine.Server.Backups;
using Vitrine.Server.Backups.Verify;
using Vitrine.Server.Bulk;
using Vitrine.Server.Bulk.Tables;
using Vitrine.Server.Import;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Jobs;

internal static class JobServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddSingleton<IJobKind, FolderImport>()
        .AddSingleton<IJobKind, FolderScan>()
        .AddSingleton<BulkAssets>()
        .AddSingleton<BulkRequestReader>()
        .AddSingleton<BulkProjection>()
        .AddSingleton<BulkPreviewer>()
        .AddSingleton<IJobKind, BulkTags>()
        .AddSingleton<TableExport>()
        .AddSingleton<IJobKind, BulkEdits>()
        .AddSingleton<IJobKind, ApplyTable>()
        .AddSingleton<IJobKind, ResetAiTags>()
        .AddSingleton<IJobKind, Retag>()
        .AddSingleton<IJobKind, TrashJob>()
        .AddSingleton<IJobKind, EmptyTrash>()
        .AddSingleton<IJobKind, UndoJob>()
        .AddSingleton<IJobKind, AnalyzeJob>()
        .AddSingleton<IJobKind, ReadMetadataJob>()
        .AddSingleton<IJobKind, BackupJob>()
        .AddSingleton<IJobKind, SnapshotJob>()
        .AddSingleton<IJobKind, VerifyJob>()
        .AddSingleton<IJobKind, Regroup>()
        .AddSingleton<IJobKind, Collect>()
        .AddSingleton<IJobKind, Uncollect>()
        .AddSingleton<IJobKind, WriteBackJob>()
        .AddSingleton<IJobKind, MapValues>()
        .AddSingleton<IJobKind, FillFields>()
        .AddSingleton<IJobKind, FindPlaces>()
        .AddSingleton<IJobKind, SetPlace>()
        .AddSingleton<IJobKind, MergeConcepts>()
        .AddSingleton<Duplicates.NearIndex>()
        .AddSingleton<Duplicates.DuplicateFinder>()
        .AddSingleton<Duplicates.KnownDuplicates>()
        .AddSingleton<Duplicates.DuplicateReader>()
        .AddSingleton<Ui.Duplicates.DuplicatePages>()
        .AddSingleton<Duplicates.AssetMerging>()
        .AddSingleton<IJobKind, MergeAssets>()
        .AddSingleton<IJobKind, ImportVocabulary>()
        .AddSingleton<IJobKind, DenyWords>()
        .AddSingleton<JobQueue>()
        .AddSingleton<JobWorker>()
        .AddHostedService(provider => provider.GetRequiredService<JobWorker>());
}
