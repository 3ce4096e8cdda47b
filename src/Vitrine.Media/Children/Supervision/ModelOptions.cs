using Vitrine.Media.Onnx.Accelerators;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Children;

/// <summary>How the model child is started: over the packs' folder, and with a graphics card in reach where it is to use one.</summary>
public static class ModelOptions
{
    /// <summary>
    /// 3 GB. The libraries of CUDA and cuDNN and the card's context lie in the child's memory (0.5 to 2 GB by card and release), before the first model.
    /// </summary>
    public const long CardMemory = 3L << 30;

    /// <summary>320 MB: twice the usual, because a vocabulary of 256,000 tokens takes 55 MB and some more while it is read.</summary>
    private static readonly string PairHeap = (320L << 20).ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    private const string Cuda = "cuda";

    /// <summary>Variables of the owner's that say which card, and that CUDA reads itself.</summary>
    private static readonly string[] Passed = ["CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER"];

    /// <param name="packs">The folder of the packs.</param>
    /// <param name="card">What is here of a graphics card; null = the processor runs the models.</param>
    /// <param name="pair">The model of pictures and texts that is in use, which needs memory of its own; null = none.</param>
    public static ChildOptions Create(string packs, AcceleratorFacts? card = null, PairDescription? pair = null)
    {
        var more = (long)(pair?.MemoryMb ?? 0) << 20;
        var usual = ChildOptions.Model with { Arguments = [packs], Folders = [packs], MemoryLimit = ChildOptions.Model.MemoryLimit + more };
        if (pair is not null)
        {
            usual = usual with { Environment = new Dictionary<string, string>(usual.Environment) { ["DOTNET_GCHeapHardLimit"] = PairHeap } };
        }

        if (card is null)
        {
            return usual;
        }

        var environment = new Dictionary<string, string>(usual.Environment)
        {
            // Kernels are loaded when they are first called: all of them would take a gigabyte.
            ["CUDA_MODULE_LOADING"] = "LAZY",
        };
        foreach (var name in Passed)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        if (card.Libraries.Count > 0)
        {
            environment["LD_LIBRARY_PATH"] = string.Join(':', card.Libraries);
        }

        return usual with
        {
            Arguments = [packs, Cuda],
            Folders = [packs, .. card.Libraries],
            Devices = card.Devices,
            MemoryLimit = CardMemory + more,
            BoundsData = false,
            Environment = environment,
        };
    }

    /// <summary>The other end of <see cref="Create"/>: the folder of the packs, and whether the child is to use the card.</summary>
    public static (string Packs, bool UsesCard) Read(IReadOnlyList<string> arguments) => (arguments[0], arguments is [_, Cuda, ..]);
}
