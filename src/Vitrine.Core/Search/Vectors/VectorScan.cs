using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Vitrine.Core.Search.Vectors;

/// <summary>
/// One search through the blocks of a generation, in three steps of growing cost and each only for rows that may still be among the best: coarse codes, codes in whole numbers, and the exact
/// cosine in double, by which the best are chosen. Reading is what takes the time, and coarse codes are half of what there is to read.
/// </summary>
internal sealed class VectorScan(VectorGeneration rows, VectorQuery query, AllowedRows allowed, int workers, CancellationToken cancellationToken)
{
    /// <summary>Rows for which waking other threads costs more than it saves.</summary>
    private const int FewRows = 16_384;

    /// <summary>Where more than one row in so many must be looked at in full, coarse codes cost more than they save.</summary>
    private const int Worth = 3;

    /// <summary>Blocks that are then looked through in full before coarse codes are tried again.</summary>
    private const int Longest = 31;

    /// <summary>Bytes ahead of what is looked at that are asked of memory: left to itself the processor stops at each page.</summary>
    private const int Ahead = 4_096;

    private readonly BlockShape shape = new(rows.Dimension);
    private readonly float scale = (float)query.ScanScale;
    private readonly float error = (float)query.ScanError;

    /// <summary>What as many rows as are wanted reach at least, of those that any worker has seen: less is not among the best.</summary>
    private float floor = float.NegativeInfinity;

    /// <summary>Best first, at most <paramref name="limit"/>.</summary>
    public VectorHit[] Best(int limit)
    {
        var all = new TopRows(limit);
        if (workers == 1 || allowed.CountOf(rows.Count) <= FewRows)
        {
            var one = new Worker(all);
            for (var block = 0; block < rows.BlockCount; block++)
            {
                Look(block, one);
            }

            return all.Sorted();
        }

        var joining = new Lock();
        Parallel.For(
            0,
            rows.BlockCount,
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken },
            () => new Worker(new TopRows(limit)),
            (block, _, own) =>
            {
                Look(block, own);
                return own;
            },
            own =>
            {
                lock (joining)
                {
                    all.Offer(own.Best);
                }
            });
        return all.Sorted();
    }

    private void Look(int index, Worker worker)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (block, first, count) = (rows.BlockAt(index), index * VectorSpace.BlockRows, rows.RowsOf(index));
        ref var bytes = ref MemoryMarshal.GetReference(block.Bytes);
        ref var inverse = ref Unsafe.As<byte, float>(ref Unsafe.Add(ref bytes, shape.InverseLengthsAt));
        ref var wanted = ref MemoryMarshal.GetReference(query.Scan);
        var (stride, best) = (shape.Stride, worker.Best);
        var least = Math.Max(Volatile.Read(ref floor), best.Floor);
        var isCoarse = worker.IsCoarse(least);
        var (looked, full) = (0, 0);
        for (int word = first / 64, words = allowed.Words(rows.Count); word < words && word * 64 < first + count; word++)
        {
            var bits = allowed.Word(word, rows.Count);
            looked += BitOperations.PopCount(bits);
            bits = isCoarse ? Possible(ref bytes, (word * 64) - first, bits, least) : bits;
            full += BitOperations.PopCount(bits);
            for (var areAll = bits == ulong.MaxValue; bits != 0; bits &= bits - 1)
            {
                var row = (word * 64) + BitOperations.TrailingZeroCount(bits) - first;
                if (areAll)
                {
                    Fetch(ref Unsafe.Add(ref bytes, row * stride), stride);
                }

                if (CodeProduct.Of(in Unsafe.As<byte, sbyte>(ref Unsafe.Add(ref bytes, row * stride)), in wanted, stride) * scale * Unsafe.Add(ref inverse, row) >= least - error)
                {
                    best.Offer(first + row, rows.Score(first + row, query));
                    least = Math.Max(least, best.Floor);
                }
            }
        }

        GC.KeepAlive(block);
        worker.Looked(isCoarse, looked, full);

        // Of two that write at once the lower may stay: it was reached too.
        if (best.Floor > Volatile.Read(ref floor))
        {
            Volatile.Write(ref floor, best.Floor);
        }
    }

    /// <summary>Which of up to 64 rows may reach a cosine, by their coarse codes.</summary>
    /// <param name="bits">Bit i: row <paramref name="from"/> + i of the block.</param>
    private ulong Possible(ref byte bytes, int from, ulong bits, float least)
    {
        ref var inverse = ref Unsafe.As<byte, float>(ref Unsafe.Add(ref bytes, shape.InverseLengthsAt + (from * sizeof(float))));
        ref var slack = ref Unsafe.As<byte, float>(ref Unsafe.Add(ref bytes, shape.SlacksAt + (from * sizeof(float))));
        var stride = shape.CoarseStride;
        ref var codes = ref Unsafe.Add(ref bytes, shape.CoarseAt + (from * stride));
        var coarse = query.Coarse;
        ref var wanted = ref MemoryMarshal.GetReference(coarse.Codes);
        var (shift, factor, slope) = (coarse.Shift, coarse.Scale, coarse.Slope);
        least -= coarse.Offset;
        var possible = 0UL;
        for (var areAll = bits == ulong.MaxValue; bits != 0; bits &= bits - 1)
        {
            var row = BitOperations.TrailingZeroCount(bits);
            if (areAll)
            {
                Fetch(ref Unsafe.Add(ref codes, row * stride), stride);
            }

            var product = CoarseProduct.Of(in Unsafe.Add(ref codes, row * stride), in wanted, stride);
            var most = ((product - shift) * factor * Unsafe.Add(ref inverse, row)) + (Unsafe.Add(ref slack, row) * slope);
            possible |= most >= least ? bits & (0 - bits) : 0;
        }

        return possible;
    }

    /// <summary>Asks memory for a row some rows behind this one. That there may be none does no harm: it is a hint.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Fetch(ref byte row, int length)
    {
        for (var i = 0; Sse.IsSupported && i < length; i += 64)
        {
            Sse.Prefetch0((byte*)Unsafe.AsPointer(ref row) + Ahead + i);
        }
    }

    /// <summary>What one worker found, and how it looks at its next block: coarse codes are left alone for a while where they left out too little.</summary>
    private sealed class Worker(TopRows best)
    {
        private int leave;
        private int left;

        public TopRows Best => best;

        public bool IsCoarse(float least) => !float.IsNegativeInfinity(least) && left == 0;

        public void Looked(bool isCoarse, int looked, int full)
        {
            if (!isCoarse)
            {
                left = Math.Max(0, left - 1);
            }
            else
            {
                leave = full * Worth > looked ? Math.Min(Longest, (2 * leave) + 1) : 0;
                left = leave;
            }
        }
    }
}
