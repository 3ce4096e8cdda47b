using System.Globalization;
using System.Text.Json;

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

    /// <summary>A local time as people write it; what is known in part only stays as it is.</summary>
    public static string Moment(string local) =>
        DateTime.TryParse(local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && local.Length >= 10
            ? time.ToString(Words.Say(local.Length >= 16 ? "date.moment" : "date.day"), CultureInfo.CurrentCulture)
            : local;

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
