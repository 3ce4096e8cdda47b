namespace Vitrine.Core.Search.Vectors;

/// <summary>
/// Where in the bytes of a block what lies: <see cref="VectorSpace.BlockRows"/> rows of codes, then as many of coarse codes, then one over the length of each row, then how much its coarse
/// codes leave out.
/// </summary>
/// <param name="Dimension">1…512.</param>
internal readonly record struct BlockShape(int Dimension)
{
    /// <summary>Codes of a row, padded with zeros.</summary>
    public int Stride => VectorQuery.Padded(Dimension);

    /// <summary>Bytes of the coarse codes of a row: byte j has component j in its low half and component <see cref="CoarseStride"/> + j in its high half.</summary>
    public int CoarseStride => CoarseQuery.StrideOf(Dimension);

    public int CoarseAt => VectorSpace.BlockRows * Stride;

    public int InverseLengthsAt => CoarseAt + (VectorSpace.BlockRows * CoarseStride);

    public int SlacksAt => InverseLengthsAt + (VectorSpace.BlockRows * sizeof(float));

    public int Bytes => SlacksAt + (VectorSpace.BlockRows * sizeof(float));
}
