using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Faces;

/// <summary>
/// MediaPipe's full-range face detector: RGB, v/127.5 − 1, fitted into 192 and centred over black, interleaved;
/// 48 × 48 cells with a box (centre offset and size in frame pixels, then six points) and a logit.
/// </summary>
public sealed class FullRangeDetector(ModelSession network) : IFaceDetector
{
    private const int Side = 192;
    private const int Cells = 48;
    private const int Row = 16;
    private const float Overlap = .3f;

    private readonly PictureInput input = new(
        Side, Side, new Framing.Fit(0, Centred: true), TensorFormat.Uniform(channelsFirst: false, bgr: false, mean: 127.5f, deviation: 127.5f));

    public IReadOnlyList<Detection> Detect(Picture picture, CancellationToken cancellationToken)
    {
        var placement = input.Fill(picture, network.Input);
        network.Run(cancellationToken);
        return Suppression.Keep(Read(network.Output("boxes"), network.Output("scores"), placement), Overlap);
    }

    public void Dispose() => network.Dispose();

    private static List<Detection> Read(ReadOnlySpan<float> boxes, ReadOnlySpan<float> logits, Placement placement)
    {
        var lowest = MathF.Log(FacesAnalyzer.LowestScore / (1 - FacesAnalyzer.LowestScore));
        var found = new List<Detection>();
        for (var cell = 0; cell < Cells * Cells; cell++)
        {
            if (logits[cell] < lowest)
            {
                continue;
            }

            var code = boxes.Slice(cell * Row, Row);
            var x = code[0] + (((cell % Cells) + .5f) * Side / Cells);
            var y = code[1] + (((cell / Cells) + .5f) * Side / Cells);
            if (placement.ToBox(x - (code[2] / 2), y - (code[3] / 2), x + (code[2] / 2), y + (code[3] / 2)) is { } box)
            {
                found.Add(new Detection(0, 1 / (1 + MathF.Exp(-logits[cell])), box));
            }
        }

        return found;
    }
}
