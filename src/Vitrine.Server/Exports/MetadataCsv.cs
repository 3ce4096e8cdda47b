using System.Globalization;
using System.Text.Json;

namespace Vitrine.Server.Exports;

/// <summary>A table of assets with what is said about them (RFC 4180, UTF-8 with its mark, so that spreadsheets read it as such).</summary>
internal static class MetadataCsv
{
    public const string FileName = "metadata.csv";

    /// <summary>What the table begins with.</summary>
    public const string Head =
        "\ufefffile,id,name,folder,kind,format,width,height,bytes,sha256,taken,added,title,description,tags,rating,creator,copyright,latitude,longitude\r\n";

    /// <summary>One row with its line end.</summary>
    /// <param name="file">Path in the export.</param>
    /// <param name="location">Whether positions may leave.</param>
    public static string Row(string file, ExportAsset asset, ExportedWords words, bool location)
    {
        var (latitude, longitude) = location ? Position(asset.Embedded) : (null, null);
        return string.Join(
            ',',
            ((string?[])
            [
                file, asset.Id, asset.Name, asset.Folder, asset.Kind.ToString().ToLowerInvariant(), asset.Format, Number(asset.Width), Number(asset.Height), Number(asset.Bytes),
                Convert.ToHexStringLower(asset.Original.Sha256), words.TakenAt is { } taken ? XmpSidecar.Date(taken) : null,
                asset.AddedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ExportedWords.One(words.Titles), ExportedWords.One(words.Descriptions), string.Join("; ", words.Tags.Select(tag => tag.Label)),
                words.Rating?.ToString("0.##", CultureInfo.InvariantCulture), words.Creator, ExportedWords.One(words.Copyrights), latitude, longitude,
            ]).Select(Cell)) + "\r\n";
    }

    /// <summary>
    /// A cell: quoted where it must be; one that a spreadsheet would take for a formula gets an apostrophe before it, also where
    /// it begins with such a sign in full width, which some of them take for the same. Numbers keep their sign.
    /// </summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        if (text[0] is '=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20' or '\t' or '\r' && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            text = "'" + text;
        }

        return text.AsSpan().IndexOfAny(",\"\r\n;") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

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
