using Microsoft.ML.OnnxRuntime;

namespace Vitrine.Media.Onnx.Accelerators;

/// <summary>What runs a model instead of the processor.</summary>
/// <param name="Append">Names it in a session's options; throws where it cannot be loaded.</param>
/// <param name="Explain">Why it could not, from what <paramref name="Append"/> threw.</param>
public sealed record ExecutionProvider(Action<SessionOptions> Append, Func<Exception, AcceleratorTrouble> Explain)
{
    /// <summary>What it throws where something that it needs is not here, or not in this build of the runtime.</summary>
    internal static bool IsMissing(Exception problem) =>
        problem is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException or NotSupportedException;
}
