using System.Globalization;

namespace Vitrine.Media.Onnx.Accelerators;

/// <summary>Why models run where they run.</summary>
public enum AcceleratorReason
{
    /// <summary>The processor was asked for.</summary>
    Asked,

    /// <summary>This build has no CUDA provider.</summary>
    NoProvider,

    /// <summary>There is no graphics card.</summary>
    NoDevice,

    /// <summary>All that can be seen is there; no model was loaded yet.</summary>
    Untried,

    /// <summary>A library of the driver, of CUDA or of cuDNN is missing.</summary>
    LibraryMissing,

    /// <summary>The provider could not be loaded for another reason.</summary>
    NotLoaded,

    /// <summary>Each model failed on the card.</summary>
    NoModel,

    /// <summary>Some models failed on the card and run on the processor.</summary>
    SomeModels,

    /// <summary>All models run on the card.</summary>
    Card,
}

/// <summary>Where models run, and why: one decision from what was asked, what is here and what was tried.</summary>
/// <param name="Reason">Why there.</param>
/// <param name="Details">What fills the holes of the sentence: the names of things.</param>
/// <param name="IsProblem">Whether the owner asked for something else than this.</param>
public sealed record AcceleratorChoice(AcceleratorReason Reason, IReadOnlyList<string> Details, bool IsProblem)
{
    /// <summary>Whether the model process is to try the card, or does so with success.</summary>
    public bool UsesCard => Reason is AcceleratorReason.Untried or AcceleratorReason.SomeModels or AcceleratorReason.Card;

    /// <summary>One plain sentence.</summary>
    public string Sentence => string.Format(CultureInfo.InvariantCulture, FormOf(Reason), [.. Details]);

    /// <param name="asked">What the owner wants.</param>
    /// <param name="facts">What is here.</param>
    /// <param name="use">What the model process told; null before it did.</param>
    public static AcceleratorChoice Decide(Accelerator asked, AcceleratorFacts facts, AcceleratorUse? use)
    {
        if (asked == Accelerator.Cpu)
        {
            return new AcceleratorChoice(AcceleratorReason.Asked, [], false);
        }

        var (reason, details) = !facts.HasProvider ? (AcceleratorReason.NoProvider, [])
            : facts.Cards.Count == 0 ? (AcceleratorReason.NoDevice, [])
            : OfUse(use);
        return new AcceleratorChoice(reason, details, asked == Accelerator.Cuda && reason is not (AcceleratorReason.Untried or AcceleratorReason.Card));
    }

    private static (AcceleratorReason Reason, IReadOnlyList<string> Details) OfUse(AcceleratorUse? use) => use switch
    {
        { Trouble: { } trouble } => (trouble.Reason, trouble.Detail.Length > 0 ? [trouble.Detail] : []),
        { OnProcessor.Count: > 0, OnCard.Count: 0 } => (AcceleratorReason.NoModel, [use.OnProcessor.First().Value]),
        { OnProcessor.Count: > 0 } => (AcceleratorReason.SomeModels, [string.Join(", ", use.OnProcessor.Keys), use.OnProcessor.First().Value]),
        { OnCard.Count: > 0 } => (AcceleratorReason.Card, []),
        _ => (AcceleratorReason.Untried, []),
    };

    private static string FormOf(AcceleratorReason reason) => reason switch
    {
        AcceleratorReason.Asked => "Models run on the processor.",
        AcceleratorReason.NoProvider => "Models run on the processor: this build of Vitrine has no CUDA in it.",
        AcceleratorReason.NoDevice => "Models run on the processor: there is no graphics card for CUDA here.",
        AcceleratorReason.Untried => "Models are to run on the graphics card (CUDA); none was needed yet.",
        AcceleratorReason.LibraryMissing => "Models run on the processor: CUDA needs {0}, which is not here.",
        AcceleratorReason.NotLoaded => "Models run on the processor: CUDA could not be loaded ({0}).",
        AcceleratorReason.NoModel => "Models run on the processor: they failed on the graphics card ({0}).",
        AcceleratorReason.SomeModels => "Models run on the graphics card (CUDA); on the processor because they failed there: {0} ({1}).",
        _ => "Models run on the graphics card (CUDA).",
    };
}
