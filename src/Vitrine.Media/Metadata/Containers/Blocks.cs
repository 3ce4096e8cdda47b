using MetadataExtractor.Formats.Icc;
using MetadataExtractor.Formats.Iptc;
using MetadataExtractor.IO;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>IPTC-IIM 4.2 records, wherever they are embedded. Without 1:90 the text is UTF-8 where valid, else Windows-1252.</summary>
internal static class IptcTags
{
    public static void Read(byte[] bytes, TagList into)
    {
        try
        {
            DirectoryTags.Add([new IptcReader().Extract(new SequentialByteArrayReader(bytes), bytes.Length)], into);
        }
        catch (Exception e) when (TiffTags.IsDamage(e))
        {
            into.Report("iptc-broken", "The IPTC metadata is damaged and was not read.");
        }
    }
}

/// <summary>The header and text tags of an ICC profile.</summary>
internal static class IccTags
{
    public static void Read(byte[] profile, TagList into)
    {
        try
        {
            DirectoryTags.Add([new IccReader().Extract(new ByteArrayReader(profile))], into);
        }
        catch (Exception e) when (TiffTags.IsDamage(e))
        {
            into.Report("icc-broken", "The colour profile is damaged; its description was not read.");
        }
    }
}
