using System.Globalization;
using System.Text;
using Vitrine.Core.Exports;

namespace Vitrine.Server.Ingest;

/// <summary>Names of assets and folders: what is shown, and the key under which they are unique in a folder.</summary>
public static class AssetName
{
    /// <summary>UTF-8 bytes of the longest name: the limit of Linux's and macOS' file systems, so that every asset can be exported under its name.</summary>
    public const int MaxBytes = 255;

    /// <summary>What an upload without a usable name is called.</summary>
    public const string Unnamed = "unnamed";

    /// <summary>
    /// The name of a file or folder on disk as it is shown: control characters as their pictures (U+2400…), so that none reaches a header or a
    /// terminal and no two names become one.
    /// </summary>
    public static string Shown(string name)
    {
        return Cut(Printable(name));
    }

    /// <summary>Control characters as their pictures, and half surrogate pairs as the sign for what cannot be shown.</summary>
    internal static string Printable(string name)
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

            text.Append(letter switch
            {
                < ' ' => (char)(0x2400 + letter),
                '\u007f' => '\u2421',
                >= '\u0080' and < '\u00a0' => '\ufffd',
                '\ufffe' => '\ufffd',
                _ when char.IsSurrogate(letter) => '\ufffd',
                _ => letter,
            });
        }

        return text.ToString();
    }

    /// <summary>
    /// A name that someone sent: as <see cref="Shown"/>, and what would be a path becomes part of the name: <c>a/b.jpg</c> is shown as <c>a∕b.jpg</c>.
    /// Empty names and those of only dots and spaces become <see cref="Unnamed"/>.
    /// </summary>
    public static string ForUpload(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.AsSpan().Trim().Trim('.').Trim().IsEmpty)
        {
            return Unnamed;
        }

        return Shown(name.Replace('/', '\u2215').Replace('\\', '\u2216'));
    }

    /// <summary>What makes a name unique in its folder: its NFC form, case kept.</summary>
    public static string Key(string name) => name.Normalize(NormalizationForm.FormC);

    /// <summary><c>name (2).ext</c>, within <see cref="MaxBytes"/>.</summary>
    public static string Numbered(string name, string number)
    {
        var (stem, extension) = Split(name);
        var mark = string.Create(CultureInfo.InvariantCulture, $" ({number})");
        return PortableName.Start(stem, MaxBytes - Encoding.UTF8.GetByteCount(mark) - Encoding.UTF8.GetByteCount(extension)) + mark + extension;
    }

    private static string Cut(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
        {
            return name;
        }

        var (stem, extension) = Split(name);
        return PortableName.Start(stem, MaxBytes - Encoding.UTF8.GetByteCount(extension)) + extension;
    }

    /// <summary>The extension with its dot, where it looks like one: at most 16 bytes after a stem.</summary>
    private static (string Stem, string Extension) Split(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 && Encoding.UTF8.GetByteCount(name.AsSpan(dot)) <= 16 ? (name[..dot], name[dot..]) : (name, "");
    }
}
