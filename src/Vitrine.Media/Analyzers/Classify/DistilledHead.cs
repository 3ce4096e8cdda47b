using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace Vitrine.Media.Analyzers.Classify;

/// <summary>
/// A linear layer over the features of a network that comes without one, fitted by ridge regression to the
/// log-probabilities of other classifiers and stored with one byte per weight.
/// <c>logit[c] = bias[c] + step[c] · Σ_f code[c,f] · (x[f] − mean[f]) · scale[f]</c>; a softmax of the logits gives the scores.
/// </summary>
/// <remarks>
/// File, little-endian: 8 bytes <c>VITRHEAD</c>; int32 version (1); int32 features F; int32 classes C; float32 mean[F];
/// float32 scale[F] (one over the standard deviation); float32 step[C]; int8 code[C×F], class by class; float32 bias[C]. Nothing follows.
/// </remarks>
public sealed class DistilledHead
{
    private const int Version = 1;
    private const int HeaderBytes = 8 + (3 * sizeof(int));
    private const int MaxSide = 65_536;

    private readonly float[] mean;
    private readonly float[] scale;
    private readonly float[] step;
    private readonly sbyte[] code;
    private readonly float[] bias;
    private readonly float[] weights;

    private DistilledHead(float[] mean, float[] scale, float[] step, sbyte[] code, float[] bias)
    {
        (this.mean, this.scale, this.step, this.code, this.bias) = (mean, scale, step, code, bias);
        weights = Expand(code, step, mean.Length);
    }

    /// <summary>Numbers per feature vector.</summary>
    public int Features => mean.Length;

    public int Classes => bias.Length;

    private static ReadOnlySpan<byte> Magic => "VITRHEAD"u8;

    /// <summary>
    /// Rounds float weights to one byte each: <c>step[c] = max|w[c]| / 127</c>, to nearest, so that no weight moves by more than half a step.
    /// </summary>
    /// <param name="mean">F means of the features.</param>
    /// <param name="scale">F factors, one over the standard deviation; 0 switches a feature off.</param>
    /// <param name="weights">C×F weights of the standardised features, class by class.</param>
    /// <param name="bias">C biases.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other, or a number is not finite.</exception>
    public static DistilledHead Quantise(ReadOnlySpan<float> mean, ReadOnlySpan<float> scale, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        var (features, classes) = (mean.Length, bias.Length);
        if (features == 0 || classes == 0 || scale.Length != features || weights.Length != features * classes)
        {
            throw new ArgumentException($"{features} means, {scale.Length} scales, {weights.Length} weights and {bias.Length} biases make no layer");
        }

        RequireFinite(mean);
        RequireFinite(scale);
        RequireFinite(weights);
        RequireFinite(bias);
        var step = new float[classes];
        var code = new sbyte[features * classes];
        for (var c = 0; c < classes; c++)
        {
            var row = weights.Slice(c * features, features);
            step[c] = Math.Abs(TensorPrimitives.MaxMagnitude(row)) / sbyte.MaxValue;
            for (var f = 0; f < features && step[c] > 0; f++)
            {
                code[(c * features) + f] = (sbyte)Math.Clamp(MathF.Round(row[f] / step[c]), -sbyte.MaxValue, sbyte.MaxValue);
            }
        }

        return new DistilledHead(mean.ToArray(), scale.ToArray(), step, code, bias.ToArray());
    }

    /// <summary>Reads a head that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The stream is no such file, of another version, or cut short.</exception>
    public static DistilledHead Load(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        Read(stream, header);
        if (!header[..8].SequenceEqual(Magic))
        {
            throw new InvalidDataException("the classifier layer does not begin with VITRHEAD");
        }

        var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        var features = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        var classes = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        if (version != Version)
        {
            throw new InvalidDataException($"the classifier layer has version {version}; this program reads version {Version}");
        }

        if (features is < 1 or > MaxSide || classes is < 1 or > MaxSide || (long)features * classes > 1 << 28)
        {
            throw new InvalidDataException($"a classifier layer of {features} × {classes} cannot be");
        }

        var mean = ReadFloats(stream, features);
        var scale = ReadFloats(stream, features);
        var step = ReadFloats(stream, classes);
        var code = new sbyte[features * classes];
        Read(stream, System.Runtime.InteropServices.MemoryMarshal.AsBytes(code.AsSpan()));
        var bias = ReadFloats(stream, classes);
        return stream.ReadByte() < 0
            ? new DistilledHead(mean, scale, step, code, bias)
            : throw new InvalidDataException("the classifier layer is longer than its header says");
    }

    /// <summary>Writes the layer; <see cref="Load"/> gives back one that computes the same bits.</summary>
    public void Save(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], Features);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], Classes);
        stream.Write(header);
        WriteFloats(stream, mean);
        WriteFloats(stream, scale);
        WriteFloats(stream, step);
        stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(code.AsSpan()));
        WriteFloats(stream, bias);
    }

    /// <summary>Features of one picture (F numbers as the network gives them) to C logits.</summary>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Apply(ReadOnlySpan<float> features, Span<float> logits)
    {
        if (features.Length != Features || logits.Length != Classes)
        {
            throw new ArgumentException($"the layer takes {Features} features and gives {Classes} logits, not {features.Length} and {logits.Length}");
        }

        Span<float> standard = Features <= 4096 ? stackalloc float[Features] : new float[Features];
        TensorPrimitives.Subtract(features, mean, standard);
        TensorPrimitives.Multiply(standard, scale, standard);
        for (var c = 0; c < logits.Length; c++)
        {
            logits[c] = bias[c] + TensorPrimitives.Dot(weights.AsSpan(c * Features, Features), standard);
        }
    }

    private static float[] Expand(sbyte[] code, float[] step, int features)
    {
        var weights = new float[code.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = code[i] * step[i / features];
        }

        return weights;
    }

    private static void RequireFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new ArgumentException("a classifier layer holds finite numbers only");
            }
        }
    }

    private static float[] ReadFloats(Stream stream, int count)
    {
        var bytes = new byte[count * sizeof(float)];
        Read(stream, bytes);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
            if (!float.IsFinite(values[i]))
            {
                throw new InvalidDataException("the classifier layer holds a number that is not finite");
            }
        }

        return values;
    }

    private static void WriteFloats(Stream stream, float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        stream.Write(bytes);
    }

    private static void Read(Stream stream, Span<byte> into)
    {
        try
        {
            stream.ReadExactly(into);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException("the classifier layer ends too early");
        }
    }
}
