using System.Globalization;
using System.Numerics.Tensors;
using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Detect;

/// <summary>
/// NanoDet, 80 COCO classes: BGR, mean and deviation of ImageNet, stretched to 416. For each stride 8, 16, 32 class scores
/// [n,80] and distances to the four sides as distributions over 0…10 strides [n,4×11] (Li et al. 2020, Generalized Focal Loss).
/// </summary>
public sealed class NanoDetDetector(ModelSession network) : IDetector
{
    private const int Side = 416;
    private const int Classes = 80;
    private const int Bins = 11;
    private const float Overlap = .6f;

    private readonly PictureInput input = new(
        Side,
        Side,
        new Framing.Stretch(),
        TensorFormat.PerChannel(channelsFirst: true, bgr: true, mean: [103.53f, 116.28f, 123.675f], deviation: [57.375f, 57.12f, 58.395f]));

    public IReadOnlyList<string> Labels => CocoNames.Labels;

    public IReadOnlyList<Detection> Detect(Picture picture, CancellationToken cancellationToken)
    {
        var placement = input.Fill(picture, network.Input);
        network.Run(cancellationToken);
        var found = new List<Detection>();
        foreach (var stride in (ReadOnlySpan<int>)[8, 16, 32])
        {
            var suffix = stride.ToString(CultureInfo.InvariantCulture);
            Read(network.Output("cls_" + suffix), network.Output("box_" + suffix), stride, placement, found);
        }

        return Suppression.Keep(found, Overlap);
    }

    public void Dispose() => network.Dispose();

    private static void Read(ReadOnlySpan<float> scores, ReadOnlySpan<float> sides, int stride, Placement placement, List<Detection> found)
    {
        var cells = Side / stride;
        for (var cell = 0; cell < cells * cells; cell++)
        {
            var row = scores.Slice(cell * Classes, Classes);
            var best = TensorPrimitives.IndexOfMax(row);
            if (row[best] < DetectAnalyzer.LowestScore)
            {
                continue;
            }

            var (x, y) = (((cell % cells) + .5f) * stride, ((cell / cells) + .5f) * stride);
            var box = sides.Slice(cell * 4 * Bins, 4 * Bins);
            if (placement.ToBox(
                x - (Distance(box) * stride),
                y - (Distance(box[Bins..]) * stride),
                x + (Distance(box[(2 * Bins)..]) * stride),
                y + (Distance(box[(3 * Bins)..]) * stride)) is { } seen)
            {
                found.Add(new Detection(best, row[best], seen));
            }
        }
    }

    /// <summary>The expected value of the distribution whose logits these are.</summary>
    private static float Distance(ReadOnlySpan<float> logits)
    {
        Span<float> share = stackalloc float[Bins];
        TensorPrimitives.SoftMax(logits[..Bins], share);
        var distance = 0f;
        for (var i = 1; i < Bins; i++)
        {
            distance += i * share[i];
        }

        return distance;
    }
}
