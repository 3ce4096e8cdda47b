using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Features.Packs;
using Vitrine.Server.Features.Work;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ui;

/// <summary>Where pages get their data: the same functions that answer the API, as the person who asks.</summary>
internal sealed class PageData(
    AssetReader assets, AssetSearch search, ActivityReader activity, Database database, Media.Packs.PackStore packs, PackInstallations installations)
{
    /// <summary>So many results come with the library's page; the grid fetches the rest in pieces of the same size.</summary>
    public const int FirstResults = 200;

    public async Task<Found> SearchAsync(HttpContext http, SearchRequest request, CancellationToken cancellationToken)
    {
        var (answer, problem) = await search.RunAsync(Asks(http), request, cancellationToken);
        return new Found(answer, problem);
    }

    public Task<AssetDetail?> AssetAsync(HttpContext http, string id, CancellationToken cancellationToken) =>
        assets.GetAsync(Asks(http), id, AssetIncludes.Groups | AssetIncludes.History, cancellationToken);

    public Task<ActivityView> ActivityAsync(HttpContext http, CancellationToken cancellationToken) => activity.GetAsync(Asks(http), cancellationToken);

    public Task<Page<FailureView>> FailuresAsync(HttpContext http, string step, string code, long? before, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => FailureReader.PageAsync(session, Asks(http).LibraryKey, Storable.Text(step), Storable.Text(code), before, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<FolderView>> FoldersAsync(HttpContext http, CancellationToken cancellationToken) =>
        LibraryEndpoints.FoldersOfAsync(Asks(http), database, cancellationToken);

    public Task<LibraryView> LibraryAsync(HttpContext http, CancellationToken cancellationToken) =>
        database.ReadAsync(session => LibraryEndpoints.ViewAsync(session, Asks(http).LibraryKey, cancellationToken), cancellationToken);

    public IReadOnlyList<PackView> Packs() => PackEndpoints.Views(packs, installations);

    private static Principal Asks(HttpContext http) =>
        http.Features.Get<Principal>() ?? throw new InvalidOperationException("A page that shows data needs a policy.");
}
