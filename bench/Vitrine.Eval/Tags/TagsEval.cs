using Vitrine.Core.Analysis;
using Vitrine.Core.Claims;
using Vitrine.Core.Tagging;
using Vitrine.Core.Vocabulary;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Statistics;

namespace Vitrine.Eval.Tags;

/// <summary>Tags as the product makes them from what was seen: precision of the first tag, coverage, and whether 80 means 80.</summary>
internal sealed class TagsEval(IReadOnlyList<SeenPicture> seen)
{
    private readonly ConceptVocabulary vocabulary = StarterVocabulary.Build();

    public void Run()
    {
        var labels = new TagLabels(vocabulary);
        foreach (var side in new[] { "starter", "better" })
        {
            Console.WriteLine();
            Console.WriteLine(side == "starter" ? "## starter alone" : "## with EfficientNet-Lite2 (and YOLOX-nano, YuNet)");
            Console.WriteLine("Pictures held out of the distilled layer and of the calibration; share, Wilson 95 %, n.");
            var pictures = seen.Where(p => p.Side == side && HeldOut.FromLayer(p.Set, p.Hash) && !HeldOut.ForCalibration(p.Hash)).ToList();
            foreach (var group in pictures.GroupBy(p => p.Set == "corpus" ? p.Name.Split('/')[0] : p.Set).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                Section(group.Key, [.. group], labels);
            }

            Reliability(pictures, labels);
        }
    }

    private IReadOnlyList<TagProposal> Propose(SeenPicture picture)
    {
        // One classifier speaks, as in the product: MobileNetV2 was only seen for its own curve.
        var findings = picture.Findings.Where(f => !f.Model.StartsWith("mobilenet", StringComparison.Ordinal)).ToList();
        return Tagger.Propose(findings, vocabulary, Calibration.Default, TagPolicy.Default);
    }

    private void Section(string name, List<SeenPicture> pictures, TagLabels labels)
    {
        var (kindRight, coarseRight, tagged, kinds) = (0, 0, 0, 0);
        foreach (var picture in pictures)
        {
            if (Propose(picture).MaxBy(p => p.Confidence) is not { } first)
            {
                continue;
            }

            tagged++;
            coarseRight += labels.Judge(picture, first.Concept, coarse: true) != Verdict.Wrong ? 1 : 0;
            if (labels.Of(picture).Kind.Length > 0)
            {
                kinds++;
                kindRight += labels.Judge(picture, first.Concept) != Verdict.Wrong ? 1 : 0;
            }
        }

        Console.WriteLine($"- {name}: first tag right for the kind {new Share(kindRight, kinds)}; for the kind or its coarse class {new Share(coarseRight, tagged)}; "
            + $"pictures with a tag {new Share(tagged, pictures.Count)}");
    }

    private void Reliability(List<SeenPicture> pictures, TagLabels labels)
    {
        var shown = pictures.SelectMany(p => Propose(p).Select(t => (t.Confidence, t.State, Verdict: labels.Judge(p, t.Concept, coarse: true))))
            .Where(t => t.Verdict != Verdict.Unknown).ToList();
        Console.WriteLine("- tags by the confidence shown:");
        foreach (var band in shown.GroupBy(t => Math.Min(t.Confidence / 1000, 9)).OrderBy(g => g.Key))
        {
            Console.WriteLine($"  - {band.Key * 10}–{(band.Key * 10) + 10}: right {new Share(band.Count(t => t.Verdict == Verdict.Right), band.Count())}, mean confidence {band.Average(t => t.Confidence) / 100:F1}");
        }

        var accepted = shown.Where(t => t.State == ClaimState.Accepted).ToList();
        Console.WriteLine($"- tags accepted without a person: right {new Share(accepted.Count(t => t.Verdict == Verdict.Right), accepted.Count)}");
    }
}
