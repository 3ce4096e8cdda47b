using System.Buffers.Binary;
using System.Text;

namespace Vitrine.Media.Kinds.Document;

/// <summary>
/// The finished preview that drawing programs lay into EPS and InDesign files; the drawing itself is never interpreted. Looked for in this order:
/// the TIFF of a DOS EPS (EPSF 3.0, section 5.2), thumbnails of an XMP packet (XMP specification part 2, 1.2.2.4: JPEG in base64), the thumbnail
/// resource of Photoshop (Photoshop file formats, image resource 1036).
/// </summary>
internal static class PreviewInside
{
    private const int Window = 8 << 20;
    private const int Overlap = 4 << 20;
    private const long MostScanned = 512L << 20;
    private const int MostPictures = 64;

    /// <summary>The largest preview as a file of its own, or null where there is none.</summary>
    /// <param name="most">Bytes of the largest that is taken.</param>
    public static byte[]? Find(MediaFile file, int most)
    {
        if (DosTiff(file, most) is { } tiff)
        {
            return tiff;
        }

        byte[]? best = null;
        var seen = 0;
        for (long start = 0; start < Math.Min(file.Length, MostScanned) && seen < MostPictures; start += Window)
        {
            // A thumbnail that begins in one window may end in the next.
            var window = file.ReadAt(start, Window + Overlap);
            foreach (var found in XmpThumbnails(window).Concat(PhotoshopThumbnails(window)))
            {
                seen++;
                if (found.Length <= most && found.Length > (best?.Length ?? 0))
                {
                    best = found;
                }
            }
        }

        return best;
    }

    private static byte[]? DosTiff(MediaFile file, int most)
    {
        const int headBytes = 30;
        var head = file.Head;
        if (head.Length < headBytes || !head.StartsWith((ReadOnlySpan<byte>)[0xC5, 0xD0, 0xD3, 0xC6]))
        {
            return null;
        }

        long at = BinaryPrimitives.ReadUInt32LittleEndian(head[20..]), length = BinaryPrimitives.ReadUInt32LittleEndian(head[24..]);
        return length > 8 && length <= most && at + length <= file.Length ? file.ReadAt(at, (int)length) : null;
    }

    private static IEnumerable<byte[]> XmpThumbnails(byte[] window)
    {
        for (var at = 0; Next(window, at, "xmpGImg:image>"u8) is var begin and >= 0;)
        {
            begin += "xmpGImg:image>".Length;
            var end = Next(window, begin, "<"u8);
            if (end < 0)
            {
                yield break;
            }

            at = end;
            if (Unpacked(window.AsSpan(begin, end - begin)) is { } picture)
            {
                yield return picture;
            }
        }
    }

    /// <summary>Base64 with line ends, which XML may have written as references.</summary>
    private static byte[]? Unpacked(ReadOnlySpan<byte> base64)
    {
        var text = Encoding.ASCII.GetString(base64).Replace("&#xA;", "", StringComparison.Ordinal).Replace("&#10;", "", StringComparison.Ordinal).Replace("&#xD;", "", StringComparison.Ordinal);
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length > 3 ? bytes[..length] : null;
    }

    /// <summary>Image resources lie in comments as hexadecimal digits: <c>%BeginPhotoshop: 1234</c>, then lines of <c>% 3842494D…</c>.</summary>
    private static IEnumerable<byte[]> PhotoshopThumbnails(byte[] window)
    {
        var begin = Next(window, 0, "%BeginPhotoshop"u8);
        var end = begin < 0 ? -1 : Next(window, begin, "%EndPhotoshop"u8);
        if (end < 0)
        {
            yield break;
        }

        var line = Next(window, begin, "\n"u8) is var found and >= 0 && found < end ? found : begin;
        var digits = new string([.. Encoding.ASCII.GetString(window, line, end - line).Where(char.IsAsciiHexDigit)]);
        var resources = Convert.FromHexString(digits.AsSpan(0, digits.Length & ~1));
        for (var at = 0; Next(resources, at, "8BIM\u0004\u000c"u8) is var resource and >= 0; at = resource + 6)
        {
            // Six bytes of signature and id, an empty name, four of the length; 28 of our own head, then the JPEG.
            const int nameAt = 6, headBytes = 28;
            var name = nameAt + ((resources.Length > resource + nameAt ? resources[resource + nameAt] : 0) | 1) + 1;
            var lengthAt = resource + name;
            if (lengthAt + 4 > resources.Length)
            {
                yield break;
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(resources.AsSpan(lengthAt));
            if (length > headBytes && lengthAt + 4 + (long)length <= resources.Length)
            {
                yield return resources.AsSpan(lengthAt + 4 + headBytes, (int)length - headBytes).ToArray();
            }
        }
    }

    private static int Next(byte[] bytes, int from, ReadOnlySpan<byte> what) => bytes.AsSpan(from).IndexOf(what) is var at and >= 0 ? from + at : -1;
}
