namespace Vitrine.Media.Children;

/// <summary>A part of a frame to be sent: bytes in memory, or a file that is copied through so that it never lies in memory whole.</summary>
internal readonly struct OutgoingPart
{
    private const int ChunkBytes = 256 << 10;

    private readonly ReadOnlyMemory<byte> bytes;
    private readonly Stream? source;

    public OutgoingPart(ReadOnlyMemory<byte> bytes)
    {
        this.bytes = bytes;
        Length = bytes.Length;
    }

    public OutgoingPart(Stream source, long length)
    {
        this.source = source;
        Length = length;
    }

    public long Length { get; }

    public static implicit operator OutgoingPart(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <exception cref="SourceException">The file could not be read, or became shorter meanwhile; the frame is spoilt.</exception>
    public async ValueTask WriteToAsync(Stream target, CancellationToken cancellationToken)
    {
        if (source is null)
        {
            await target.WriteAsync(bytes, cancellationToken);
            return;
        }

        // A request may be sent again to another child.
        source.Position = 0;
        var buffer = new byte[Math.Min(ChunkBytes, Length)];
        for (var left = Length; left > 0;)
        {
            var chunk = buffer.AsMemory(0, (int)Math.Min(buffer.Length, left));
            await FillAsync(source, chunk, cancellationToken);
            await target.WriteAsync(chunk, cancellationToken);
            left -= chunk.Length;
        }
    }

    private static async ValueTask FillAsync(Stream source, Memory<byte> chunk, CancellationToken cancellationToken)
    {
        try
        {
            await source.ReadExactlyAsync(chunk, cancellationToken);
        }
        catch (EndOfStreamException)
        {
            throw new SourceException("the file became shorter while it was read");
        }
        catch (IOException problem)
        {
            throw new SourceException(problem.Message);
        }
    }
}

/// <summary>The file to be sent is at fault, not the pipe it goes into.</summary>
internal sealed class SourceException(string message) : IOException(message);
