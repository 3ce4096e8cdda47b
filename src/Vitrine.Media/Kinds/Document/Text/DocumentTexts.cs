using System.Xml;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>Finds the text of a document by its format. Meant for a decode child, as all reading of files.</summary>
public static class DocumentTexts
{
    private const string Pdf = "pdf";

    private static readonly Dictionary<string, Func<byte[], DocumentText>> Readers = new(StringComparer.Ordinal)
    {
        ["docx"] = WordText.Read,
        ["xlsx"] = SheetText.Read,
        ["pptx"] = SlideText.Read,
        ["odt"] = OpenDocumentText.Read,
        ["ods"] = OpenDocumentText.Read,
        ["odp"] = OpenDocumentText.Read,
        ["epub"] = BookText.Read,
        ["text"] = PlainText.Read,
        ["json"] = PlainText.Read,
        ["csv"] = TableText.Read,
        ["markdown"] = MarkdownText.Read,
        ["html"] = HtmlText.Read,
        ["xml"] = XmlText.Read,
        ["eml"] = MailText.Read,
        ["zip"] = ArchiveText.Read,
    };

    /// <summary>Whether documents of that format have a text that can be read.</summary>
    public static bool Has(string format) => format == Pdf || Readers.ContainsKey(format);

    /// <summary>The text of <paramref name="file"/>, or the sentence why it cannot be read.</summary>
    public static async Task<TextReading> ReadAsync(MediaFile file, DecodeLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            if (file.Sniffed.Format == Pdf)
            {
                return new TextReading(await PdfText.ReadAsync(file, limits, cancellationToken), null);
            }

            if (!Readers.TryGetValue(file.Sniffed.Format, out var read))
            {
                return default;
            }

            var content = file.Content(limits.BytesInMemory)
                ?? throw new BadFileException(Codes.TooLarge, $"The document is larger than {limits.BytesInMemory >> 20} MB; its text is not read.");
            return new TextReading(read(content), null);
        }
        catch (BadFileException reason)
        {
            return Failed(reason.Code, reason.Message);
        }
        catch (ToolException problem)
        {
            return Failed(problem.Code, $"The document's text could not be read: {problem.Message}.");
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or XmlException or NotSupportedException or FormatException or ArgumentException or InvalidOperationException)
        {
            return Failed(Codes.Damaged, "The document's text cannot be read: the file is damaged.");
        }
    }

    private static TextReading Failed(string code, string message) => new(null, new Problem(DecodeSteps.Text, code, message));
}
