using System.Numerics;

namespace Vitrine.Core.Search.Duplicates;

/// <summary>A hash near the one asked for.</summary>
/// <param name="Row">Its place among the hashes that the index was built from.</param>
/// <param name="Distance">Bits that differ.</param>
public readonly record struct NearHash(int Row, int Distance);

/// <summary>
/// Finds all hashes within a distance, exactly, among millions: multi-index hashing (Norouzi, Punjani and Fleet 2012). Hashes are kept by each of their four parts of 16 bits;
/// two hashes that differ in d bits differ in at most d / 4 of one part, or in one less of a later one, so few places need be looked at. Immutable; 24 bytes a hash.
/// </summary>
public sealed class HashIndex
{
    private const int Parts = 4;
    private const int PartBits = 64 / Parts;
    private const int Places = 1 << PartBits;

    /// <summary>Beyond this many bits a part the places outnumber what comparing everything costs.</summary>
    private const int MaxPartBits = 3;

    private readonly ulong[] hashes;
    private readonly int[][] starts = new int[Parts][];
    private readonly int[][] rows = new int[Parts][];

    private HashIndex(ulong[] hashes)
    {
        this.hashes = hashes;
        for (var part = 0; part < Parts; part++)
        {
            // Counting sort by the part.
            var start = new int[Places + 1];
            foreach (var hash in hashes)
            {
                start[PartOf(hash, part) + 1]++;
            }

            for (var place = 0; place < Places; place++)
            {
                start[place + 1] += start[place];
            }

            var next = start.AsSpan(0, Places).ToArray();
            var sorted = new int[hashes.Length];
            for (var row = 0; row < hashes.Length; row++)
            {
                sorted[next[PartOf(hashes[row], part)]++] = row;
            }

            (starts[part], rows[part]) = (start, sorted);
        }
    }

    public int Count => hashes.Length;

    public static HashIndex Build(ReadOnlySpan<ulong> hashes) => new(hashes.ToArray());

    /// <summary>All hashes that differ in at most <paramref name="distance"/> bits, by row; the hash itself is among them if it is in the index.</summary>
    /// <param name="distance">0…64. Up to 15 few hashes are looked at; beyond, all.</param>
    public IReadOnlyList<NearHash> Within(ulong hash, int distance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(distance);
        var near = new List<NearHash>();
        if (distance / Parts > MaxPartBits)
        {
            for (var row = 0; row < hashes.Length; row++)
            {
                Take(row, hash, distance, near);
            }

            return near;
        }

        for (var part = 0; part < Parts; part++)
        {
            Look(part, hash, distance, near);
        }

        near.Sort((a, b) => a.Row.CompareTo(b.Row));
        return near;
    }

    /// <summary>All pairs of rows within the distance, each once with the lower row first, by row.</summary>
    public IEnumerable<DuplicatePair> Pairs(int distance)
    {
        for (var row = 0; row < hashes.Length; row++)
        {
            foreach (var near in Within(hashes[row], distance))
            {
                if (near.Row > row)
                {
                    yield return new DuplicatePair(row, near.Row, near.Distance);
                }
            }
        }
    }

    private static int PartOf(ulong hash, int part) => (int)(hash >> (part * PartBits)) & (Places - 1);

    /// <summary>
    /// How many bits of a part may differ: with d = 4 r + a, if the first a + 1 parts all differed in more than r bits and the rest in more than r − 1,
    /// that would be more than d in sum. Below 0 = the part need not be looked at.
    /// </summary>
    private static int Radius(int part, int distance) => (distance / Parts) - (part <= distance % Parts ? 0 : 1);

    private void Look(int part, ulong hash, int distance, List<NearHash> near)
    {
        var own = PartOf(hash, part);
        for (var bits = 0; bits <= Radius(part, distance); bits++)
        {
            // All words of 16 bits with that many set, ascending (the next one by Gosper's rule).
            for (var flips = (1 << bits) - 1; flips < Places; flips = Next(flips))
            {
                var place = own ^ flips;
                for (var i = starts[part][place]; i < starts[part][place + 1]; i++)
                {
                    if (IsFirst(part, hash ^ hashes[rows[part][i]], distance))
                    {
                        Take(rows[part][i], hash, distance, near);
                    }
                }
            }
        }
    }

    /// <summary>Whether no earlier part brought this one up already.</summary>
    private static bool IsFirst(int part, ulong difference, int distance)
    {
        for (var earlier = 0; earlier < part; earlier++)
        {
            if (BitOperations.PopCount((uint)PartOf(difference, earlier)) <= Radius(earlier, distance))
            {
                return false;
            }
        }

        return true;
    }

    private static int Next(int flips)
    {
        if (flips == 0)
        {
            return Places;
        }

        var lowest = flips & -flips;
        var carried = flips + lowest;
        return carried | (((flips ^ carried) >> 2) / lowest);
    }

    private void Take(int row, ulong hash, int distance, List<NearHash> near)
    {
        var away = PerceptualHash.Distance(hash, hashes[row]);
        if (away <= distance)
        {
            near.Add(new NearHash(row, away));
        }
    }
}
