using Vitrine.Core.Analysis;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tagging;

/// <summary>
/// Stage 1: raw labels become concepts. Labels that exclude each other (a softmax: <c>imagenet</c>) are added up, in a concept and in all
/// its broader ones, so that many dog breeds at 0.1 make "dog" likely though no breed is; of labels that do not (detectors), the best counts.
/// </summary>
public static class VocabularyStage
{
    private const int MostEvidence = 8;

    /// <summary>A detector's further occurrence is evidence from this part of the best one's probability: boxes that are hardly there are not drawn.</summary>
    private const double WorthShowing = 0.7;

    public static IReadOnlyList<ConceptScore> Collect(FindingSet set, ConceptVocabulary vocabulary, Calibration calibration)
    {
        var scores = new List<ConceptScore>();
        foreach (var labels in Labels(set, vocabulary).GroupBy(l => SetOf(l.Label), StringComparer.Ordinal))
        {
            var adds = calibration.Combines(labels.Key) == LabelCombination.Sum;
            foreach (var (concept, heard) in Gather(labels, vocabulary))
            {
                // A label counts once, by its best occurrence; a detector's further boxes of it are evidence only.
                var best = heard.GroupBy(h => h.Evidence.Label, StringComparer.Ordinal)
                    .Select(g => g.MaxBy(h => h.Evidence.RawScore)).ToList();
                var raw = adds ? Math.Min(1, best.Sum(h => (double)h.Evidence.RawScore)) : best.Max(h => (double)h.Evidence.RawScore);
                var score = new ConceptScore(
                    concept, set.Analyzer, set.Model, labels.Key,
                    adds && best.Exists(h => !h.Direct) ? EvidenceLevel.Broad : EvidenceLevel.Narrow,
                    heard.Exists(h => h.Direct),
                    raw,
                    [.. heard.Select(h => h.Evidence).OrderByDescending(e => e.RawScore).ThenBy(e => e.Label, StringComparer.Ordinal)]);
                scores.Add(score with { Evidence = Shown(score, adds, calibration) });
            }
        }

        return scores;
    }

    private static IReadOnlyList<TagEvidence> Shown(ConceptScore score, bool adds, Calibration calibration)
    {
        var least = adds ? 0 : WorthShowing * calibration.Probability(score);
        return [.. score.Evidence.Where((one, index) => index == 0 || adds || calibration.Probability(score with { Raw = one.RawScore }) >= least).Take(MostEvidence)];
    }

    /// <summary>The label set of a label: what stands before its last slash; of <c>face</c>, which has none, the label itself.</summary>
    internal static string SetOf(string label) => label.LastIndexOf('/') is > 0 and var cut ? label[..cut] : label;

    /// <summary>The labels of a set that the vocabulary knows. A measured value speaks as <c>analyzer/key/value</c> (<c>looks/colour/red</c>).</summary>
    private static IEnumerable<TagEvidence> Labels(FindingSet set, ConceptVocabulary vocabulary)
    {
        foreach (var finding in set.Findings)
        {
            var (label, score, extent) = finding switch
            {
                Finding.Label l => (l.Name, l.Score, l.Extent),
                Finding.Value v => ($"{set.Analyzer}/{v.Key}/{v.Content}", v.Score, null),
                _ => (null, 0, null),
            };
            if (label is not null && score > 0 && vocabulary.OfLabel(label).Count > 0)
            {
                yield return new TagEvidence(set.Analyzer, set.Version, set.Model, label, score, extent);
            }
        }
    }

    private static Dictionary<long, List<Heard>> Gather(IEnumerable<TagEvidence> labels, ConceptVocabulary vocabulary)
    {
        var byConcept = new Dictionary<long, List<Heard>>();
        foreach (var label in labels)
        {
            var meant = vocabulary.OfLabel(label.Label);
            foreach (var concept in meant)
            {
                Add(concept, new Heard(label, Direct: true));
            }

            foreach (var broader in meant.SelectMany(c => vocabulary.Closure(c)).Select(c => c.Key).Distinct().Except(meant))
            {
                Add(broader, new Heard(label, Direct: false));
            }
        }

        return byConcept;

        void Add(long concept, Heard heard)
        {
            if (!byConcept.TryGetValue(concept, out var list))
            {
                byConcept.Add(concept, list = []);
            }

            list.Add(heard);
        }
    }

    private readonly record struct Heard(TagEvidence Evidence, bool Direct);
}
