using System.Buffers.Binary;
using MetadataExtractor.Formats.Photoshop;
using MetadataExtractor.IO;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>
/// Photoshop image resources (Adobe Photoshop File Formats Specification, "Image Resource Blocks").
/// IPTC, EXIF and XMP among them are taken out and read under our limits, the rest by MetadataExtractor.
/// </summary>
internal static class PhotoshopTags
{
    private const int Iptc = 0x0404, Exif = 0x0422, Xmp = 0x0424, IptcDigest = 0x0425, MostResources = 2_000, LargestKept = 4 << 10;

    // MWG guidelines 2.0 compare by MD5; nothing is protected by it.
#pragma warning disable CA5351
    private static string Digest(ReadOnlySpan<byte> iptc) => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(iptc));
#pragma warning restore CA5351

    public static void Read(ReadOnlySpan<byte> resources, TagList into)
    {
        using var rest = new MemoryStream();
        for (var i = 0; i < MostResources && resources.Length >= 12; i++)
        {
            var id = BinaryPrimitives.ReadUInt16BigEndian(resources[4..]);
            var nameLength = (resources[6] + 2) & ~1;
            if (resources.Length < 6 + nameLength + 4)
            {
                break;
            }

            var size = BinaryPrimitives.ReadUInt32BigEndian(resources[(6 + nameLength)..]);
            var start = 6 + nameLength + 4;
            if (size > resources.Length - start)
            {
                into.Report("photoshop-broken", "The Photoshop metadata is cut off; what could be read was kept.");
                break;
            }

            var data = resources.Slice(start, (int)size);
            var end = Math.Min(resources.Length, start + (int)((size + 1) & ~1u));
            switch (id)
            {
                case Iptc:
                    IptcTags.Read(data.ToArray(), into);
                    into.Add("File", "CurrentIPTCDigest", Digest(data));
                    break;
                case IptcDigest when size == 16:
                    into.Add("Photoshop", "IPTCDigest", Convert.ToHexStringLower(data));
                    break;
                case Exif:
                    TiffTags.Read(data.ToArray(), into);
                    break;
                case Xmp:
                    XmpReader.Read(data, into);
                    break;
                case not (0x0409 or 0x040C or 0x0423 or 0x040F) when size <= LargestKept:
                    rest.Write(resources[..end]);
                    break;
            }

            resources = resources[end..];
        }

        try
        {
            DirectoryTags.Add(new PhotoshopReader().Extract(new SequentialByteArrayReader(rest.ToArray()), (int)rest.Length), into);
        }
        catch (Exception e) when (TiffTags.IsDamage(e))
        {
            into.Report("photoshop-broken", "The Photoshop metadata is damaged; what could be read was kept.");
        }
    }
}
