using Vitrine.Core.Vocabulary;

namespace Vitrine.Server.Vocabularies;

/// <summary>Puts back what one change made of a concept, part by part. A part that is another by now was changed since and stays. Pure.</summary>
internal static class ConceptReturn
{
    /// <param name="was">The parts that the change found; its other parts are null.</param>
    /// <param name="became">What it made of them.</param>
    /// <param name="keyOf">The key of a concept by its public id; null where there is none any more.</param>
    /// <returns>The concept as it is to be, and in words the parts that stay.</returns>
    public static (ConceptState State, IReadOnlyList<string> Kept) Of(ConceptState now, ConceptParts was, ConceptParts became, Func<long, string> idOf, Func<string, long?> keyOf)
    {
        var current = ConceptParts.Of(now, idOf);
        var kept = new List<string>();
        var labels = Map("label", current.Labels!, was.Labels, became.Labels, (one, other) => one == other, kept);
        var synonyms = Map("synonyms", current.Synonyms!, was.Synonyms, became.Synonyms, (one, other) => one.Order(StringComparer.Ordinal).SequenceEqual(other.Order(StringComparer.Ordinal)), kept);
        var externals = Map("ids", current.ExternalIds!, was.ExternalIds, became.ExternalIds, (one, other) => one.Order(StringComparer.Ordinal).SequenceEqual(other.Order(StringComparer.Ordinal)), kept);
        var broader = current.Broader!;
        if (became.Broader is { } above && !Same(broader, was.Broader ?? []))
        {
            broader = Same(broader, above) ? was.Broader ?? [] : Keep("broader", broader, kept);
        }

        var flags = Flag(Flag(Flag(
            now.Flags, ConceptFlags.NeverByAi, was.NeverByAi, became.NeverByAi), ConceptFlags.AlwaysReview, was.AlwaysReview, became.AlwaysReview), ConceptFlags.NotExported, !was.Exported, !became.Exported);
        return (now with
        {
            Labels =
            [
                .. labels.Select(label => Labelled(label.Key, label.Value, preferred: true, now)),
                .. synonyms.SelectMany(synonym => synonym.Value.Select(text => Labelled(synonym.Key, text, preferred: false, now))),
            ],
            Descriptions = Map("description", current.Descriptions!, was.Descriptions, became.Descriptions, (one, other) => one == other, kept),
            Broader = [.. broader.Select(keyOf).OfType<long>()],
            Colour = was.Colour == became.Colour || current.Colour == was.Colour ? now.Colour
                : current.Colour == became.Colour ? (was.Colour is { } colour ? ConceptText.Colour(colour) : null) : Keep("colour", now.Colour, kept),
            MinConfidence = was.MinConfidence == became.MinConfidence || now.MinConfidence == was.MinConfidence ? now.MinConfidence
                : now.MinConfidence == became.MinConfidence ? was.MinConfidence : Keep("minConfidence", now.MinConfidence, kept),
            Flags = flags,
            ExternalIds = [.. externals.SelectMany(scheme => scheme.Value.Select(id => new ExternalId(scheme.Key, id)))],
        }, kept);
    }

    /// <summary>A label that stands there already keeps what else is known of it.</summary>
    private static ConceptLabel Labelled(string language, string text, bool preferred, ConceptState now) =>
        now.Labels.FirstOrDefault(label => label.Language == language && label.Text == text && label.Preferred == preferred) ?? new ConceptLabel(language, text, preferred);

    private static Dictionary<string, T> Map<T>(
        string part, IReadOnlyDictionary<string, T> now, IReadOnlyDictionary<string, T>? was, IReadOnlyDictionary<string, T>? became, Func<T, T, bool> same, List<string> kept)
        where T : class
    {
        var result = now.ToDictionary(StringComparer.Ordinal);
        foreach (var key in (was?.Keys ?? []).Union(became?.Keys ?? [], StringComparer.Ordinal))
        {
            var (current, before, after) = (now.GetValueOrDefault(key), was?.GetValueOrDefault(key), became?.GetValueOrDefault(key));
            if (Equal(current, before))
            {
                continue;
            }

            if (!Equal(current, after))
            {
                kept.Add($"{part} {key}");
            }
            else if (before is null)
            {
                result.Remove(key);
            }
            else
            {
                result[key] = before;
            }
        }

        return result;

        bool Equal(T? one, T? other) => one is null || other is null ? one is null && other is null : same(one, other);
    }

    private static bool Same(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.Order(StringComparer.Ordinal).SequenceEqual(other.Order(StringComparer.Ordinal));

    private static ConceptFlags Flag(ConceptFlags now, ConceptFlags flag, bool? was, bool? became) =>
        was is { } before && was != became && now.HasFlag(flag) == became ? (before ? now | flag : now & ~flag) : now;

    private static T Keep<T>(string part, T value, List<string> kept)
    {
        kept.Add(part);
        return value;
    }
}
