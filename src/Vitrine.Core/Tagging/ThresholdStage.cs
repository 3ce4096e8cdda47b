using Vitrine.Core.Claims;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tagging;

/// <summary>Stage 4: which beliefs become proposals, and which of those are accepted.</summary>
public static class ThresholdStage
{
    public static IReadOnlyList<TagProposal> Select(
        IEnumerable<ConceptBelief> beliefs, ConceptVocabulary vocabulary, Calibration calibration, TagPolicy policy)
    {
        var able = beliefs
            .Select(b => (Belief: b, Concept: vocabulary.Find(b.Concept), Confidence: (int)Math.Round(b.Probability * 10_000)))
            .Where(c => c.Concept is { NeverByAi: false } concept && c.Confidence >= Threshold(concept, policy))
            .ToDictionary(c => c.Belief.Concept);

        var sure = able.Values.Where(c => c.Confidence >= policy.DoubtfulBelow * 100).Select(c => c.Belief.Concept).ToHashSet();
        var standing = able.Keys.Where(key => sure.Contains(key) || !vocabulary.Closure(key).Any(b => sure.Contains(b.Key))).ToHashSet();
        var implied = standing.SelectMany(key => vocabulary.Closure(key)).Select(c => c.Key).ToHashSet();

        return [.. standing.Where(key => !implied.Contains(key))
            .Select(key => able[key])
            .OrderByDescending(c => c.Confidence).ThenBy(c => c.Belief.Concept)
            .Take(Math.Max(0, policy.MaxTags))
            .Select(c => new TagProposal(c.Belief.Concept, c.Confidence, State(c.Concept!, c.Confidence, calibration, policy), c.Belief.Evidence()))];
    }

    private static int Threshold(Concept concept, TagPolicy policy) =>
        // Nothing at all is no evidence, whatever threshold was asked for.
        Math.Max(1, 100 * (policy.MinConfidenceOf.TryGetValue(concept.Key, out var asked) ? asked : concept.MinConfidence ?? policy.MinConfidence));

    private static ClaimState State(Concept concept, int confidence, Calibration calibration, TagPolicy policy) =>
        !policy.SuggestOnly && !concept.AlwaysReview && calibration.AcceptAt(concept.Slug) is { } accept && confidence >= accept * 100
            ? ClaimState.Accepted
            : ClaimState.Suggested;
}
