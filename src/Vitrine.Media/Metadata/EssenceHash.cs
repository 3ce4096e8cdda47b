using System.Buffers;
using Vitrine.Media.Metadata.Essence;

namespace Vitrine.Media.Metadata;

/// <summary>
/// The hash of the encoded picture or sound without its metadata.
/// <paramref name="IsOwn"/> is false where the format has no essence of its own (or is damaged): then it is the file's hash.
/// </summary>
public sealed record EssenceResult(byte[] Hash, bool IsOwn);

/// <summary>
/// SHA-256 of what decides the pixels, samples and how they are shown: JPEG, PNG, WebP, TIFF, PSD, MP4 and QuickTime; else the hash of the file.
/// <para>Part of it: encoded data, colour profile, orientation (EXIF, or a video track's matrix), because a rendition made before they changed would be wrong.
/// Not part of it: everything else in EXIF, IPTC, XMP, comments, text, dates, thumbnails, resolution, and where things lie in the file.
/// What is not understood counts as picture, so two different pictures never share an essence; at worst a file is looked at again.</para>
/// </summary>
public static class EssenceHash
{
    internal const int HeadLength = 16;
    private const int BufferLength = 1 << 17;

    /// <summary>
    /// Reads <paramref name="stream"/> (seekable, from its start) in bounded memory. Content decides how it is taken apart.
    /// A malformed structure gives <paramref name="fileSha256"/>, never an exception; errors of reading itself are thrown.
    /// </summary>
    public static EssenceResult Compute(Stream stream, byte[] fileSha256, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(fileSha256);
        stream.Position = 0;
        Span<byte> head = stackalloc byte[HeadLength];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        var hash = IsTiff(head) ? new TiffEssence(stream).Compute(cancellationToken) : Push(stream, head, cancellationToken);
        return hash is null ? new EssenceResult(fileSha256, IsOwn: false) : new EssenceResult(hash, IsOwn: true);
    }

    internal static bool IsTiff(ReadOnlySpan<byte> head) =>
        head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8);

    /// <summary>The parser for a file that begins with <paramref name="head"/> (up to 16 bytes), null where there is none.</summary>
    internal static EssenceParser? ParserFor(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return new JpegEssence();
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]))
        {
            return new PngEssence();
        }

        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8))
        {
            return new WebpEssence();
        }

        if (head.StartsWith("8BPS"u8))
        {
            return new PsdEssence();
        }

        return IsMovie(head) ? new Mp4Essence() : null;
    }

    private static bool IsMovie(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12)
        {
            return false;
        }

        var type = head[4..8];
        if (!type.SequenceEqual("ftyp"u8))
        {
            return type.SequenceEqual("moov"u8) || type.SequenceEqual("mdat"u8) || type.SequenceEqual("wide"u8);
        }

        // Pictures in the same container keep their properties in meta; camera raw (crx) decodes by private boxes.
        var brand = head[8..12];
        return !(brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.StartsWith("mif"u8) || brand.StartsWith("msf"u8)
            || brand.StartsWith("avi"u8) || brand.StartsWith("crx"u8) || brand.StartsWith("jp"u8) || brand.StartsWith("jxl"u8));
    }

    private static byte[]? Push(Stream stream, ReadOnlySpan<byte> head, CancellationToken cancellationToken)
    {
        using var parser = ParserFor(head);
        if (parser is null)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            while (!parser.IsBroken && stream.Read(buffer) is > 0 and var read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                parser.Append(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return parser.Finish();
    }
}
