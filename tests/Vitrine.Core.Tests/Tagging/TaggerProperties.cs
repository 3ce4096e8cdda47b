using CsCheck;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Core.Tagging;
using Vitrine.Core.Vocabulary;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Tagging;

public sealed class TaggerProperties
{
    private static readonly ConceptVocabulary Starter = StarterVocabulary.Build();

    private static readonly Gen<Finding> Classified = Gen.Select(Gen.Int[140, 290], Gen.Float[0, 0.5f], (n, s) => (Finding)new Finding.Label($"imagenet/{n}", s));

    private static readonly Gen<Finding> Detected = Gen.Select(
        Gen.OneOf("coco/dog", "coco/cat", "coco/bird", "oid/Dog", "coco/bear", "oid/Person"), Gen.Float[0, 1],
        Gen.Select(Gen.Float[0, 0.5f], Gen.Float[0, 0.5f], (x, y) => new Extent(new Box(x, y, 0.5f, 0.5f))),
        (name, score, extent) => (Finding)new Finding.Label(name, score, extent));

    private static readonly Gen<FindingSet[]> Findings = Gen.Select(
        Classified.Array[0, 30], Detected.Array[0, 6], Detected.Array[0, 4],
        (c, d, e) => new[] { new FindingSet("classify", 1, "a@1", c), new FindingSet("detect", 1, "b@1", d), new FindingSet("detect", 1, "c@1", e) });

    private static readonly Gen<TagPolicy> Policies = Gen.Select(
        Gen.Int[0, 100], Gen.Int[0, 20], Gen.Int[0, 100], (min, most, doubt) => new TagPolicy { MinConfidence = min, MaxTags = most, DoubtfulBelow = doubt });

    [Fact]
    public void Propose_AnyFindings_KeepsToThePolicy() =>
        Gen.Select(Findings, Policies).Sample(
            (findings, policy) =>
            {
                var proposals = Propose(findings, policy);
                return proposals.Count <= policy.MaxTags
                    && proposals.All(p => p.Confidence >= policy.MinConfidence * 100 && p.Confidence is > 0 and <= 10_000 && p.Evidence.Count > 0)
                    && proposals.All(p => !Starter.Find(p.Concept)!.NeverByAi)
                    && !proposals.Any(p => proposals.Any(q => Starter.IsBroader(p.Concept, q.Concept)));
            },
            iter: Deep.Times(300));

    [Fact]
    public void Propose_SetsInAnotherOrder_ProposesTheSame() =>
        Gen.Select(Findings, Policies).SelectMany(t => Gen.Shuffle((FindingSet[])t.Item1.Clone()).Select(s => (t.Item1, s, t.Item2))).Sample(
            t => Print(Propose(t.Item1, t.Item3)) == Print(Propose(t.s, t.Item3)), iter: Deep.Times(150));

    [Fact]
    public void Propose_FromPackedFindings_ProposesTheSame() =>
        Gen.Select(Findings, Policies).Sample(
            (findings, policy) => Propose([.. findings.Select(f => FindingPack.Decode(FindingPack.Encode(f)))], policy).Select(p => (p.Concept, p.Confidence))
                .SequenceEqual(Propose(findings, policy).Select(p => (p.Concept, p.Confidence))),
            iter: Deep.Times(150));

    [Fact]
    public void Propose_AHigherThreshold_NeverAddsANarrowerConcept() =>
        Gen.Select(Findings, Gen.Int[0, 100], Gen.Int[0, 100]).Sample(
            (findings, a, b) =>
            {
                var low = Propose(findings, new TagPolicy { MinConfidence = Math.Min(a, b), MaxTags = 1000 });
                var high = Propose(findings, new TagPolicy { MinConfidence = Math.Max(a, b), MaxTags = 1000 });
                return high.All(h => low.Any(l => l.Concept == h.Concept || Starter.IsBroader(h.Concept, l.Concept)));
            },
            iter: Deep.Times(300));

    private static IReadOnlyList<TagProposal> Propose(FindingSet[] findings, TagPolicy policy) =>
        Tagger.Propose(findings, Starter, JudgedCalibration.Value, policy);

    private static string Print(IEnumerable<TagProposal> proposals) => string.Join('\n', proposals.Select(p =>
        $"{p.Concept} {p.Confidence} {p.State} {string.Join(", ", p.Evidence.Select(e => $"{e.Model} {e.Label} {e.RawScore} {e.Box}"))}"));
}
