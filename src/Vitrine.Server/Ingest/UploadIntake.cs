using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Ingest;

/// <summary>What the file of a request became. <paramref name="Sequence"/>: of the write that took it in, 0 where that was before.</summary>
/// <param name="Name">Under which it was sent.</param>
public readonly record struct TakenUpload(string AssetId, long Sequence, string Name);

/// <summary>Runs the work that takes a file in as the one transaction of its sender, who gets the asset's id.</summary>
public delegate Task<Written<string>> TakeUpload(Func<WriteSession, Task<string>> work);

/// <summary>From a request with a file to an asset: to disk while hashing, into the blob store, then one transaction.</summary>
public sealed class UploadIntake(
    Database database, DataFolder data, ImportOptions options, IdGenerator ids, BlobIntake blobs, AssetWriter assets, FolderTree folders,
    AssetVersions versions, VocabularyStore vocabulary, ClaimLedger ledger, AssetProjection projection, UploadFields fields,
    UploadedSidecars sidecars)
{
    /// <summary>Others that send files of one name at the same moment.</summary>
    private const int MostLooks = 5;

    /// <summary>Makes an asset of the request's file, or a version of one where its name is taken and the sender wants that.</summary>
    /// <exception cref="UploadRefusedException">With the status and the sentence to answer.</exception>
    public Task<TakenUpload> TakeAsync(Principal principal, HttpRequest request, CancellationToken cancellationToken) => TakeAsync(
        principal, request, (form, wish, blob, take) => AddAsync(principal.LibraryKey, wish, form.Sniffed!, form.Hashes!, blob, principal.Scopes.HasFlag(Scopes.Edit), take, cancellationToken), cancellationToken);

    /// <summary>Makes the request's file the newest version of an asset.</summary>
    /// <param name="mayChange">Asked with the asset's revision.</param>
    /// <exception cref="UploadRefusedException">With the status and the sentence to answer.</exception>
    public Task<TakenUpload> TakeVersionAsync(
        Principal principal, HttpRequest request, string asset, Func<long, bool> mayChange, CancellationToken cancellationToken) => TakeAsync(
        principal, request, (form, _, blob, take) => take(session => versions.AddAsync(session, principal.LibraryKey, asset, form.Sniffed!, form.Hashes!, blob, mayChange, cancellationToken)), cancellationToken);

    private async Task<TakenUpload> TakeAsync(
        Principal principal, HttpRequest request, Func<UploadForm, UploadWish, long, TakeUpload, Task<Written<string>>> add, CancellationToken cancellationToken)
    {
        using var form = await UploadForm.ReadAsync(request, data.Spool, options, ids, cancellationToken);
        if (form.SameName == SameName.Version && !principal.Scopes.HasFlag(Scopes.Edit))
        {
            throw new UploadRefusedException(StatusCodes.Status403Forbidden, "This key may add files and change none: sameName=version needs the scope edit.");
        }

        var once = Idempotency.Of(request, principal.Actor, Content(form));
        if (await database.ReadAsync(session => once.EarlierAsync(session, cancellationToken), cancellationToken) is { } earlier)
        {
            return new TakenUpload(earlier, 0, form.Name);
        }

        var wish = await UploadCollections.ResolveAsync(database, principal.LibraryKey, form.Wish, cancellationToken);
        fields.Check(principal.LibraryKey, wish);
        var taken = new TakenIn(new WalkedEntry(form.Name, form.Hashes!.Bytes, 0), form.Hashes, form.Sniffed, form.Spooled, null);
        try
        {
            var blob = await blobs.StoreAsync(database, principal.Actor, [taken], cancellationToken);
            var written = await add(form, wish, blob.Values.Single(), take => database.WriteAsync(
                principal.Actor, session => once.OnceAsync(session, StatusCodes.Status201Created, () => take(session), cancellationToken), cancellationToken));
            return new TakenUpload(written.Value, written.Sequence, form.Name);
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

    /// <summary>
    /// Makes an asset, or a version of one, of a file whose bytes are in the blob store, or gives an XMP file to the file that it belongs to; all in one transaction of the caller's.
    /// </summary>
    /// <param name="mayChange">Whether the sender may change assets, and not only add some.</param>
    /// <exception cref="UploadRefusedException">Its name is taken, and its sender wants no other.</exception>
    public async Task<Written<string>> AddAsync(
        long library, UploadWish wish, Sniffed sniffed, FileHashes hashes, long blob, bool mayChange, TakeUpload take, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            var hand = await sidecars.LookAsync(library, wish, hashes, mayChange, cancellationToken);
            try
            {
                return await take(async session => (await AddAsync(session, library, wish, sniffed, hashes, blob, hand, cancellationToken)).AssetId);
            }
            catch (SidecarAppearedException) when (look < MostLooks)
            {
                // Its XMP file came meanwhile: it is read first.
            }
        }
    }

    private async Task<Ingested> AddAsync(
        WriteSession session, long library, UploadWish wish, Sniffed sniffed, FileHashes hashes, long blob, SidecarsAtHand hand, CancellationToken cancellationToken)
    {
        var folder = await folders.EnsureAsync(session, library, FolderTree.Names(wish.Folder), cancellationToken);
        if (await sidecars.TakeAsync(session, library, folder, hand, wish.SameName, cancellationToken) is { } owner)
        {
            await SayAsync(session, library, wish, owner, cancellationToken);
            return owner;
        }

        var file = new IncomingFile(wish.Name, folder, sniffed, hashes) { BlobKey = blob, Priority = RunPriority.Interactive, SameName = wish.SameName };
        var added = (await assets.AddAsync(session, library, [file], cancellationToken))[0];
        if (added.Outcome == IngestOutcome.NameTaken)
        {
            throw NameTaken(wish.Name);
        }

        // Who uploads it finds it by its name at once, not only when it was read.
        await projection.RefreshAsync(session, new LedgerSubject(added.AssetKey, library, added.VersionKey), null, cancellationToken);
        await SayAsync(session, library, wish, added, cancellationToken);
        await sidecars.AdoptAsync(session, library, folder, wish.Name, added, hand, cancellationToken);
        return added;
    }

    /// <summary>What the sender says of it. Of an XMP file it is said of the file that it belongs to.</summary>
    private async Task SayAsync(WriteSession session, long library, UploadWish wish, Ingested added, CancellationToken cancellationToken)
    {
        var subject = new LedgerSubject(added.AssetKey, library, added.VersionKey);
        var turn = await ledger.TurnAsync(session, subject, null, cancellationToken);
        foreach (var tag in wish.Tags.Where(tag => VocabularyStore.Clean(tag).Length > 0))
        {
            var concept = await vocabulary.LiteralAsync(session, library, tag, cancellationToken: cancellationToken);
            await turn.AddAsync(ClaimAttributes.Tag, new ClaimValue.Concept(concept), cancellationToken);
        }

        await turn.EndAsync(cancellationToken);
        await fields.SetAsync(session, subject, wish, cancellationToken);
        await UploadCollections.JoinAsync(session, library, wish.Collections, added.AssetKey, cancellationToken);
    }

    /// <summary>422, since 409 of a resumable upload means that its offset is another.</summary>
    public static UploadRefusedException NameTaken(string name) => new(
        StatusCodes.Status422UnprocessableEntity, $"There is a file named {name} in that folder already. Send it under another name, or with sameName=version or rename.");

    private static string Content(UploadForm form) =>
        string.Join('\0', [Convert.ToHexString(form.Hashes!.Sha256), form.Name, form.Folder ?? "", form.SameName.ToString(), .. form.Tags, .. form.Collections.Select(one => "\n" + one), UploadFields.Text(form.Wish)]);
}
