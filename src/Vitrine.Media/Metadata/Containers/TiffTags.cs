using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Tiff;
using MetadataExtractor.IO;
using Directory = MetadataExtractor.Directory;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>TIFF files, camera raw files built like them, and the EXIF block inside other formats, read by MetadataExtractor under limits.</summary>
internal static class TiffTags
{
    /// <summary>Of larger files the few parts that are looked at are read each.</summary>
    private const int ReadWhole = 256 << 10;

    /// <summary><paramref name="groups"/> renames directories where a container says that its first directory is another one (CR3).</summary>
    /// <param name="start">Where it begins in the bytes.</param>
    public static void Read(byte[] tiff, TagList into, IReadOnlyDictionary<string, string>? groups = null, int start = 0) => Read(new ByteArrayReader(tiff, start), into, groups);

    public static void Read(Stream file, TagList into)
    {
        file.Position = 0;
        if (file.Length > ReadWhole)
        {
            Read(new IndexedSeekingReader(file), into, groups: null);
            return;
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        Read(bytes, into);
    }

    private static void Read(IndexedReader reader, TagList into, IReadOnlyDictionary<string, string>? groups)
    {
        var directories = new List<Directory>();
        var handler = new Handler(directories);
        try
        {
            TiffReader.ProcessTiff(reader, handler);
        }
        catch (Exception e) when (IsDamage(e))
        {
            into.Report("exif-broken", "The EXIF metadata is damaged; what could be read was kept.");
        }

        if (handler.WasLimited)
        {
            into.Report("exif-limited", "The EXIF metadata has more directories than are followed; the first ones were kept.");
        }

        DirectoryTags.Add(directories, into, groups, !reader.IsMotorolaByteOrder);
        foreach (var (kind, bytes) in handler.Blocks)
        {
            switch (kind)
            {
                case Handler.Xmp:
                    XmpReader.Read(bytes, into);
                    break;
                case Handler.Iptc:
                    IptcTags.Read(bytes, into);
                    break;
                case Handler.Icc:
                    IccTags.Read(bytes, into);
                    break;
                default:
                    PhotoshopTags.Read(bytes, into);
                    break;
            }
        }
    }

    /// <summary>What MetadataExtractor throws at damaged input: its own exceptions, and accidents of arithmetic and indexing.</summary>
    internal static bool IsDamage(Exception e) =>
        e is ImageProcessingException or MetadataException or IOException or ArgumentException or IndexOutOfRangeException or OverflowException
            or ArithmeticException or FormatException or InvalidCastException or NullReferenceException or InvalidOperationException or NotSupportedException or KeyNotFoundException;

    private sealed class Handler(List<Directory> directories) : ExifTiffHandler(directories)
    {
        public const int Xmp = 0x02BC, Iptc = 0x83BB, Photoshop = 0x8649, Icc = 0x8773;
        private const int LargestBlock = 4 << 20, LargestValue = 1 << 20, MostDirectories = 200, MostTags = 20_000;
        private int directoryCount;
        private int tagCount;

        public List<(int Kind, byte[] Bytes)> Blocks { get; } = [];

        public bool WasLimited { get; private set; }

        public override bool TryEnterSubIfd(int tagType)
        {
            // ProcessIfd calls itself for sub-directories and for followers: this also bounds the stack.
            if (directoryCount >= MostDirectories)
            {
                WasLimited = true;
                return false;
            }

            if (!base.TryEnterSubIfd(tagType))
            {
                return false;
            }

            directoryCount++;
            return true;
        }

        public override bool HasFollowerIfd()
        {
            if (++directoryCount < MostDirectories)
            {
                return base.HasFollowerIfd();
            }

            WasLimited = true;
            return false;
        }

        public override bool CustomProcessTag(int tagOffset, ICollection<int> processedIfdOffsets, IndexedReader reader, int tagId, int byteCount)
        {
            if (++tagCount > MostTags || byteCount < 0)
            {
                WasLimited = true;
                return true;
            }

            if (tagId is Xmp or Iptc or Photoshop or Icc)
            {
                if (byteCount is > 0 and <= LargestBlock)
                {
                    Blocks.Add((tagId, reader.GetBytes(tagOffset, byteCount)));
                }
                else
                {
                    WasLimited = true;
                }

                return true;
            }

            return byteCount > LargestValue || base.CustomProcessTag(tagOffset, processedIfdOffsets, reader, tagId, byteCount);
        }
    }
}
