using Microsoft.ML.OnnxRuntime;
using Vitrine.Media.Onnx.Accelerators;

namespace Vitrine.Media.Onnx;

/// <summary>
/// Models by where they lie: opened twice, a model is loaded once and its weights are shared. It goes when the last
/// <see cref="ModelSession"/> or <see cref="TokenSession"/> over it is disposed.
/// </summary>
/// <param name="threads">Threads of one run; 0 = as many as there are cores available.</param>
/// <param name="provider">What is to run them instead of the processor, where it can; null = nothing.</param>
public sealed class LoadedModels(int threads = 0, ExecutionProvider? provider = null)
{
    private static readonly Lazy<OrtEnv> Runtime = new(StartRuntime);

    private readonly Lock gate = new();
    private readonly Dictionary<string, LoadedModel> loaded = new(StringComparer.Ordinal);
    private readonly ProviderRecord? record = provider is null ? null : new ProviderRecord(provider);

    /// <summary>Which models the provider runs, and why not the others; null where there is none.</summary>
    public AcceleratorUse? Use => record?.Use;

    /// <summary>Opens a self-contained ONNX file, which the runtime maps.</summary>
    /// <exception cref="OnnxRuntimeException">The file is missing, damaged or asks for what the runtime lacks.</exception>
    /// <exception cref="InvalidDataException">It has not one float input and float outputs of fixed shapes.</exception>
    public ModelSession Open(string path) => Open(path, options => new InferenceSession(path, options), Pictures);

    /// <summary>Opens a self-contained ONNX file of a model over tokens.</summary>
    /// <exception cref="OnnxRuntimeException">The file is missing, damaged or asks for what the runtime lacks.</exception>
    /// <exception cref="InvalidDataException">It takes other inputs, or gives no floats.</exception>
    public TokenSession OpenText(string path) => Open(path, options => new InferenceSession(path, options), (model, leave) => new TokenSession(model, leave));

    /// <summary>Opens a graph whose weights are ONNX external data in files of <paramref name="weightsFolder"/>.</summary>
    /// <param name="name">Tells the graph from others over the same folder.</param>
    /// <param name="read">Reads the graph, where it is not loaded yet.</param>
    /// <param name="weightsFolder">The publisher's files.</param>
    public ModelSession Open(string name, Func<byte[]> read, string weightsFolder) => Open(
        name + "\n" + weightsFolder,
        options =>
        {
            // The runtime reads external data beside the graph only; from bytes it takes the folder that this option names.
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", weightsFolder);
            return new InferenceSession(read(), options);
        },
        Pictures);

    /// <summary>Opens one half of a model of pictures and texts, whose inputs and outputs are found by their shapes.</summary>
    /// <param name="onProcessor">Whether it stays on the processor, whatever else there is.</param>
    /// <exception cref="OnnxRuntimeException">The file is missing, damaged or asks for what the runtime lacks.</exception>
    /// <exception cref="InvalidDataException">It takes or gives something else than described.</exception>
    internal VectorSession OpenVectors(string path, VectorShape shape, bool onProcessor) =>
        Open(path, options => new InferenceSession(path, options), (model, leave) => new VectorSession(model, shape, leave), onProcessor);

    private static ModelSession Pictures(LoadedModel model, Action leave) => new(model, leave);

    private T Open<T>(string key, Func<SessionOptions, InferenceSession> load, Func<LoadedModel, Action, T> over, bool onProcessor = false)
    {
        lock (gate)
        {
            if (!loaded.TryGetValue(key, out var model))
            {
                model = new LoadedModel(key, load, () => Options(threads), onProcessor ? null : record);
                loaded.Add(key, model);
            }

            model.Users++;
            try
            {
                return over(model, () => Leave(model));
            }
            catch
            {
                Leave(model);
                throw;
            }
        }
    }

    private void Leave(LoadedModel model)
    {
        lock (gate)
        {
            if (--model.Users == 0)
            {
                loaded.Remove(model.Key);
                model.Dispose();
            }
        }
    }

    private static SessionOptions Options(int threads)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads > 0 ? threads : Environment.ProcessorCount,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        _ = Runtime.Value;
        options.AddSessionConfigEntry("session.use_env_allocators", "1");

        // Waiting threads sleep: the other models, the server and the decoders use the same cores.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    /// <summary>One store of working memory for all models, because those that do not run need none. It grows by what is asked, not by doubling.</summary>
    private static OrtEnv StartRuntime()
    {
        const int asRequested = 1;
        const int usual = -1;
        var runtime = OrtEnv.Instance();
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var arena = new OrtArenaCfg(maxMemory: 0, asRequested, initialChunkSizeBytes: usual, maxDeadBytesPerChunk: usual);
        runtime.CreateAndRegisterAllocator(memory, arena);
        return runtime;
    }
}
