using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace Vitrine.Media.Kinds.Document;

/// <summary>Office documents (Office Open XML, OpenDocument): checked as archives, and their number of pages, slides or sheets.</summary>
internal static class OfficeReader
{
    private const int MostEntries = 20_000;
    private const int MostPropertyBytes = 1 << 20;

    private static readonly string[] MainParts = ["word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "content.xml"];

    public static MediaReading Read(MediaFile file, DecodeLimits limits)
    {
        var reading = Readings.Plain(file);
        try
        {
            using var stream = file.Content(limits.BytesInMemory) is { } content ? new MemoryStream(content, writable: false) : (Stream)File.OpenRead(file.Path!);
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            Check(archive, limits);
            return reading with { Facts = reading.Facts with { Pages = Pages(archive, file.Sniffed.Format) } };
        }
        catch (BadFileException reason)
        {
            return reading with { Failure = reason.ToProblem() };
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or NotSupportedException)
        {
            return reading with { Failure = Codes.Problem(Codes.Damaged, "The document is damaged: its archive cannot be read.") };
        }
    }

    private static void Check(ZipArchive archive, DecodeLimits limits)
    {
        if (archive.Entries.Count > MostEntries || archive.Entries.Sum(entry => (decimal)entry.Length) > limits.UnpackedBytes)
        {
            throw new BadFileException(Codes.TooLarge, $"The document unpacks to more than {limits.UnpackedBytes / 1_000_000} MB or {MostEntries} parts.");
        }

        foreach (var name in MainParts)
        {
            if (archive.GetEntry(name) is { } part)
            {
                using var stream = part.Open();
                if (XmlCheck.RefuseProlog(stream) is { } reason)
                {
                    throw reason;
                }
            }
        }
    }

    private static int? Pages(ZipArchive archive, string format) => format switch
    {
        "docx" => Property(archive, "docProps/app.xml", "Pages"),
        "pptx" => Property(archive, "docProps/app.xml", "Slides") ?? Count(archive, "ppt/slides/slide"),
        "xlsx" => Count(archive, "xl/worksheets/sheet"),
        "odt" or "odp" or "ods" => Attribute(archive, "meta.xml", "document-statistic", format == "ods" ? "table-count" : "page-count"),
        _ => null,
    };

    private static int? Count(ZipArchive archive, string prefix) =>
        archive.Entries.Count(entry => entry.FullName.StartsWith(prefix, StringComparison.Ordinal) && entry.FullName.EndsWith(".xml", StringComparison.Ordinal)) is > 0 and var count ? count : null;

    private static int? Property(ZipArchive archive, string part, string element)
    {
        string? found = null;
        string? current = null;
        Visit(archive, part, reader =>
        {
            current = reader.NodeType == XmlNodeType.Element ? reader.LocalName : current;
            found ??= reader.NodeType == XmlNodeType.Text && current == element ? reader.Value : null;
        });
        return Number(found);
    }

    private static int? Attribute(ZipArchive archive, string part, string element, string attribute)
    {
        string? found = null;
        Visit(archive, part, reader =>
            found ??= reader.NodeType == XmlNodeType.Element && reader.LocalName == element ? reader.GetAttribute(attribute, "urn:oasis:names:tc:opendocument:xmlns:meta:1.0") : null);
        return Number(found);
    }

    private static void Visit(ZipArchive archive, string part, Action<XmlReader> visit)
    {
        if (archive.GetEntry(part) is { Length: <= MostPropertyBytes } entry)
        {
            using var stream = entry.Open();
            _ = XmlCheck.Refuse(stream, visit);
        }
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : null;
}
