using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Classify;

/// <summary>A network with its own last layer and softmax: MobileNetV2 or EfficientNet-Lite2.</summary>
public sealed class ImageNetNetwork : IClassifier
{
    private readonly ModelSession network;
    private readonly PictureInput input;
    private readonly int skip;

    private ImageNetNetwork(ModelSession network, PictureInput input, int skip) => (this.network, this.input, this.skip) = (network, input, skip);

    /// <summary>MobileNetV2 1.0 224: shorter side to 256, centre crop 224, v/127.5 − 1; its first of 1,001 classes is "background" and is left out.</summary>
    public static ImageNetNetwork MobileNetV2(string path, LoadedModels models) => new(
        models.Open(path), new PictureInput(224, 224, new Framing.CentreCrop(256), Half()), skip: 1);

    /// <summary>EfficientNet-Lite2: the middle square of 0.875 of the shorter side to 260, bicubic, (v − 127.5)/127.5.</summary>
    public static ImageNetNetwork EfficientNetLite2(string path, LoadedModels models) => new(
        models.Open(path), new PictureInput(260, 260, new Framing.MiddleSquare(.875), Half(), ResampleFilter.Bicubic), skip: 0);

    public ReadOnlySpan<float> Classify(Picture picture, CancellationToken cancellationToken)
    {
        input.Fill(picture, network.Input);
        network.Run(cancellationToken);
        return network.Output("probs")[skip..];
    }

    public ReadOnlySpan<float> Features => network.Output("embedding");

    public void Dispose() => network.Dispose();

    private static TensorFormat Half() => TensorFormat.Uniform(channelsFirst: true, bgr: false, mean: 127.5f, deviation: 127.5f);
}
