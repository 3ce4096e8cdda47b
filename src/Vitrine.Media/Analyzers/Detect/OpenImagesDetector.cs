using System.Numerics.Tensors;
using Vitrine.Core.Assets;
using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Detect;

/// <summary>
/// MediaPipe's SSD MobileNetV2 with 23 classes of Open Images v4: RGB, v/127.5 − 1, stretched to 300, interleaved;
/// 1,917 anchors, class scores as logits (class 0 is background).
/// </summary>
public sealed class OpenImagesDetector(ModelSession network) : IDetector
{
    private const int Side = 300;
    private const float Overlap = .5f;

    private static readonly Anchor[] Anchors = MakeAnchors();

    private readonly PictureInput input = new(Side, Side, new Framing.Stretch(), TensorFormat.Uniform(channelsFirst: false, bgr: false, mean: 127.5f, deviation: 127.5f));

    public static IReadOnlyList<string> Names { get; } =
    [
        "Bicycle", "Boot", "Laptop", "Person", "Chair", "Cattle", "Desk", "Cat", "Computer mouse", "Computer monitor", "Box", "Mug",
        "Coffee cup", "Stationary bicycle", "Table", "Bottle", "High heels", "Vehicle", "Footwear", "Dog", "Book", "Camera", "Car",
    ];

    public IReadOnlyList<string> Labels { get; } = [.. Names.Select(name => "oid/" + name)];

    public IReadOnlyList<Detection> Detect(Picture picture, CancellationToken cancellationToken)
    {
        var placement = input.Fill(picture, network.Input);
        network.Run(cancellationToken);
        return Suppression.Keep(Read(network.Output("boxes"), network.Output("scores"), placement), Overlap);
    }

    public void Dispose() => network.Dispose();

    private static List<Detection> Read(ReadOnlySpan<float> boxes, ReadOnlySpan<float> logits, Placement placement)
    {
        var lowest = MathF.Log(DetectAnalyzer.LowestScore / (1 - DetectAnalyzer.LowestScore));
        var found = new List<Detection>();
        for (var i = 0; i < Anchors.Length; i++)
        {
            var row = logits.Slice((i * (Names.Count + 1)) + 1, Names.Count);
            if (TensorPrimitives.Max(row) < lowest || Decode(boxes.Slice(i * 4, 4), Anchors[i], placement) is not { } box)
            {
                continue;
            }

            for (var name = 0; name < row.Length; name++)
            {
                if (row[name] >= lowest)
                {
                    found.Add(new Detection(name, 1 / (1 + MathF.Exp(-row[name])), box));
                }
            }
        }

        return found;
    }

    /// <summary>The box coder of SSD (Liu et al. 2016) with its variances 10, 10, 5, 5.</summary>
    private static Box? Decode(ReadOnlySpan<float> code, Anchor anchor, Placement placement)
    {
        var (y, x) = ((code[0] / 10 * anchor.Height) + anchor.Y, (code[1] / 10 * anchor.Width) + anchor.X);
        var (halfHeight, halfWidth) = (MathF.Exp(code[2] / 5) * anchor.Height / 2, MathF.Exp(code[3] / 5) * anchor.Width / 2);
        return placement.ToBox((x - halfWidth) * Side, (y - halfHeight) * Side, (x + halfWidth) * Side, (y + halfHeight) * Side);
    }

    /// <summary>Maps of 19, 10, 5, 3, 2 and 1 cells with scales from 0.2 to 0.95; three shapes a cell on the first, six on the others.</summary>
    private static Anchor[] MakeAnchors()
    {
        int[] maps = [19, 10, 5, 3, 2, 1];
        var anchors = new List<Anchor>();
        for (var map = 0; map < maps.Length; map++)
        {
            var shapes = Shapes(map, maps.Length);
            for (var cell = 0; cell < maps[map] * maps[map]; cell++)
            {
                var (x, y) = (((cell % maps[map]) + .5) / maps[map], ((cell / maps[map]) + .5) / maps[map]);
                anchors.AddRange(shapes.Select(shape => new Anchor(
                    (float)x, (float)y, (float)(shape.Scale * Math.Sqrt(shape.Ratio)), (float)(shape.Scale / Math.Sqrt(shape.Ratio)))));
            }
        }

        return [.. anchors];
    }

    private static (double Scale, double Ratio)[] Shapes(int map, int maps)
    {
        double Scale(int i) => .2 + (.75 * i / (maps - 1));
        if (map == 0)
        {
            return [(.1, 1), (Scale(0), 2), (Scale(0), .5)];
        }

        var between = Math.Sqrt(Scale(map) * (map == maps - 1 ? 1 : Scale(map + 1)));
        return [(Scale(map), 1), (Scale(map), 2), (Scale(map), .5), (Scale(map), 3), (Scale(map), .3333), (between, 1)];
    }

    /// <summary>Centre and size as fractions of the frame.</summary>
    private readonly record struct Anchor(float X, float Y, float Width, float Height);
}
