namespace Vitrine.Server.Groups;

/// <summary>A part of a seekable stream as a stream of its own: nothing before or behind it can be reached. It owns the whole.</summary>
internal sealed class PartOfStream(Stream whole, long start, long length) : Stream
{
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => position = value is >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + (origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => position, _ => length });

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = Left(buffer.Length);
        return count == 0 ? 0 : Moved(whole.Read(buffer[..count]));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Left(buffer.Length);
        return count == 0 ? 0 : Moved(await whole.ReadAsync(buffer[..count], cancellationToken));
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await whole.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            whole.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Left(int wanted)
    {
        var count = (int)Math.Clamp(length - position, 0, wanted);
        if (count > 0 && whole.Position != start + position)
        {
            whole.Seek(start + position, SeekOrigin.Begin);
        }

        return count;
    }

    private int Moved(int read)
    {
        position += read;
        return read;
    }
}
