using System.Collections.Concurrent;
using System.Data.Common;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Ingest;

/// <summary>What an upload became. <paramref name="Sequence"/>: of the write that took it in, 0 where that was before.</summary>
/// <param name="TakenAs"><c>asset</c> or <c>sidecar</c>; null where the asset is gone.</param>
public readonly record struct FinishedUpload(string AssetId, long Sequence, string? TakenAs);

/// <summary>
/// From the last byte to the asset: hash, blob store, one transaction. Each step may be repeated, and the transaction notes the asset on the upload,
/// so that whoever asks after a crash gets the file taken in exactly once. It goes on when the sender has gone; all who ask meanwhile wait for the same work.
/// </summary>
public sealed class UploadFinish(
    Database database, UploadRows rows, UploadSpool spool, BlobIntake blobs, BlobStore store, UploadIntake intake, IHostApplicationLifetime life, ILogger<UploadFinish> log)
{
    private readonly ConcurrentDictionary<long, Lazy<Task<FinishedUpload>>> underWay = new();

    /// <exception cref="UploadRefusedException">It cannot be taken in: for good, or now.</exception>
    public Task<FinishedUpload> FinishAsync(ResumableUpload upload, CancellationToken cancellationToken) =>
        underWay.GetOrAdd(upload.Key, key => new Lazy<Task<FinishedUpload>>(() => RunAsync(key))).Value.WaitAsync(cancellationToken);

    private async Task<FinishedUpload> RunAsync(long key)
    {
        await Task.Yield();
        try
        {
            return await HoldAndFinishAsync(key, life.ApplicationStopping);
        }
        catch (BlobsUnavailableException error)
        {
            throw new UploadRefusedException(StatusCodes.Status503ServiceUnavailable, $"{error.Message} All bytes are here; ask again later.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(error, "An upload whose bytes are all here cannot be taken in now");
            throw UploadRefusedException.NotStored(error);
        }
        catch (Exception error) when (error is DbException or OperationCanceledException)
        {
            throw new UploadRefusedException(StatusCodes.Status503ServiceUnavailable, "All bytes are here, and the server cannot take the file in now; ask again later.");
        }
        finally
        {
            underWay.TryRemove(key, out _);
        }
    }

    private async Task<FinishedUpload> HoldAndFinishAsync(long key, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(key, cancellationToken) is not { } upload)
        {
            throw Gone();
        }

        using var hold = await spool.HoldAsync(upload.Id, cancellationToken);

        // Who held it before may have ended it.
        upload = await rows.FindAsync(key, cancellationToken) ?? throw Gone();
        if (upload.AssetId is { } known)
        {
            return new FinishedUpload(known, 0, upload.TakenAs);
        }

        if (upload.Problem is { } problem)
        {
            throw new UploadRefusedException(StatusCodes.Status410Gone, problem);
        }

        hold.Sure = upload.Bytes;
        try
        {
            return await TakeInAsync(upload, cancellationToken);
        }
        catch (UploadRefusedException refused)
        {
            await rows.RefusedAsync(upload, refused.Message, cancellationToken);
            spool.Delete(upload.Id);
            throw;
        }
    }

    private async Task<FinishedUpload> TakeInAsync(ResumableUpload upload, CancellationToken cancellationToken)
    {
        var hashes = upload.Hashes ?? await HashAsync(upload, cancellationToken);
        long blob;
        try
        {
            blob = await blobs.KeepAsync(database, upload.Actor, hashes, spool.PathOf(upload.Id), cancellationToken);
        }
        catch (Exception error) when (error is FileNotFoundException or InvalidDataException)
        {
            throw new UploadRefusedException(StatusCodes.Status410Gone, "The bytes of this upload were lost or changed on the server's disk. Send the file again.");
        }

        var sniffed = await SniffAsync(upload, hashes, cancellationToken);
        var written = await intake.AddAsync(
            upload.LibraryKey, upload.Wish, sniffed, hashes, blob, mayChange: true,
            take => database.WriteAsync(
                upload.Actor,
                async session =>
                {
                    var asset = await take(session);
                    await session.ExecuteAsync($"update upload set asset_id = {asset} where key = {upload.Key}", cancellationToken);
                    return asset;
                },
                cancellationToken),
            cancellationToken);
        spool.Delete(upload.Id);
        return new FinishedUpload(written.Value, written.Sequence, (await rows.FindAsync(upload.Key, cancellationToken))?.TakenAs);
    }

    private async Task<FileHashes> HashAsync(ResumableUpload upload, CancellationToken cancellationToken)
    {
        FileHashes hashes;
        await using (var bytes = upload.Bytes == 0 ? Stream.Null : Open(spool.PathOf(upload.Id)))
        {
            hashes = await FileHasher.HashAsync(bytes, null, cancellationToken);
        }

        if (upload.Wanted is { } wanted && !hashes.Sha256.AsSpan().SequenceEqual(wanted))
        {
            throw new UploadRefusedException(
                UploadChecksum.Mismatch, $"{upload.Wish.Name} arrived with other bytes than it was sent with: its SHA-256 is not the one that was named. It was thrown away; send it again.");
        }

        if (upload.Bytes == 0)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(spool.PathOf(upload.Id))!);
            File.Create(spool.PathOf(upload.Id)).Dispose();
        }

        await rows.HashedAsync(upload, hashes, cancellationToken);
        return hashes;
    }

    private async Task<Sniffed> SniffAsync(ResumableUpload upload, FileHashes hashes, CancellationToken cancellationToken)
    {
        await using var bytes = await store.OpenAsync(hashes.Sha256, cancellationToken);
        var head = new byte[(int)Math.Min(ContentSniffer.HeadBytes, hashes.Bytes)];
        await bytes.ReadExactlyAsync(head, cancellationToken);
        return ContentSniffer.Sniff(head, hashes.Bytes, upload.Wish.Name);
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);

    private static UploadRefusedException Gone() => new(StatusCodes.Status404NotFound, ResumableUploads.Unknown);
}
