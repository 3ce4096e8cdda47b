using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Faces;

/// <summary>
/// face-api's SSD MobileNetV1: RGB 0…255 fitted into 512 at the top left over black; 5,118 boxes (y0, x0, y1, x1 as
/// fractions of the frame) with scores. Small faces get 0.3 to 0.5.
/// </summary>
public sealed class FaceSsdDetector(ModelSession network) : IFaceDetector
{
    private const int Side = 512;
    private const float Overlap = .5f;

    private readonly PictureInput input = new(Side, Side, new Framing.Fit(0), TensorFormat.Uniform(channelsFirst: true, bgr: false, mean: 0, deviation: 1));

    public IReadOnlyList<Detection> Detect(Picture picture, CancellationToken cancellationToken)
    {
        var placement = input.Fill(picture, network.Input);
        network.Run(cancellationToken);
        var boxes = network.Output("boxes");
        var scores = network.Output("scores");
        var found = new List<Detection>();
        for (var i = 0; i < scores.Length; i++)
        {
            var box = boxes.Slice(i * 4, 4);
            if (scores[i] >= FacesAnalyzer.LowestScore && placement.ToBox(box[1] * Side, box[0] * Side, box[3] * Side, box[2] * Side) is { } seen)
            {
                found.Add(new Detection(0, scores[i], seen));
            }
        }

        return Suppression.Keep(found, Overlap);
    }

    public void Dispose() => network.Dispose();
}
