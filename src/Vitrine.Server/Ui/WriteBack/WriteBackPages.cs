using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Features.WriteBack;
using Vitrine.Server.Storage;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Ui.WriteBack;

/// <summary>What pages show of writing into files.</summary>
internal sealed class WriteBackPages(Database database)
{
    private const int MostConflicts = 100;

    /// <summary>What waits for one asset, and what its file says differently.</summary>
    public Task<(WaitingView? Waiting, IReadOnlyList<ConflictView> Conflicts)> OfAssetAsync(HttpContext http, string id, CancellationToken cancellationToken)
    {
        var library = http.Features.Get<Principal>()!.LibraryKey;
        return database.ReadAsync<(WaitingView?, IReadOnlyList<ConflictView>)>(
            async session =>
            {
                if (await session.NumberAsync($"select key from asset where id = {Pipeline.Storable.Text(id)} and library_key = {library}", cancellationToken) is not { } key)
                {
                    return (null, []);
                }

                var waiting = await WriteBackRows.OfAssetAsync(session, key, cancellationToken);
                return (
                    waiting is null ? null : new WaitingView(id, "", waiting.Since, waiting.DueAt, waiting.Attempts, waiting.Code, waiting.Message),
                    await ConflictEndpoints.ViewsAsync(session, await ConflictRows.OpenAsync(session, key, cancellationToken), cancellationToken));
            },
            cancellationToken);
    }

    /// <summary>All that waits in the library, and the first conflicts.</summary>
    public Task<(WriteBackView Waiting, IReadOnlyList<ConflictView> Conflicts)> AllAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var library = http.Features.Get<Principal>()!.LibraryKey;
        return database.ReadAsync(
            async session => (
                await ListWriteBack.ReadAsync(session, library, cancellationToken),
                await ConflictEndpoints.ViewsAsync(session, await ConflictRows.ListAsync(session, library, 0, MostConflicts, cancellationToken), cancellationToken)),
            cancellationToken);
    }
}
