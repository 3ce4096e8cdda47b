using System.Numerics;

namespace Vitrine.Core.Search.Vectors;

/// <summary>Which rows a search may find. A value that nobody set allows none, so that a forgotten one shows nothing that is not to be seen.</summary>
public readonly struct AllowedRows
{
    private readonly ReadOnlyMemory<ulong> bits;

    private AllowedRows(bool all, ReadOnlyMemory<ulong> bits) => (IsAll, this.bits) = (all, bits);

    public static AllowedRows All { get; } = new(true, default);

    public bool IsAll { get; }

    /// <param name="bits">Row r is bit r mod 64 of word r / 64; rows beyond the last word are not allowed. Not to be changed while a search runs.</param>
    public static AllowedRows Only(ReadOnlyMemory<ulong> bits) => new(false, bits);

    public bool Has(int row) => IsAll || (row / 64 < bits.Length && (bits.Span[row / 64] >> (row % 64) & 1) != 0);

    /// <summary>How many of the rows 0 to <paramref name="rows"/>, without it, are allowed.</summary>
    public int CountOf(int rows)
    {
        if (IsAll)
        {
            return rows;
        }

        var sum = 0;
        for (var word = 0; word < bits.Length && word * 64 < rows; word++)
        {
            sum += BitOperations.PopCount(Word(word, rows));
        }

        return sum;
    }

    /// <summary>Words of the bits that may have one set.</summary>
    internal int Words(int rows) => IsAll ? (rows + 63) / 64 : bits.Length;

    /// <summary>Word <paramref name="index"/> of the bits, with none set for rows from <paramref name="rows"/> on.</summary>
    internal ulong Word(int index, int rows)
    {
        var left = rows - (index * 64);
        return (IsAll ? ulong.MaxValue : bits.Span[index]) & (left >= 64 ? ulong.MaxValue : (1UL << left) - 1);
    }
}
