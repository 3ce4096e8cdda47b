using System.Text;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>Comma-separated values (RFC 4180, and its kin with semicolons, tabs or bars): a record is a line; a line end inside quotes is one as well.</summary>
internal static class TableText
{
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    public static DocumentText Read(byte[] content)
    {
        var all = PlainText.Decode(content);
        var separator = SeparatorOf(all);
        var text = new PageText();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < all.Length && !text.IsFull; i++)
        {
            var character = all[i];
            if (character == '"')
            {
                if (quoted && i + 1 < all.Length && all[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (character is '\n' or '\r')
            {
                Take(text, field);
                text.EndLine();
            }
            else if (character == separator && !quoted)
            {
                Take(text, field);
                text.Space();
            }
            else
            {
                field.Append(character);
            }
        }

        Take(text, field);
        var read = text.ToText();
        return read with { IsCut = read.IsCut || content.Length > PlainText.Most };
    }

    /// <summary>The one that stands most often outside quotes in the first record.</summary>
    private static char SeparatorOf(string all)
    {
        var counts = new int[Separators.Length];
        var quoted = false;
        foreach (var character in all)
        {
            quoted ^= character == '"';
            if (character is '\n' or '\r' && !quoted)
            {
                break;
            }

            var index = quoted ? -1 : Array.IndexOf(Separators, character);
            if (index >= 0)
            {
                counts[index]++;
            }
        }

        return Separators[Array.IndexOf(counts, counts.Max())];
    }

    private static void Take(PageText text, StringBuilder field)
    {
        text.Add(field.ToString());
        field.Clear();
    }
}
