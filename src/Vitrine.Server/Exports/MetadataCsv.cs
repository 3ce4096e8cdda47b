using System.Globalization;
using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Exports;
using Vitrine.Core.Schema;

namespace Vitrine.Server.Exports;

/// <summary>A table of assets with what is said about them (RFC 4180, UTF-8 with its mark, so that spreadsheets read it as such).</summary>
internal static class MetadataCsv
{
    public const string FileName = "metadata.csv";

    /// <summary>What the table begins with: a column for each attribute, then one for each field.</summary>
    public static string Head(FieldSchema fields) => Csv.Mark + Csv.Row(
        [
            "file", "id", "name", "folder", "kind", "format", "width", "height", "bytes", "sha256", "taken", "added", "title", "description", "tags", "rating", "creator", "copyright",
            "latitude", "longitude", "collections", .. fields.Live.Select(field => "fields." + field.Name),
        ]);

    /// <summary>One row with its line end.</summary>
    /// <param name="file">Path in the export.</param>
    /// <param name="location">Whether positions may leave.</param>
    public static string Row(string file, ExportAsset asset, ExportedWords words, FieldSchema fields, bool location)
    {
        words = location ? words : words.WithoutPlace();
        var (latitude, longitude) = location ? Position(asset.Embedded) : (null, null);
        return Csv.Row(
            [
                file, asset.Id, asset.Name, asset.Folder, asset.Kind.ToString().ToLowerInvariant(), asset.Format, Number(asset.Width), Number(asset.Height), Number(asset.Bytes),
                Convert.ToHexStringLower(asset.Original.Sha256), words.TakenAt is { } taken ? EdtfDate.Format(taken) : null,
                asset.AddedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ExportedWords.One(words.Titles), ExportedWords.One(words.Descriptions), string.Join("; ", words.Tags.Select(tag => tag.Label)),
                words.Rating?.ToString("0.##", CultureInfo.InvariantCulture), words.Creator, ExportedWords.One(words.Copyrights), latitude, longitude,
                string.Join("; ", asset.Collections), .. fields.Live.Select(field => Field(field, words)),
            ]);
    }

    private static string? Field(Field field, ExportedWords words) =>
        words.Lists.GetValueOrDefault(field.Attribute.Name) is { } values ? FieldText.Of(field, values)
        : words.Singles.GetValueOrDefault(field.Attribute.Name) is { } languages ? languages.Values.Select(value => FieldText.Of(field, value)).FirstOrDefault()
        : null;

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static (string? Latitude, string? Longitude) Position(string? embedded)
    {
        if (embedded is null)
        {
            return (null, null);
        }

        using var said = JsonDocument.Parse(embedded);
        return (Degrees("latitude"), Degrees("longitude"));

        string? Degrees(string name) => said.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble().ToString("0.######", CultureInfo.InvariantCulture)
            : null;
    }
}
