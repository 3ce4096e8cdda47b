using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Onnx.Accelerators;

namespace Vitrine.Media.Children;

/// <summary>One preview for the model child: JPEG bytes that we wrote ourselves, and the analyzers to run (their ids).</summary>
public sealed record ModelRequest(byte[] Preview, AssetKind Kind, bool IsTransparent, IReadOnlyList<string> Analyzers)
{
    /// <summary>The part of the picture to look at; null = all of it.</summary>
    public Box? Part { get; init; }
}

/// <summary>What the analyzers found; one that failed is in <see cref="Failed"/> and the others still count.</summary>
public sealed record ModelAnswer
{
    public IReadOnlyList<FindingSet> Findings { get; init; } = [];
    public IReadOnlyDictionary<string, Problem> Failed { get; init; } = new Dictionary<string, Problem>();

    /// <summary>Analyzer id → milliseconds.</summary>
    public IReadOnlyDictionary<string, double> Milliseconds { get; init; } = new Dictionary<string, double>();

    /// <summary>What became of the graphics card so far; null where the processor was asked for.</summary>
    public AcceleratorUse? Card { get; init; }
}
