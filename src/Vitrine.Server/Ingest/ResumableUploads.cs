using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ingest;

/// <summary>How far an upload is.</summary>
public sealed record UploadProgress(ResumableUpload Upload, long Offset)
{
    /// <summary>All bytes are there; the file may not be in the library yet.</summary>
    public bool IsWhole => Offset == Upload.Bytes;
}

/// <summary>Uploads that come in pieces (tus 1.0.0): begun, continued, asked for and ended by the actor whose they are; for all others they are not there.</summary>
public sealed class ResumableUploads(Database database, UploadRows rows, UploadSpool spool, UploadLimits limits, UploadFinish finish, UploadFields fields) : IDisposable
{
    internal const string Unknown = "There is no such upload. It may have been taken in, ended, or begun on another server.";

    private readonly SemaphoreSlim oneBegins = new(1);

    public UploadLimits Limits => limits;

    /// <param name="wanted">The SHA-256 of the whole file, where the sender knows it.</param>
    /// <exception cref="UploadRefusedException">It is too large, there is no room for it, or no collection of that name.</exception>
    public async Task<ResumableUpload> BeginAsync(Principal principal, UploadWish wish, long bytes, byte[]? wanted, CancellationToken cancellationToken)
    {
        if (bytes > limits.FileBytes)
        {
            throw new UploadRefusedException(StatusCodes.Status413PayloadTooLarge, $"{wish.Name} has {bytes:N0} bytes; the limit is {limits.FileBytes:N0}.");
        }

        wish = await UploadCollections.ResolveAsync(database, principal.LibraryKey, wish, cancellationToken);
        fields.Check(principal.LibraryKey, wish);

        // Two that begin at once must not both take the last room.
        await oneBegins.WaitAsync(cancellationToken);
        try
        {
            await RequireRoomAsync(principal, wish, bytes, cancellationToken);
            return await rows.InsertAsync(principal, wish, bytes, wanted, cancellationToken);
        }
        finally
        {
            oneBegins.Release();
        }
    }

    /// <exception cref="UploadRefusedException">It is unknown (404), over (410), or its offset is not known at this moment (423).</exception>
    public async Task<UploadProgress> LookAsync(Principal principal, string id, CancellationToken cancellationToken)
    {
        var upload = await FindAsync(principal, id, cancellationToken);
        using var hold = spool.TryHold(id);
        if (hold is null)
        {
            return new UploadProgress(upload, spool.SureOf(id) ?? throw Locked());
        }

        // It may have become an asset since, and its file may be gone.
        return await ProgressAsync(principal, hold, cancellationToken);
    }

    /// <summary>Writes a piece behind the bytes that are there.</summary>
    /// <param name="announced">Length of the piece; null where that is not known.</param>
    /// <param name="hangUp">Ends the sender's request, where somebody ends the upload meanwhile.</param>
    /// <exception cref="UploadRefusedException">It is unknown (404), over (410), held by another request (423), elsewhere in the file (409), or its piece cannot be taken.</exception>
    public async Task<UploadProgress> AppendAsync(
        Principal principal, string id, long offset, Stream piece, long? announced, UploadChecksum? checksum, Action hangUp, CancellationToken cancellationToken)
    {
        await FindAsync(principal, id, cancellationToken);
        using var hold = spool.TryHold(id) ?? throw Locked();
        var progress = await ProgressAsync(principal, hold, cancellationToken);
        if (offset != progress.Offset)
        {
            throw new UploadRefusedException(StatusCodes.Status409Conflict, $"This upload is at byte {progress.Offset}, not {offset}. Ask for its offset and go on from there.");
        }

        var upload = progress.Upload;
        if (announced > upload.Bytes - offset)
        {
            throw new UploadRefusedException(StatusCodes.Status413PayloadTooLarge, $"{upload.Wish.Name} was said to have {upload.Bytes:N0} bytes; this piece goes beyond its end.");
        }

        if (progress.IsWhole)
        {
            return progress;
        }

        using var interrupted = hold.Interrupted.Register(hangUp);
        try
        {
            // Not cancelled when the sender vanishes: what arrived until then is read and kept, and then reading fails by itself.
            var touched = upload with { TouchedAt = database.Clock.GetUtcNow() };
            return new UploadProgress(touched, await spool.AppendAsync(hold, offset, upload.Bytes, piece, checksum));
        }
        finally
        {
            await rows.TouchAsync(upload);
        }
    }

    /// <summary>Ends an upload and deletes its bytes; the asset of one that was taken in stays.</summary>
    /// <exception cref="UploadRefusedException">It is unknown (404), or being taken in (423).</exception>
    public async Task EndAsync(Principal principal, string id, CancellationToken cancellationToken)
    {
        await FindAsync(principal, id, cancellationToken);
        using var hold = await spool.InterruptAsync(id, cancellationToken) ?? throw Locked();
        await rows.DeleteAsync(await FindAsync(principal, id, cancellationToken), cancellationToken);
        spool.Delete(id);
    }

    /// <summary>Takes an upload in whose bytes are all there, or says what it became.</summary>
    /// <exception cref="UploadRefusedException">It cannot be taken in: for good, or now.</exception>
    public Task<FinishedUpload> FinishAsync(UploadProgress whole, CancellationToken cancellationToken) => whole.Upload.AssetId is { } asset
        ? Task.FromResult(new FinishedUpload(asset, 0, whole.Upload.TakenAs))
        : finish.FinishAsync(whole.Upload, cancellationToken);

    /// <summary>An actor's unfinished uploads, the newest first; <paramref name="before"/> goes on behind a page.</summary>
    public async Task<IReadOnlyList<UploadProgress>> ListAsync(Principal principal, long? before, int most, CancellationToken cancellationToken)
    {
        var found = new List<UploadProgress>();
        foreach (var upload in await rows.ListAsync(principal, before, most, cancellationToken))
        {
            using var hold = spool.TryHold(upload.Id);
            found.Add(new UploadProgress(upload, hold is null ? spool.SureOf(upload.Id) ?? 0 : OffsetOf(upload, hold)));
        }

        return found;
    }

    /// <summary>The upload, also one that is done or was refused.</summary>
    /// <exception cref="UploadRefusedException">It is unknown (404), or its time is over (410).</exception>
    public async Task<ResumableUpload> FindAsync(Principal principal, string id, CancellationToken cancellationToken)
    {
        var upload = PublicId.TryParse(id, out _) ? await rows.FindAsync(principal, id, cancellationToken) : null;
        if (upload is null)
        {
            throw new UploadRefusedException(StatusCodes.Status404NotFound, Unknown);
        }

        return upload.ExpiresAt < database.Clock.GetUtcNow()
            ? throw new UploadRefusedException(StatusCodes.Status410Gone, "Nobody went on with this upload for seven days; it was ended. Begin again.")
            : upload;
    }

    public void Dispose() => oneBegins.Dispose();

    internal static UploadRefusedException Locked() => new(StatusCodes.Status423Locked, "Another request works on this upload. Try again in a moment.");

    private async Task<UploadProgress> ProgressAsync(Principal principal, UploadHold hold, CancellationToken cancellationToken)
    {
        var upload = await FindAsync(principal, hold.Id, cancellationToken);
        return upload.Problem is { } problem
            ? throw new UploadRefusedException(StatusCodes.Status410Gone, problem)
            : new UploadProgress(upload, OffsetOf(upload, hold));
    }

    /// <summary>Once it was hashed its file may lie in the blob store already.</summary>
    private long OffsetOf(ResumableUpload upload, UploadHold hold) =>
        upload.AssetId is null && upload.Hashes is null ? Math.Min(spool.Offset(hold), upload.Bytes) : upload.Bytes;

    private async Task RequireRoomAsync(Principal principal, UploadWish wish, long bytes, CancellationToken cancellationToken)
    {
        var (open, own) = await rows.OpenAsync(principal.Actor, cancellationToken);
        if (own >= UploadLimits.MostAtOnce)
        {
            throw Full($"You have {own:N0} unfinished uploads. Finish or end some of them first.");
        }

        if (open + bytes > limits.SpoolBytes)
        {
            throw Full($"There is no room for {wish.Name} now: unfinished uploads may take {limits.SpoolBytes:N0} bytes together, and {open:N0} are taken. Finish or end some of them first.");
        }

        // Room that others were promised and have not used yet.
        var promised = Math.Max(0, open - spool.Bytes());
        if (limits.FreeBytes() - promised - bytes < UploadLimits.LeftFree)
        {
            throw Full($"There is no room left on the server's disk for {wish.Name}, which has {bytes:N0} bytes.");
        }
    }

    private static UploadRefusedException Full(string sentence) => new(StatusCodes.Status507InsufficientStorage, sentence);
}
