using System.Buffers;
using System.Numerics;

namespace Vitrine.Core.Search.Index;

/// <summary>Sets of documents of one segment: document <c>d</c> is bit <c>d % 64</c> of word <c>d / 64</c>. Bits beyond the last document are 0.</summary>
internal static class Bits
{
    public static int Words(int documents) => (documents + 63) >> 6;

    public static void Set(Span<ulong> set, int document) => set[document >> 6] |= 1UL << document;

    public static bool Has(ReadOnlySpan<ulong> set, int document) => (set[document >> 6] >> document & 1) == 1;

    public static void Fill(Span<ulong> set, int documents)
    {
        set.Fill(ulong.MaxValue);
        if ((documents & 63) is > 0 and var rest)
        {
            set[^1] = (1UL << rest) - 1;
        }
    }

    public static void Complement(Span<ulong> set, int documents)
    {
        for (var i = 0; i < set.Length; i++)
        {
            set[i] = ~set[i];
        }

        if ((documents & 63) is > 0 and var rest)
        {
            set[^1] &= (1UL << rest) - 1;
        }
    }

    public static void And(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        var i = 0;
        for (; i <= set.Length - Vector<ulong>.Count; i += Vector<ulong>.Count)
        {
            (new Vector<ulong>(set[i..]) & new Vector<ulong>(other[i..])).CopyTo(set[i..]);
        }

        for (; i < set.Length; i++)
        {
            set[i] &= other[i];
        }
    }

    public static void Or(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        var i = 0;
        for (; i <= set.Length - Vector<ulong>.Count; i += Vector<ulong>.Count)
        {
            (new Vector<ulong>(set[i..]) | new Vector<ulong>(other[i..])).CopyTo(set[i..]);
        }

        for (; i < set.Length; i++)
        {
            set[i] |= other[i];
        }
    }

    /// <summary>Takes what is in another set out of this one.</summary>
    public static void Remove(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        other = other[..set.Length];
        for (var i = 0; i < set.Length; i++)
        {
            set[i] &= ~other[i];
        }
    }

    public static int Count(ReadOnlySpan<ulong> set)
    {
        var count = 0;
        foreach (var word in set)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>How many are in both.</summary>
    public static int CountOfBoth(ReadOnlySpan<ulong> set, ReadOnlySpan<ulong> other)
    {
        other = other[..set.Length];
        var count = 0;
        for (var i = 0; i < set.Length; i++)
        {
            count += BitOperations.PopCount(set[i] & other[i]);
        }

        return count;
    }

    /// <summary>The documents of a set in ascending order.</summary>
    public static Documents In(ReadOnlySpan<ulong> set) => new(set);

    public ref struct Documents(ReadOnlySpan<ulong> set)
    {
        private readonly ReadOnlySpan<ulong> set = set;
        private int word = -1;
        private ulong left = 0;

        public int Current { get; private set; } = -1;

        public readonly Documents GetEnumerator() => this;

        public bool MoveNext()
        {
            while (left == 0)
            {
                if (++word >= set.Length)
                {
                    return false;
                }

                left = set[word];
            }

            Current = (word << 6) + BitOperations.TrailingZeroCount(left);
            left &= left - 1;
            return true;
        }
    }
}

/// <summary>A set that is borrowed for a while. Empty when it comes.</summary>
internal readonly struct BorrowedBits : IDisposable
{
    private readonly ulong[] words;
    private readonly int length;

    public BorrowedBits(int documents)
    {
        length = Bits.Words(documents);
        words = ArrayPool<ulong>.Shared.Rent(Math.Max(1, length));
        Set.Clear();
    }

    public Span<ulong> Set => words.AsSpan(0, length);

    public void Dispose() => ArrayPool<ulong>.Shared.Return(words);
}
