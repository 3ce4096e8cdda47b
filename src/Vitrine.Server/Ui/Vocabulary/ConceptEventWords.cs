using System.Text.Json;
using Vitrine.Contracts;
using static Vitrine.Server.Ui.Words;

namespace Vitrine.Server.Ui.Vocabulary;

/// <summary>What changed in a concept, in short lines: the part, what it was, what it became.</summary>
internal static class ConceptEventWords
{
    public static IEnumerable<string> Lines(ConceptEvent change)
    {
        var (was, became) = (Parts(change.Was), Parts(change.Became));
        foreach (var part in was.Keys.Union(became.Keys, StringComparer.Ordinal).Where(part => part is not ("from" or "into")))
        {
            var (before, after) = (was.GetValueOrDefault(part) ?? "", became.GetValueOrDefault(part) ?? "");
            if (before != after)
            {
                var name = SayOr("vocabulary.part." + part, part);
                yield return before.Length == 0 ? $"{name}: {after}" : $"{name}: {before} → {(after.Length == 0 ? "–" : after)}";
            }
        }
    }

    private static Dictionary<string, string> Parts(JsonElement? parts) => parts is { ValueKind: JsonValueKind.Object } whole
        ? whole.EnumerateObject().ToDictionary(part => part.Name, part => Text(part.Value), StringComparer.Ordinal)
        : [];

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => string.Join("; ", value.EnumerateObject().Select(part => $"{part.Name} {Text(part.Value)}")),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Text)),
        JsonValueKind.True => Say("vocabulary.yes"),
        JsonValueKind.False => Say("vocabulary.no"),
        _ => value.ToString(),
    };
}
