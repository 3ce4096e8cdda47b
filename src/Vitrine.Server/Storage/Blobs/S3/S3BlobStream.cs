namespace Vitrine.Server.Storage.Blobs.S3;

/// <summary>
/// A blob in an S3 server, read from any position. It is asked for in windows that grow while reading goes on in order: a player's jump costs little,
/// a whole download few requests, and a line that breaks only the window under way.
/// </summary>
/// <param name="open">Opens the bytes from a position, a number of them.</param>
internal sealed class S3BlobStream(long length, Func<long, long, CancellationToken, Task<Stream>> open) : Stream
{
    private const long FirstWindow = 256 << 10;
    private const long LargestWindow = 16 << 20;
    private const int Tries = 3;

    /// <summary>How long a server may send nothing.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private Stream? window;
    private long windowEnd;
    private long nextWindow = FirstWindow;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value != position)
            {
                position = value;
                nextWindow = FirstWindow;
                CloseWindow();
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || position >= length)
        {
            return 0;
        }

        for (var tries = 1; ; tries++)
        {
            try
            {
                return await OnceAsync(buffer, cancellationToken);
            }
            catch (Exception error) when (error is not (BlobsUnavailableException or FileNotFoundException) && tries < Tries && !cancellationToken.IsCancellationRequested)
            {
                // The line broke, also where the server closed one that a slow reader left idle. Asking itself has its own retries.
                CloseWindow();
            }
            catch
            {
                CloseWindow();
                throw;
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("blobs of another machine are read asynchronously");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        CloseWindow();
        base.Dispose(disposing);
    }

    private async Task<int> OnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (window is null || position == windowEnd)
        {
            CloseWindow();
            var wanted = Math.Min(nextWindow, length - position);
            window = await open(position, wanted, cancellationToken);
            windowEnd = position + wanted;
            nextWindow = Math.Min(nextWindow * 4, LargestWindow);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Silence);
        var read = await window.ReadAsync(buffer[..(int)Math.Min(buffer.Length, windowEnd - position)], patience.Token);
        if (read == 0)
        {
            throw new EndOfStreamException("the answer ended early");
        }

        position += read;
        return read;
    }

    private void CloseWindow()
    {
        window?.Dispose();
        window = null;
    }
}
