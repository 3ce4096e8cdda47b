using System.Text;
using Vitrine.Media.Metadata;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>Texts as they are. A form feed ends a page, as it does on paper.</summary>
internal static class PlainText
{
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

        return text.ToText();
    }

    /// <summary>By its mark (UTF-8, UTF-16, UTF-32); without one UTF-8 where it is valid, else Windows-1252.</summary>
    public static string Decode(byte[] content) => content switch
    {
        [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32.GetString(content.AsSpan(4)),
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(content.AsSpan(2)),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(content.AsSpan(2)),
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(content.AsSpan(3)),
        _ => LegacyText.Decode(content),
    };
}
