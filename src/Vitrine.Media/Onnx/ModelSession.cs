using Microsoft.ML.OnnxRuntime;

namespace Vitrine.Media.Onnx;

/// <summary>
/// A model with one float input and float outputs of fixed shapes, from <see cref="LoadedModels"/>. Its buffers are bound once and
/// used again for every run, so it serves one picture at a time; several over the same model may run at once.
/// </summary>
public sealed class ModelSession : IDisposable
{
    private readonly LoadedModel model;
    private readonly string[] inputNames;
    private readonly string[] outputNames;
    private readonly float[] input;
    private readonly float[][] outputs;
    private readonly OrtValue[] inputValues;
    private readonly OrtValue[] outputValues;
    private readonly Action leave;

    /// <param name="model">The model as loaded.</param>
    /// <param name="leave">Called when this one needs it no more.</param>
    internal ModelSession(LoadedModel model, Action leave)
    {
        this.model = model;
        this.leave = leave;
        var session = model.Session;
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

    /// <summary>The output's numbers of the last run, row major.</summary>
    public ReadOnlySpan<float> Output(string name) => outputs[Array.IndexOf(outputNames, name) is >= 0 and var i ? i : throw Unknown(name)];

    /// <summary>Runs the model on what <see cref="Input"/> holds.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the runtime stops between two operators.</exception>
    public void Run(CancellationToken cancellationToken) =>
        model.Run((session, options) => session.Run(options, inputNames, inputValues, outputNames, outputValues), cancellationToken);

    public void Dispose()
    {
        foreach (var value in (OrtValue[])[.. inputValues, .. outputValues])
        {
            value.Dispose();
        }

        leave();
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

    private static ArgumentException Unknown(string name) => new($"the model has no output '{name}'");
}
