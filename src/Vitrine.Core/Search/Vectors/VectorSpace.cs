namespace Vitrine.Core.Search.Vectors;

/// <summary>
/// All vectors of one model's space, as int8 codes in blocks of <see cref="BlockRows"/> rows: the last in memory, full ones in files of a folder that are mapped. Rows are numbered from 0 in the order in which
/// they were added and never change; what is deleted or not to be seen is left out by the bitset of a search.
/// Safe for one or more writers and any number of readers: a reader takes <see cref="Current"/> and sees the rows that were there then, without a lock.
/// </summary>
/// <remarks>
/// Bytes a row: the dimension rounded up to a multiple of 32, half of it rounded up so, and 8. With a folder they are pages of files, which the system may let go of and read again. What the
/// files say is lost with the space unless <see cref="VectorSnapshot.Save"/> names them.
/// </remarks>
public sealed class VectorSpace
{
    /// <summary>Spaces of more dimensions are reduced first (<see cref="VectorReduction"/>): at 512 a sum of products fits 32 bits.</summary>
    public const int MaxDimension = 512;

    /// <summary>Rows of a block, a multiple of 64 so that a word of the bitset lies in one block.</summary>
    internal const int BlockRows = 4096;

    private readonly Lock writing = new();
    private readonly string? folder;
    private VectorBlock[] blocks = [];
    private volatile VectorGeneration current;

    /// <param name="dimension">Components of a vector, 1…512.</param>
    /// <param name="folder">Where full blocks go; null: they stay in memory.</param>
    public VectorSpace(int dimension, string? folder = null)
    {
        Dimension = Checked(dimension);
        this.folder = folder;
        current = new VectorGeneration(dimension, [], 0);
    }

    /// <summary>A space of blocks that lie in a folder.</summary>
    internal VectorSpace(int dimension, string folder, VectorBlock[] stored)
        : this(dimension, folder)
    {
        blocks = stored;
        Publish(stored.Length * BlockRows);
    }

    public int Dimension { get; }

    /// <summary>Why the last full block had to stay in memory; null where it has not. It is tried again when a snapshot is saved.</summary>
    public string? NotStored { get; private set; }

    /// <summary>The rows that are there now; stays as it is when more are added.</summary>
    public VectorGeneration Current => current;

    /// <summary>Adds a vector, any length, and returns its row.</summary>
    /// <exception cref="ArgumentException">Another dimension, or a component that is not a finite number.</exception>
    public int Add(ReadOnlySpan<float> vector)
    {
        Fits(vector.Length);
        Span<sbyte> codes = stackalloc sbyte[MaxDimension];
        Int8Vector.Quantise(vector, codes);
        return Add(codes[..vector.Length]);
    }

    /// <summary>Adds a vector as it is stored and returns its row.</summary>
    /// <param name="codes">One code per component; the scale is left out, as a cosine does not depend on it.</param>
    /// <exception cref="ArgumentException">Another dimension.</exception>
    public int Add(ReadOnlySpan<sbyte> codes)
    {
        Fits(codes.Length);
        lock (writing)
        {
            var row = Append(codes, current.Count);
            Publish(row + 1);
            return row;
        }
    }

    /// <summary>Adds many vectors that readers see all at once; returns the first one's row.</summary>
    /// <param name="codes">One vector after another.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the dimension.</exception>
    public int AddMany(ReadOnlySpan<sbyte> codes)
    {
        if (codes.Length % Dimension != 0)
        {
            throw new ArgumentException($"{codes.Length} codes are no whole number of vectors of {Dimension} components", nameof(codes));
        }

        lock (writing)
        {
            var first = current.Count;
            var count = codes.Length / Dimension;
            for (var i = 0; i < count; i++)
            {
                Append(codes.Slice(i * Dimension, Dimension), first + i);
            }

            Publish(first + count);
            return first;
        }
    }

    internal static int Checked(int dimension) => dimension is >= 1 and <= MaxDimension
        ? dimension
        : throw new ArgumentOutOfRangeException(nameof(dimension), dimension, $"a vector space has 1 to {MaxDimension} dimensions; larger ones are reduced first");

    private void Fits(int components)
    {
        if (components != Dimension)
        {
            throw new ArgumentException($"a vector of {components} components does not belong to a space of {Dimension}");
        }
    }

    /// <summary>Writes where no reader looks yet: behind the last row of every generation handed out.</summary>
    private int Append(ReadOnlySpan<sbyte> codes, int row)
    {
        var block = row / BlockRows;
        if (block == blocks.Length)
        {
            // Older generations keep their shorter array.
            Array.Resize(ref blocks, Math.Max(4, blocks.Length * 2));
        }

        blocks[block] ??= new VectorBlock(new BlockShape(Dimension));
        blocks[block].Write(row % BlockRows, codes);
        if (row % BlockRows == BlockRows - 1 && folder is not null)
        {
            Store(block, folder);
        }

        return row;
    }

    /// <summary>Who reads the block in memory goes on with that; whoever comes later finds the same rows in the file.</summary>
    private void Store(int block, string where)
    {
        try
        {
            blocks[block] = blocks[block].Stored(where);
            NotStored = null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            NotStored = error.Message;
        }
    }

    private void Publish(int count) => current = new VectorGeneration(Dimension, blocks, count);
}
