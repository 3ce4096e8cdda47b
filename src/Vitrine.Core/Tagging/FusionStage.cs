using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tagging;

/// <summary>What all analyzers together make of a concept.</summary>
/// <param name="Probability">0…1, calibrated.</param>
/// <param name="Evidence">Gives the evidence, best first. A function, because most beliefs never become proposals.</param>
public sealed record ConceptBelief(long Concept, double Probability, Func<IReadOnlyList<TagEvidence>> Evidence);

/// <summary>
/// Stage 2 and 3: calibrates what each analyzer says, joins the analyzers by tempered log-odds, and lets a sure broader concept
/// support the narrower one that another analyzer sees in it.
/// </summary>
public static class FusionStage
{
    /// <summary>
    /// Added to the probability that the classifier itself gives the broader concept, before dividing by it: a classifier that
    /// hardly sees the dog which the detector found has little to say about its breed.
    /// </summary>
    private const double Doubt = 0.1;

    public static IReadOnlyList<ConceptBelief> Fuse(IEnumerable<ConceptScore> scores, ConceptVocabulary vocabulary, Calibration calibration)
    {
        var opinions = Opinions(scores, vocabulary, calibration);
        var fused = opinions.ToDictionary(p => p.Key, p => calibration.AfterFusion(Join(p.Value.Values, calibration)));
        var beliefs = new Dictionary<long, ConceptBelief>(opinions.Count);
        foreach (var (concept, voices) in opinions)
        {
            var support = Support(concept, voices, opinions, vocabulary, calibration);
            var probability = support is null ? fused[concept] : Math.Max(fused[concept], Math.Min(fused[support.Concept], support.Share * fused[support.Concept]));
            beliefs[concept] = new ConceptBelief(concept, probability, () => Ordered(voices.Values.Concat(support?.Voices ?? [])));
        }

        return Closed(beliefs, vocabulary);
    }

    private static double Join(IEnumerable<Opinion> voices, Calibration calibration) =>
        LogOddsFusion.FuseTempered(voices.Select(v => v.Probability), calibration.Prior, calibration.Agreement);

    /// <summary>Concept → analyzer and model → its opinion. No opinion of a broader concept is below that of a narrower one.</summary>
    private static Dictionary<long, Dictionary<Voice, Opinion>> Opinions(
        IEnumerable<ConceptScore> scores, ConceptVocabulary vocabulary, Calibration calibration)
    {
        var opinions = new Dictionary<long, Dictionary<Voice, Opinion>>();
        foreach (var score in scores)
        {
            Add(opinions, score.Concept, new Voice(score.Analyzer, score.Model), new Opinion(calibration.Probability(score), score.Direct, score.Evidence));
        }

        foreach (var (concept, voices) in opinions.ToList())
        {
            foreach (var broader in vocabulary.Closure(concept))
            {
                foreach (var (voice, opinion) in voices)
                {
                    if (opinions.TryGetValue(broader.Key, out var above) && above.TryGetValue(voice, out var its) && its.Probability < opinion.Probability)
                    {
                        above[voice] = its with { Probability = opinion.Probability };
                    }
                }
            }
        }

        return opinions;
    }

    private static void Add(Dictionary<long, Dictionary<Voice, Opinion>> opinions, long concept, Voice voice, Opinion opinion)
    {
        if (!opinions.TryGetValue(concept, out var voices))
        {
            opinions.Add(concept, voices = []);
        }

        voices[voice] = voices.TryGetValue(voice, out var other)
            ? new Opinion(Math.Max(other.Probability, opinion.Probability), other.Direct || opinion.Direct, [.. other.Evidence, .. opinion.Evidence])
            : opinion;
    }

    /// <summary>The nearest broader concept that another voice names itself, and how much of it is the narrower one: P(narrow | broad) by the first voices.</summary>
    private static BroaderSupport? Support(
        long concept, Dictionary<Voice, Opinion> voices, Dictionary<long, Dictionary<Voice, Opinion>> opinions, ConceptVocabulary vocabulary, Calibration calibration)
    {
        foreach (var broader in vocabulary.Closure(concept))
        {
            if (opinions.TryGetValue(broader.Key, out var above) && above.Where(v => v.Value.Direct && !voices.ContainsKey(v.Key)).Select(v => v.Value).ToList() is { Count: > 0 } others)
            {
                var narrow = Join(voices.Values, calibration);
                var broad = Join(above.Where(v => voices.ContainsKey(v.Key)).Select(v => v.Value), calibration);
                return new BroaderSupport(broader.Key, narrow / (broad + Doubt), others);
            }
        }

        return null;
    }

    /// <summary>A broader concept is at least as likely as each narrower one.</summary>
    private static List<ConceptBelief> Closed(Dictionary<long, ConceptBelief> beliefs, ConceptVocabulary vocabulary)
    {
        foreach (var belief in beliefs.Values.ToList())
        {
            foreach (var broader in vocabulary.Closure(belief.Concept))
            {
                if (beliefs.TryGetValue(broader.Key, out var above) && above.Probability < belief.Probability)
                {
                    beliefs[broader.Key] = above with { Probability = belief.Probability };
                }
            }
        }

        return [.. beliefs.Values.OrderBy(b => b.Concept)];
    }

    private static IReadOnlyList<TagEvidence> Ordered(IEnumerable<Opinion> opinions) =>
        [.. opinions.SelectMany(o => o.Evidence.Select(e => (Evidence: e, o.Probability)))
            .OrderByDescending(e => e.Probability)
            .ThenByDescending(e => e.Evidence.RawScore)
            .ThenBy(e => e.Evidence.Analyzer, StringComparer.Ordinal)
            .ThenBy(e => e.Evidence.Model, StringComparer.Ordinal)
            .ThenBy(e => e.Evidence.Label, StringComparer.Ordinal)
            .ThenBy(e => e.Evidence.Box?.X).ThenBy(e => e.Evidence.Box?.Y).ThenBy(e => e.Evidence.Box?.Width).ThenBy(e => e.Evidence.Box?.Height)
            .Select(e => e.Evidence)
            .Distinct()];

    private readonly record struct Voice(string Analyzer, string Model);

    private sealed record Opinion(double Probability, bool Direct, IReadOnlyList<TagEvidence> Evidence);

    private sealed record BroaderSupport(long Concept, double Share, IReadOnlyList<Opinion> Voices);
}
