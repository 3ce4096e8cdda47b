using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tagging;

/// <summary>The object a picture is about: its concept, where it is, and how sure the detector was (0…1, calibrated).</summary>
public sealed record MainObject(long Concept, Box Box, double Probability)
{
    private const string Face = "face";

    /// <summary>
    /// The detected object with the largest probability × √area × centrality (1 in the middle of the frame, ½ in its corners);
    /// a face only where nothing else was detected. Null without any box.
    /// </summary>
    public static MainObject? Pick(IReadOnlyList<FindingSet> findings, ConceptVocabulary vocabulary, Calibration calibration)
    {
        var objects = findings.SelectMany(set => Objects(set, vocabulary, calibration)).ToList();
        return objects
            .OrderBy(o => o.IsFace)
            .ThenByDescending(o => o.Weight)
            .ThenBy(o => o.Found.Concept)
            .ThenBy(o => o.Found.Box.X).ThenBy(o => o.Found.Box.Y)
            .Select(o => o.Found)
            .FirstOrDefault();
    }

    private static IEnumerable<(MainObject Found, double Weight, bool IsFace)> Objects(FindingSet set, ConceptVocabulary vocabulary, Calibration calibration)
    {
        foreach (var label in set.Findings.OfType<Finding.Label>())
        {
            if (label.Extent?.Box is not { } box || vocabulary.OfLabel(label.Name) is not [var concept, ..])
            {
                continue;
            }

            var probability = calibration.Probability(new ConceptScore(
                concept, set.Analyzer, set.Model, VocabularyStage.SetOf(label.Name), EvidenceLevel.Narrow, Direct: true, label.Score, []));
            yield return (new MainObject(concept, box, probability), probability * Math.Sqrt(Math.Max(0, box.Area)) * Centrality(box), label.Name == Face);
        }
    }

    private static double Centrality(Box box)
    {
        var dx = box.X + (box.Width / 2) - 0.5;
        var dy = box.Y + (box.Height / 2) - 0.5;
        return 1 - (0.5 * Math.Min(1, Math.Sqrt(((dx * dx) + (dy * dy)) / 0.5)));
    }
}
