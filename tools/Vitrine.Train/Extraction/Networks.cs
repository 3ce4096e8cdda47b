using System.Numerics.Tensors;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Onnx;

namespace Vitrine.Train.Extraction;

/// <summary>What the networks say about one picture.</summary>
/// <param name="Features">512 pooled features of ResNet-18.</param>
/// <param name="MobileNet">1,000 probabilities of MobileNetV2, background left out and the rest scaled to a sum of 1.</param>
/// <param name="EfficientNet">1,000 probabilities of EfficientNet-Lite2.</param>
internal sealed record Seen(float[] Features, float[] MobileNet, float[] EfficientNet);

/// <summary>
/// The pupil's feature network and both teachers, one thread each; one picture at a time. Every network sees the picture as it wants it: shorter
/// side to 256 and the middle 224 for ResNet-18 and MobileNetV2, the middle square of 0.875 × the shorter side at 260 for EfficientNet-Lite2.
/// </summary>
internal sealed class Networks : IDisposable
{
    private readonly ResNet18Features resNet;
    private readonly ModelSession mobileNet;
    private readonly ModelSession efficientNet;
    private readonly PictureInput mobileInput;
    private readonly PictureInput efficientInput;

    /// <param name="models">Folder with <c>classify/mobilenet_v2_1.0_224.onnx</c> and <c>classify/efficientnet_lite2.onnx</c>.</param>
    /// <param name="resNet18">Folder <c>tools/DnnImageModels</c> of the package Microsoft.ML.DnnImageFeaturizer.ResNet18.</param>
    public Networks(string models, string resNet18)
    {
        var centred = TensorFormat.Uniform(channelsFirst: true, bgr: false, mean: 127.5f, deviation: 127.5f);
        mobileInput = new PictureInput(224, 224, new Framing.CentreCrop(256), centred);
        efficientInput = new PictureInput(260, 260, new Framing.MiddleSquare(0.875), centred, ResampleFilter.Bicubic);
        resNet = ResNet18Features.Open(
            Path.Combine(resNet18, "ResNet18Onnx", "ResNet18.onnx"), Path.Combine(resNet18, "ResNetPrepOnnx", "ResNetPreprocess.onnx"), new LoadedModels(threads: 1));
        mobileNet = new LoadedModels(threads: 1).Open(Path.Combine(models, "classify", "mobilenet_v2_1.0_224.onnx"));
        efficientNet = new LoadedModels(threads: 1).Open(Path.Combine(models, "classify", "efficientnet_lite2.onnx"));
    }

    public Seen Look(Picture picture)
    {
        var features = resNet.Extract(picture, CancellationToken.None).ToArray();
        mobileInput.Fill(picture, mobileNet.Input);
        mobileNet.Run(CancellationToken.None);
        var mobile = mobileNet.Output("probs")[1..].ToArray();
        TensorPrimitives.Divide(mobile, TensorPrimitives.Sum(mobile), mobile);
        efficientInput.Fill(picture, efficientNet.Input);
        efficientNet.Run(CancellationToken.None);
        return new Seen(features, mobile, efficientNet.Output("probs").ToArray());
    }

    public void Dispose()
    {
        resNet.Dispose();
        mobileNet.Dispose();
        efficientNet.Dispose();
    }
}
