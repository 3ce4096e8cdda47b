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

        return new NameTemplate(TemplateText.Split(template, Placeholder));
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
            return (key, TemplateText.DateFormat(key, format));
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

    private static string Date(string? known, string format) => known is null ? Undated : TemplateText.Date(known, format);
}
