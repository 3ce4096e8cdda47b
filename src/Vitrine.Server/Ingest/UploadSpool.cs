using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ingest;

/// <summary>
/// Files that arrive in pieces, as files of the data folder: <c>ID.bytes</c>, whose length is the upload's offset. So the offset never runs ahead of
/// the bytes, whenever the server is killed. While a piece with a checksum arrives, <c>ID.unsure</c> says where it began: until it is verified it does not count.
/// </summary>
public sealed class UploadSpool(DataFolder data)
{
    private const int Buffer = 1 << 17;

    /// <summary>Bytes after which a piece is brought to the disk while it still arrives.</summary>
    private const long Stretch = 64L << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, UploadHold> held = new(StringComparer.Ordinal);

    public string PathOf(string id) => Path.Combine(data.Uploads, id + ".bytes");

    /// <summary>How many bytes of an upload that one holds are there and count. They are on the disk when this returns: what is told must outlast a power cut.</summary>
    public long Offset(UploadHold hold)
    {
        if (new FileInfo(PathOf(hold.Id)) is not { Exists: true, Length: > 0 and var length })
        {
            return 0;
        }

        using var handle = File.OpenHandle(PathOf(hold.Id), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(handle);
        return RememberedText.Read(UnsurePath(hold.Id)) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sure) ? Math.Min(sure, length) : length;
    }

    /// <summary>How many bytes are surely there while somebody holds the upload; null where nobody does, or where that is not known yet.</summary>
    public long? SureOf(string id) => held.TryGetValue(id, out var hold) ? hold.Sure : null;

    /// <summary>Bytes on disk, of all uploads.</summary>
    public long Bytes() => Directory.Exists(data.Uploads) ? new DirectoryInfo(data.Uploads).EnumerateFiles().Sum(file => file.Length) : 0;

    /// <summary>Ids of the uploads whose files lie here and were not written since.</summary>
    public IReadOnlyList<string> Idle(DateTimeOffset since) => Directory.Exists(data.Uploads)
        ? [.. new DirectoryInfo(data.Uploads).EnumerateFiles().Where(file => file.LastWriteTimeUtc < since.UtcDateTime).Select(file => file.Name.Split('.')[0]).Distinct()]
        : [];

    /// <summary>Takes an upload for oneself; null while somebody else has it.</summary>
    public UploadHold? TryHold(string id)
    {
        var hold = new UploadHold(id, one => held.TryRemove(KeyValuePair.Create(id, one)));
        return held.TryAdd(id, hold) ? hold : null;
    }

    /// <summary>Waits until nobody has an upload, and takes it.</summary>
    public async Task<UploadHold> HoldAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryHold(id) is { } hold)
            {
                return hold;
            }

            if (held.TryGetValue(id, out var other))
            {
                await other.Ended.WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>Asks who has an upload to let go, and takes it then; null where it was not let go within some seconds.</summary>
    public async Task<UploadHold?> InterruptAsync(string id, CancellationToken cancellationToken)
    {
        if (held.TryGetValue(id, out var other))
        {
            other.Interrupt();
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await HoldAsync(id, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Writes what comes behind the offset, up to <paramref name="end"/>. What arrived before the sender vanished stays, unless it has a checksum.</summary>
    /// <returns>The offset afterwards.</returns>
    /// <exception cref="UploadRefusedException">The disk does not take it, more came than was announced, or its checksum is another.</exception>
    public async Task<long> AppendAsync(UploadHold hold, long offset, long end, Stream piece, UploadChecksum? checksum)
    {
        using var handle = Open(hold.Id, offset, checksum is not null);
        hold.Sure = offset;
        var keeps = false;
        try
        {
            var at = await WriteAsync(handle, hold, end, piece, checksum);
            checksum?.Verify();
            keeps = true;
            return at;
        }
        catch (Exception error) when (checksum is null && error is not UploadRefusedException { Status: StatusCodes.Status413PayloadTooLarge })
        {
            keeps = true;
            throw;
        }
        finally
        {
            Settle(handle, offset, keeps);
            File.Delete(UnsurePath(hold.Id));
        }
    }

    public void Delete(string id)
    {
        foreach (var file in Directory.Exists(data.Uploads) ? Directory.GetFiles(data.Uploads, id + ".*") : [])
        {
            File.Delete(file);
        }
    }

    private SafeFileHandle Open(string id, long offset, bool unsure)
    {
        try
        {
            Directory.CreateDirectory(data.Uploads);
            var handle = File.OpenHandle(PathOf(id), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);

            // A piece that was not verified when the server was killed.
            RandomAccess.SetLength(handle, offset);
            File.Delete(UnsurePath(id));
            if (unsure)
            {
                RememberedText.Write(UnsurePath(id), offset.ToString(CultureInfo.InvariantCulture));
            }

            return handle;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw UploadRefusedException.NotStored(error);
        }
    }

    private static async Task<long> WriteAsync(
        SafeFileHandle handle, UploadHold hold, long end, Stream piece, UploadChecksum? checksum)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Buffer);
        try
        {
            var at = hold.Sure!.Value;
            for (int read; (read = await piece.ReadAsync(buffer)) > 0; at += read)
            {
                if (at + read > end)
                {
                    throw new UploadRefusedException(StatusCodes.Status413PayloadTooLarge, "More bytes came than the file was said to have; this piece was thrown away.");
                }

                checksum?.Append(buffer.AsSpan(0, read));
                await WriteAsync(handle, buffer.AsMemory(0, read), at);
                if (checksum is null && at + read - hold.Sure >= Stretch)
                {
                    RandomAccess.FlushToDisk(handle);
                    hold.Sure = at + read;
                }
            }

            return at;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Brings what came behind the offset to the disk, or drops it; also where the disk takes it only seemingly.</summary>
    private static void Settle(SafeFileHandle handle, long offset, bool keeps)
    {
        try
        {
            if (keeps)
            {
                RandomAccess.FlushToDisk(handle);
                return;
            }

            RandomAccess.SetLength(handle, offset);
        }
        catch (IOException error)
        {
            RandomAccess.SetLength(handle, offset);
            throw UploadRefusedException.NotStored(error);
        }
    }

    /// <summary>Whoever sent it may have gone: what arrived is written nevertheless.</summary>
    private static async Task WriteAsync(SafeFileHandle handle, ReadOnlyMemory<byte> bytes, long at)
    {
        try
        {
            await RandomAccess.WriteAsync(handle, bytes, at, CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw UploadRefusedException.NotStored(error);
        }
    }

    private string UnsurePath(string id) => Path.Combine(data.Uploads, id + ".unsure");
}

/// <summary>One at a time may write, finish or end an upload.</summary>
public sealed class UploadHold(string id, Action<UploadHold> letGo) : IDisposable
{
    // Without a timer and without a wait handle there is nothing to dispose of.
#pragma warning disable CA2213
    private readonly CancellationTokenSource interrupted = new();
#pragma warning restore CA2213
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long sure = -1;

    public string Id => id;

    /// <summary>So many bytes are surely on the disk, whatever is still arriving; null until that is known.</summary>
    public long? Sure
    {
        get => Interlocked.Read(ref sure) is >= 0 and var known ? known : null;
        set => Interlocked.Exchange(ref sure, value ?? -1);
    }

    /// <summary>Cancelled where somebody wants the upload ended.</summary>
    public CancellationToken Interrupted => interrupted.Token;

    /// <summary>Completes when it was let go.</summary>
    public Task Ended => ended.Task;

    public void Interrupt() => interrupted.Cancel();

    public void Dispose()
    {
        letGo(this);
        ended.TrySetResult();
    }
}
