using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tagging;

/// <summary>How many of a thing detectors see at once in a picture, from the boxes that they drew.</summary>
public static class SeenCounts
{
    /// <summary>More are counted as this many.</summary>
    public const int Most = 99;

    /// <summary>
    /// A box counts from this probability of its label on, calibrated. That is said of a label that stands alone: where one of a kind is seen, a second is likelier than that. Chosen on the half of
    /// <c>bench/Vitrine.Eval/labels/counts.tsv</c> that nothing is reported of: at 0.5 detectors see too few in a third of the pictures, at 0.15 they see too many.
    /// </summary>
    private const double Likely = 0.2;

    /// <summary>Two boxes that share this much (intersection over union) are of one thing: a detector draws a man as a person as well.</summary>
    private const float Same = 0.5f;

    /// <summary>Boxes of one concept that are compared with each other, the best ones.</summary>
    private const int MostBoxes = 500;

    /// <summary>
    /// Concepts of which some detector sees at least two, with how many, 2…<see cref="Most"/>. A broader concept counts all narrower ones: a dog and a cat are two animals. Of several detectors
    /// the one that sees the most counts, because things are missed more often than made up twice.
    /// </summary>
    public static IReadOnlyDictionary<long, int> Of(IReadOnlyList<FindingSet> findings, ConceptVocabulary vocabulary, Calibration calibration)
    {
        var counts = new Dictionary<long, int>();
        foreach (var set in findings)
        {
            foreach (var labels in set.Findings.OfType<Finding.Label>().Where(label => label.Extent?.Box is not null).GroupBy(label => VocabularyStage.SetOf(label.Name), StringComparer.Ordinal))
            {
                foreach (var (concept, boxes) in Boxes(set, labels, vocabulary, calibration))
                {
                    var count = Math.Min(Distinct(boxes), Most);
                    if (count > Math.Max(1, counts.GetValueOrDefault(concept)))
                    {
                        counts[concept] = count;
                    }
                }
            }
        }

        return counts;
    }

    /// <summary>The boxes of one detector that are likely right, by each concept that they are of, with their scores.</summary>
    private static Dictionary<long, List<(Box Box, float Score)>> Boxes(FindingSet set, IGrouping<string, Finding.Label> labels, ConceptVocabulary vocabulary, Calibration calibration)
    {
        var boxes = new Dictionary<long, List<(Box, float)>>();
        foreach (var label in labels)
        {
            var meant = vocabulary.OfLabel(label.Name);
            if (meant.Count == 0
                || calibration.Probability(new ConceptScore(meant[0], set.Analyzer, set.Model, labels.Key, EvidenceLevel.Narrow, Direct: true, label.Score, [])) < Likely)
            {
                continue;
            }

            foreach (var concept in meant.Concat(meant.SelectMany(vocabulary.Closure).Select(broader => broader.Key)).Distinct())
            {
                (boxes.TryGetValue(concept, out var those) ? those : boxes[concept] = []).Add((label.Extent!.Box!.Value, label.Score));
            }
        }

        return boxes;
    }

    /// <summary>How many things boxes are of: greedily from the best score on, those left out that lie on one already taken.</summary>
    private static int Distinct(List<(Box Box, float Score)> boxes)
    {
        var taken = new List<Box>();
        foreach (var (box, _) in boxes.OrderByDescending(one => one.Score).Take(MostBoxes))
        {
            if (!taken.Exists(other => other.Overlap(box) >= Same))
            {
                taken.Add(box);
            }
        }

        return taken.Count;
    }
}
