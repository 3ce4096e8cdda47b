using System.Runtime.InteropServices;

namespace Vitrine.Core.Search.Vectors;

/// <summary>
/// Some rows as one piece of bytes (<see cref="BlockShape"/>), in memory while rows are added and in a file that is mapped once it is full. Of a mapped one the bytes are there as long as
/// the block can be reached: whoever looks at them keeps it alive until the end.
/// </summary>
internal sealed class VectorBlock
{
    public const string Extension = ".block";

    private readonly BlockShape shape;
    private readonly byte[]? own;
    private readonly MappedBytes? mapped;

    public VectorBlock(BlockShape shape) => (this.shape, own) = (shape, new byte[shape.Bytes]);

    private VectorBlock(BlockShape shape, MappedBytes mapped, string hash) => (this.shape, this.mapped, StoredAs) = (shape, mapped, hash);

    /// <summary>The hash that names its file; null where it has none.</summary>
    public string? StoredAs { get; }

    public ReadOnlySpan<byte> Bytes => mapped is null ? own : mapped.Bytes;

    /// <summary>The same rows out of a file that is written now.</summary>
    /// <exception cref="IOException">The folder takes no writes, or its files cannot be mapped.</exception>
    public VectorBlock Stored(string folder)
    {
        Directory.CreateDirectory(folder);
        var hash = HashedFiles.Write(folder, Bytes, Extension);
        GC.KeepAlive(this);
        return new VectorBlock(shape, MappedBytes.Open(HashedFiles.PathOf(folder, hash, Extension), shape.Bytes), hash);
    }

    /// <summary>The rows of a file that was written before. What is checked is what is mapped.</summary>
    /// <exception cref="InvalidDataException">It is of another length, or its bytes are others.</exception>
    public static VectorBlock Open(BlockShape shape, string folder, string hash)
    {
        var block = new VectorBlock(shape, MappedBytes.Open(HashedFiles.PathOf(folder, hash, Extension), shape.Bytes), hash);
        var same = HashedFiles.HashOf(block.Bytes) == hash;
        GC.KeepAlive(block);
        return same ? block : throw new InvalidDataException("A file of vectors is damaged.");
    }

    public ReadOnlySpan<sbyte> Codes(int row) => MemoryMarshal.Cast<byte, sbyte>(Bytes.Slice(row * shape.Stride, shape.Dimension));

    public float InverseLength(int row) => MemoryMarshal.Read<float>(Bytes[(shape.InverseLengthsAt + (row * sizeof(float)))..]);

    public void Write(int row, ReadOnlySpan<sbyte> codes)
    {
        var bytes = own.AsSpan();
        codes.CopyTo(MemoryMarshal.Cast<byte, sbyte>(bytes.Slice(row * shape.Stride, shape.Stride)));
        var left = CoarseQuery.Write(codes, bytes.Slice(shape.CoarseAt + (row * shape.CoarseStride), shape.CoarseStride));
        var square = 0;
        foreach (var code in codes)
        {
            square += code * code;
        }

        var inverse = square == 0 ? 0 : (float)(1 / Math.Sqrt(square));
        MemoryMarshal.Write(bytes[(shape.InverseLengthsAt + (row * sizeof(float)))..], inverse);
        MemoryMarshal.Write(bytes[(shape.SlacksAt + (row * sizeof(float)))..], square == 0 ? 0 : MathF.BitIncrement((float)(left / Math.Sqrt(square))));
    }
}
