using System.IO.Compression;
using System.Xml;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>Core and extended properties of Office Open XML (ECMA-376 part 2, 11) and of OpenDocument (part 3, 4.3): one small part of a ZIP, without a document type, under limits.</summary>
internal static class OfficeTags
{
    private const int MostEntries = 20_000, LargestPart = 1 << 20, LongestText = 64 << 10, Deepest = 16, MostElements = 2_000;

    /// <summary>exiftool's names for <c>docProps/core.xml</c>, <c>docProps/app.xml</c> and <c>meta.xml</c>.</summary>
    private static readonly Dictionary<string, (string Group, string Name)> Names = new(StringComparer.Ordinal)
    {
        ["title"] = ("XMP-dc", "Title"), ["creator"] = ("XMP-dc", "Creator"), ["subject"] = ("XMP-dc", "Subject"), ["description"] = ("XMP-dc", "Description"), ["language"] = ("XMP-dc", "Language"),
        ["keywords"] = ("XML", "Keywords"), ["keyword"] = ("XML", "Keywords"), ["lastModifiedBy"] = ("XML", "LastModifiedBy"), ["category"] = ("XML", "Category"), ["revision"] = ("XML", "RevisionNumber"),
        ["created"] = ("XML", "CreateDate"), ["creation-date"] = ("XML", "CreateDate"), ["modified"] = ("XML", "ModifyDate"), ["date"] = ("XML", "ModifyDate"), ["initial-creator"] = ("XML", "InitialCreator"),
        ["Application"] = ("XML", "Application"), ["generator"] = ("XML", "Generator"), ["Company"] = ("XML", "Company"), ["Pages"] = ("XML", "Pages"), ["Words"] = ("XML", "Words"), ["Slides"] = ("XML", "Slides"),
    };

    public static void Read(Stream file, TagList into)
    {
        try
        {
            file.Position = 0;
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > MostEntries)
            {
                into.Report("zip-limited", "The archive has more entries than are looked through.");
                return;
            }

            foreach (var part in (string[])["docProps/core.xml", "docProps/app.xml", "meta.xml"])
            {
                if (zip.GetEntry(part) is { } entry && (part != "meta.xml" || zip.GetEntry("mimetype") is not null))
                {
                    Part(entry, into);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or IOException or NotSupportedException or ArgumentException)
        {
            into.Report("document-broken", "The document's properties are damaged and were not read.");
        }
    }

    private static void Part(ZipArchiveEntry entry, TagList into)
    {
        // What the entry says about its size is not believed.
        using var content = entry.Open();
        var bytes = new byte[LargestPart + 1];
        var length = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > LargestPart)
        {
            into.Report("document-too-large", "The document's properties are larger than is read.");
            return;
        }

        using var reader = XmlReader.Create(new MemoryStream(bytes, 0, length), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true });
        var name = "";
        for (var elements = 0; elements < MostElements && reader.Read() && reader.Depth <= Deepest;)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                elements++;
                name = reader.LocalName;
            }
            else if (reader.NodeType == XmlNodeType.Text && reader.Value.Length <= LongestText && Names.TryGetValue(name, out var tag))
            {
                into.Add(tag.Group, tag.Name, reader.Value);
            }
        }
    }
}
