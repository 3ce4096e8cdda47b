using Vitrine.Core.Assets;

namespace Vitrine.Core.Tagging;

/// <summary>One finding that speaks for a concept: who found it, under which label, with which raw score, where.</summary>
public sealed record TagEvidence(string Analyzer, int Version, string Model, string Label, float RawScore, Extent? Extent)
{
    public Box? Box => Extent?.Box;
}

/// <summary>How near a label is to the concept it speaks for.</summary>
public enum EvidenceLevel
{
    /// <summary>A label means this very concept.</summary>
    Narrow,

    /// <summary>Labels of narrower concepts take part: their probabilities were added up.</summary>
    Broad,
}

/// <summary>What one analyzer says of one concept, before calibration.</summary>
/// <param name="Direct">Whether a label means this very concept, not only a narrower one.</param>
/// <param name="Raw">The model's own number: the score, or the sum of scores where labels exclude each other.</param>
/// <param name="Evidence">The findings, strongest first.</param>
public sealed record ConceptScore(
    long Concept, string Analyzer, string Model, string LabelSet, EvidenceLevel Level, bool Direct, double Raw, IReadOnlyList<TagEvidence> Evidence);
