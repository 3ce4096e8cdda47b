using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vitrine.Core.Tagging;
using Vitrine.Core.Vocabulary;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Statistics;

namespace Vitrine.Eval.Tags;

/// <summary>
/// Fits the calibration on the calibration half of the pictures that no layer saw: one Platt curve per label set, level and model wherever there are
/// enough judged cases, the shipped curve elsewhere. A concept's tags are accepted without a person only where the pictures of its own folder show it.
/// </summary>
internal sealed class Calibrate(IReadOnlyList<SeenPicture> seen)
{
    private const int NeededCases = 60;
    private const int NeededRight = 15;

    /// <summary>Cases with a lower raw score are never shown and would drown the others.</summary>
    private const double LeastRaw = 0.02;
    private const double WantedPrecision = 0.9;
    private const int NeededPerConcept = 5;
    private const int Rounds = 4;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() },
    };

    private readonly ConceptVocabulary vocabulary = StarterVocabulary.Build();
    private readonly List<SeenPicture> half = [.. seen.Where(p => HeldOut.FromLayer(p.Set, p.Hash) && HeldOut.ForCalibration(p.Hash))];

    public string Run()
    {
        var labels = new TagLabels(vocabulary);
        var shipped = JsonSerializer.Deserialize<CalibrationFile>(Shipped(), Json)!;
        var fitted = Curves(labels);
        var models = fitted.Select(c => (c.Set, c.Level, c.Model)).ToHashSet();
        var file = shipped with
        {
            FittedOn = $"{half.Select(p => p.Hash).Distinct().Count()} pictures of Caltech-101, the clothing and the grocery set, labels by folder; "
                + "curves without a number of samples are by judgement",
            Curves = [.. fitted, .. shipped.Curves.Where(c => c.Samples == 0 && !models.Contains((c.Set, c.Level, c.Model)))],
            AfterFusion = null,
            AcceptAt = [],
        };
        file = WithAfterFusion(file, labels);
        file = file with { AcceptAt = [.. AcceptAt(labels, Parsed(file)), new AcceptThreshold("*", null)] };
        return JsonSerializer.Serialize(file, Json) + "\n";
    }

    private static Stream Shipped() => typeof(Calibration).Assembly.GetManifestResourceStream("Vitrine.Core.Tagging.Data.calibration.json")!;

    /// <summary>A curve per model, and one for all models of a label set for models that come later.</summary>
    private List<CalibrationCurve> Curves(TagLabels labels)
    {
        var cases = half.SelectMany(p => p.Findings.SelectMany(f => VocabularyStage.Collect(f, vocabulary, Calibration.Default))
                .Where(s => s.Raw >= LeastRaw && s.LabelSet != "face" && !vocabulary.Find(s.Concept)!.NeverByAi)
                .Select(s => (Score: s, Verdict: labels.Judge(p, s.Concept, s.Analyzer != "classify"))))
            .Where(c => c.Verdict != Verdict.Unknown).ToList();
        var curves = new List<CalibrationCurve>();
        foreach (var group in cases.GroupBy(c => (c.Score.LabelSet, Level: (EvidenceLevel?)c.Score.Level, Model: (string?)c.Score.Model))
            .Concat(cases.GroupBy(c => (c.Score.LabelSet, Level: (EvidenceLevel?)c.Score.Level, Model: (string?)null))))
        {
            var pairs = group.Select(c => (c.Score.Raw, Right: c.Verdict == Verdict.Right)).ToList();
            if (pairs.Count < NeededCases || pairs.Count(p => p.Right) < NeededRight)
            {
                continue;
            }

            var (slope, offset) = Platt.Fit(pairs);
            Console.WriteLine($"{group.Key.LabelSet} {group.Key.Level} {group.Key.Model}: n {pairs.Count}, right {pairs.Count(p => p.Right)}, slope {slope:F3}, offset {offset:F3}");
            curves.Add(new CalibrationCurve(
                group.Key.LabelSet, group.Key.Level, null, group.Key.Model, null, [Math.Round(slope, 4), Math.Round(offset, 4)], pairs.Count));
        }

        return curves;
    }

    /// <summary>
    /// What is shown is chosen (narrow before broad, two analyzers together), so it is right less often than any one curve says: a last curve over the
    /// shown confidence. Which tags are shown depends on that curve, so it is fitted on top of itself until it settles.
    /// </summary>
    private CalibrationFile WithAfterFusion(CalibrationFile file, TagLabels labels)
    {
        var (slope, offset) = (1.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var shown = Shown(labels, Parsed(file)).Select(t => (t.Confidence / 10000.0, t.Verdict == Verdict.Right)).ToList();
            var (s, o) = Platt.Fit(shown);
            (slope, offset) = (s * slope, (s * offset) + o);
            Console.WriteLine($"after fusion, round {round}: n {shown.Count}, right {shown.Count(t => t.Item2)}, slope {slope:F3}, offset {offset:F3}");
            file = file with { AfterFusion = new CalibrationCurve("*", Platt: [Math.Round(slope, 4), Math.Round(offset, 4)], Samples: shown.Count) };
        }

        return file;
    }

    private List<(long Concept, int Confidence, Verdict Verdict)> Shown(TagLabels labels, Calibration calibration)
    {
        var policy = TagPolicy.Default with { MinConfidence = 1, MaxTags = 100 };
        return [.. half.SelectMany(p => Tagger.Propose([.. p.Findings.Where(f => !f.Model.StartsWith("mobilenet", StringComparison.Ordinal))], vocabulary, calibration, policy)
            .Select(t => (t.Concept, t.Confidence, Verdict: labels.Judge(p, t.Concept, t.Evidence.All(e => e.Analyzer != "classify")))))
            .Where(t => t.Verdict != Verdict.Unknown)];
    }

    private static Calibration Parsed(CalibrationFile file) => Calibration.Parse(JsonSerializer.SerializeToUtf8Bytes(file, Json));

    private IEnumerable<AcceptThreshold> AcceptAt(TagLabels labels, Calibration calibration)
    {
        var shown = Shown(labels, calibration);
        foreach (var concept in shown.GroupBy(t => t.Concept).OrderBy(g => vocabulary.Find(g.Key)!.Slug, StringComparer.Ordinal))
        {
            var ordered = concept.OrderByDescending(t => t.Confidence).ToList();
            var (right, best) = (0, (int?)null);
            for (var i = 0; i < ordered.Count; i++)
            {
                right += ordered[i].Verdict == Verdict.Right ? 1 : 0;
                best = right >= NeededPerConcept && right >= WantedPrecision * (i + 1) ? ordered[i].Confidence : best;
            }

            if (best is { } confidence)
            {
                // Never below where the pooled curve itself says nine in ten.
                yield return new AcceptThreshold(vocabulary.Find(concept.Key)!.Slug!, Math.Max(90, Math.Ceiling(confidence / 100.0)));
            }
        }
    }
}
