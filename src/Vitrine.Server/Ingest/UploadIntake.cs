using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Ingest;

/// <summary>From a request with a file to an asset: to disk while hashing, into the blob store, then one transaction.</summary>
public sealed class UploadIntake(
    Database database, DataFolder data, ImportOptions options, IdGenerator ids, BlobIntake blobs, AssetWriter assets, FolderTree folders,
    VocabularyStore vocabulary, ClaimLedger ledger, AssetProjection projection)
{
    /// <exception cref="UploadRefusedException">With the status and the sentence to answer.</exception>
    public async Task<(string AssetId, long Sequence)> TakeAsync(Principal principal, HttpRequest request, CancellationToken cancellationToken)
    {
        using var form = await UploadForm.ReadAsync(request, data.Spool, options, ids, cancellationToken);
        var once = Idempotency.Of(request, principal.Actor, Content(form));
        if (await database.ReadAsync(session => once.EarlierAsync(session, cancellationToken), cancellationToken) is { } earlier)
        {
            return (earlier, 0);
        }

        var taken = new TakenIn(new WalkedEntry(form.Name, form.Hashes!.Bytes, 0), form.Hashes, form.Sniffed, form.Spooled, null);
        try
        {
            var blob = await blobs.StoreAsync(database, principal.Actor, [taken], cancellationToken);
            var written = await database.WriteAsync(
                principal.Actor,
                session => once.OnceAsync(
                    session, StatusCodes.Status201Created, () => AddAsync(session, principal, form, blob.Values.Single(), cancellationToken), cancellationToken),
                cancellationToken);
            return (written.Value, written.Sequence);
        }
        catch (BlobsUnavailableException error)
        {
            throw new UploadRefusedException(StatusCodes.Status503ServiceUnavailable, $"{error.Message} Nothing was taken in; send the file again later.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw UploadRefusedException.NotStored(error);
        }
    }

    private async Task<string> AddAsync(
        WriteSession session, Principal principal, UploadForm form, long blob, CancellationToken cancellationToken)
    {
        var folder = await folders.EnsureAsync(session, principal.LibraryKey, FolderTree.Names(form.Folder), cancellationToken);
        var file = new IncomingFile(form.Name, folder, form.Sniffed!, form.Hashes!) { BlobKey = blob, Priority = RunPriority.Interactive };
        var added = (await assets.AddAsync(session, principal.LibraryKey, [file], cancellationToken))[0];
        var subject = new LedgerSubject(added.AssetKey, principal.LibraryKey, added.VersionKey);

        // Who uploads it finds it by its name at once, not only when it was read.
        await projection.RefreshAsync(session, subject, null, cancellationToken);
        foreach (var tag in form.Tags.Where(tag => VocabularyStore.Clean(tag).Length > 0))
        {
            var concept = await vocabulary.ResolveAsync(session, principal.LibraryKey, tag, cancellationToken);
            await ledger.TagAsync(session, subject, concept, null, cancellationToken);
        }

        return added.AssetId;
    }

    private static string Content(UploadForm form) =>
        string.Join('\0', [Convert.ToHexString(form.Hashes!.Sha256), form.Name, form.Folder ?? "", .. form.Tags]);
}
