using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vitrine.Core.Search.Vectors;

/// <summary>
/// One search through the blocks of a generation: all allowed rows by whole numbers, then those that can be among the best once more in double.
/// </summary>
internal sealed class VectorScan(VectorGeneration rows, VectorQuery query, AllowedRows allowed, int workers, CancellationToken cancellationToken)
{
    /// <summary>Rows for which waking other threads costs more than it saves.</summary>
    private const int FewRows = 16_384;

    private readonly int stride = query.Scan.Length;
    private readonly float scale = (float)query.ScanScale;

    /// <summary>Best first, at most <paramref name="limit"/>.</summary>
    public VectorHit[] Best(int limit)
    {
        var candidates = Look(() => new TopRows(Math.Min(rows.Count, (limit * 4) + 64)), threshold: null);
        var scanned = candidates.Sorted();
        if (scanned.Length <= limit)
        {
            return Exactly(scanned, limit);
        }

        // Whatever lies two errors of the scan below the last of the best by the scan cannot be better than it.
        var least = (float)(scanned[limit - 1].Score - (2 * query.ScanError));
        return !candidates.IsFull || candidates.Floor < least
            ? Exactly(scanned, limit)
            : Look(() => new TopRows(limit), least).Sorted();
    }

    private VectorHit[] Exactly(VectorHit[] candidates, int limit)
    {
        var best = new TopRows(limit);
        foreach (var candidate in candidates)
        {
            best.Offer(candidate.Row, rows.Score(candidate.Row, query));
        }

        return best.Sorted();
    }

    /// <param name="threshold">Null: the best by the scan. Else the best by exact score of all rows that reach it in the scan.</param>
    private TopRows Look(Func<TopRows> empty, float? threshold)
    {
        var all = empty();
        if (workers == 1 || allowed.CountOf(rows.Count) <= FewRows)
        {
            for (var block = 0; block < rows.BlockCount; block++)
            {
                Look(block, all, threshold);
            }

            return all;
        }

        var joining = new Lock();
        Parallel.For(
            0,
            rows.BlockCount,
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken },
            empty,
            (block, _, own) =>
            {
                Look(block, own, threshold);
                return own;
            },
            own =>
            {
                lock (joining)
                {
                    all.Offer(own);
                }
            });
        return all;
    }

    private void Look(int index, TopRows best, float? threshold)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (block, first, count) = (rows.BlockAt(index), index * VectorSpace.BlockRows, rows.RowsOf(index));
        if (allowed.IsAll)
        {
            for (var row = 0; row < count; row++)
            {
                Look(block, first, row, best, threshold);
            }

            return;
        }

        var words = allowed.Bits.Length;
        for (var word = first / 64; word < words && word * 64 < first + count; word++)
        {
            for (var bits = allowed.Word(word, rows.Count); bits != 0; bits &= bits - 1)
            {
                Look(block, first, (word * 64) + BitOperations.TrailingZeroCount(bits) - first, best, threshold);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Look(VectorBlock block, int first, int row, TopRows best, float? threshold)
    {
        ref var codes = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Codes), row * stride);
        var score = CodeProduct.Of(in codes, in MemoryMarshal.GetReference(query.Scan), stride) * scale * block.InverseLengths[row];
        if (score >= (threshold ?? best.Floor))
        {
            best.Offer(first + row, threshold is null ? score : rows.Score(first + row, query));
        }
    }
}
