using System.Text;
using MetadataExtractor.Formats.Jpeg;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>The XMP packet of a file as its bytes, by exiftool; of a JPEG together with the extension that large packets have (XMP specification part 3, 1.1.3.1).</summary>
internal static class XmpBlock
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly byte[] Extension = "http://ns.adobe.com/xmp/extension/\0"u8.ToArray();

    /// <summary>Bytes of the largest packet that a JPEG holds in one segment, its signature taken off.</summary>
    public const int LargestInJpeg = 65_502;

    /// <summary>Empty where the file has none.</summary>
    /// <exception cref="XmpRefusedException">The packet is larger than is taken.</exception>
    public static async Task<byte[]> ReadAsync(ExifToolProcess tool, string path, CancellationToken cancellationToken)
    {
        var answer = await tool.AskAsync(path, ["-b", "-XMP", "-api", "LargeFileSupport=1", "-q", "-q"], Limit, cancellationToken);
        return answer.Output is { } output ? output.ToArray() : throw new XmpRefusedException("The XMP packet is too large.");
    }

    /// <summary>The extension that a JPEG's packet names; null where it names none, or it is not whole.</summary>
    public static byte[]? ExtensionOf(Stream jpeg, ReadOnlySpan<byte> packet)
    {
        if (packet.IndexOf("HasExtendedXMP"u8) < 0)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(packet);
        var parts = new SortedDictionary<uint, byte[]>();
        uint length = 0;
        foreach (var segment in JpegSegmentReader.ReadSegments(new MetadataExtractor.IO.SequentialStreamReader(jpeg), [JpegSegmentType.App1]))
        {
            // Signature, GUID in 32 characters, whole length, place of this part.
            if (segment.Bytes.AsSpan().StartsWith(Extension) && segment.Bytes.Length > 75 && text.Contains(Encoding.ASCII.GetString(segment.Bytes, 35, 32), StringComparison.Ordinal))
            {
                length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(segment.Bytes.AsSpan(67));
                parts.TryAdd(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(segment.Bytes.AsSpan(71)), segment.Bytes[75..]);
            }
        }

        var whole = new MemoryStream();
        foreach (var (at, part) in parts)
        {
            if (at != whole.Length)
            {
                return null;
            }

            whole.Write(part);
        }

        return whole.Length > 0 && whole.Length == length ? whole.ToArray() : null;
    }
}
