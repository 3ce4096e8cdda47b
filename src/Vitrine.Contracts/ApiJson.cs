using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>The one JSON context of the API: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AssetDetail))]
[JsonSerializable(typeof(Page<ClaimView>))]
[JsonSerializable(typeof(Page<RunView>))]
[JsonSerializable(typeof(Page<MomentView>))]
[JsonSerializable(typeof(Page<FailureView>))]
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(TextPages))]
[JsonSerializable(typeof(QueryProblem))]
[JsonSerializable(typeof(IReadOnlyList<ConceptSuggestion>))]
[JsonSerializable(typeof(IReadOnlyList<ConceptName>))]
[JsonSerializable(typeof(ConceptPage))]
[JsonSerializable(typeof(ConceptView))]
[JsonSerializable(typeof(ConceptChange))]
[JsonSerializable(typeof(MergeRequest))]
[JsonSerializable(typeof(Page<ConceptEvent>))]
[JsonSerializable(typeof(IReadOnlyList<DeniedWord>))]
[JsonSerializable(typeof(DenyList))]
[JsonSerializable(typeof(VocabularyPreview))]
[JsonSerializable(typeof(GroupView))]
[JsonSerializable(typeof(GroupRequest))]
[JsonSerializable(typeof(GroupChange))]
[JsonSerializable(typeof(CollectionView))]
[JsonSerializable(typeof(Page<CollectionView>))]
[JsonSerializable(typeof(CollectionRequest))]
[JsonSerializable(typeof(CollectionChange))]
[JsonSerializable(typeof(CollectionAssets))]
[JsonSerializable(typeof(CollectionMove))]
[JsonSerializable(typeof(IReadOnlyList<FieldView>))]
[JsonSerializable(typeof(FieldView))]
[JsonSerializable(typeof(FieldRequest))]
[JsonSerializable(typeof(FieldDryRun))]
[JsonSerializable(typeof(FieldChanged))]
[JsonSerializable(typeof(FieldCopyRequest))]
[JsonSerializable(typeof(FieldCopyDryRun))]
[JsonSerializable(typeof(Page<FieldOptionView>))]
[JsonSerializable(typeof(FolderFieldsView))]
[JsonSerializable(typeof(FolderFieldsRequest))]
[JsonSerializable(typeof(IReadOnlyList<FieldPatternView>))]
[JsonSerializable(typeof(FieldPatternView))]
[JsonSerializable(typeof(FieldPatternRequest))]
[JsonSerializable(typeof(PatternTrial))]
[JsonSerializable(typeof(PatternTrialAnswer))]
[JsonSerializable(typeof(IReadOnlyList<FieldLookupView>))]
[JsonSerializable(typeof(FieldLookupView))]
[JsonSerializable(typeof(LookupPreview))]
[JsonSerializable(typeof(FieldFillRequest))]
[JsonSerializable(typeof(FieldFillPreview))]
[JsonSerializable(typeof(AssetFields))]
[JsonSerializable(typeof(FieldCheckRequest))]
[JsonSerializable(typeof(FieldCheckView))]
[JsonSerializable(typeof(BulkRequest))]
[JsonSerializable(typeof(CommonValuesRequest))]
[JsonSerializable(typeof(CommonValues))]
[JsonSerializable(typeof(BulkProblem[]))]
[JsonSerializable(typeof(AnalyzeRequest))]
[JsonSerializable(typeof(WriteBackRequest))]
[JsonSerializable(typeof(WriteBackView))]
[JsonSerializable(typeof(Page<ConflictView>))]
[JsonSerializable(typeof(ConflictDecision))]
[JsonSerializable(typeof(ReadMetadataRequest))]
[JsonSerializable(typeof(ReadMetadataPreview))]
[JsonSerializable(typeof(TrashPage))]
[JsonSerializable(typeof(RestoreRequest))]
[JsonSerializable(typeof(EmptyTrashRequest))]
[JsonSerializable(typeof(DownloadRequest))]
[JsonSerializable(typeof(DownloadView))]
[JsonSerializable(typeof(JobStarted))]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(ImportRequest))]
[JsonSerializable(typeof(ActivityView))]
[JsonSerializable(typeof(PauseRequest))]
[JsonSerializable(typeof(FirstRequest))]
[JsonSerializable(typeof(RootView))]
[JsonSerializable(typeof(IReadOnlyList<RootView>))]
[JsonSerializable(typeof(RootChange))]
[JsonSerializable(typeof(ScanRequest))]
[JsonSerializable(typeof(Page<MissingFile>))]
[JsonSerializable(typeof(LibrarySettings))]
[JsonSerializable(typeof(LibraryView))]
[JsonSerializable(typeof(IReadOnlyList<FolderView>))]
[JsonSerializable(typeof(IReadOnlyList<PackView>))]
[JsonSerializable(typeof(BackupRequest))]
[JsonSerializable(typeof(BackupsView))]
[JsonSerializable(typeof(CopyView))]
[JsonSerializable(typeof(VerifyRequest))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(SessionStarted))]
[JsonSerializable(typeof(StatusView))]
[JsonSerializable(typeof(LoginLink))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(SessionLivesChange))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyMade))]
[JsonSerializable(typeof(IReadOnlyList<KeyView>))]
[JsonSerializable(typeof(RetryRequest))]
[JsonSerializable(typeof(ImportSummary))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(AssetPatch))]
[JsonSerializable(typeof(Page<HistoryEntry>))]
[JsonSerializable(typeof(ValueProblemView[]))]
[JsonSerializable(typeof(LookupColumn[]))]
[JsonSerializable(typeof(string[][]))]
[JsonSerializable(typeof(UploadView))]
[JsonSerializable(typeof(Page<UploadView>))]
[JsonSerializable(typeof(Page<AssetPlace>))]
[JsonSerializable(typeof(PlaceView))]
[JsonSerializable(typeof(IReadOnlyList<PlaceView>))]
[JsonSerializable(typeof(PlaceAssets))]
[JsonSerializable(typeof(MapView))]
public sealed partial class ApiJson : JsonSerializerContext;

/// <summary>A page of a longer list.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Cursor);

/// <summary>The last line of <c>serve --once --json</c> and <c>import --json</c>.</summary>
public sealed record ImportSummary(
    long Files, long Assets, long Duplicates, long Tags, double Seconds, double ImagesPerSecond, IReadOnlyList<JobProblem> Problems);

/// <summary>An error answer (RFC 9457).</summary>
public sealed record ProblemBody(string? Type, string? Title, int? Status, string? Detail)
{
    /// <summary>The members of a <see cref="QueryProblem"/>, where a query could not be read.</summary>
    public string? Message { get; init; }
    public int? Position { get; init; }
    public string? Expected { get; init; }
    public string? Suggestion { get; init; }

    /// <summary>Each value that was refused, where values were.</summary>
    public IReadOnlyList<ValueProblemView>? Errors { get; init; }
}
