using System.Reflection;
using System.Text.Json;

namespace Vitrine.Core.Tagging;

/// <summary>What becomes of several labels that mean one concept.</summary>
public enum LabelCombination
{
    /// <summary>The best counts: labels of which several may hold.</summary>
    Max,

    /// <summary>They are added up: labels of which one holds.</summary>
    Sum,
}

/// <summary>
/// Turns raw scores into probabilities: of the tags shown at 80 about 80 % are right. Data, read from <c>calibration.json</c>
/// (format: <see cref="CalibrationFile"/>); fitted on human labels by <c>bench/Vitrine.Eval</c>. Immutable.
/// </summary>
public sealed class Calibration
{
    private static readonly Lazy<Calibration> LazyDefault = new(() => Parse(Shipped()));

    private readonly CalibrationFile file;
    private readonly Dictionary<(string Set, EvidenceLevel? Level, string? Analyzer, string? Model), CalibrationCurve> curves = [];
    private readonly Dictionary<string, double?> acceptAt;

    private Calibration(CalibrationFile file)
    {
        this.file = file;
        foreach (var curve in file.Curves)
        {
            if (!curves.TryAdd((curve.Set, curve.Level, curve.Analyzer, curve.Model), curve))
            {
                throw new FormatException($"calibration: two curves for {curve.Set}, {curve.Level}, {curve.Analyzer}, {curve.Model}");
            }
        }

        acceptAt = file.AcceptAt.ToDictionary(a => a.Concept, a => a.Confidence, StringComparer.Ordinal);
    }

    /// <summary>The calibration that ships.</summary>
    public static Calibration Default => LazyDefault.Value;

    /// <summary>How common a concept is before anything was seen, 0…1.</summary>
    public double Prior => file.Prior;

    /// <summary>0…1, the weight of a second analyzer that agrees; see <see cref="LogOddsFusion.FuseTempered"/>.</summary>
    public double Agreement => file.Agreement;

    /// <exception cref="FormatException">No calibration, or curves that are none.</exception>
    public static Calibration Parse(ReadOnlySpan<byte> json)
    {
        CalibrationFile? file;
        try
        {
            file = JsonSerializer.Deserialize(json, CalibrationJson.Default.CalibrationFile);
        }
        catch (JsonException e)
        {
            throw new FormatException($"calibration: {e.Message}", e);
        }

        return new Calibration(file?.Checked() ?? throw new FormatException("calibration: empty"));
    }

    public LabelCombination Combines(string labelSet) => file.LabelSets.GetValueOrDefault(labelSet, LabelCombination.Max);

    /// <summary>
    /// The probability that the concept is right, 0…1. The most specific curve counts: for this analyzer and model, for this analyzer,
    /// for the label set, each first for this level and then for any level; else the fallback curve (set <c>*</c>).
    /// </summary>
    public double Probability(ConceptScore score)
    {
        ReadOnlySpan<(string? Analyzer, string? Model)> speakers = [(score.Analyzer, score.Model), (null, score.Model), (score.Analyzer, null), (null, null)];
        foreach (var (analyzer, model) in speakers)
        {
            if (curves.TryGetValue((score.LabelSet, score.Level, analyzer, model), out var curve)
                || curves.TryGetValue((score.LabelSet, null, analyzer, model), out curve))
            {
                return curve.At(score.Raw);
            }
        }

        return curves.TryGetValue(("*", null, null, null), out var fallback) ? fallback.At(score.Raw) : 0;
    }

    /// <summary>The last step, after fusion over analyzers, 0…1 to 0…1.</summary>
    public double AfterFusion(double probability) => file.AfterFusion?.At(probability) ?? probability;

    /// <summary>
    /// The confidence (0–100) from which claims of this concept were measured to be right at least nine times in ten; null = never measured,
    /// then it is only suggested. <c>*</c> in the file stands for all concepts with no line of their own.
    /// </summary>
    public double? AcceptAt(string? slug) =>
        slug is not null && acceptAt.TryGetValue(slug, out var own) ? own : acceptAt.GetValueOrDefault("*");

    private static byte[] Shipped()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Vitrine.Core.Tagging.Data.calibration.json")
            ?? throw new FileNotFoundException("calibration.json is not part of this build");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
