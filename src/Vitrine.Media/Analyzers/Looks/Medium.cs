using System.Numerics.Tensors;

namespace Vitrine.Media.Analyzers.Looks;

/// <summary>
/// Whether a picture was photographed, drawn, written or taken from a screen: a guess by multinomial logistic regression over
/// <see cref="Texture"/>, fitted on the first half of the pictures of <c>bench/Vitrine.Eval/labels/looks-media.tsv</c>
/// (<c>Vitrine.Eval looks --fit --textures</c> prints its input; weight decay 0.002, classes weighted by one over the root of their size).
/// </summary>
/// <param name="Kind"><c>photo</c>, <c>illustration</c>, <c>document</c> or <c>screenshot</c>.</param>
/// <param name="Score">The softmax, 0…1: not a calibrated confidence.</param>
internal sealed record Medium(string Kind, float Score)
{
    private static readonly string[] Kinds = ["photo", "illustration", "document", "screenshot"];

    /// <summary>Per kind: flat, soft, hard, few, paper, colour (× 10, at most 1), lines (÷ 4, at most 1), constant.</summary>
    private static readonly float[][] Weights =
    [
        [-0.72f, 1.08f, -5.37f, -2.71f, -0.43f, -0.15f, -1.60f, 5.46f],
        [-2.05f, 1.21f, 1.91f, 1.44f, -1.18f, 1.97f, -1.21f, 0.70f],
        [1.88f, -1.45f, 2.65f, 0.71f, 2.96f, -0.30f, -1.68f, -5.03f],
        [0.89f, -0.84f, 0.81f, 0.57f, -1.35f, -1.52f, 4.49f, -1.13f],
    ];

    public static Medium Of(Texture texture)
    {
        ReadOnlySpan<float> input =
        [
            texture.Flat, texture.Soft, texture.Hard, texture.Few, texture.Paper, Math.Min(texture.Colour * 10, 1), Math.Min(texture.Lines / 4, 1), 1,
        ];
        Span<float> scores = stackalloc float[Kinds.Length];
        for (var k = 0; k < scores.Length; k++)
        {
            scores[k] = TensorPrimitives.Dot(input, Weights[k]);
        }

        TensorPrimitives.SoftMax(scores, scores);
        var best = TensorPrimitives.IndexOfMax(scores);
        return new Medium(Kinds[best], scores[best]);
    }
}
