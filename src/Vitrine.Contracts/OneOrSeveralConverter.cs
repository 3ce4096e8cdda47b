using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>A text, or a list of texts as one with commas between them: none of what stands in such a list has a comma in it.</summary>
internal sealed class OneOrSeveralConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException("This is a text or a list of texts.");
        }

        var several = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            several.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("This is a list of texts."));
        }

        return string.Join(',', several);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
