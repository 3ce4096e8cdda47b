using System.Buffers.Binary;
using System.Text.Json;

namespace Vitrine.Media.Children;

/// <summary>Writes and reads frames. The reader trusts nothing: whoever is at the other end may have been taken over by a file.</summary>
internal static class Frames
{
    public static Task WriteAsync(Stream target, FrameType type, long id, ChildMessage message, CancellationToken cancellationToken)
    {
        OutgoingPart[] parts = [message.Body, .. message.Attachments];
        return WriteAsync(target, type, id, parts, cancellationToken);
    }

    public static async Task WriteAsync(Stream target, FrameType type, long id, IReadOnlyList<OutgoingPart> parts, CancellationToken cancellationToken)
    {
        var header = new FrameHeader(type, id, [.. parts.Select(part => part.Length)]);
        var json = JsonSerializer.SerializeToUtf8Bytes(header, ProtocolJson.Default.FrameHeader);
        var head = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(head, json.Length);
        json.CopyTo(head, 4);
        await target.WriteAsync(head, cancellationToken);
        foreach (var part in parts)
        {
            await part.WriteToAsync(target, cancellationToken);
        }
    }

    /// <summary>The next frame, or null where the other end closed the pipe between two frames.</summary>
    /// <param name="source">The pipe.</param>
    /// <param name="maxBytes">The most the parts of one frame may hold together.</param>
    /// <param name="allocate">Gives the memory for part <c>index</c> of <c>length</c> bytes; null = fresh arrays.</param>
    /// <exception cref="ProtocolException">Not a frame of this protocol.</exception>
    /// <exception cref="EndOfStreamException">The other end died within a frame.</exception>
    public static async Task<Frame?> ReadAsync(
        Stream source, long maxBytes, Func<int, int, Memory<byte>>? allocate, CancellationToken cancellationToken)
    {
        var prefix = new byte[4];
        var got = await source.ReadAtLeastAsync(prefix, 4, throwOnEndOfStream: false, cancellationToken);
        if (got == 0)
        {
            return null;
        }

        if (got < 4)
        {
            throw new EndOfStreamException();
        }

        var header = await ReadHeaderAsync(source, BinaryPrimitives.ReadInt32LittleEndian(prefix), cancellationToken);
        Check(header, maxBytes);
        var parts = new ReadOnlyMemory<byte>[header.Parts.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var length = (int)header.Parts[i];
            var memory = allocate is null ? new byte[length] : allocate(i, length);
            await source.ReadExactlyAsync(memory, cancellationToken);
            parts[i] = memory;
        }

        return new Frame(header.Type, header.Id, new ChildMessage(parts.Length == 0 ? default : parts[0], parts.Length < 2 ? [] : parts[1..]));
    }

    private static async Task<FrameHeader> ReadHeaderAsync(Stream source, int length, CancellationToken cancellationToken)
    {
        if (length is <= 0 or > ChildProtocol.MaxHeader)
        {
            throw new ProtocolException($"a frame whose header would have {length} bytes");
        }

        var json = new byte[length];
        await source.ReadExactlyAsync(json, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(json, ProtocolJson.Default.FrameHeader) is { Parts: not null } header
                ? header
                : throw new ProtocolException("a frame without a header");
        }
        catch (JsonException problem)
        {
            throw new ProtocolException($"a frame whose header is not readable: {problem.Message}");
        }
    }

    private static void Check(FrameHeader header, long maxBytes)
    {
        if (header.Parts.Count > ChildProtocol.MaxParts)
        {
            throw new ProtocolException($"a frame of {header.Parts.Count} parts");
        }

        long sum = 0;
        foreach (var length in header.Parts)
        {
            if (length < 0 || length > maxBytes - sum)
            {
                throw new ProtocolException($"a frame of more than {maxBytes >> 20} MB");
            }

            sum += length;
        }
    }
}
