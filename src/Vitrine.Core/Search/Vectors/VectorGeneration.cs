namespace Vitrine.Core.Search.Vectors;

/// <summary>The rows of a <see cref="VectorSpace"/> at one moment. Immutable, for any number of threads.</summary>
public sealed class VectorGeneration
{
    private readonly VectorBlock[] blocks;

    internal VectorGeneration(int dimension, VectorBlock[] blocks, int count) => (Dimension, this.blocks, Count) = (dimension, blocks, count);

    public int Dimension { get; }

    /// <summary>Rows 0 to this, without it.</summary>
    public int Count { get; }

    internal int BlockCount => (Count + VectorSpace.BlockRows - 1) / VectorSpace.BlockRows;

    /// <summary>
    /// The rows most like the query: by cosine, equal ones by row. Exact: what comparing every allowed row in double would give,
    /// on every processor and with any number of workers. Fewer than <paramref name="limit"/> only where fewer rows are allowed.
    /// </summary>
    /// <param name="limit">How many, 0 or more.</param>
    /// <param name="workers">Threads at most, the caller's among them. A few rows are looked through by the caller's alone.</param>
    /// <exception cref="ArgumentException">The query is of another dimension.</exception>
    /// <exception cref="OperationCanceledException">Looked at once a block of 4,096 rows.</exception>
    public IReadOnlyList<VectorHit> Search(VectorQuery query, int limit, AllowedRows allowed, int workers = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        Fits(query);
        limit = Math.Min(limit, Count);
        if (limit == 0 || query.IsEmpty)
        {
            return [];
        }

        return new VectorScan(this, query, allowed, workers, cancellationToken).Best(limit);
    }

    /// <summary>The cosine of one row with the query; 0 for a vector of zeros and for an empty query.</summary>
    /// <exception cref="ArgumentException">The query is of another dimension, or there is no such row.</exception>
    public float Score(int row, VectorQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        Fits(query);
        var block = Block(row);
        var score = (float)(query.ExactProduct(block.Codes(row % VectorSpace.BlockRows)) * block.InverseLength(row % VectorSpace.BlockRows));
        GC.KeepAlive(block);
        return score;
    }

    /// <summary>Writes the row as a vector of length 1, or of zeros if it is one; the scale that it came with is not kept.</summary>
    /// <param name="vector">As long as the dimension or longer.</param>
    /// <exception cref="ArgumentException">There is no such row.</exception>
    public void CopyTo(int row, Span<float> vector)
    {
        var block = Block(row);
        var inverse = block.InverseLength(row % VectorSpace.BlockRows);
        var codes = block.Codes(row % VectorSpace.BlockRows);
        for (var i = 0; i < codes.Length; i++)
        {
            vector[i] = codes[i] * inverse;
        }

        GC.KeepAlive(block);
    }

    /// <summary>Writes the row's codes, one a component.</summary>
    /// <param name="codes">As long as the dimension or longer.</param>
    /// <exception cref="ArgumentException">There is no such row.</exception>
    internal void CopyTo(int row, Span<sbyte> codes)
    {
        var block = Block(row);
        block.Codes(row % VectorSpace.BlockRows).CopyTo(codes);
        GC.KeepAlive(block);
    }

    /// <summary>Puts full blocks that are in memory alone into files, and from then on reads them there.</summary>
    /// <returns>The hashes that name them.</returns>
    /// <exception cref="IOException">The folder takes no writes.</exception>
    internal string[] Store(string folder)
    {
        var hashes = new string[Count / VectorSpace.BlockRows];
        for (var i = 0; i < hashes.Length; i++)
        {
            if (blocks[i].StoredAs is not { } known || !File.Exists(HashedFiles.PathOf(folder, known, VectorBlock.Extension)))
            {
                blocks[i] = blocks[i].Stored(folder);
            }

            hashes[i] = blocks[i].StoredAs!;
        }

        return hashes;
    }

    internal VectorBlock BlockAt(int index) => blocks[index];

    internal int RowsOf(int block) => Math.Min(VectorSpace.BlockRows, Count - (block * VectorSpace.BlockRows));

    internal void Fits(VectorQuery query)
    {
        if (query.Dimension != Dimension)
        {
            throw new ArgumentException($"a query of {query.Dimension} components does not belong to a space of {Dimension}", nameof(query));
        }
    }

    private VectorBlock Block(int row) => row >= 0 && row < Count
        ? blocks[row / VectorSpace.BlockRows]
        : throw new ArgumentOutOfRangeException(nameof(row), row, $"there are {Count} rows");
}
