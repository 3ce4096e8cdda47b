using System.Numerics;
using System.Runtime.InteropServices;
using Vitrine.Core.Search.Vectors;

namespace Vitrine.Benchmarks.Vectors;

/// <summary>
/// The opponent: one array of codes, a loop of products in 8 bits with the machine's own vector width over each half of it, a queue for the best. No padding, no growth,
/// no exact score, no cancelling: what somebody writes in an afternoon, and what reading the memory costs at least.
/// </summary>
internal sealed class BareLoop
{
    private readonly sbyte[] codes;
    private readonly float[] inverse;
    private readonly int count;

    public BareLoop(VectorGeneration rows)
    {
        count = rows.Count;
        codes = new sbyte[count * rows.Dimension];
        inverse = new float[count];
        var vector = new float[rows.Dimension];
        for (var row = 0; row < count; row++)
        {
            rows.CopyTo(row, vector);
            var own = codes.AsSpan(row * vector.Length, vector.Length);
            Int8Vector.Quantise(vector, own);
            var square = 0;
            foreach (var code in own)
            {
                square += code * code;
            }

            inverse[row] = (float)(1 / Math.Sqrt(square));
        }
    }

    public int[] Best(VectorQuery query, int limit, ulong[]? mask, int workers)
    {
        var wanted = new sbyte[query.Dimension];
        Int8Vector.Quantise([.. query.Direction.Select(d => (float)d)], wanted);
        var parts = new PriorityQueue<int, float>[workers];
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, part =>
            parts[part] = Part((int)((long)count * part / workers), (int)((long)count * (part + 1) / workers), wanted, limit, mask));
        return [.. parts.SelectMany(part => part.UnorderedItems).OrderByDescending(item => item.Priority).Take(limit).Select(item => item.Element)];
    }

    private PriorityQueue<int, float> Part(int from, int to, sbyte[] wanted, int limit, ulong[]? mask)
    {
        var best = new PriorityQueue<int, float>();
        var query = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(wanted);
        for (var row = from; row < to; row++)
        {
            if (mask is not null && (mask[row / 64] >> (row % 64) & 1) == 0)
            {
                continue;
            }

            var own = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(codes.AsSpan(row * wanted.Length, wanted.Length));
            var sum = Vector<int>.Zero;
            for (var i = 0; i < own.Length; i++)
            {
                Vector.Widen(own[i], out var low, out var high);
                Vector.Widen(query[i], out var queryLow, out var queryHigh);
                // Products of 8 bits fit 16; their sum would not.
                Vector.Widen(low * queryLow, out var a, out var b);
                Vector.Widen(high * queryHigh, out var c, out var d);
                sum += (a + b) + (c + d);
            }

            var score = Vector.Sum(sum) * inverse[row];
            if (best.Count < limit)
            {
                best.Enqueue(row, score);
            }
            else if (score > Worst(best))
            {
                best.EnqueueDequeue(row, score);
            }
        }

        return best;
    }

    private static float Worst(PriorityQueue<int, float> best) => best.TryPeek(out _, out var score) ? score : float.NegativeInfinity;

    /// <summary>Reading all codes and doing nothing with them, ms: no search over them can be faster.</summary>
    public double Read(int workers)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, part =>
        {
            var length = codes.Length / workers;
            var sum = Vector<long>.Zero;
            foreach (var words in MemoryMarshal.Cast<sbyte, Vector<long>>(codes.AsSpan(part * length, length)))
            {
                sum += words;
            }

            GC.KeepAlive(sum[0]);
        });
        return System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
