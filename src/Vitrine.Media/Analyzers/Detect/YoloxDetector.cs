using System.Numerics.Tensors;
using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Detect;

/// <summary>
/// YOLOX-nano (Ge et al. 2021), 80 COCO classes: BGR 0…255 fitted into 416 at the top left over 114;
/// [1,3549,85] of cells with strides 8, 16, 32, scores already through the sigmoid.
/// </summary>
public sealed class YoloxDetector(ModelSession network) : IDetector
{
    private const int Side = 416;
    private const int Row = 85;
    private const float Overlap = .45f;

    private readonly PictureInput input = new(Side, Side, new Framing.Fit(114, Floor: true), TensorFormat.Uniform(channelsFirst: true, bgr: true, mean: 0, deviation: 1));

    public IReadOnlyList<string> Labels => CocoNames.Labels;

    public IReadOnlyList<Detection> Detect(Picture picture, CancellationToken cancellationToken)
    {
        var placement = input.Fill(picture, network.Input);
        network.Run(cancellationToken);
        return Suppression.Keep(Read(network.Output("output"), placement), Overlap);
    }

    public void Dispose() => network.Dispose();

    private static List<Detection> Read(ReadOnlySpan<float> rows, Placement placement)
    {
        var found = new List<Detection>();
        foreach (var stride in (ReadOnlySpan<int>)[8, 16, 32])
        {
            var cells = Side / stride;
            for (var cell = 0; cell < cells * cells; cell++)
            {
                var row = rows.Slice(cell * Row, Row);

                // No class scores above 1, so most cells are done after one comparison.
                if (row[4] < DetectAnalyzer.LowestScore)
                {
                    continue;
                }

                var best = TensorPrimitives.IndexOfMax(row[5..]);
                var score = row[4] * row[5 + best];
                var (x, y) = ((row[0] + (cell % cells)) * stride, (row[1] + (cell / cells)) * stride);
                var (halfWidth, halfHeight) = (MathF.Exp(row[2]) * stride / 2, MathF.Exp(row[3]) * stride / 2);
                if (score >= DetectAnalyzer.LowestScore && placement.ToBox(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight) is { } box)
                {
                    found.Add(new Detection(best, score, box));
                }
            }

            rows = rows[(cells * cells * Row)..];
        }

        return found;
    }
}
