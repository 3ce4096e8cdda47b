using System.Globalization;
using System.Numerics.Tensors;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Analyzers.Embed;

/// <summary>
/// Whether a model of pictures and texts does here what it is for: drawings and captions of them, each caption nearest to its own drawing. Broken exports and wrong tokens pass every other
/// check: they give vectors that look like any. Guessing puts one caption of twelve right.
/// </summary>
internal static class SelfTest
{
    /// <summary>Captions that must be nearest to their own drawings.</summary>
    internal const int LeastRight = 7;

    /// <summary>Vectors of different drawings, or captions, that are all as alike as this are one vector.</summary>
    private const float Same = 0.9995f;

    private const float LengthError = 1e-3f;

    /// <param name="model"><c>name@version</c>.</param>
    /// <param name="see">The direction of a picture, of length 1.</param>
    /// <param name="read">The direction of a text, of length 1.</param>
    /// <exception cref="InvalidDataException">The model gives nothing that has a direction.</exception>
    public static SelfTestRecord Run(string model, Func<Picture, float[]> see, Func<string, float[]> read)
    {
        var drawings = SelfTestDrawings.All;
        float[][] seen = [.. drawings.Select(drawing => see(drawing.Picture))];
        float[][] said = [.. drawings.Select(drawing => read(drawing.Caption))];
        if (seen.Concat(said).Any(vector => !vector.All(float.IsFinite) || Math.Abs(TensorPrimitives.Norm(vector) - 1) > LengthError))
        {
            return Failed("it gives vectors that are not finite, or not of length 1.");
        }

        if (AreSame(seen))
        {
            return Failed("it gives the same vector for every picture.");
        }

        if (AreSame(said))
        {
            return Failed("it gives the same vector for every text.");
        }

        var right = said.Index().Count(caption => Nearest(caption.Item, seen) == caption.Index);
        var sentence = string.Create(CultureInfo.InvariantCulture, $"of {said.Length} captions {right} are nearest to their own pictures, {LeastRight} have to be.");
        return new SelfTestRecord(model, SelfTestRecord.Current, right >= LeastRight, sentence);

        SelfTestRecord Failed(string sentence) => new(model, SelfTestRecord.Current, Passed: false, sentence);
    }

    private static bool AreSame(float[][] vectors) => vectors.All(vector => TensorPrimitives.Dot(vector, vectors[0]) >= Same);

    /// <summary>The first of the nearest, so that equal ones are no match for any but the first.</summary>
    private static int Nearest(float[] direction, float[][] vectors) => vectors.Index().MaxBy(vector => TensorPrimitives.Dot(direction, vector.Item)).Index;
}
