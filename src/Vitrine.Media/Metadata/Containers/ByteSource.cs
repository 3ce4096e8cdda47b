using System.Buffers.Binary;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>Reads pieces of a seekable stream by position; what a file promises is checked against what it has before memory is taken.</summary>
internal sealed class ByteSource(Stream stream)
{
    public long Length { get; } = stream.Length;

    /// <summary><paramref name="count"/> bytes at <paramref name="at"/>, or null where they are not there.</summary>
    public byte[]? Bytes(long at, long count)
    {
        if (at < 0 || count < 0 || count > int.MaxValue || at > Length - count)
        {
            return null;
        }

        var bytes = new byte[count];
        stream.Position = at;
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? bytes : null;
    }

    /// <summary>Up to <paramref name="count"/> bytes at <paramref name="at"/>.</summary>
    public byte[] Some(long at, long count) => at >= Length ? [] : Bytes(at, Math.Min(count, Length - at)) ?? [];

    public static uint U32(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt32BigEndian(data);

    public static ushort U16(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt16BigEndian(data);
}
