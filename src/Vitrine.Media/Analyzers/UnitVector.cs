using System.Numerics.Tensors;

namespace Vitrine.Media.Analyzers;

/// <summary>Vectors as directions.</summary>
internal static class UnitVector
{
    /// <summary>Of length 1, in place.</summary>
    /// <exception cref="InvalidDataException">There is no direction: a number is not finite, or all are zero.</exception>
    public static float[] Of(float[] vector)
    {
        var length = TensorPrimitives.Norm(vector);
        if (!float.IsFinite(length) || length == 0)
        {
            throw new InvalidDataException("the model gives numbers that have no direction");
        }

        TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }
}
