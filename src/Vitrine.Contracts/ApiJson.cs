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
[JsonSerializable(typeof(GroupView))]
[JsonSerializable(typeof(GroupRequest))]
[JsonSerializable(typeof(GroupChange))]
[JsonSerializable(typeof(CollectionView))]
[JsonSerializable(typeof(Page<CollectionView>))]
[JsonSerializable(typeof(CollectionRequest))]
[JsonSerializable(typeof(CollectionChange))]
[JsonSerializable(typeof(CollectionAssets))]
[JsonSerializable(typeof(CollectionMove))]
[JsonSerializable(typeof(BulkRequest))]
[JsonSerializable(typeof(AnalyzeRequest))]
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
[JsonSerializable(typeof(UploadView))]
[JsonSerializable(typeof(Page<UploadView>))]
[JsonSerializable(typeof(Page<AssetPlace>))]
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
