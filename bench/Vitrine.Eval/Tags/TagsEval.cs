using Vitrine.Core.Analysis;
using Vitrine.Core.Claims;
using Vitrine.Core.Tagging;
using Vitrine.Core.Vocabulary;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Statistics;

namespace Vitrine.Eval.Tags;

/// <summary>Tags as the product makes them from what was seen: precision of the first tag, coverage, and whether 80 means 80.</summary>
internal sealed class TagsEval(IReadOnlyList<SeenPicture> seen, Calibration calibration)
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
            Console.WriteLine("What only a detector saw and the folder cannot judge is left out: a person in a picture of an accordion.");
            var pictures = seen.Where(p => p.Side == side && HeldOut.FromLayer(p.Set, p.Hash) && !HeldOut.ForCalibration(p.Hash)).ToList();
            foreach (var group in pictures.GroupBy(p => p.Set == "corpus" ? p.Name.Split('/')[0] : p.Set).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                Section(group.Key, [.. group], labels);
            }

            Reliability(pictures, labels);
        }
    }

    /// <summary>Below what a library shows by default, so that the results also say what that threshold keeps away.</summary>
    private const int LowestShown = 30;

    private IReadOnlyList<TagProposal> Propose(SeenPicture picture)
    {
        // One classifier speaks, as in the product: MobileNetV2 was only seen for its own curve.
        var findings = picture.Findings.Where(f => !f.Model.StartsWith("mobilenet", StringComparison.Ordinal)).ToList();
        return Tagger.Propose(findings, vocabulary, calibration, TagPolicy.Default with { MinConfidence = LowestShown });
    }

    private void Section(string name, List<SeenPicture> pictures, TagLabels labels)
    {
        var (kindRight, coarseRight, judged, kinds, tagged) = (0, 0, 0, 0, 0);
        foreach (var picture in pictures)
        {
            var proposals = Propose(picture).OrderByDescending(p => p.Confidence).ToList();
            tagged += proposals.Count > 0 ? 1 : 0;
            if (proposals.Find(p => labels.Judge(picture, p.Concept, ByDetectorOnly(p)) != Verdict.Unknown || !ByDetectorOnly(p)) is not { } first)
            {
                continue;
            }

            var right = labels.Judge(picture, first.Concept, byDetectorOnly: false) != Verdict.Wrong;
            judged++;
            coarseRight += right || labels.IsCoarse(picture, first.Concept) ? 1 : 0;
            if (labels.Of(picture).Kind.Length > 0)
            {
                kinds++;
                kindRight += right ? 1 : 0;
            }
        }

        Console.WriteLine($"- {name}: first tag right for the kind {new Share(kindRight, kinds)}; for the kind or its coarse class {new Share(coarseRight, judged)}; "
            + $"pictures with a tag {new Share(tagged, pictures.Count)}");
    }

    private static bool ByDetectorOnly(TagProposal proposal) => proposal.Evidence.All(e => e.Analyzer != "classify");

    /// <summary>Wrong tags by how often, to see what they are.</summary>
    public void Mistakes(string side)
    {
        var labels = new TagLabels(vocabulary);
        var wrong = seen.Where(p => p.Side == side && HeldOut.ForCalibration(p.Hash)).SelectMany(p => Propose(p).Where(t => t.Confidence >= 5000 && labels.Judge(p, t.Concept, ByDetectorOnly(t)) == Verdict.Wrong)
            .Select(t => (p.Folder, vocabulary.Find(t.Concept)!.Slug, t.Evidence[0].Label)));
        foreach (var group in wrong.GroupBy(w => w).OrderByDescending(g => g.Count()).Take(60))
        {
            Console.WriteLine($"{group.Count()} {group.Key.Folder}: {group.Key.Slug} by {group.Key.Label}");
        }
    }

    private void Reliability(List<SeenPicture> pictures, TagLabels labels)
    {
        var shown = pictures.SelectMany(p => Propose(p).Select(t => (t.Confidence, t.State, Verdict: labels.Judge(p, t.Concept, ByDetectorOnly(t)))))
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
