namespace Vitrine.Core.Tagging;

/// <summary>What a library or a request asks of AI tags.</summary>
public sealed record TagPolicy
{
    public static readonly TagPolicy Default = new();

    /// <summary>0–100; a concept's own threshold takes its place. 50: what is wrong more often than right is not even suggested.</summary>
    public int MinConfidence { get; init; } = 50;

    /// <summary>At most so many proposals, the most confident ones. 20: what a person reads through.</summary>
    public int MaxTags { get; init; } = 20;

    /// <summary>Concept key → 0–100, thresholds of this library or request; they win over the concept's own.</summary>
    public IReadOnlyDictionary<long, int> MinConfidenceOf { get; init; } = new Dictionary<long, int>();

    /// <summary>The library came with its own keywords and the owner has not looked at the AI's yet: nothing is accepted by itself.</summary>
    public bool SuggestOnly { get; init; }

    /// <summary>
    /// 0–100: a narrow concept below it gives way to a broader one that reaches it ("dog" at 95 instead of "beagle" at 35).
    /// 50: more likely wrong than right gives way to more likely right than wrong.
    /// </summary>
    public int DoubtfulBelow { get; init; } = 50;
}
