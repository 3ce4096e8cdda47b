using Microsoft.ML.OnnxRuntime;

namespace Vitrine.Media.Onnx;

/// <summary>
/// One loaded model with one float input and float outputs of fixed shapes. Its buffers are bound once and used again
/// for every run, so it serves one picture at a time.
/// </summary>
public sealed class ModelSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly string[] inputNames;
    private readonly string[] outputNames;
    private readonly float[] input;
    private readonly float[][] outputs;
    private readonly OrtValue[] inputValues;
    private readonly OrtValue[] outputValues;

    private ModelSession(InferenceSession session)
    {
        this.session = session;
        inputNames = [.. session.InputNames];
        outputNames = [.. session.OutputNames];
        if (inputNames.Length != 1)
        {
            throw new InvalidDataException($"the model has {inputNames.Length} inputs instead of one");
        }

        (input, var value) = Bind(inputNames[0], session.InputMetadata[inputNames[0]]);
        inputValues = [value];
        outputs = new float[outputNames.Length][];
        outputValues = new OrtValue[outputNames.Length];
        for (var i = 0; i < outputNames.Length; i++)
        {
            (outputs[i], outputValues[i]) = Bind(outputNames[i], session.OutputMetadata[outputNames[i]]);
        }
    }

    /// <summary>The input tensor, row major, to be filled before <see cref="Run"/>. A free batch dimension is 1.</summary>
    public Span<float> Input => input;

    /// <summary>Loads a self-contained ONNX file.</summary>
    /// <param name="path">The file; the runtime maps it.</param>
    /// <param name="threads">Threads of one run; 0 = as many as there are cores available.</param>
    /// <exception cref="OnnxRuntimeException">The file is missing, damaged or asks for what the runtime lacks.</exception>
    public static ModelSession Open(string path, int threads = 0)
    {
        using var options = Options(threads);
        return new ModelSession(new InferenceSession(path, options));
    }

    /// <summary>Loads a graph whose weights are ONNX external data in files of <paramref name="weightsFolder"/>.</summary>
    public static ModelSession Open(byte[] graph, string weightsFolder, int threads = 0)
    {
        using var options = Options(threads);

        // The runtime reads external data beside the graph only; from bytes it takes the folder that this option names.
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", weightsFolder);
        return new ModelSession(new InferenceSession(graph, options));
    }

    /// <summary>The output's numbers of the last run, row major.</summary>
    public ReadOnlySpan<float> Output(string name) => outputs[Array.IndexOf(outputNames, name) is >= 0 and var i ? i : throw Unknown(name)];

    /// <summary>Runs the model on what <see cref="Input"/> holds.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the runtime stops between two operators.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var options = new RunOptions();
        using var registration = cancellationToken.Register(static state => ((RunOptions)state!).Terminate = true, options);
        try
        {
            session.Run(options, inputNames, inputValues, outputNames, outputValues);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var value in (OrtValue[])[.. inputValues, .. outputValues])
        {
            value.Dispose();
        }

        session.Dispose();
    }

    private static (float[] Buffer, OrtValue Value) Bind(string name, NodeMetadata metadata)
    {
        var shape = metadata.Dimensions.Select((size, i) => size < 0 && i == 0 ? 1L : size).ToArray();
        if (metadata.ElementDataType != Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float || shape.Any(size => size <= 0))
        {
            throw new InvalidDataException($"'{name}' of the model is no float tensor of a fixed shape");
        }

        var buffer = new float[checked((int)shape.Aggregate(1L, (all, size) => all * size))];
        return (buffer, OrtValue.CreateTensorValueFromMemory(buffer, shape));
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

        // Waiting threads sleep: the other models, the server and the decoders use the same cores.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    private static ArgumentException Unknown(string name) => new($"the model has no output '{name}'");
}
