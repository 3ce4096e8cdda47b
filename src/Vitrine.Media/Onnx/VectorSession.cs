using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Vitrine.Media.Onnx;

/// <summary>What one half of a model of pictures and texts takes and gives, for one picture or text.</summary>
/// <param name="Input">Of the input; a picture's has four sizes, a row of tokens two.</param>
/// <param name="Dimension">Components of the vector that comes out.</param>
internal sealed record VectorShape(IReadOnlyList<long> Input, int Dimension)
{
    public bool IsPicture => Input.Count == 4;
}

/// <summary>
/// One half of a model of pictures and texts. Exports of the same model name their inputs and outputs differently, leave sizes open or not, and take numbers of different widths: which is
/// which is told by shape and type, and by name only where that leaves a choice. Serves one picture or text at a time.
/// </summary>
internal sealed class VectorSession : IDisposable
{
    /// <summary>Names of the vector in the published exports, the one that is in both halves' space first.</summary>
    private static readonly string[] Known = ["image_embeds", "text_embeds", "embedding", "pooler_output", "sentence_embedding"];

    private readonly LoadedModel model;
    private readonly VectorShape shape;
    private readonly Action leave;
    private readonly string input;
    private readonly string? mask;
    private readonly string output;
    private readonly TensorElementType inputType;

    /// <exception cref="InvalidDataException">It takes or gives something else; the message says what.</exception>
    public VectorSession(LoadedModel model, VectorShape shape, Action leave)
    {
        (this.model, this.shape, this.leave) = (model, shape, leave);
        var inputs = model.Session.InputMetadata;
        mask = shape.IsPicture ? null : inputs.Keys.FirstOrDefault(name => name.Contains("mask", StringComparison.OrdinalIgnoreCase));
        if (inputs.Keys.Where(name => name != mask).ToArray() is not [var only])
        {
            throw new InvalidDataException($"the model takes {string.Join(", ", inputs.Keys)}: expected is one input, {(shape.IsPicture ? "a picture" : "a row of tokens")}");
        }

        (input, inputType) = (only, inputs[only].ElementDataType);
        foreach (var (name, metadata) in inputs)
        {
            Check(name, metadata);
        }

        output = Pick(model.Session.OutputMetadata);
    }

    /// <summary>The vector of a picture, of any length.</summary>
    public float[] Run(ReadOnlySpan<float> picture, CancellationToken cancellationToken)
    {
        if (inputType == TensorElementType.Float16)
        {
            var halves = new Half[picture.Length];
            TensorPrimitives.ConvertToHalf(picture, halves);
            return Run(Array.ConvertAll(halves, half => new Float16(BitConverter.HalfToUInt16Bits(half))), null, cancellationToken);
        }

        return Run(picture.ToArray(), null, cancellationToken);
    }

    /// <summary>The vector of a row of tokens, of any length.</summary>
    /// <param name="used">How many of them are no padding.</param>
    public float[] Run(long[] tokens, int used, CancellationToken cancellationToken)
    {
        var words = tokens.Select((_, i) => i < used ? 1L : 0).ToArray();
        return inputType == TensorElementType.Int32
            ? Run(Array.ConvertAll(tokens, token => (int)token), Array.ConvertAll(words, word => (int)word), cancellationToken)
            : Run(tokens, words, cancellationToken);
    }

    public void Dispose() => leave();

    private float[] Run<T>(T[] values, T[]? words, CancellationToken cancellationToken)
        where T : unmanaged
    {
        long[] sizes = [.. shape.Input];
        using var value = OrtValue.CreateTensorValueFromMemory(values, sizes);
        using var masked = mask is null ? null : OrtValue.CreateTensorValueFromMemory(words!, sizes);
        float[] vector = [];
        model.Run(
            (session, options) =>
            {
                using var answers = session.Run(options, mask is null ? [input] : [input, mask], masked is null ? [value] : [value, masked], [output]);
                vector = Read(answers[0]);
            },
            cancellationToken);
        return vector.Length == shape.Dimension
            ? vector
            : throw new InvalidDataException($"'{output}' of the model has {vector.Length} numbers instead of {shape.Dimension}");
    }

    private static float[] Read(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float16
        ? Array.ConvertAll(value.GetTensorDataAsSpan<Float16>().ToArray(), half => (float)BitConverter.UInt16BitsToHalf(half.value))
        : value.GetTensorDataAsSpan<float>().ToArray();

    private void Check(string name, NodeMetadata metadata)
    {
        var type = metadata.IsTensor ? metadata.ElementDataType : TensorElementType.DataTypeMax;
        var fits = shape.IsPicture ? type is TensorElementType.Float or TensorElementType.Float16 : type is TensorElementType.Int64 or TensorElementType.Int32 && type == inputType;
        if (!fits || !Fits(metadata.Dimensions, shape.Input))
        {
            throw new InvalidDataException(
                $"'{name}' of the model takes {Shown(metadata)}: expected are {(shape.IsPicture ? "floating-point numbers" : "whole numbers of one width")} [{string.Join(", ", shape.Input)}]");
        }
    }

    private string Pick(IReadOnlyDictionary<string, NodeMetadata> outputs)
    {
        string[] vectors = [.. outputs.Where(pair => pair.Value.IsTensor && pair.Value.ElementDataType is TensorElementType.Float or TensorElementType.Float16 && Fits(pair.Value.Dimensions, [1, shape.Dimension])).Select(pair => pair.Key)];
        return Known.FirstOrDefault(vectors.Contains) ?? (vectors is [var one] ? one : throw new InvalidDataException(
            $"which of the model's outputs is a vector of {shape.Dimension} numbers cannot be told: it gives {string.Join(", ", outputs.Select(pair => $"'{pair.Key}' {Shown(pair.Value)}"))}"));
    }

    /// <summary>A size that the file leaves open fits any.</summary>
    private static bool Fits(int[] sizes, IReadOnlyList<long> wanted) => sizes.Length == wanted.Count && sizes.Zip(wanted).All(pair => pair.First < 0 || pair.First == pair.Second);

    private static string Shown(NodeMetadata metadata) => metadata.IsTensor
        ? $"{metadata.ElementDataType} [{string.Join(", ", metadata.Dimensions.Select(size => size < 0 ? "?" : size.ToString(System.Globalization.CultureInfo.InvariantCulture)))}]"
        : metadata.OnnxValueType.ToString();
}
