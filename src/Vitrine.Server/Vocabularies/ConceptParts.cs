using System.Text.Json;
using System.Text.Json.Serialization;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Server.Vocabularies;

/// <summary>A concept as the API and its history name its parts; null = not said.</summary>
internal sealed record ConceptParts
{
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Synonyms { get; init; }
    public IReadOnlyDictionary<string, string>? Descriptions { get; init; }

    /// <summary>Ids.</summary>
    public IReadOnlyList<string>? Broader { get; init; }
    public string? Colour { get; init; }
    public bool? NeverByAi { get; init; }
    public bool? AlwaysReview { get; init; }
    public bool? Exported { get; init; }
    public int? MinConfidence { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? ExternalIds { get; init; }

    public static ConceptParts Of(ConceptState state, Func<long, string> idOf) => new()
    {
        Labels = state.Labels.Where(label => label.Preferred).DistinctBy(label => label.Language).ToDictionary(label => label.Language, label => label.Text, StringComparer.Ordinal),
        Synonyms = state.Labels.Where(label => !label.Preferred).GroupBy(label => label.Language, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(label => label.Text)], StringComparer.Ordinal),
        Descriptions = state.Descriptions,
        Broader = [.. state.Broader.Select(idOf)],
        Colour = ConceptText.Colour(state.Colour),
        NeverByAi = state.Flags.HasFlag(ConceptFlags.NeverByAi),
        AlwaysReview = state.Flags.HasFlag(ConceptFlags.AlwaysReview),
        Exported = !state.Flags.HasFlag(ConceptFlags.NotExported),
        MinConfidence = state.MinConfidence,
        ExternalIds = state.ExternalIds.GroupBy(id => id.Scheme, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(id => id.Id)], StringComparer.Ordinal),
    };

    /// <summary>What differs, each as it was and as it became; of the parts by language only the languages that differ.</summary>
    public static (ConceptParts Was, ConceptParts Became) Difference(ConceptParts was, ConceptParts became)
    {
        var (first, second) = (new ConceptParts(), new ConceptParts());
        (var a, var b) = Differing(was.Labels!, became.Labels!, (one, other) => one == other);
        (first, second) = (first with { Labels = a }, second with { Labels = b });
        (var c, var d) = Differing(was.Synonyms!, became.Synonyms!, (one, other) => one.SequenceEqual(other));
        (first, second) = (first with { Synonyms = c }, second with { Synonyms = d });
        (var e, var f) = Differing(was.Descriptions!, became.Descriptions!, (one, other) => one == other);
        (first, second) = (first with { Descriptions = e }, second with { Descriptions = f });
        (var g, var h) = Differing(was.ExternalIds!, became.ExternalIds!, (one, other) => one.SequenceEqual(other));
        (first, second) = (first with { ExternalIds = g }, second with { ExternalIds = h });
        if (!was.Broader!.Order(StringComparer.Ordinal).SequenceEqual(became.Broader!.Order(StringComparer.Ordinal)))
        {
            (first, second) = (first with { Broader = was.Broader }, second with { Broader = became.Broader });
        }

        return was.Colour == became.Colour && was.MinConfidence == became.MinConfidence ? Flags(first, second)
            : Flags(first with { Colour = was.Colour, MinConfidence = was.MinConfidence }, second with { Colour = became.Colour, MinConfidence = became.MinConfidence });

        (ConceptParts, ConceptParts) Flags(ConceptParts one, ConceptParts other) => (
            one with { NeverByAi = Changed(x => x.NeverByAi) ? was.NeverByAi : null, AlwaysReview = Changed(x => x.AlwaysReview) ? was.AlwaysReview : null, Exported = Changed(x => x.Exported) ? was.Exported : null },
            other with { NeverByAi = Changed(x => x.NeverByAi) ? became.NeverByAi : null, AlwaysReview = Changed(x => x.AlwaysReview) ? became.AlwaysReview : null, Exported = Changed(x => x.Exported) ? became.Exported : null });

        bool Changed(Func<ConceptParts, bool?> part) => part(was) != part(became);
    }

    public string Text() => JsonSerializer.Serialize(this, ConceptJson.Default.ConceptParts);

    private static (IReadOnlyDictionary<string, T>? Was, IReadOnlyDictionary<string, T>? Became) Differing<T>(IReadOnlyDictionary<string, T> was, IReadOnlyDictionary<string, T> became, Func<T, T, bool> same)
    {
        string[] differing = [.. was.Keys.Union(became.Keys, StringComparer.Ordinal).Where(key => !(was.TryGetValue(key, out var one) && became.TryGetValue(key, out var other) && same(one, other)))];
        return differing.Length == 0 ? (null, null) : (Only(was), Only(became));

        IReadOnlyDictionary<string, T> Only(IReadOnlyDictionary<string, T> parts) => parts.Where(part => differing.Contains(part.Key)).ToDictionary(StringComparer.Ordinal);
    }
}

/// <summary>JSON of concepts that only rows hold.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConceptParts))]
[JsonSerializable(typeof(MergeRecord))]
[JsonSerializable(typeof(MergeOrder))]
[JsonSerializable(typeof(ImportOrder))]
internal sealed partial class ConceptJson : JsonSerializerContext;
