using System.Numerics;

namespace Vitrine.Core.Search.Vectors;

/// <summary>Rows found, and whether a nearer one may be missing.</summary>
/// <param name="Hits">Best first, scored exactly.</param>
/// <param name="IsApproximate">True where only the likeliest rows were scored: fewer are never found than there are, but others may be.</param>
public sealed record VectorHits(IReadOnlyList<VectorHit> Hits, bool IsApproximate);

/// <summary>
/// One bit a dimension for spaces too large to be looked through whole (over some 2,000,000 rows): whether a component lies above its mean. Rows are ranked by how many bits
/// differ from the query's, and the nearest are scored exactly. Immutable; rows that came after it was made are scored exactly too.
/// </summary>
/// <remarks>Memory: dimension / 8 bytes a row, up to 64.</remarks>
public sealed class SignPrefilter
{
    /// <summary>Rows scored exactly for each one wanted, and at least: the signs tell neighbours only roughly.</summary>
    private const int Candidates = 40;

    private const int FewestCandidates = 4_000;

    /// <summary>So many rows are looked through exactly in a few milliseconds.</summary>
    private const int FewAllowed = 100_000;

    /// <summary>Rows that the mean is taken of.</summary>
    private const int Sampled = 65_536;

    private readonly double[] mean;
    private readonly int words;
    private readonly ulong[][] blocks;

    private SignPrefilter(double[] mean, int rows, ulong[][] blocks)
    {
        (this.mean, Rows, this.blocks) = (mean, rows, blocks);
        words = Words(mean.Length);
    }

    /// <summary>How many rows, from 0, have bits.</summary>
    public int Rows { get; }

    public static SignPrefilter Build(VectorGeneration generation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generation);
        var mean = new double[generation.Dimension];
        var vector = new float[generation.Dimension];
        var step = Math.Max(1, generation.Count / Sampled);
        var sampled = 0;
        for (var row = 0; row < generation.Count; row += step, sampled++)
        {
            generation.CopyTo(row, vector.AsSpan());
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += vector[i];
            }
        }

        for (var i = 0; i < mean.Length && sampled > 0; i++)
        {
            mean[i] /= sampled;
        }

        var words = Words(mean.Length);
        var blocks = new ulong[generation.BlockCount][];
        for (var block = 0; block < blocks.Length; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = generation.RowsOf(block);
            blocks[block] = new ulong[rows * words];
            for (var row = 0; row < rows; row++)
            {
                generation.CopyTo((block * VectorSpace.BlockRows) + row, vector.AsSpan());
                Signs(vector, mean, blocks[block].AsSpan(row * words, words));
            }
        }

        return new SignPrefilter(mean, generation.Count, blocks);
    }

    /// <summary>The rows most like the query: exact where few are allowed, else the best of those whose signs are nearest.</summary>
    /// <param name="generation">Of the space that this was built from, then or later.</param>
    /// <exception cref="ArgumentException">The query is of another dimension, or the generation is older than this.</exception>
    public VectorHits Search(VectorGeneration generation, VectorQuery query, int limit, AllowedRows allowed, int workers = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generation);
        ArgumentNullException.ThrowIfNull(query);
        if (generation.Dimension != mean.Length || generation.Count < Rows)
        {
            throw new ArgumentException("the signs are not of this generation", nameof(generation));
        }

        var candidates = (int)Math.Min(int.MaxValue, Math.Max(FewestCandidates, (long)limit * Candidates));
        if (allowed.CountOf(generation.Count) <= Math.Max(FewAllowed, candidates))
        {
            return new VectorHits(generation.Search(query, limit, allowed, workers, cancellationToken), IsApproximate: false);
        }

        generation.Fits(query);
        var likely = Likely(query, candidates, allowed, workers, cancellationToken);
        var mask = new ulong[(generation.Count + 63) / 64];
        foreach (var hit in likely)
        {
            mask[hit.Row / 64] |= 1UL << (hit.Row % 64);
        }

        for (var row = Rows; row < generation.Count; row++)
        {
            mask[row / 64] |= allowed.Has(row) ? 1UL << (row % 64) : 0;
        }

        return new VectorHits(generation.Search(query, limit, AllowedRows.Only(mask), workers, cancellationToken), IsApproximate: true);
    }

    private VectorHit[] Likely(VectorQuery query, int candidates, AllowedRows allowed, int workers, CancellationToken cancellationToken)
    {
        var wanted = new ulong[words];
        for (var i = 0; i < mean.Length; i++)
        {
            wanted[i / 64] |= query.Direction[i] > mean[i] ? 1UL << (i % 64) : 0;
        }

        var all = new TopRows(Math.Min(candidates, Rows));
        var joining = new Lock();
        Parallel.For(
            0,
            blocks.Length,
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken },
            () => new TopRows(Math.Min(candidates, Rows)),
            (block, _, own) =>
            {
                Look(block, wanted, allowed, own);
                return own;
            },
            own =>
            {
                lock (joining)
                {
                    all.Offer(own);
                }
            });
        return all.Sorted();
    }

    private void Look(int block, ReadOnlySpan<ulong> wanted, AllowedRows allowed, TopRows best)
    {
        var signs = blocks[block].AsSpan();
        var first = block * VectorSpace.BlockRows;
        for (var row = 0; row * words < signs.Length; row++)
        {
            if (!allowed.Has(first + row))
            {
                continue;
            }

            var away = 0;
            for (var i = 0; i < wanted.Length; i++)
            {
                away += BitOperations.PopCount(signs[(row * words) + i] ^ wanted[i]);
            }

            if (-away >= best.Floor)
            {
                best.Offer(first + row, -away);
            }
        }
    }

    private static void Signs(ReadOnlySpan<float> vector, double[] mean, Span<ulong> signs)
    {
        for (var i = 0; i < mean.Length; i++)
        {
            signs[i / 64] |= vector[i] > mean[i] ? 1UL << (i % 64) : 0;
        }
    }

    private static int Words(int dimension) => (dimension + 63) / 64;
}
