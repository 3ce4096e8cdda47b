using System.Globalization;
using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Faces;

/// <summary>
/// YuNet (Wu et al. 2023), of March 2023: BGR 0…255 fitted into 640 at the top left over black, small pictures enlarged;
/// for each stride 8, 16, 32 scores and boxes per cell. The score is √(class · object). From 0.8 on hardly anything but faces.
/// </summary>
public sealed class YuNetDetector(ModelSession network) : IFaceDetector
{
    private const int Side = 640;
    private const float Overlap = .3f;

    private readonly PictureInput input = new(Side, Side, new Framing.Fit(0), TensorFormat.Uniform(channelsFirst: true, bgr: true, mean: 0, deviation: 1));

    public IReadOnlyList<Detection> Detect(Picture picture, CancellationToken cancellationToken)
    {
        var placement = input.Fill(picture, network.Input);
        network.Run(cancellationToken);
        var found = new List<Detection>();
        foreach (var stride in (ReadOnlySpan<int>)[8, 16, 32])
        {
            Read(stride, placement, found);
        }

        return Suppression.Keep(found, Overlap);
    }

    public void Dispose() => network.Dispose();

    private void Read(int stride, Placement placement, List<Detection> found)
    {
        var suffix = stride.ToString(CultureInfo.InvariantCulture);
        var classes = network.Output("cls_" + suffix);
        var objects = network.Output("obj_" + suffix);
        var boxes = network.Output("bbox_" + suffix);
        var cells = Side / stride;
        for (var cell = 0; cell < classes.Length; cell++)
        {
            var score = MathF.Sqrt(Math.Clamp(classes[cell], 0, 1) * Math.Clamp(objects[cell], 0, 1));
            if (score < FacesAnalyzer.LowestScore)
            {
                continue;
            }

            var code = boxes.Slice(cell * 4, 4);
            var (x, y) = (((cell % cells) + code[0]) * stride, ((cell / cells) + code[1]) * stride);
            var (halfWidth, halfHeight) = (MathF.Exp(code[2]) * stride / 2, MathF.Exp(code[3]) * stride / 2);
            if (placement.ToBox(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight) is { } box)
            {
                found.Add(new Detection(0, score, box));
            }
        }
    }
}
