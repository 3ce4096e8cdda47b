using Vitrine.Core.Analysis;
using Vitrine.Core.Claims;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tagging;

/// <summary>
/// From stored findings to tags, without any model: vocabulary, calibration, fusion over analyzers, thresholds.
/// Pure, and the order of the sets does not matter.
/// </summary>
public static class Tagger
{
    /// <summary>The source of the claims that come of proposals. Raising the version re-decides every asset.</summary>
    public static readonly ClaimSource Source = new(SourceType.Fusion, "fusion", "1");

    public static IReadOnlyList<TagProposal> Propose(
        IReadOnlyList<FindingSet> findings, ConceptVocabulary vocabulary, Calibration calibration, TagPolicy policy)
    {
        var scores = findings.SelectMany(set => VocabularyStage.Collect(set, vocabulary, calibration));
        return ThresholdStage.Select(FusionStage.Fuse(scores, vocabulary, calibration), vocabulary, calibration, policy);
    }

    /// <summary>The proposals as claims for <see cref="ReAnalysis.Diff"/>.</summary>
    public static IReadOnlyList<ProposedClaim> ToClaims(IEnumerable<TagProposal> proposals) =>
        [.. proposals.Select(p => new ProposedClaim(ClaimAttributes.Tag, null, new ClaimValue.Concept(p.Concept), p.State, Source, p.Confidence))];
}
