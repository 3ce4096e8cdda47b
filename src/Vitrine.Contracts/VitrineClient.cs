using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace Vitrine.Contracts;

/// <summary>The API in C#. One instance for one server and token; safe to use from several threads.</summary>
/// <param name="http">Its base address is the server's; the caller owns it.</param>
public sealed class VitrineClient(HttpClient http)
{
    /// <summary>Names the bearer token for every call.</summary>
    public void UseToken(string token) => http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    public Task<StatusView> StatusAsync(CancellationToken cancellationToken = default) => GetAsync("api/status", ApiJson.Default.StatusView, cancellationToken);

    public Task<LoginLink> LoginLinkAsync(CancellationToken cancellationToken = default) => PostAsync("api/session/link", ApiJson.Default.LoginLink, cancellationToken);

    /// <summary>Sets the owner's password.</summary>
    public Task SetPasswordAsync(PasswordChange change, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, "api/session/password", JsonContent.Create(change, ApiJson.Default.PasswordChange), cancellationToken);

    public Task<IReadOnlyList<KeyView>> KeysAsync(CancellationToken cancellationToken = default) => GetAsync("api/keys", ApiJson.Default.IReadOnlyListKeyView, cancellationToken);

    /// <summary>Makes a key; its secret is in this answer and nowhere else.</summary>
    public Task<KeyMade> CreateKeyAsync(KeyRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("api/keys", request, ApiJson.Default.KeyRequest, ApiJson.Default.KeyMade, cancellationToken);

    public Task RevokeKeyAsync(string id, CancellationToken cancellationToken = default) => SendAsync(HttpMethod.Delete, $"api/keys/{Uri.EscapeDataString(id)}", null, cancellationToken);

    public Task<SearchAnswer> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("api/search", request, ApiJson.Default.SearchRequest, ApiJson.Default.SearchAnswer, cancellationToken);

    /// <summary>Sends a picture to search with, which becomes no asset.</summary>
    public async Task<SearchExampleView> SendSearchExampleAsync(Stream picture, string name, CancellationToken cancellationToken = default)
    {
        using var content = new StreamContent(picture);
        using var form = new MultipartFormDataContent { { content, "file", name } };
        using var response = await http.PostAsync("api/search/examples", form, cancellationToken);
        return await ReadAsync(response, ApiJson.Default.SearchExampleView, cancellationToken);
    }

    public Task<AssetDetail> AssetAsync(string id, string? include = null, CancellationToken cancellationToken = default) =>
        GetAsync($"api/assets/{Uri.EscapeDataString(id)}{(include is null ? "" : "?include=" + Uri.EscapeDataString(include))}", ApiJson.Default.AssetDetail, cancellationToken);

    /// <summary>Says what an asset shows; what is left out stays.</summary>
    public async Task<AssetDetail> ChangeAssetAsync(string id, AssetPatch patch, CancellationToken cancellationToken = default)
    {
        using var content = JsonContent.Create(patch, ApiJson.Default.AssetPatch);
        using var response = await http.PatchAsync($"api/assets/{Uri.EscapeDataString(id)}", content, cancellationToken);
        return await ReadAsync(response, ApiJson.Default.AssetDetail, cancellationToken);
    }

    /// <summary>The asset at a path of the library (<c>/2024/a.jpg</c>) or at a path of this machine from where it is linked.</summary>
    public Task<AssetDetail> AssetAtAsync(string path, CancellationToken cancellationToken = default) =>
        GetAsync($"api/assets/at?path={Uri.EscapeDataString(path)}", ApiJson.Default.AssetDetail, cancellationToken);

    public Task<JobStarted> ImportAsync(ImportRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("api/import", request, ApiJson.Default.ImportRequest, ApiJson.Default.JobStarted, cancellationToken);

    /// <summary>Goes through linked folders again.</summary>
    public Task<JobStarted> ScanAsync(ScanRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("api/roots/scan", request, ApiJson.Default.ScanRequest, ApiJson.Default.JobStarted, cancellationToken);

    /// <summary>Writes what the library says into files.</summary>
    public Task<JobStarted> WriteBackAsync(WriteBackRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("api/write-back", request, ApiJson.Default.WriteBackRequest, ApiJson.Default.JobStarted, cancellationToken);

    /// <summary>What waits to be written into files.</summary>
    public Task<WriteBackView> WaitingAsync(CancellationToken cancellationToken = default) => GetAsync("api/write-back", ApiJson.Default.WriteBackView, cancellationToken);

    /// <summary>What was changed both here and in a file, the oldest first.</summary>
    public Task<Page<ConflictView>> ConflictsAsync(CancellationToken cancellationToken = default) => GetAsync("api/conflicts", ApiJson.Default.PageConflictView, cancellationToken);

    public Task<IReadOnlyList<RootView>> RootsAsync(CancellationToken cancellationToken = default) => GetAsync("api/roots", ApiJson.Default.IReadOnlyListRootView, cancellationToken);

    public Task<JobStarted> BulkAsync(BulkRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("api/bulk", request, ApiJson.Default.BulkRequest, ApiJson.Default.JobStarted, cancellationToken);

    public Task<JobStarted> AnalyzeAsync(AnalyzeRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("api/analyze", request, ApiJson.Default.AnalyzeRequest, ApiJson.Default.JobStarted, cancellationToken);

    public Task<JobView> JobAsync(string id, CancellationToken cancellationToken = default) => GetAsync($"api/jobs/{id}", ApiJson.Default.JobView, cancellationToken);

    public Task<ActivityView> ActivityAsync(CancellationToken cancellationToken = default) => GetAsync("api/activity", ApiJson.Default.ActivityView, cancellationToken);

    /// <summary>One page of what failed, the newest first.</summary>
    public Task<Page<FailureView>> FailuresAsync(string? cursor = null, CancellationToken cancellationToken = default) =>
        GetAsync(cursor is null ? "api/activity/failures" : $"api/activity/failures?cursor={Uri.EscapeDataString(cursor)}", ApiJson.Default.PageFailureView, cancellationToken);

    public Task<LibraryView> LibraryAsync(CancellationToken cancellationToken = default) => GetAsync("api/library", ApiJson.Default.LibraryView, cancellationToken);

    /// <summary>The original's bytes as they come; the caller disposes of the answer.</summary>
    /// <exception cref="VitrineException">There is no such asset, or its original is not where it was.</exception>
    public Task<HttpResponseMessage> OriginalAsync(string id, CancellationToken cancellationToken = default) =>
        OpenAsync($"api/assets/{Uri.EscapeDataString(id)}/original", cancellationToken);

    /// <summary>Concepts of which a label or synonym begins so, best first.</summary>
    public Task<IReadOnlyList<ConceptSuggestion>> SuggestConceptsAsync(string prefix, CancellationToken cancellationToken = default) =>
        GetAsync($"api/concepts?prefix={Uri.EscapeDataString(prefix)}", ApiJson.Default.IReadOnlyListConceptSuggestion, cancellationToken);

    /// <summary>Renames a concept, or changes what else is known of it; what is not named stays.</summary>
    public async Task<ConceptView> ChangeConceptAsync(string id, ConceptChange change, CancellationToken cancellationToken = default)
    {
        using var content = JsonContent.Create(change, ApiJson.Default.ConceptChange);
        using var response = await http.PatchAsync($"api/concepts/{Uri.EscapeDataString(id)}", content, cancellationToken);
        return await ReadAsync(response, ApiJson.Default.ConceptView, cancellationToken);
    }

    /// <summary>The vocabulary as a file; the caller disposes of the answer.</summary>
    public Task<HttpResponseMessage> ExportConceptsAsync(string format, string? language, CancellationToken cancellationToken = default) =>
        OpenAsync($"api/concepts/export?format={Uri.EscapeDataString(format)}{Spoken(language)}", cancellationToken);

    /// <summary>What a file of concepts would change.</summary>
    public async Task<VocabularyPreview> PreviewConceptsAsync(string format, string? language, byte[] content, CancellationToken cancellationToken = default)
    {
        using var body = new ByteArrayContent(content);
        using var response = await http.PostAsync($"api/concepts/import?format={Uri.EscapeDataString(format)}{Spoken(language)}&dryRun=true", body, cancellationToken);
        return await ReadAsync(response, ApiJson.Default.VocabularyPreview, cancellationToken);
    }

    /// <summary>Takes concepts in from a file.</summary>
    /// <param name="partial">Where some cannot be taken in, the others are.</param>
    public async Task<JobStarted> ImportConceptsAsync(string format, string? language, bool partial, byte[] content, CancellationToken cancellationToken = default)
    {
        using var body = new ByteArrayContent(content);
        using var response = await http.PostAsync($"api/concepts/import?format={Uri.EscapeDataString(format)}{Spoken(language)}&partial={(partial ? "true" : "false")}", body, cancellationToken);
        return await ReadAsync(response, ApiJson.Default.JobStarted, cancellationToken);
    }

    /// <summary>Makes a file the newest version of an asset.</summary>
    public async Task<AssetDetail> AddVersionAsync(string id, Stream content, string name, CancellationToken cancellationToken = default)
    {
        using var form = new MultipartFormDataContent { { new StreamContent(content), "file", name } };
        using var response = await http.PostAsync($"api/assets/{Uri.EscapeDataString(id)}/versions", form, cancellationToken);
        return await ReadAsync(response, ApiJson.Default.AssetDetail, cancellationToken);
    }

    /// <summary>What the library says about an asset, as an XMP packet.</summary>
    /// <param name="aiTags"><c>none</c>, <c>accepted</c> or <c>all</c>.</param>
    public async Task<byte[]> SidecarAsync(string id, string aiTags, CancellationToken cancellationToken = default)
    {
        using var response = await OpenAsync($"api/assets/{Uri.EscapeDataString(id)}/xmp?ai={Uri.EscapeDataString(aiTags)}", cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>What a query finds as a table (CSV); the caller disposes of the answer.</summary>
    public Task<HttpResponseMessage> TableAsync(string query, string aiTags, CancellationToken cancellationToken = default) =>
        OpenAsync($"api/assets.csv?query={Uri.EscapeDataString(query)}&ai={Uri.EscapeDataString(aiTags)}", cancellationToken);

    /// <summary>What a query finds as a table (CSV) that can be edited and applied; the caller disposes of the answer.</summary>
    /// <param name="columns">Names parted by commas; null = the usual ones.</param>
    public Task<HttpResponseMessage> EditTableAsync(string query, string? columns = null, CancellationToken cancellationToken = default) =>
        OpenAsync($"api/table?query={Uri.EscapeDataString(query)}{(columns is null ? "" : "&columns=" + Uri.EscapeDataString(columns))}", cancellationToken);

    /// <summary>What applying a table would change, and what is wrong with it; nothing is changed.</summary>
    /// <param name="table">Read to its end and closed.</param>
    public async Task<JobView> TryTableAsync(Stream table, CancellationToken cancellationToken = default)
    {
        using var content = TableOf(table);
        using var response = await http.PostAsync("api/table?dryRun=true", content, cancellationToken);
        return await ReadAsync(response, ApiJson.Default.JobView, cancellationToken);
    }

    /// <summary>Applies a table.</summary>
    /// <param name="table">Read to its end and closed.</param>
    /// <param name="skipErrors">Leaves out rows that cannot be applied; else one of them keeps all from being applied.</param>
    public async Task<JobStarted> ApplyTableAsync(Stream table, bool skipErrors = false, CancellationToken cancellationToken = default)
    {
        using var content = TableOf(table);
        using var response = await http.PostAsync($"api/table?skipErrors={(skipErrors ? "true" : "false")}", content, cancellationToken);
        return await ReadAsync(response, ApiJson.Default.JobStarted, cancellationToken);
    }

    /// <summary>What can stand at a place of a query that is being typed.</summary>
    /// <param name="caret">Characters from the beginning; null = its end.</param>
    public Task<SearchSuggestions> SuggestAsync(string query, int? caret = null, CancellationToken cancellationToken = default) =>
        PostAsync("api/search/suggestions", new SuggestRequest(query, caret), ApiJson.Default.SuggestRequest, ApiJson.Default.SearchSuggestions, cancellationToken);

    /// <summary>A page of groups of duplicates.</summary>
    /// <param name="kind"><c>exact</c> or <c>near</c>.</param>
    public Task<DuplicatePage> DuplicatesAsync(string kind, string? cursor = null, CancellationToken cancellationToken = default) =>
        GetAsync($"api/duplicates?kind={Uri.EscapeDataString(kind)}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}", ApiJson.Default.DuplicatePage, cancellationToken);

    /// <summary>One page of the collections, by name.</summary>
    /// <param name="find">Only those whose name contains it.</param>
    /// <param name="cursor">From the page before.</param>
    public Task<Page<CollectionView>> CollectionsAsync(string? find = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        GetAsync($"api/collections?find={Uri.EscapeDataString(find ?? "")}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}", ApiJson.Default.PageCollectionView, cancellationToken);

    public Task<CollectionView> CollectionAsync(string id, CancellationToken cancellationToken = default) =>
        GetAsync($"api/collections/{Uri.EscapeDataString(id)}", ApiJson.Default.CollectionView, cancellationToken);

    /// <summary>Makes an empty collection.</summary>
    public Task<CollectionView> CreateCollectionAsync(CollectionRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("api/collections", request, ApiJson.Default.CollectionRequest, ApiJson.Default.CollectionView, cancellationToken);

    /// <summary>Deletes a collection and none of its assets.</summary>
    public Task DeleteCollectionAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Delete, $"api/collections/{Uri.EscapeDataString(id)}", null, cancellationToken);

    /// <summary>Brings a deleted collection back.</summary>
    public Task<CollectionView> RestoreCollectionAsync(string id, CancellationToken cancellationToken = default) =>
        PostAsync($"api/collections/{Uri.EscapeDataString(id)}/restore", ApiJson.Default.CollectionView, cancellationToken);

    /// <summary>Puts assets into a collection, at its end.</summary>
    public Task<JobStarted> AddToCollectionAsync(string id, CollectionAssets assets, CancellationToken cancellationToken = default) =>
        PostAsync($"api/collections/{Uri.EscapeDataString(id)}/assets", assets, ApiJson.Default.CollectionAssets, ApiJson.Default.JobStarted, cancellationToken);

    /// <summary>Takes assets out of a collection.</summary>
    public Task<JobStarted> RemoveFromCollectionAsync(string id, CollectionAssets assets, CancellationToken cancellationToken = default) =>
        PostAsync($"api/collections/{Uri.EscapeDataString(id)}/assets/remove", assets, ApiJson.Default.CollectionAssets, ApiJson.Default.JobStarted, cancellationToken);

    /// <summary>A page of one's own searches and of those that others share, by name.</summary>
    public Task<Page<SavedSearchView>> SearchesAsync(string? cursor = null, CancellationToken cancellationToken = default) =>
        GetAsync($"api/searches{(cursor is null ? "" : "?cursor=" + Uri.EscapeDataString(cursor))}", ApiJson.Default.PageSavedSearchView, cancellationToken);

    public Task<SavedSearchView> SavedSearchAsync(string id, CancellationToken cancellationToken = default) =>
        GetAsync($"api/searches/{Uri.EscapeDataString(id)}", ApiJson.Default.SavedSearchView, cancellationToken);

    /// <summary>Keeps a query under a name.</summary>
    public Task<SavedSearchView> SaveSearchAsync(SavedSearchRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("api/searches", request, ApiJson.Default.SavedSearchRequest, ApiJson.Default.SavedSearchView, cancellationToken);

    /// <summary>Changes what is given of a saved search.</summary>
    public async Task<SavedSearchView> ChangeSearchAsync(string id, SavedSearchChange change, CancellationToken cancellationToken = default)
    {
        using var content = JsonContent.Create(change, ApiJson.Default.SavedSearchChange);
        using var response = await http.PatchAsync($"api/searches/{Uri.EscapeDataString(id)}", content, cancellationToken);
        return await ReadAsync(response, ApiJson.Default.SavedSearchView, cancellationToken);
    }

    public Task DeleteSearchAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Delete, $"api/searches/{Uri.EscapeDataString(id)}", null, cancellationToken);

    /// <summary>Brings a deleted search back.</summary>
    public Task<SavedSearchView> RestoreSearchAsync(string id, CancellationToken cancellationToken = default) =>
        PostAsync($"api/searches/{Uri.EscapeDataString(id)}/restore", ApiJson.Default.SavedSearchView, cancellationToken);

    /// <summary>Says that its owner looked: what was new is no longer.</summary>
    public Task LookedAtSearchAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"api/searches/{Uri.EscapeDataString(id)}/looked", null, cancellationToken);

    /// <summary>What one sent from the search box of late, the newest first.</summary>
    public Task<IReadOnlyList<RecentSearch>> RecentSearchesAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/searches/recent", ApiJson.Default.IReadOnlyListRecentSearch, cancellationToken);

    public Task ClearRecentSearchesAsync(CancellationToken cancellationToken = default) => SendAsync(HttpMethod.Delete, "api/searches/recent", null, cancellationToken);

    public Task<DownloadView> DownloadAsync(DownloadRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("api/downloads", request, ApiJson.Default.DownloadRequest, ApiJson.Default.DownloadView, cancellationToken);

    private async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, cancellationToken);
        }
    }

    public Task<JobStarted> BackupAsync(BackupRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("api/backups", request, ApiJson.Default.BackupRequest, ApiJson.Default.JobStarted, cancellationToken);

    public Task<JobStarted> VerifyAsync(VerifyRequest request, CancellationToken cancellationToken = default) =>
        PostAsync("api/verify", request, ApiJson.Default.VerifyRequest, ApiJson.Default.JobStarted, cancellationToken);

    /// <summary>The models of the catalogue, what is installed, and what could not be fetched.</summary>
    public Task<IReadOnlyList<PackView>> PacksAsync(CancellationToken cancellationToken = default) => GetAsync("api/packs", ApiJson.Default.IReadOnlyListPackView, cancellationToken);

    /// <summary>What the last check found.</summary>
    public Task<VerifyReport> VerifyReportAsync(CancellationToken cancellationToken = default) => GetAsync("api/verify", ApiJson.Default.VerifyReport, cancellationToken);

    private static StreamContent TableOf(Stream table) => new(table) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(path, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    private static string Spoken(string? language) => language is null ? "" : "&language=" + Uri.EscapeDataString(language);

    private async Task SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await RefusalAsync(response, cancellationToken);
        }
    }

    private async Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync(path, null, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    private async Task<TAnswer> PostAsync<TRequest, TAnswer>(
        string path, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(path, request, requestType, cancellationToken);
        return await ReadAsync(response, answerType, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw await RefusalAsync(response, cancellationToken);
        }

        return await response.Content.ReadFromJsonAsync(type, cancellationToken)
            ?? throw new VitrineException(response.StatusCode, "the server answered nothing");
    }

    private static async Task<VitrineException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ProblemBody? problem = null;
        try
        {
            problem = await response.Content.ReadFromJsonAsync(ApiJson.Default.ProblemBody, cancellationToken);
        }
        catch (System.Text.Json.JsonException)
        {
            // Whatever stands between here and the server answered; its status has to do.
        }

        return new VitrineException(response.StatusCode, problem?.Detail ?? problem?.Title ?? response.ReasonPhrase ?? "")
        {
            Query = problem is { Message: { } message, Position: { } position } ? new QueryProblem(message, position, problem.Expected, problem.Suggestion)
            {
                Length = problem.Length ?? 0,
                At = problem.At,
                AskAgain = problem.AskAgain == true,
            } : null,
        };
    }
}

/// <summary>The server refused; the message is its sentence.</summary>
public sealed class VitrineException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>Where and why a query could not be read; null for every other refusal.</summary>
    public QueryProblem? Query { get; init; }
}
