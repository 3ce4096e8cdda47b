using System.Globalization;
using System.Text;

namespace Vitrine.Core.Exports;

/// <summary>What a name is made of.</summary>
/// <param name="Name">The asset's name without its extension.</param>
/// <param name="Folder">Name of the folder it lies in; empty at the top.</param>
/// <param name="TakenAt">Local time as far as it is known: <c>yyyy</c>, <c>yyyy-MM</c>… <c>yyyy-MM-ddTHH:mm:ss</c>.</param>
/// <param name="AddedAt">The same form, UTC.</param>
/// <param name="Number">Position in the export, from 1.</param>
public sealed record NameParts(string Name, string Folder, string Kind, string Id, string? TakenAt, string AddedAt, int? Width, int? Height, long Number);

/// <summary>
/// How files are named on their way out: <c>{taken:yyyy-MM-dd}_{name}_{n:000}</c>. A <c>/</c> of the template begins a folder; <c>{{</c> and <c>}}</c> are braces.
/// The extension is added by whoever knows the format.
/// </summary>
public sealed class NameTemplate
{
    /// <summary>Characters of the longest template.</summary>
    public const int MostLength = 200;

    /// <summary>Stands where a date is not known.</summary>
    public const string Undated = "undated";

    private const string DateLetters = "yMdHms";
    private const int LongestNumber = 12;

    private static readonly string[] Plain = ["name", "folder", "kind", "id", "width", "height"];
    private static readonly string[] Dates = ["taken", "added"];

    private readonly IReadOnlyList<(string Key, string Text)> pieces;

    private NameTemplate(IReadOnlyList<(string Key, string Text)> pieces) => this.pieces = pieces;

    /// <summary>The names as they are.</summary>
    public static NameTemplate AsNamed { get; } = Parse("{name}");

    /// <exception cref="FormatException">The template cannot be read; the message is a sentence for its author.</exception>
    public static NameTemplate Parse(string template)
    {
        if (string.IsNullOrWhiteSpace(template) || template.Length > MostLength)
        {
            throw new FormatException($"A name has 1 to {MostLength} characters, such as {{name}} or {{taken:yyyy-MM-dd}}_{{name}}_{{n}}.");
        }

        var pieces = new List<(string, string)>();
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var letter = template[i];
            if (letter is '{' or '}' && i + 1 < template.Length && template[i + 1] == letter)
            {
                text.Append(letter);
                i++;
            }
            else if (letter == '{')
            {
                var end = template.IndexOf('}', i);
                if (end < 0)
                {
                    throw new FormatException($"The brace at character {i + 1} is never closed.");
                }

                pieces.Add(("", text.ToString()));
                text.Clear();
                pieces.Add(Placeholder(template[(i + 1)..end]));
                i = end;
            }
            else if (letter == '}')
            {
                throw new FormatException($"The closing brace at character {i + 1} belongs to none; write }}}} for a brace in the name.");
            }
            else if (char.IsControl(letter))
            {
                throw new FormatException("A name has no control characters.");
            }
            else
            {
                text.Append(letter);
            }
        }

        pieces.Add(("", text.ToString()));
        return new NameTemplate([.. pieces.Where(piece => piece is not ("", ""))]);
    }

    /// <summary>The path that the template gives, folders joined by <c>/</c>, each part fit for any file system; without an extension.</summary>
    public string Render(NameParts parts)
    {
        var text = new StringBuilder();
        foreach (var (key, piece) in pieces)
        {
            // A separator of the template's own makes folders, one inside a value does not.
            text.Append(key.Length == 0 ? piece : Value(key, piece, parts).Replace('/', '\u2215'));
        }

        var path = text.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries).Select(PortableName.Of).ToArray();
        return path.Length == 0 ? PortableName.Of("") : string.Join('/', path);
    }

    private static (string Key, string Text) Placeholder(string inside)
    {
        var colon = inside.IndexOf(':', StringComparison.Ordinal);
        var key = colon < 0 ? inside : inside[..colon];
        var format = colon < 0 ? "" : inside[(colon + 1)..];
        if (Plain.Contains(key) && format.Length == 0)
        {
            return (key, "");
        }

        if (Dates.Contains(key))
        {
            return format.All(letter => DateLetters.Contains(letter, StringComparison.Ordinal) || letter is '-' or '_' or '.' or ' ')
                ? (key, format.Length == 0 ? "yyyy-MM-dd" : format)
                : throw new FormatException($"{{{inside}}}: a date is written with y, M, d, H, m, s and - _ . between them, such as {{{key}:yyyy-MM-dd}}.");
        }

        if (key == "n" && format.Length <= LongestNumber && format.All(letter => letter == '0'))
        {
            return (key, format);
        }

        throw new FormatException($"There is no {{{inside}}}; there are {{name}}, {{taken:yyyy-MM-dd}}, {{added:yyyy-MM-dd}}, {{n}}, {{n:000}}, {{folder}}, {{kind}}, {{width}}, {{height}} and {{id}}.");
    }

    private static string Value(string key, string format, NameParts parts) => key switch
    {
        "name" => parts.Name,
        "folder" => parts.Folder,
        "kind" => parts.Kind,
        "id" => parts.Id,
        "width" => parts.Width?.ToString(CultureInfo.InvariantCulture) ?? "0",
        "height" => parts.Height?.ToString(CultureInfo.InvariantCulture) ?? "0",
        "n" => parts.Number.ToString(CultureInfo.InvariantCulture).PadLeft(format.Length, '0'),
        "taken" => Date(parts.TakenAt, format),
        _ => Date(parts.AddedAt, format),
    };

    /// <summary>Runs of a letter become that part of the date, padded with zeros or cut from the left to the run's length; what is not known is zero.</summary>
    private static string Date(string? known, string format)
    {
        if (known is null)
        {
            return Undated;
        }

        var text = new StringBuilder();
        for (var i = 0; i < format.Length;)
        {
            var run = 1;
            while (i + run < format.Length && format[i + run] == format[i])
            {
                run++;
            }

            var (at, length) = format[i] switch { 'y' => (0, 4), 'M' => (5, 2), 'd' => (8, 2), 'H' => (11, 2), 'm' => (14, 2), 's' => (17, 2), _ => (-1, 0) };
            if (at < 0)
            {
                text.Append(format[i], run);
            }
            else
            {
                var part = known.Length >= at + length ? known.Substring(at, length) : new string('0', length);
                text.Append(run == 1 ? part.TrimStart('0').PadLeft(1, '0') : run < length ? part[^run..] : part.PadLeft(run, '0'));
            }

            i += run;
        }

        return text.ToString();
    }
}
