using MimeKit;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>A mail (RFC 5322, MIME): subject, people and date, what it says, and the names of what is attached.</summary>
internal static class MailText
{
    private const int MostDepth = 32;
    private const int MostHeaderBytes = 256 << 10;
    private const int MostParts = 1_000;

    /// <summary>Lines that could begin a part; each part that does takes kilobytes.</summary>
    private const int MostBoundaries = 40_000;

    public static DocumentText Read(byte[] content)
    {
        if (HeaderBytes(content) > MostHeaderBytes)
        {
            throw new BadFileException(Codes.TooLarge, $"The mail's headers are longer than {MostHeaderBytes >> 10} kB.");
        }

        if (content.AsSpan().Count("\n--"u8) > MostBoundaries)
        {
            throw new BadFileException(Codes.TooLarge, $"The mail has more than {MostBoundaries} parts.");
        }

        using var stream = new MemoryStream(content, writable: false);
        var options = ParserOptions.Default.Clone();
        options.MaxMimeDepth = MostDepth;
        using var mail = MimeMessage.Load(options, stream);
        var text = new PageText();
        foreach (var line in (string?[])[mail.Subject, mail.From.ToString(), mail.To.ToString(), mail.Cc.ToString(), mail.Headers[HeaderId.Date]])
        {
            text.Add(line ?? "");
            text.EndLine();
        }

        if (mail.TextBody is { } plain)
        {
            text.AddLines(plain);
        }
        else if (mail.HtmlBody is { } html)
        {
            foreach (var page in HtmlText.Read(html).Pages)
            {
                text.AddLines(page);
            }
        }

        foreach (var name in mail.Attachments.Take(MostParts).Select(part => part.ContentDisposition?.FileName ?? part.ContentType.Name))
        {
            text.Add(name ?? "");
            text.EndLine();
        }

        return text.ToText();
    }

    /// <summary>Up to the first empty line.</summary>
    private static int HeaderBytes(ReadOnlySpan<byte> content)
    {
        var (dos, unix) = (content.IndexOf("\r\n\r\n"u8), content.IndexOf("\n\n"u8));
        return dos < 0 || (unix >= 0 && unix < dos) ? (unix < 0 ? content.Length : unix) : dos;
    }
}
