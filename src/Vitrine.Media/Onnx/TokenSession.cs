using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Vitrine.Media.Onnx;

/// <summary>
/// A model over the tokens of one text, from <see cref="LoadedModels"/>: 64-bit inputs of shape [1, tokens] by the names that exports of transformers use (<c>input_ids</c>,
/// <c>attention_mask</c>, <c>token_type_ids</c>), and float outputs.
/// </summary>
public sealed class TokenSession : IDisposable
{
    private static readonly string[] Known = ["input_ids", "attention_mask", "token_type_ids"];

    private readonly LoadedModel model;
    private readonly Action leave;
    private readonly string output;

    /// <param name="model">The model as loaded.</param>
    /// <param name="leave">Called when this one needs it no more.</param>
    internal TokenSession(LoadedModel model, Action leave)
    {
        (this.model, this.leave) = (model, leave);
        var session = model.Session;
        if (session.InputMetadata.FirstOrDefault(input => !Known.Contains(input.Key) || input.Value.ElementDataType != TensorElementType.Int64) is { Key: { } other })
        {
            throw new InvalidDataException($"'{other}' of the model is no input for tokens");
        }

        output = session.OutputNames[0];
        if (session.OutputMetadata[output].ElementDataType != TensorElementType.Float)
        {
            throw new InvalidDataException($"'{output}' of the model has no single-precision numbers");
        }
    }

    /// <summary>Runs the model over one text.</summary>
    /// <param name="ids">At least one token.</param>
    /// <returns>The numbers of the first output, row major, and its shape.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the runtime stops between two operators.</exception>
    public (float[] Numbers, long[] Shape) Run(IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        long[] shape = [1, ids.Count];
        (float[] Numbers, long[] Shape) answer = default;
        model.Run(
            (session, running) =>
            {
                string[] names = [.. session.InputNames];
                OrtValue[] inputs = [.. names.Select(name => OrtValue.CreateTensorValueFromMemory(Of(name, ids), shape))];
                try
                {
                    using var results = session.Run(running, names, inputs, [output]);
                    answer = (results[0].GetTensorDataAsSpan<float>().ToArray(), results[0].GetTensorTypeAndShape().Shape);
                }
                finally
                {
                    Array.ForEach(inputs, input => input.Dispose());
                }
            },
            cancellationToken);
        return answer;
    }

    public void Dispose() => leave();

    private static long[] Of(string name, IReadOnlyList<int> ids) => name switch
    {
        "input_ids" => [.. ids.Select(id => (long)id)],
        "attention_mask" => [.. ids.Select(_ => 1L)],
        _ => new long[ids.Count],
    };
}
