using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>Applies what a request says to a concept. Everything is checked before anything is written; a sentence says which part is wrong and what would be right.</summary>
internal static class ConceptEdit
{
    /// <exception cref="RequestRefusedException">A part has a form that is none (400).</exception>
    public static async Task<ConceptState> ApplyAsync(DbSession session, long library, ConceptState state, ConceptChange change, CancellationToken cancellationToken)
    {
        var labels = Labels(state, change);
        if (!labels.Any(label => label.Preferred))
        {
            throw Bad("labels", new QuerySentence(RefusalSentences.NeedsLabel, "{\"en\": \"dog\"}"));
        }

        return labels.Count > ConceptText.MostLabels
            ? throw Bad("labels", new QuerySentence(RefusalSentences.TooManyLabels, ConceptText.MostLabels))
            : state with
            {
                Labels = labels,
                Descriptions = Descriptions(state, change),
                Broader = change.Broader is null ? state.Broader : await BroaderAsync(session, library, change.Broader, cancellationToken),
                Colour = change.Colour is null ? state.Colour : change.Colour.Length == 0 ? null : ConceptText.Colour(change.Colour) ?? throw Bad("colour", new QuerySentence(RefusalSentences.NoColour)),
                Flags = Flags(state.Flags, change),
                MinConfidence = MinConfidence(state, change.MinConfidence),
                ExternalIds = ExternalIds(state, change),
            };
    }

    private static IReadOnlyList<ConceptLabel> Labels(ConceptState state, ConceptChange change)
    {
        var preferred = state.Labels.Where(label => label.Preferred).ToList();
        var synonyms = state.Labels.Where(label => !label.Preferred).ToList();
        IEnumerable<KeyValuePair<string, string?>> said = change.Labels ?? new Dictionary<string, string?>();
        if (change.Label is not null)
        {
            said = said.Prepend(KeyValuePair.Create("und", (string?)change.Label));
        }

        foreach (var (tag, text) in said)
        {
            var language = LanguageOf("labels", tag);
            var before = preferred.FindIndex(label => label.Language == language);
            if (text is null)
            {
                preferred.RemoveAll(label => label.Language == language);
            }
            else if (before >= 0)
            {
                preferred[before] = new ConceptLabel(language, LabelOf("labels", text), Preferred: true);
            }
            else
            {
                preferred.Add(new ConceptLabel(language, LabelOf("labels", text), Preferred: true));
            }
        }

        foreach (var (tag, texts) in change.Synonyms ?? new Dictionary<string, IReadOnlyList<string>?>())
        {
            var language = LanguageOf("synonyms", tag);
            synonyms.RemoveAll(label => label.Language == language);
            synonyms.AddRange((texts ?? []).Select(text => new ConceptLabel(language, LabelOf("synonyms", text), Preferred: false)));
        }

        // What is the label needs not be a synonym too.
        return [.. preferred, .. synonyms.Where(synonym => !preferred.Any(label => label.Language == synonym.Language && label.Text == synonym.Text)).Distinct()];
    }

    private static Dictionary<string, string> Descriptions(ConceptState state, ConceptChange change)
    {
        var texts = state.Descriptions.ToDictionary(StringComparer.Ordinal);
        foreach (var (tag, text) in change.Descriptions ?? new Dictionary<string, string?>())
        {
            var language = LanguageOf("descriptions", tag);
            var clean = ConceptText.Description(text, out var wrong);
            if (wrong is not null)
            {
                throw Bad("descriptions", wrong);
            }

            texts.Remove(language);
            if (clean.Length > 0)
            {
                texts[language] = clean;
            }
        }

        return texts;
    }

    private static async Task<IReadOnlyList<long>> BroaderAsync(DbSession session, long library, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count > ConceptText.MostBroader)
        {
            throw Bad("broader", $"A concept has at most {ConceptText.MostBroader} broader ones.");
        }

        var keys = new List<long>();
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            keys.Add(await ConceptState.KeyAsync(session, library, id ?? "", cancellationToken) ?? throw Bad("broader", new QuerySentence(RefusalSentences.NoConcept, id ?? "")));
        }

        return [.. keys.Distinct()];
    }

    private static ConceptFlags Flags(ConceptFlags flags, ConceptChange change)
    {
        flags = Set(flags, ConceptFlags.NeverByAi, change.NeverByAi);
        flags = Set(flags, ConceptFlags.AlwaysReview, change.AlwaysReview);
        return Set(flags, ConceptFlags.NotExported, !change.Exported);

        static ConceptFlags Set(ConceptFlags flags, ConceptFlags flag, bool? on) => on switch { null => flags, true => flags | flag, false => flags & ~flag };
    }

    private static int? MinConfidence(ConceptState state, JsonElement said) => said.ValueKind switch
    {
        JsonValueKind.Undefined => state.MinConfidence,
        JsonValueKind.Null => null,
        JsonValueKind.Number when said.TryGetInt32(out var number) && number is >= 0 and <= 100 => number,
        _ => throw Bad("minConfidence", new QuerySentence(RefusalSentences.NoConfidence)),
    };

    private static IReadOnlyList<ExternalId> ExternalIds(ConceptState state, ConceptChange change)
    {
        var ids = state.ExternalIds.ToList();
        foreach (var (scheme, texts) in change.ExternalIds ?? new Dictionary<string, IReadOnlyList<string>?>())
        {
            if (!ExternalId.Schemes.Contains(scheme))
            {
                throw Bad("externalIds", $"'{scheme}' is not known: {string.Join(", ", ExternalId.Schemes)} are.");
            }

            ids.RemoveAll(id => id.Scheme == scheme);
            ids.AddRange((texts ?? []).Select(text => ExternalId.Parse(scheme, text ?? "") ?? throw Bad("externalIds", $"'{Shortened(text)}' is no id of {scheme}: it has {ExternalId.FormOf(scheme)}.")).Distinct());
        }

        return ids.Count > ConceptText.MostExternalIds ? throw Bad("externalIds", $"A concept has at most {ConceptText.MostExternalIds} external ids.") : ids;
    }

    private static string LanguageOf(string part, string tag) =>
        ConceptText.Language(tag) ?? throw Bad(part, $"'{Shortened(tag)}' is no language tag: en, de and pt-BR are, und is no language.");

    private static string LabelOf(string part, string? text) => ConceptText.Label(text, out var wrong) is var label && wrong is null ? label : throw Bad(part, wrong!);

    private static string Shortened(string? text) => text is null ? "" : text.Length <= 60 ? text : text[..60] + "…";

    private static RequestRefusedException Bad(string part, string sentence) => Bad(part, QuerySentence.Verbatim(sentence));

    private static RequestRefusedException Bad(string part, QuerySentence sentence) => new(StatusCodes.Status400BadRequest, new QuerySentence(QuerySentences.Within, part, sentence));
}
