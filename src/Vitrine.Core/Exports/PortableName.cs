using System.Globalization;
using System.Text;

namespace Vitrine.Core.Exports;

/// <summary>
/// Names of files that any system can unpack: no path in them, nothing that Windows forbids or keeps for devices
/// (Microsoft, "Naming Files, Paths, and Namespaces"), at most 255 bytes of UTF-8.
/// </summary>
public static class PortableName
{
    public const int MostBytes = 255;

    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>The name with what is not portable replaced by <c>_</c>; an empty one becomes <c>_</c>.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i];
            if (char.IsHighSurrogate(letter) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                text.Append(letter).Append(name[++i]);
                continue;
            }

            text.Append(char.IsSurrogate(letter) || char.IsControl(letter) || letter is '<' or '>' or ':' or '"' or '/' or '\\' or '|' or '?' or '*' or '\ufffe' or '\uffff' ? '_' : letter);
        }

        var clean = Start(text.ToString(), MostBytes).TrimEnd('.', ' ');
        if (clean.Length == 0)
        {
            return "_";
        }

        var dot = clean.IndexOf('.', StringComparison.Ordinal);
        return Devices.Contains(dot < 0 ? clean : clean[..dot].TrimEnd(' ')) ? Start("_" + clean, MostBytes) : clean;
    }

    /// <summary>A stem and what follows it (<c>.jpg</c>, <c> (2).jpg</c>), the stem cut so that both fit.</summary>
    public static string Join(string stem, string end) => Start(stem, MostBytes - Encoding.UTF8.GetByteCount(end)) + end;

    /// <summary>The start of a text within some UTF-8 bytes, never cut inside what people see as one character.</summary>
    public static string Start(string text, int bytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= bytes)
        {
            return text;
        }

        var length = 0;
        while (length < text.Length)
        {
            var next = StringInfo.GetNextTextElementLength(text, length);
            bytes -= Encoding.UTF8.GetByteCount(text.AsSpan(length, next));
            if (bytes < 0)
            {
                break;
            }

            length += next;
        }

        return text[..length];
    }
}
