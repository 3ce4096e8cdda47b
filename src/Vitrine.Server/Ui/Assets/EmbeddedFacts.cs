using System.Globalization;
using System.Text.Json;
using Vitrine.Core.Claims;

namespace Vitrine.Server.Ui.Assets;

/// <summary>The normalised embedded metadata as a few lines that people read.</summary>
internal static class EmbeddedFacts
{
    /// <summary>Keys of <c>embedded.*</c> sentences with their values; what the file does not say is left out.</summary>
    public static IEnumerable<(string Key, string Value)> Of(JsonElement embedded)
    {
        if (embedded.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        (string Key, string? Value)[] lines =
        [
            ("taken", Taken(embedded)),
            ("camera", Camera(embedded)),
            ("lens", Text(embedded, "lens")),
            ("exposure", Exposure(embedded)),
            ("place", Place(embedded)),
            ("title", Text(embedded, "title")),
            ("description", Text(embedded, "description")),
            ("creator", Text(embedded, "creator")),
            ("copyright", Text(embedded, "copyright")),
            ("credit", Text(embedded, "credit")),
            ("software", Text(embedded, "software")),
        ];
        foreach (var (key, value) in lines)
        {
            if (value is { Length: > 0 })
            {
                yield return (key, value);
            }
        }
    }

    private static string? Taken(JsonElement embedded)
    {
        if (Text(embedded, "takenAt") is not { } taken)
        {
            return null;
        }

        var shown = Moment(taken);
        return Number(embedded, "takenOffsetMinutes") is { } minutes
            ? string.Create(CultureInfo.InvariantCulture, $"{shown} (UTC{(minutes < 0 ? '−' : '+')}{Math.Abs(minutes) / 60:00}:{Math.Abs(minutes) % 60:00})")
            : shown;
    }

    /// <summary>A date as people write it, as far as it is known and as sure as it is.</summary>
    public static string Moment(string edtf)
    {
        if (!EdtfDate.TryParse(edtf, out var date))
        {
            return edtf;
        }

        var known = date.Precision switch
        {
            DatePrecision.Century => Words.Say("date.century", date.Local.Year, date.Local.Year + 99),
            DatePrecision.Decade => Words.Say("date.decade", date.Local.Year),
            DatePrecision.Year => date.Local.ToString("yyyy", CultureInfo.CurrentCulture),
            DatePrecision.Month => date.Local.ToString("Y", CultureInfo.CurrentCulture),
            DatePrecision.Day => date.Local.ToString(Words.Say("date.day"), CultureInfo.CurrentCulture),
            _ => date.Local.ToString(Words.Say("date.moment"), CultureInfo.CurrentCulture),
        };
        known = date.OffsetMinutes is { } minutes ? string.Create(CultureInfo.InvariantCulture, $"{known} (UTC{(minutes < 0 ? '−' : '+')}{Math.Abs(minutes) / 60:00}:{Math.Abs(minutes) % 60:00})") : known;
        known = date.Doubt.HasFlag(DateDoubt.Approximate) ? Words.Say("date.about", known) : known;
        return date.Doubt.HasFlag(DateDoubt.Uncertain) ? Words.Say("date.perhaps", known) : known;
    }

    private static string? Camera(JsonElement embedded)
    {
        var (make, model) = (Text(embedded, "cameraMake"), Text(embedded, "cameraModel"));
        return model is not null && make is not null && !model.StartsWith(make, StringComparison.OrdinalIgnoreCase) ? $"{make} {model}" : model ?? make;
    }

    private static string? Exposure(JsonElement embedded)
    {
        string?[] parts =
        [
            Number(embedded, "focalLength") is { } length ? Shown(length) + " mm" : null,
            Number(embedded, "fNumber") is { } stop ? "f/" + Shown(stop) : null,
            Number(embedded, "exposureTime") switch
            {
                null or 0 => null,
                < 0.5 and { } time => $"1/{Shown(Math.Round(1 / time))} s",
                { } time => Shown(time) + " s",
            },
            Number(embedded, "iso") is { } iso ? "ISO " + Shown(iso) : null,
        ];
        return parts.Any(part => part is not null) ? string.Join(" · ", parts.Where(part => part is not null)) : null;
    }

    private static string? Place(JsonElement embedded) =>
        (Number(embedded, "latitude"), Number(embedded, "longitude")) is ({ } latitude, { } longitude)
            ? $"{Degrees(latitude, 'N', 'S')}, {Degrees(longitude, 'E', 'W')}"
              + (Number(embedded, "altitude") is { } height ? $", {Shown(Math.Round(height))} m" : "")
            : null;

    private static string Degrees(double value, char positive, char negative) =>
        Math.Abs(value).ToString("0.#####", CultureInfo.CurrentCulture) + "° " + (value < 0 ? negative : positive);

    private static string Shown(double value) => value.ToString("0.##", CultureInfo.CurrentCulture);

    private static string? Text(JsonElement embedded, string key) =>
        embedded.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement embedded, string key) =>
        embedded.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
