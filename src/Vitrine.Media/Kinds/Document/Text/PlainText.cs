using System.Text;
using Vitrine.Media.Metadata;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>Texts as they are. A form feed ends a page, as it does on paper.</summary>
internal static class PlainText
{
    /// <summary>Bytes that are looked at: with the widest encoding, as many characters as are kept.</summary>
    public const int Most = 12_000_000;

    public static DocumentText Read(byte[] content)
    {
        var all = Decode(content);
        var text = new PageText();
        foreach (var range in all.AsSpan().TrimEnd('\f').Split('\f'))
        {
            if (text.IsFull)
            {
                break;
            }

            text.AddLines(all.AsSpan()[range]);
            text.EndPage();
        }

        var read = text.ToText();
        return read with { IsCut = read.IsCut || content.Length > Most };
    }

    /// <summary>By its mark (UTF-8, UTF-16, UTF-32); without one UTF-8 where it is valid, else Windows-1252. Of a long text its first <see cref="Most"/> bytes.</summary>
    public static string Decode(byte[] content)
    {
        var head = content.AsSpan(0, Math.Min(content.Length, Most));
        return head switch
        {
            [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32.GetString(head[4..]),
            [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(head[2..]),
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(head[2..]),
            [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(head[3..]),
            _ => LegacyText.Decode(head.Length < content.Length ? WholeCharacters(head) : head),
        };
    }

    /// <summary>Without a character of UTF-8 that the cut went through, which would make all of it look like another encoding.</summary>
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> head)
    {
        for (var drop = 1; drop <= 3 && drop < head.Length; drop++)
        {
            if (head[^drop] >= 0xC0)
            {
                return head[..^drop];
            }

            if (head[^drop] < 0x80)
            {
                break;
            }
        }

        return head;
    }
}
