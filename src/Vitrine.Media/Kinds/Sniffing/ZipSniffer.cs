using System.Buffers.Binary;
using System.Text;

namespace Vitrine.Media.Kinds.Sniffing;

/// <summary>Office documents are ZIP archives: told by the first entries, without opening the archive.</summary>
internal static class ZipSniffer
{
    private const int LocalHeader = 30;
    private static readonly string[] Declared = ["odt", "ods", "odp", "epub"];

    public static string Sniff(ReadOnlySpan<byte> head) => OpenDocument(head) ?? OpenXml(head) ?? "zip";

    /// <summary>OpenDocument and EPUB begin with an entry <c>mimetype</c>, stored as it is (OpenDocument 1.2 part 3, section 3.3).</summary>
    private static string? OpenDocument(ReadOnlySpan<byte> head)
    {
        if (head.Length < LocalHeader + 8 || !head[LocalHeader..].StartsWith("mimetype"u8))
        {
            return null;
        }

        var extra = BinaryPrimitives.ReadUInt16LittleEndian(head[28..]);
        var start = Math.Min(LocalHeader + 8 + extra, head.Length);
        var type = Encoding.ASCII.GetString(head[start..Math.Min(start + 128, head.Length)]);
        return Declared.FirstOrDefault(name => type.StartsWith(FileFormats.Get(name).Mime, StringComparison.Ordinal));
    }

    /// <summary>The content types part is there and one entry lies in the main folder; packers write both among the first entries.</summary>
    private static string? OpenXml(ReadOnlySpan<byte> head)
    {
        if (head.IndexOf("[Content_Types].xml"u8) < 0 && head.IndexOf("_rels/.rels"u8) < 0)
        {
            return null;
        }

        return head.IndexOf("word/"u8) >= 0 ? "docx" : head.IndexOf("xl/"u8) >= 0 ? "xlsx" : head.IndexOf("ppt/"u8) >= 0 ? "pptx" : null;
    }
}
