using System.Text;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>The text layer of a PDF in reading order, by poppler's pdftotext. A scan has none.</summary>
internal static class PdfText
{
    private const int MostOutput = 64 << 20;

    /// <exception cref="BadFileException">It is locked or damaged.</exception>
    /// <exception cref="ToolException">pdftotext is missing or ran too long.</exception>
    public static async Task<DocumentText> ReadAsync(MediaFile file, DecodeLimits limits, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? input = null;
        var source = file.Path;
        if (source is null)
        {
            (source, input) = ("-", file.Content(long.MaxValue));
        }
        else if (source.StartsWith('-'))
        {
            throw new InvalidOperationException("a file's path begins with the mark of an option");
        }

        var command = new ToolCommand("pdftotext", ["-q", "-enc", "UTF-8", "-eol", "unix", source, "-"])
        {
            Input = input, OutputLimit = MostOutput, Limit = TimeSpan.FromSeconds(limits.ToolSeconds),
        };
        var result = await ToolProcess.RunAsync(command, cancellationToken);
        if (!result.Succeeded)
        {
            // -q silences what it has to say: the password is asked for aloud only.
            throw await IsLockedAsync(command, cancellationToken)
                ? new BadFileException(Codes.PasswordNeeded, "The document is locked: its text can be read only with its password.")
                : new BadFileException(Codes.Damaged, "The document's text cannot be read: the PDF is damaged.");
        }

        var text = new PageText();
        var all = Encoding.UTF8.GetString(result.Output);

        // Every page ends in a form feed, also the last one.
        foreach (var range in all.AsSpan().TrimEnd('\f').Split('\f'))
        {
            if (text.IsFull)
            {
                break;
            }

            text.AddLines(all.AsSpan()[range]);
            text.EndPage();
        }

        return text.ToText();
    }

    private static async Task<bool> IsLockedAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        var loud = await ToolProcess.RunAsync(command with { Arguments = [.. command.Arguments.Skip(1)] }, cancellationToken);
        return loud.Errors.Contains("password", StringComparison.OrdinalIgnoreCase);
    }
}
