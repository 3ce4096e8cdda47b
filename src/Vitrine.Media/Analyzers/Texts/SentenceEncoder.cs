using System.Numerics.Tensors;
using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Texts;

/// <summary>
/// Sentences as directions of 384 components: all-MiniLM-L6-v2 (Reimers and Gurevych 2019, sentence-transformers), which knows English. Texts that mean the same point the same way.
/// </summary>
public sealed class SentenceEncoder : ITextEncoder
{
    /// <summary>Tokens the model was trained with; what comes after is left out.</summary>
    private const int MostTokens = 256;

    private readonly TokenSession model;
    private readonly WordPiece pieces;

    private SentenceEncoder(string space, TokenSession model, WordPiece pieces) => (Space, this.model, this.pieces) = (space, model, pieces);

    public string Space { get; }

    /// <param name="space">The model's name.</param>
    /// <param name="path">An ONNX export, with or without the mean over its tokens.</param>
    /// <param name="vocabulary">Its word pieces, one a line.</param>
    /// <exception cref="InvalidDataException">The vocabulary or the model is not of this kind.</exception>
    public static SentenceEncoder Open(string space, string path, string vocabulary, LoadedModels models)
    {
        var pieces = new WordPiece(File.ReadLines(vocabulary));
        return new SentenceEncoder(space, models.OpenText(path), pieces);
    }

    public float[] Encode(string text, CancellationToken cancellationToken)
    {
        var ids = pieces.Encode(text, MostTokens);
        var (numbers, shape) = model.Run(ids, cancellationToken);
        return shape switch
        {
            [1, var width] when width == numbers.Length => UnitVector.Of(numbers),
            [1, var tokens, var width] when tokens == ids.Count && tokens * width == numbers.Length => UnitVector.Of(Sum(numbers, (int)width)),
            _ => throw new InvalidDataException($"the model answers with a shape that is no sentence: {string.Join(" × ", shape)}"),
        };
    }

    public void Dispose() => model.Dispose();

    /// <summary>Of tokens × components the sum over tokens: it points where their mean does.</summary>
    private static float[] Sum(float[] numbers, int width)
    {
        var sum = new float[width];
        for (var at = 0; at < numbers.Length; at += width)
        {
            TensorPrimitives.Add(sum, numbers.AsSpan(at, width), sum);
        }

        return sum;
    }
}
