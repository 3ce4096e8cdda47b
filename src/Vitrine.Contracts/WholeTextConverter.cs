using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>
/// Values of which only their reader knows the type. JSON text may hold what no string can (half a surrogate pair, bytes that are no UTF-8), and would say so only when it is
/// asked for: it is refused where it comes in.
/// </summary>
internal sealed class WholeTextConverter : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = JsonElement.ParseValue(ref reader);
        try
        {
            Look(value);
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException("A text in it is not Unicode: " + error.Message, error);
        }

        return value;
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);

    private static void Look(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Look(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    _ = property.Name;
                    Look(property.Value);
                }

                break;
        }
    }
}
