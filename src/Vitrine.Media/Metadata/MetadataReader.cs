using Vitrine.Core.Assets;
using Vitrine.Media.Metadata.Containers;

namespace Vitrine.Media.Metadata;

/// <summary>
/// Reads what a file says about itself with managed code only. Content decides how it is taken apart; every size a file states is checked before memory is taken;
/// compressed text, XML, directories and the number of tags are bounded. Nothing outside of the file is opened.
/// </summary>
public static class MetadataReader
{
    private const int HeadLength = 4096;

    /// <summary>
    /// Reads <paramref name="file"/> (seekable; its position does not matter and is changed). Damage ends as a problem beside what could be read, never as an exception;
    /// errors of reading the stream itself are thrown.
    /// </summary>
    public static EmbeddedMetadata Read(Stream file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var tags = new TagList(cancellationToken);
        try
        {
            ReadTags(file, tags);
        }
        catch (Exception e) when (TiffTags.IsDamage(e) && file.CanRead)
        {
            tags.Report("metadata-broken", "The metadata is damaged; what could be read was kept.");
        }

        return new EmbeddedMetadata(Normaliser.From(tags.Tags), tags.Tags, tags.Problems);
    }

    /// <summary>The same for a file on disk.</summary>
    public static EmbeddedMetadata Read(string path, CancellationToken cancellationToken = default)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 12);
        return Read(file, cancellationToken);
    }

    /// <summary>Reads an XMP side-car.</summary>
    public static EmbeddedMetadata ReadSidecar(ReadOnlySpan<byte> xmp, CancellationToken cancellationToken = default)
    {
        var tags = new TagList(cancellationToken);
        XmpReader.Read(xmp, tags);
        return new EmbeddedMetadata(Normaliser.From(tags.Tags), tags.Tags, tags.Problems);
    }

    private static void ReadTags(Stream file, TagList tags)
    {
        var source = new ByteSource(file);
        ReadOnlySpan<byte> head = source.Some(0, HeadLength);
        if (head.Length < 4)
        {
            return;
        }

        if (head is [0xFF, 0xD8, ..])
        {
            JpegTags.Read(source, tags);
        }
        else if (head is [0x89, (byte)'P', (byte)'N', (byte)'G', ..])
        {
            PngTags.Read(source, tags);
        }
        else if (head.StartsWith("RIFF"u8))
        {
            RiffTags.Read(source, tags);
        }
        else if (IsTiff(head))
        {
            TiffTags.Read(file, tags);
        }
        else if (head.Length >= 8 && IsBoxed(head[4..8]))
        {
            MovieTags.Read(source, tags);
        }
        else if (head.StartsWith("8BPS"u8))
        {
            PsdTags.Read(source, tags);
        }
        else if (head.StartsWith("GIF8"u8))
        {
            GifTags.Read(source, tags);
        }
        else if (head.StartsWith("%PDF-"u8))
        {
            PdfTags.Read(source, tags);
        }
        else if (head.StartsWith("PK\x03\x04"u8))
        {
            OfficeTags.Read(file, tags);
        }
        else if (head.StartsWith("ID3"u8))
        {
            Id3Tags.Read(source, tags);
        }
        else if (head.StartsWith("fLaC"u8))
        {
            FlacTags.Read(source, tags);
        }
        else if (head.StartsWith("FUJIFILMCCD-RAW"u8))
        {
            RafTags.Read(source, tags);
        }
        else if (IsXmp(head))
        {
            XmpReader.Read(source.Some(0, 16 << 20), tags);
        }
        else
        {
            HeaderTags.Read(source, head, tags);
        }
    }

    private static bool IsTiff(ReadOnlySpan<byte> head) =>
        head is [(byte)'I', (byte)'I', 0x2A or 0x55, 0, ..] or [(byte)'M', (byte)'M', 0, 0x2A, ..] or [(byte)'I', (byte)'I', (byte)'R', (byte)'O' or (byte)'S', ..] or [(byte)'M', (byte)'M', (byte)'O', (byte)'R', ..];

    private static bool IsBoxed(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("ftyp"u8) || type.SequenceEqual("moov"u8) || type.SequenceEqual("mdat"u8) || type.SequenceEqual("wide"u8) || type.SequenceEqual("free"u8)
        || type.SequenceEqual("skip"u8) || type.SequenceEqual("JXL "u8) || type.SequenceEqual("jP  "u8);

    private static bool IsXmp(ReadOnlySpan<byte> head) =>
        head is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0, (byte)'<', ..] or [(byte)'<', 0, ..] ? IsXmpNarrow([.. head.ToArray().Where(one => one != 0)]) : IsXmpNarrow(head);

    /// <summary>Of UTF-16 without its zeros, which are all that these words have more of.</summary>
    private static bool IsXmpNarrow(ReadOnlySpan<byte> head) =>
        head.IndexOf("<x:xmpmeta"u8) >= 0 || head.IndexOf("<?xpacket"u8) >= 0 || head.IndexOf("<rdf:RDF"u8) >= 0;
}
