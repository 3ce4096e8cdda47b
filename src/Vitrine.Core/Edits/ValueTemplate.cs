using System.Globalization;
using System.Text;
using Vitrine.Core.Exports;

namespace Vitrine.Core.Edits;

/// <summary>
/// A value made for each asset of a set: <c>{name} {n:000}</c>, <c>{taken:yyyy}</c>, <c>{title@de}</c>, <c>{fields.sku}</c>. <c>{n}</c> counts from 1, <c>{n:000}</c> to three digits,
/// <c>{n:101}</c> from 101. <c>{{</c> and <c>}}</c> are braces.
/// </summary>
public sealed class ValueTemplate
{
    /// <summary>Characters of the longest template.</summary>
    public const int MostLength = 1_000;

    private const int LongestNumber = 12;

    private static readonly string[] Facts = ["name", "folder", "kind", "id", "width", "height"];

    private readonly IReadOnlyList<(string Key, string Text)> pieces;

    private ValueTemplate(IReadOnlyList<(string Key, string Text)> pieces) => this.pieces = pieces;

    /// <summary>The attributes it takes values of, as their author named them.</summary>
    public IEnumerable<string> Attributes => pieces.Where(piece => piece.Key == "@").Select(piece => piece.Text).Distinct(StringComparer.Ordinal);

    /// <param name="isAttribute">Whether an attribute has this name.</param>
    /// <exception cref="FormatException">The template cannot be read; the message is a sentence for its author.</exception>
    public static ValueTemplate Parse(string template, Func<string, bool> isAttribute)
    {
        if (string.IsNullOrWhiteSpace(template) || template.Length > MostLength)
        {
            throw new FormatException($"A template has 1 to {MostLength} characters, such as {{name}} or {{taken:yyyy}} {{n:000}}.");
        }

        return new ValueTemplate(TemplateText.Split(template, inside => Placeholder(inside, isAttribute)));
    }

    /// <summary>The value of one asset; where something it takes is not known, its name instead.</summary>
    /// <param name="value">The text of an attribute's shown value; null where there is none.</param>
    public (string? Text, string? Missing) Render(NameParts parts, Func<string, string?> value)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(value);
        var text = new StringBuilder();
        foreach (var (key, piece) in pieces)
        {
            var said = Said(key, piece, parts, value);
            if (said is null)
            {
                return (null, key == "@" ? piece : key);
            }

            text.Append(said);
        }

        return (text.ToString(), null);
    }

    private static string? Said(string key, string piece, NameParts parts, Func<string, string?> value) => key switch
    {
        "" => piece,
        "@" => value(piece),
        "name" => parts.Name,
        "folder" => parts.Folder,
        "kind" => parts.Kind,
        "id" => parts.Id,
        "width" => parts.Width?.ToString(CultureInfo.InvariantCulture),
        "height" => parts.Height?.ToString(CultureInfo.InvariantCulture),
        "n" => Counted(parts.Number, piece),
        "taken" => parts.TakenAt is { } taken ? TemplateText.Date(taken, piece) : null,
        _ => TemplateText.Date(parts.AddedAt, piece),
    };

    private static string Counted(long number, string format)
    {
        var first = format.Length > 0 && long.Parse(format, CultureInfo.InvariantCulture) is > 0 and var begin ? begin : 1;
        return (first + number - 1).ToString(CultureInfo.InvariantCulture).PadLeft(format.Length, '0');
    }

    private static (string Key, string Text) Placeholder(string inside, Func<string, bool> isAttribute)
    {
        var colon = inside.IndexOf(':', StringComparison.Ordinal);
        var key = colon < 0 ? inside : inside[..colon];
        var format = colon < 0 ? "" : inside[(colon + 1)..];
        return Facts.Contains(key) && colon < 0 ? (key, "")
            : key is "taken" or "added" ? (key, TemplateText.DateFormat(key, format))
            : key == "n" && format.Length <= LongestNumber && format.All(char.IsAsciiDigit) ? (key, format)
            : isAttribute(inside) ? ("@", inside)
            : throw new FormatException($"There is no {{{inside}}}; there are {{name}}, {{taken:yyyy-MM-dd}}, {{added:yyyy-MM-dd}}, {{n}}, {{n:000}}, {{folder}}, {{kind}}, {{width}}, {{height}}, {{id}} and the attributes, such as {{title}}.");
    }
}
