using System.Globalization;

namespace Vitrine.Server.Vocabularies;

/// <summary>What an import would change in a concept, in short sentences.</summary>
internal static class ImportWords
{
    public static IEnumerable<string> Of(ConceptParts was, ConceptParts became)
    {
        foreach (var (language, text) in became.Labels ?? new Dictionary<string, string>())
        {
            yield return was.Labels?.GetValueOrDefault(language) is { } before ? $"label {language}: {before} → {text}" : $"label {language}: {text}";
        }

        foreach (var language in (was.Labels?.Keys ?? []).Except(became.Labels?.Keys ?? []))
        {
            yield return $"label {language}: {was.Labels![language]} → (none)";
        }

        foreach (var change in Lists("synonyms", was.Synonyms, became.Synonyms).Concat(Lists("id", was.ExternalIds, became.ExternalIds)))
        {
            yield return change;
        }

        foreach (var language in (was.Descriptions?.Keys ?? []).Union(became.Descriptions?.Keys ?? []))
        {
            yield return became.Descriptions?.ContainsKey(language) == true ? $"description {language}" : $"description {language}: (none)";
        }

        if (became.Broader is not null)
        {
            yield return "broader: " + Signed(was.Broader ?? [], became.Broader);
        }

        foreach (var (name, before, after) in new[]
        {
            ("colour", was.Colour, became.Colour), ("neverByAi", Word(was.NeverByAi), Word(became.NeverByAi)), ("alwaysReview", Word(was.AlwaysReview), Word(became.AlwaysReview)),
            ("exported", Word(was.Exported), Word(became.Exported)),
            ("minConfidence", was.MinConfidence?.ToString(CultureInfo.InvariantCulture), became.MinConfidence?.ToString(CultureInfo.InvariantCulture)),
        })
        {
            if (before != after)
            {
                yield return $"{name}: {before ?? "(none)"} → {after ?? "(none)"}";
            }
        }
    }

    private static IEnumerable<string> Lists(string what, IReadOnlyDictionary<string, IReadOnlyList<string>>? was, IReadOnlyDictionary<string, IReadOnlyList<string>>? became) =>
        (was?.Keys ?? []).Union(became?.Keys ?? []).Select(key => $"{what} {key}: {Signed(was?.GetValueOrDefault(key) ?? [], became?.GetValueOrDefault(key) ?? [])}");

    private static string Signed(IEnumerable<string> was, IEnumerable<string> became)
    {
        string[] before = [.. was], after = [.. became];
        var signed = string.Join(", ", after.Except(before).Select(text => "+ " + text).Concat(before.Except(after).Select(text => "− " + text)));
        return signed.Length > 0 ? signed : "other order";
    }

    private static string? Word(bool? flag) => flag switch { true => "true", false => "false", null => null };
}
