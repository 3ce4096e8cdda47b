using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace Vitrine.Media.Onnx.Accelerators;

/// <summary>
/// ONNX Runtime's CUDA provider: a library beside the runtime's own, which needs the driver, CUDA and cuDNN of the system. Only builds that asked for it
/// have it (docs/accelerator.md).
/// </summary>
public static partial class CudaProvider
{
    private const string Library = "libonnxruntime_providers_cuda.so";

    /// <summary>The one library that the provider opens by itself and late: without it every model with a convolution would fail one by one.</summary>
    private static readonly string[] CuDnn = ["libcudnn.so.9", "libcudnn.so"];

    private const int LongestReason = 200;

    private static readonly Dictionary<string, string> Settings = new()
    {
        // Convolutions are chosen by a rule: to measure all of them (the default) takes seconds for each model and shape.
        ["cudnn_conv_algo_search"] = "HEURISTIC",

        // Bytes of the card for one model's weights and work. Those of the packs take a tenth of it; one that runs away must not take the card from others.
        ["gpu_mem_limit"] = (1L << 30).ToString(System.Globalization.CultureInfo.InvariantCulture),

        // Not to the next power of two: the card is shared.
        ["arena_extend_strategy"] = "kSameAsRequested",

        // Products of 10 bits of mantissa where the card has them: several times faster, and scores move a little.
        ["use_tf32"] = "1",
    };

    /// <summary>Where this program has the provider; null where its build came without.</summary>
    public static string? File { get; } = Folders().Select(folder => Path.Combine(folder, Library)).FirstOrDefault(System.IO.File.Exists);

    public static ExecutionProvider Create() => new(Append, Explain);

    /// <summary>Tries to load it in this process; null where that worked. A card that refuses shows only when a model is loaded.</summary>
    public static AcceleratorTrouble? Try()
    {
        using var options = new SessionOptions();
        try
        {
            Append(options);
            return null;
        }
        catch (Exception problem) when (ExecutionProvider.IsMissing(problem))
        {
            return Explain(problem);
        }
    }

    /// <summary>What the runtime said, in so few words as can be shown: without its source files and machine names.</summary>
    internal static string Shorten(string message)
    {
        var said = Failure().Match(message) is { Success: true } failure ? failure.Value : message.Split('\n')[0];
        said = Prefix().Replace(said, "").Trim();
        return said.Length <= LongestReason ? said : said[..LongestReason] + "…";
    }

    /// <summary>The library that a loader missed, by its message; null where it speaks of something else.</summary>
    internal static string? MissingLibrary(string message) =>
        NotOpened().Matches(message).Select(match => match.Groups[1].Value).FirstOrDefault(name => name != Library) is { } name ? $"{name} ({OwnerOf(name)})" : null;

    private static void Append(SessionOptions options)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(Settings);
        options.AppendExecutionProvider_CUDA(cuda);
        if (!CuDnn.Any(library => NativeLibrary.TryLoad(library, out _)))
        {
            throw new DllNotFoundException($"{CuDnn[0]}: cannot open shared object file");
        }
    }

    private static AcceleratorTrouble Explain(Exception problem)
    {
        if (File is null)
        {
            return new AcceleratorTrouble(AcceleratorReason.NoProvider);
        }

        var said = problem.Message;
        if (problem is OnnxRuntimeException)
        {
            // The runtime says only that it could not load its library. Which part is missing, the loader tells who asks it.
            try
            {
                NativeLibrary.Load(File);
            }
            catch (DllNotFoundException missing)
            {
                said = missing.Message;
            }
        }

        return MissingLibrary(said) is { } library
            ? new AcceleratorTrouble(AcceleratorReason.LibraryMissing, library)
            : new AcceleratorTrouble(AcceleratorReason.NotLoaded, Shorten(said));
    }

    private static string OwnerOf(string library) => library switch
    {
        _ when library.StartsWith("libcuda.", StringComparison.Ordinal) => "the graphics driver",
        _ when library.StartsWith("libcudnn", StringComparison.Ordinal) => "cuDNN",
        _ => "CUDA",
    };

    private static string[] Folders() =>
        [AppContext.BaseDirectory, .. (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)];

    [GeneratedRegex(@"(lib[\w.+-]+\.so[.\d]*): cannot open shared object file")]
    private static partial Regex NotOpened();

    [GeneratedRegex(@"\b(CUDA|CUDNN|CUBLAS|CUFFT) failure -?\d+: [^;\n]+")]
    private static partial Regex Failure();

    [GeneratedRegex(@"^\[ErrorCode:\w+\] ?")]
    private static partial Regex Prefix();
}
