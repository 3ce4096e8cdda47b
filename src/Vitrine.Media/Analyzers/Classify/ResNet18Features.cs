using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Classify;

/// <summary>
/// The 512 features below the missing last layer of an ImageNet-trained ResNet-18 (global average pooling), from the two
/// ONNX files of the NuGet package Microsoft.ML.DnnImageFeaturizer.ResNet18.
/// </summary>
public sealed class ResNet18Features : IDisposable
{
    /// <summary>Numbers per picture.</summary>
    public const int Count = 512;

    private const int Side = 224;

    private readonly ModelSession network;
    private readonly float[] lessMean;
    private readonly PictureInput input = new(Side, Side, new Framing.CentreCrop(256), TensorFormat.Uniform(channelsFirst: true, bgr: true, mean: 0, deviation: 1));

    private ResNet18Features(ModelSession network, float[] lessMean) => (this.network, this.lessMean) = (network, lessMean);

    /// <param name="networkPath"><c>ResNet18.onnx</c>: [1,3,224,224] BGR 0…255 less the mean picture → [1,512,1,1].</param>
    /// <param name="preprocessPath"><c>ResNetPreprocess.onnx</c>: swaps RGB to BGR and adds the negative mean picture.</param>
    /// <param name="models">Opens both.</param>
    public static ResNet18Features Open(string networkPath, string preprocessPath, LoadedModels models)
    {
        // What the preprocessing makes of black is the negative mean picture itself; adding it here saves a model run per picture.
        float[] lessMean;
        using (var preprocess = models.Open(preprocessPath))
        {
            preprocess.Input.Clear();
            preprocess.Run(CancellationToken.None);
            lessMean = preprocess.Output("PreprocessedInput").ToArray();
        }

        return new ResNet18Features(models.Open(networkPath), lessMean);
    }

    /// <summary>Shorter side to 256, centre crop 224, through the network. The span is valid until the next call.</summary>
    /// <returns><see cref="Count"/> features, none negative.</returns>
    public ReadOnlySpan<float> Extract(Picture picture, CancellationToken cancellationToken)
    {
        input.Fill(picture, network.Input);
        System.Numerics.Tensors.TensorPrimitives.Add(network.Input, lessMean, network.Input);
        network.Run(cancellationToken);
        return Last;
    }

    /// <summary>What <see cref="Extract"/> returned last.</summary>
    public ReadOnlySpan<float> Last => network.Output("Pooling395_Output_0");

    public void Dispose() => network.Dispose();
}
