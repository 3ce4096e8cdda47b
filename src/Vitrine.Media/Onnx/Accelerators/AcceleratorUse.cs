namespace Vitrine.Media.Onnx.Accelerators;

/// <summary>What became of the models that were to run on a graphics card, as the process that loads them saw it.</summary>
public sealed record AcceleratorUse
{
    /// <summary>Why none of them can; null where that is not known.</summary>
    public AcceleratorTrouble? Trouble { get; init; }

    /// <summary>Models that run there.</summary>
    public IReadOnlyList<string> OnCard { get; init; } = [];

    /// <summary>Models that failed there and run on the processor, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> OnProcessor { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Why no model runs on a graphics card.</summary>
/// <param name="Reason">The kind of trouble.</param>
/// <param name="Detail">A library's name, or what the runtime said.</param>
public sealed record AcceleratorTrouble(AcceleratorReason Reason, string Detail = "");
