using System.Text;

namespace Vitrine.Core.Search.Index;

/// <summary>Different terms in the order of their UTF-8 bytes, which is that of their code points. A term is named by its ordinal, its place in the order from 0.</summary>
/// <param name="text">The bytes of all, one after the other.</param>
/// <param name="ends">Where each ends in <paramref name="text"/>.</param>
internal sealed class TermDictionary(byte[] text, int[] ends)
{
    public int Count => ends.Length;

    public byte[] Text => text;

    public int[] Ends => ends;

    public ReadOnlySpan<byte> this[int ordinal]
    {
        get
        {
            var start = ordinal == 0 ? 0 : ends[ordinal - 1];
            return text.AsSpan(start, ends[ordinal] - start);
        }
    }

    public string TextOf(int ordinal) => Encoding.UTF8.GetString(this[ordinal]);

    /// <summary>The ordinal of a term, or the complement of that before which it would stand.</summary>
    public int Find(ReadOnlySpan<byte> term, int from = 0)
    {
        var (low, high) = (from, ends.Length - 1);
        while (low <= high)
        {
            var middle = (int)((uint)(low + high) >> 1);
            var order = this[middle].SequenceCompareTo(term);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>The first ordinal whose term is not before this one; <see cref="Count"/> where all are.</summary>
    public int AtOrAfter(ReadOnlySpan<byte> term, int from = 0) => Find(term, from) is var found && found < 0 ? ~found : found;

    /// <summary>The ordinals whose terms begin so: from included, until excluded.</summary>
    public (int From, int Until) Beginning(ReadOnlySpan<byte> prefix)
    {
        var from = AtOrAfter(prefix);

        // No byte of UTF-8 is 0xFF, so that this comes behind everything that begins so.
        Span<byte> behind = prefix.Length < 256 ? stackalloc byte[prefix.Length + 1] : new byte[prefix.Length + 1];
        prefix.CopyTo(behind);
        behind[^1] = byte.MaxValue;
        return (from, AtOrAfter(behind, from));
    }

    public static byte[] Bytes(string term) => Encoding.UTF8.GetBytes(term);

    /// <summary>Lays terms, already in order and all different, one after the other.</summary>
    public static TermDictionary Of(IReadOnlyList<byte[]> terms)
    {
        var ends = new int[terms.Count];
        var length = 0;
        for (var i = 0; i < terms.Count; i++)
        {
            ends[i] = length += terms[i].Length;
        }

        var text = new byte[length];
        for (var i = 0; i < terms.Count; i++)
        {
            terms[i].CopyTo(text, ends[i] - terms[i].Length);
        }

        return new TermDictionary(text, ends);
    }
}
