using System.Numerics.Tensors;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Analyzers.Embed;

/// <summary>The half of a model of pictures and texts that looks at pictures, as the catalogue describes it. One picture at a time.</summary>
public sealed class PictureEncoder : IDisposable
{
    private readonly VectorSession session;
    private readonly PictureInput input;
    private readonly float[] tensor;

    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">The file is missing, damaged or asks for what the runtime lacks.</exception>
    /// <exception cref="InvalidDataException">The file is not as described.</exception>
    public PictureEncoder(PackStore store, PackModel model, LoadedModels models)
    {
        var pair = model.Pair ?? throw new ArgumentException($"'{model.Id}' is no model of pictures and texts");
        var described = pair.Picture;
        Space = model.Name;
        input = new PictureInput(described.Side, described.Side, FramingOf(described), Format(described), FilterOf(described));
        tensor = new float[3 * described.Side * described.Side];
        session = models.OpenVectors(store.PathOf(model, described.File), new VectorShape([1, 3, described.Side, described.Side], pair.Dimension), pair.OnProcessor);
    }

    /// <summary>The name of the model, <c>name@version</c>.</summary>
    public string Space { get; }

    /// <summary>A direction of unit length.</summary>
    /// <exception cref="InvalidDataException">The model gives nothing that has a direction.</exception>
    public float[] Encode(Picture picture, CancellationToken cancellationToken)
    {
        input.Fill(picture, tensor);
        return UnitVector.Of(session.Run(tensor, cancellationToken));
    }

    public void Dispose() => session.Dispose();

    private static Framing FramingOf(PictureDescription described) => described.Framing switch
    {
        "stretch" => new Framing.Stretch(),
        "crop" => new Framing.CentreCrop(described.Side),
        var other => throw new InvalidDataException($"'{other}' is no framing: stretch and crop are"),
    };

    private static ResampleFilter FilterOf(PictureDescription described) => described.Filter switch
    {
        "bilinear" => ResampleFilter.Bilinear,
        "bicubic" => ResampleFilter.Bicubic,
        var other => throw new InvalidDataException($"'{other}' is no filter: bilinear and bicubic are"),
    };

    private static TensorFormat Format(PictureDescription described) => TensorFormat.PerChannel(
        channelsFirst: true, bgr: false, [.. described.Mean.Select(mean => mean * 255)], [.. described.Deviation.Select(deviation => deviation * 255)]);
}
