using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>The one JSON-LD context that is known here; none is ever fetched. It is written into each file, and a file may bring it, a part of it, or none.</summary>
internal static class SkosContext
{
    private static readonly string[] Texts = ["prefLabel", "altLabel", "hiddenLabel", "definition"];
    private static readonly string[] Links = ["broader", "narrower", "exactMatch"];

    public static readonly JsonObject Whole = Made();

    /// <summary>Names → properties' addresses.</summary>
    private static readonly Dictionary<string, string> Properties = Names().ToDictionary(StringComparer.Ordinal);

    /// <summary>The address of a name in a file: <c>prefLabel</c>, <c>skos:prefLabel</c>, or the address itself; null where it is none that is known.</summary>
    public static string? PropertyOf(string name) => Properties.GetValueOrDefault(name) ?? name switch
    {
        _ when name.StartsWith("skos:", StringComparison.Ordinal) => SkosGraph.Skos + name[5..],
        _ when name.StartsWith("vitrine:", StringComparison.Ordinal) => SkosGraph.Own + name[8..],
        _ when name.StartsWith(SkosGraph.Skos, StringComparison.Ordinal) || name.StartsWith(SkosGraph.Own, StringComparison.Ordinal) => name,
        _ => null,
    };

    /// <summary>What of a file's context is not as it is here; null where all is.</summary>
    public static string? Stranger(JsonNode? context) => context switch
    {
        null => null,
        JsonArray list => list.Select(Stranger).FirstOrDefault(stranger => stranger is not null),
        JsonObject terms => terms.FirstOrDefault(term => !Whole.TryGetPropertyValue(term.Key, out var known) || !JsonNode.DeepEquals(known, term.Value)).Key,
        _ => context.GetValueKind() == JsonValueKind.String ? context.GetValue<string>() : context.ToJsonString(),
    };

    private static IEnumerable<KeyValuePair<string, string>> Names() =>
        [
            .. Texts.Concat(Links).Select(name => KeyValuePair.Create(name, SkosGraph.Skos + name)),
            .. SkosGraph.OwnProperties.Select(name => KeyValuePair.Create(name, SkosGraph.Own + name)),
        ];

    private static JsonObject Made()
    {
        var context = new JsonObject { ["skos"] = SkosGraph.Skos, ["vitrine"] = SkosGraph.Own, ["id"] = "@id", ["type"] = "@type", ["Concept"] = "skos:Concept" };
        foreach (var name in Texts)
        {
            context[name] = new JsonObject { ["@id"] = "skos:" + name, ["@container"] = "@language" };
        }

        foreach (var name in Links)
        {
            context[name] = new JsonObject { ["@id"] = "skos:" + name, ["@type"] = "@id" };
        }

        foreach (var name in SkosGraph.OwnProperties)
        {
            context[name] = "vitrine:" + name;
        }

        return context;
    }
}
