using System.Globalization;
using MetadataExtractor;
using MetadataExtractor.Formats.Adobe;
using MetadataExtractor.Formats.Jfif;
using MetadataExtractor.Formats.Jpeg;
using Directory = MetadataExtractor.Directory;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>Metadata segments of a JPEG up to its first scan: EXIF, XMP with its extension, Photoshop and IPTC, ICC, comments, frame header.</summary>
internal static class JpegTags
{
    private const int MostSegments = 2_000, LargestTogether = 24 << 20, MostExtended = 4 << 20;

    public static void Read(ByteSource file, TagList into, long start = 0)
    {
        var found = new Found();
        var at = start + 2;
        long together = 0;
        for (var i = 0; ; i++)
        {
            if (i == MostSegments || together > LargestTogether)
            {
                into.Report("jpeg-limited", "The JPEG has more metadata segments than are read; the first ones were kept.");
                break;
            }

            while (file.Bytes(at, 2) is [0xFF, 0xFF])
            {
                at++;
            }

            if (file.Bytes(at, 2) is not [0xFF, var marker])
            {
                into.Report("truncated", "The JPEG ends, or is damaged, before its picture data.");
                break;
            }

            if (marker is 0xDA or 0xD9)
            {
                break;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += 2;
                continue;
            }

            if (file.Bytes(at + 2, 2) is not { } head || ByteSource.U16(head) is var length && length < 2 || at + 2 + length > file.Length)
            {
                into.Report("truncated", "The JPEG is cut off inside its metadata.");
                break;
            }

            // Tables of the compression say nothing about the picture.
            if (Found.Wants(marker) && file.Bytes(at + 4, length - 2) is { } segment)
            {
                found.Add(marker, segment, at);
                together += length;
            }

            at += 2 + length;
        }

        found.Emit(into);
    }

    private sealed class Found
    {
        private const int ExifStart = 6, XmpStart = 29;

        /// <summary>Segments as they lie in the file: they are read from behind their signature.</summary>
        private readonly List<byte[]> exif = [];
        private readonly List<byte[]> xmp = [];
        private readonly Dictionary<string, SortedDictionary<uint, byte[]>> extended = new(StringComparer.Ordinal);
        private readonly SortedDictionary<int, byte[]> icc = [];
        private readonly List<byte[]> photoshop = [];
        private readonly List<Directory> directories = [];
        private readonly List<string> comments = [];

        public static bool Wants(byte marker) => marker is 0xE0 or 0xE1 or 0xE2 or 0xED or 0xEE or 0xFE || IsFrame(marker);

        public void Add(byte marker, byte[] data, long offset)
        {
            switch (marker)
            {
                case 0xE1 when data.AsSpan().StartsWith("Exif\0"u8) && data.Length > ExifStart:
                    exif.Add(data);
                    break;
                case 0xE1 when data.AsSpan().StartsWith("http://ns.adobe.com/xap/1.0/\0"u8):
                    xmp.Add(data);
                    break;
                case 0xE1 when data.AsSpan().StartsWith("http://ns.adobe.com/xmp/extension/\0"u8) && data.Length > 75:
                    AddExtended(data);
                    break;
                case 0xE2 when data.AsSpan().StartsWith("ICC_PROFILE\0"u8) && data.Length > 14:
                    icc.TryAdd(data[12], data[14..]);
                    break;
                case 0xED when data.AsSpan().StartsWith("Photoshop 3.0\0"u8):
                    photoshop.Add(data[14..]);
                    break;
                case 0xE0 when data.AsSpan().StartsWith("JFIF\0"u8):
                    Try(() => new JfifReader().ReadJpegSegments([Segment(JpegSegmentType.App0, data, offset)]));
                    break;
                case 0xEE when data.AsSpan().StartsWith("Adobe"u8):
                    Try(() => new AdobeJpegReader().ReadJpegSegments([Segment(JpegSegmentType.AppE, data, offset)]));
                    break;
                case 0xFE:
                    comments.Add(LegacyText.Decode(data));
                    break;
                case var frame when IsFrame(frame):
                    Try(() => [new JpegReader().Extract(Segment((JpegSegmentType)marker, data, offset))]);
                    break;
            }
        }

        public void Emit(TagList into)
        {
            DirectoryTags.Add(directories, into);
            into.IptcComesLater = photoshop.Count > 0;
            foreach (var block in exif)
            {
                TiffTags.Read(block, into, start: ExifStart);
            }

            into.IptcComesLater = false;

            foreach (var packet in xmp)
            {
                XmpReader.Read(packet.AsSpan(XmpStart), into);
            }

            EmitExtended(into);
            if (photoshop.Count > 0)
            {
                PhotoshopTags.Read(Whole(photoshop), into);
            }

            if (icc.Count > 0)
            {
                IccTags.Read(Whole(icc.Values), into);
            }

            comments.ForEach(comment => into.Add("File", "Comment", comment));
        }

        private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

        /// <summary>The parts of what did not fit into one segment.</summary>
        private static byte[] Whole(IReadOnlyCollection<byte[]> parts)
        {
            if (parts.Count == 1)
            {
                return parts.First();
            }

            var whole = new MemoryStream(parts.Sum(part => part.Length));
            foreach (var part in parts)
            {
                whole.Write(part);
            }

            return whole.ToArray();
        }

        private static JpegSegment Segment(JpegSegmentType type, byte[] data, long offset) => new(type, data, offset);

        /// <summary>XMP specification part 3, 1.1.3.1: GUID (32 characters), full length, offset of this part, all behind the 35-byte signature.</summary>
        private void AddExtended(byte[] data)
        {
            var guid = System.Text.Encoding.ASCII.GetString(data, 35, 32);
            if (!extended.TryGetValue(guid, out var parts))
            {
                extended[guid] = parts = [];
            }

            parts.TryAdd(ByteSource.U32(data.AsSpan(71)), data[75..]);
        }

        /// <summary>Only the extension that the packet names belongs to it: others are left over from earlier edits.</summary>
        private void EmitExtended(TagList into)
        {
            foreach (var tag in into.Tags.Where(tag => tag is { Group: "XMP-xmpNote", Name: "HasExtendedXMP" }).ToList())
            {
                if (extended.GetValueOrDefault(tag.Raw) is not { } parts)
                {
                    continue;
                }

                using var whole = new MemoryStream();
                foreach (var (at, part) in parts)
                {
                    if (at != whole.Length || whole.Length + part.Length > MostExtended)
                    {
                        into.Report("xmp-incomplete", string.Create(CultureInfo.InvariantCulture, $"Extended XMP is incomplete or too large at byte {at} and was not read."));
                        return;
                    }

                    whole.Write(part);
                }

                XmpReader.Read(whole.ToArray(), into);
            }
        }

        private void Try(Func<IEnumerable<Directory>> read)
        {
            try
            {
                directories.AddRange(read());
            }
            catch (Exception e) when (TiffTags.IsDamage(e))
            {
                directories.Add(new ErrorDirectory("segment damaged"));
            }
        }
    }
}
