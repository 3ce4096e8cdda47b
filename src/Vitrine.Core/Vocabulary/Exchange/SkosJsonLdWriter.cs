using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>Writes concepts as SKOS in JSON-LD, with the context in the file.</summary>
internal sealed class SkosJsonLdWriter : ConceptFileWriter
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = false };

    private readonly TextWriter to;
    private bool isBegun;

    public SkosJsonLdWriter(TextWriter to)
    {
        this.to = to;
        to.Write("{\"@context\":");
        to.Write(Text(SkosContext.Whole));
        to.Write(",\"@graph\":[");
    }

    public override void Add(ConceptRecord record)
    {
        to.Write(isBegun ? ",\n" : "\n");
        to.Write(Text(Node(record)));
        isBegun = true;
    }

    public override void End() => to.Write("\n]}\n");

    private static JsonObject Node(ConceptRecord record)
    {
        var node = new JsonObject { ["id"] = SkosTurtleWriter.Address(record.Name), ["type"] = "Concept" };
        Add(node, "prefLabel", record.Labels.ToDictionary(pair => Tag(pair.Key), JsonNode? (pair) => JsonValue.Create(pair.Value)));
        Add(node, "altLabel", record.Synonyms.Where(pair => pair.Value.Count > 0).ToDictionary(pair => Tag(pair.Key), JsonNode? (pair) => List(pair.Value)));
        Add(node, "definition", record.Descriptions.ToDictionary(pair => Tag(pair.Key), JsonNode? (pair) => JsonValue.Create(pair.Value)));
        if (record.Broader is { Count: > 0 } broader)
        {
            node["broader"] = List(broader.Select(SkosTurtleWriter.Address));
        }

        if (record.ExternalIds.Any(scheme => scheme.Value.Count > 0))
        {
            node["exactMatch"] = List(record.ExternalIds.SelectMany(scheme => scheme.Value.Select(id => new ExternalId(scheme.Key, id).Iri)));
        }

        foreach (var (property, value) in SkosTurtleWriter.OwnOf(record))
        {
            node[property] = value is "true" or "false" ? JsonValue.Create(value == "true") : JsonValue.Create(value);
        }

        return node;
    }

    private static void Add(JsonObject node, string name, Dictionary<string, JsonNode?> byLanguage)
    {
        if (byLanguage.Count > 0)
        {
            node[name] = new JsonObject(byLanguage);
        }
    }

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(JsonNode? (text) => JsonValue.Create(text))]);

    private static string Tag(string language) => language == "und" ? "@none" : language;

    private static string Text(JsonNode node)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            node.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
