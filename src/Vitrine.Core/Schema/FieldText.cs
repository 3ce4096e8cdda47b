using System.Globalization;
using System.Text.Json;
using Vitrine.Core.Claims;

namespace Vitrine.Core.Schema;

/// <summary>From a value back to text and JSON: what <see cref="FieldReader"/> reads as the same value.</summary>
public static class FieldText
{
    /// <summary>For machines: tables, sidecars, conditions. An option by its value, a duration in seconds.</summary>
    public static string Of(Field field, ClaimValue value) => value switch
    {
        ClaimValue.Text text => text.Content,
        ClaimValue.Number number => number.Amount.ToString("0.############################", CultureInfo.InvariantCulture),
        ClaimValue.Date date => EdtfDate.Format(date),
        ClaimValue.Place { Latitude: { } latitude, Longitude: { } longitude } => string.Create(CultureInfo.InvariantCulture, $"{latitude:0.#######}, {longitude:0.#######}"),
        ClaimValue.Place place => string.Join(", ", new[] { place.Town, place.Region, place.Country }.OfType<string>()),
        _ => value.Canonical,
    };

    /// <summary>All values in one cell, parted by <c>; </c>; empty where there is none.</summary>
    public static string Of(Field field, IEnumerable<ClaimValue> values) => string.Join("; ", values.Select(value => Of(field, value)));

    /// <summary>For people: an option by its label, in a tree with those above it; a duration as <c>h:mm:ss</c>.</summary>
    public static string Shown(Field field, ClaimValue value) => (field.Type, value) switch
    {
        (FieldType.Hierarchy, ClaimValue.Text text) when field.Options.Find(text.Content) is { } option => string.Join(" › ", field.Options.Path(option)),
        (_, ClaimValue.Text text) when field.Options.Find(text.Content) is { } option => option.Shown,
        (FieldType.Duration, ClaimValue.Number { Amount: var seconds }) => Clock(seconds),
        (FieldType.Number, ClaimValue.Number { Amount: var amount }) => amount.ToString("#,0.############################", CultureInfo.CurrentCulture),
        _ => Of(field, value),
    };

    /// <summary>As JSON: a number, true or false, a text, an object for a position, an array for a MultiSelect; null where there is none.</summary>
    public static void Write(Utf8JsonWriter json, Field field, IReadOnlyList<ClaimValue> values)
    {
        if (field.Type.IsSet)
        {
            json.WriteStartArray();
            foreach (var value in values)
            {
                json.WriteStringValue(Of(field, value));
            }

            json.WriteEndArray();
        }
        else if (values.Count == 0)
        {
            json.WriteNullValue();
        }
        else
        {
            Write(json, field, values[0]);
        }
    }

    /// <summary>The same, as an element of its own.</summary>
    public static JsonElement Json(Field field, IReadOnlyList<ClaimValue> values)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            Write(json, field, values);
        }

        using var document = JsonDocument.Parse(stream.ToArray());
        return document.RootElement.Clone();
    }

    internal static void Write(Utf8JsonWriter json, Field field, ClaimValue value)
    {
        switch (field.Type, value)
        {
            case (FieldType.Number or FieldType.Duration, ClaimValue.Number number):
                json.WriteRawValue(Of(field, number));
                break;
            case (FieldType.Boolean, ClaimValue.Text { Content: "true" or "false" } flag):
                json.WriteBooleanValue(flag.Content == "true");
                break;
            case (FieldType.Location, ClaimValue.Place { Latitude: { } latitude, Longitude: { } longitude }):
                json.WriteStartObject();
                json.WriteNumber("latitude", latitude);
                json.WriteNumber("longitude", longitude);
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(Of(field, value));
                break;
        }
    }

    private static string Clock(decimal seconds)
    {
        var whole = decimal.Truncate(seconds);
        var rest = (seconds - whole).ToString("0.###", CultureInfo.InvariantCulture)[1..];
        var (hours, minutes) = (decimal.Truncate(whole / 3600), (int)(whole / 60 % 60));
        return hours > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{hours:0}:{minutes:00}:{(int)(whole % 60):00}{rest}")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes}:{(int)(whole % 60):00}{rest}");
    }
}
