using System.Security.Cryptography;
using System.Text;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Import;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Ingest;

/// <summary>From a request with a file to an asset: to disk while hashing, into the blob store, then one transaction.</summary>
public sealed class UploadIntake(
    Database database, DataFolder data, ImportOptions options, IdGenerator ids, BlobIntake blobs, AssetWriter assets, FolderTree folders,
    VocabularyStore vocabulary, ClaimLedger ledger)
{
    public const string IdempotencyHeader = "Idempotency-Key";

    /// <exception cref="UploadRefusedException">With the status and the sentence to answer.</exception>
    public async Task<(string AssetId, long Sequence)> TakeAsync(Principal principal, HttpRequest request, CancellationToken cancellationToken)
    {
        using var form = await UploadForm.ReadAsync(request, data.Spool, options, ids, cancellationToken);
        var key = request.Headers[IdempotencyHeader].ToString();
        var fingerprint = Fingerprint(form);
        if (key.Length > 0 && await EarlierAsync(principal, key, fingerprint, cancellationToken) is { } earlier)
        {
            return (earlier, 0);
        }

        var taken = new TakenIn(new WalkedEntry(form.Name, form.Hashes!.Bytes, 0), form.Hashes, form.Sniffed, form.Spooled, null);
        try
        {
            var blob = await blobs.StoreAsync(database, principal.Actor, [taken], cancellationToken);
            var written = await database.WriteAsync(
                principal.Actor, session => AddAsync(session, principal, form, blob.Values.Single(), key, fingerprint, cancellationToken), cancellationToken);
            return (written.Value, written.Sequence);
        }
        catch (IOException error) when (LaneFailures.IsDiskFull(error))
        {
            throw new UploadRefusedException(StatusCodes.Status507InsufficientStorage, "There is no room left for this file where originals are kept.");
        }
    }

    private async Task<string> AddAsync(
        WriteSession session, Principal principal, UploadForm form, long blob, string key, byte[] fingerprint, CancellationToken cancellationToken)
    {
        var folder = await folders.EnsureAsync(session, principal.LibraryKey, FolderTree.Names(form.Folder), cancellationToken);
        var file = new IncomingFile(form.Name, folder, form.Sniffed!, form.Hashes!) { BlobKey = blob, Priority = RunPriority.Interactive };
        var added = (await assets.AddAsync(session, principal.LibraryKey, [file], cancellationToken))[0];
        foreach (var tag in form.Tags.Where(tag => VocabularyStore.Clean(tag).Length > 0))
        {
            var concept = await vocabulary.ResolveAsync(session, principal.LibraryKey, tag, cancellationToken);
            await ledger.TagAsync(session, new LedgerSubject(added.AssetKey, principal.LibraryKey, added.VersionKey), concept, null, cancellationToken);
        }

        if (key.Length > 0)
        {
            await session.ExecuteAsync(
                $"""
                insert into idempotency (actor_key, token, request, status, answer, created_at)
                values ({principal.Actor.Key}, {key}, {fingerprint}, {StatusCodes.Status201Created}, {added.AssetId}, {session.Now})
                """,
                cancellationToken);
        }

        return added.AssetId;
    }

    private async Task<string?> EarlierAsync(Principal principal, string key, byte[] fingerprint, CancellationToken cancellationToken)
    {
        var earlier = await database.ReadAsync(
            session => session.FirstAsync(
                $"select request, answer from idempotency where actor_key = {principal.Actor.Key} and token = {key}",
                row => (Request: row.Bytes(0), Answer: row.GetString(1)),
                cancellationToken),
            cancellationToken);
        return earlier.Request is null ? null
            : earlier.Request.AsSpan().SequenceEqual(fingerprint) ? earlier.Answer
            : throw new UploadRefusedException(StatusCodes.Status422UnprocessableEntity, $"This {IdempotencyHeader} was used for another request.");
    }

    private static byte[] Fingerprint(UploadForm form) => SHA256.HashData(
        [.. form.Hashes!.Sha256, .. Encoding.UTF8.GetBytes($"{form.Name}\0{form.Folder}\0{string.Join('\0', form.Tags)}")]);
}
