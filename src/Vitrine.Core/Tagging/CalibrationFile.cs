using System.Text.Json.Serialization;

namespace Vitrine.Core.Tagging;

/// <summary>The content of <c>calibration.json</c>. Unknown members are refused, so that a misspelt one is not silently ignored.</summary>
public sealed record CalibrationFile
{
    public const int CurrentFormat = 1;

    // The JSON reader sets what a file leaves out to null, past any initialiser.
    private static readonly Dictionary<string, LabelCombination> NoSets = [];

    /// <summary>1.</summary>
    public required int Format { get; init; }

    /// <summary>On what it was fitted, for people.</summary>
    public required string FittedOn { get; init; }

    /// <summary>0…1, exclusive.</summary>
    public required double Prior { get; init; }

    /// <summary>0…1.</summary>
    public required double Agreement { get; init; }

    /// <summary>Label set → <c>sum</c> or <c>max</c>; a set that is not listed is <c>max</c>.</summary>
    public IReadOnlyDictionary<string, LabelCombination> LabelSets { get => field ?? NoSets; init; }
    public required IReadOnlyList<CalibrationCurve> Curves { get; init; }

    /// <summary>Null = the fused probability is shown as it is.</summary>
    public CalibrationCurve? AfterFusion { get; init; }
    public IReadOnlyList<AcceptThreshold> AcceptAt { get => field ?? []; init; }

    internal CalibrationFile Checked()
    {
        if (Format != CurrentFormat)
        {
            throw new FormatException($"calibration: format {Format}; this release reads format {CurrentFormat}");
        }

        if (Prior is not (> 0 and < 1) || Agreement is not (>= 0 and <= 1))
        {
            throw new FormatException("calibration: prior and agreement lie between 0 and 1");
        }

        if (Curves.Contains(null!) || AcceptAt.Contains(null!))
        {
            throw new FormatException("calibration: curves and acceptAt hold no null");
        }

        foreach (var curve in AfterFusion is null ? Curves : [.. Curves, AfterFusion])
        {
            curve.Check();
        }

        if (AcceptAt.FirstOrDefault(a => a.Confidence is not (null or (>= 0 and <= 100))) is { } wrong)
        {
            throw new FormatException($"calibration: acceptAt of {wrong.Concept} is not between 0 and 100");
        }

        return this;
    }
}

/// <summary>From which confidence (0–100) a concept's claims are accepted; <c>*</c> = every other concept; null = never.</summary>
public sealed record AcceptThreshold(string Concept, double? Confidence);

/// <summary>
/// Raw score to probability, for a label set and optionally one level, analyzer or model. Either <c>points</c> (isotonic: linear between
/// them, constant outside) or <c>platt</c>: p = 1 / (1 + exp(−(slope · logit(raw) + offset))), which wants raw scores of 0…1.
/// </summary>
/// <param name="Set">Label set (<c>imagenet</c>, <c>coco</c>, <c>oid</c>, <c>face</c>, <c>looks/colour</c>…: a label up to its last slash), or <c>*</c> for the fallback.</param>
/// <param name="Points">[raw, probability] pairs; raw strictly ascending, probability never descending.</param>
/// <param name="Platt">[slope, offset], slope ≥ 0.</param>
/// <param name="Samples">How many labelled cases it was fitted on; 0 = by judgement.</param>
public sealed record CalibrationCurve(
    string Set,
    EvidenceLevel? Level = null,
    string? Analyzer = null,
    string? Model = null,
    IReadOnlyList<double[]>? Points = null,
    double[]? Platt = null,
    int Samples = 0)
{
    /// <summary>The probability at a raw score, 0…1; never falls as the score rises. NaN gives 0.</summary>
    public double At(double raw)
    {
        if (double.IsNaN(raw))
        {
            return 0;
        }

        if (Platt is [var slope, var offset])
        {
            return LogOddsFusion.Sigmoid((slope * LogOddsFusion.Logit(raw)) + offset);
        }

        var points = Points!;
        if (raw <= points[0][0])
        {
            return points[0][1];
        }

        for (var i = 1; i < points.Count; i++)
        {
            if (raw <= points[i][0])
            {
                var share = (raw - points[i - 1][0]) / (points[i][0] - points[i - 1][0]);
                return points[i - 1][1] + (share * (points[i][1] - points[i - 1][1]));
            }
        }

        return points[^1][1];
    }

    internal void Check()
    {
        if ((Points is null) == (Platt is null))
        {
            throw new FormatException($"calibration: the curve of {Set} needs points or platt, and not both");
        }

        if (Platt is not null && Platt is not [>= 0, _])
        {
            throw new FormatException($"calibration: platt of {Set} is [slope, offset] with a slope of at least 0");
        }

        if (Points is not null && !AreMonotone(Points))
        {
            throw new FormatException($"calibration: the points of {Set} are [raw, probability] pairs with raw ascending and probability in 0…1, never descending");
        }
    }

    private static bool AreMonotone(IReadOnlyList<double[]> points)
    {
        for (var i = 0; i < points.Count; i++)
        {
            if (points[i] is not [var raw, >= 0 and <= 1] || !double.IsFinite(raw) || (i > 0 && !(raw > points[i - 1][0] && points[i][1] >= points[i - 1][1])))
            {
                return false;
            }
        }

        return points.Count > 0;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(CalibrationFile))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
