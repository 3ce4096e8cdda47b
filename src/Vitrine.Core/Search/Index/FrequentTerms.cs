namespace Vitrine.Core.Search.Index;

/// <summary>
/// Terms that a sixteenth of a segment's documents or more have, with these as sets: no larger than their postings are. Such sets are counted and joined 64 documents at a time.
/// </summary>
internal sealed class FrequentTerms
{
    private const int Share = 16;

    /// <summary>In smaller segments nothing is gained.</summary>
    private const int Least = 1_024;

    private readonly ulong[][] sets;

    private FrequentTerms(int[] ordinals, ulong[][] sets, int postings)
    {
        Ordinals = ordinals;
        this.sets = sets;
        Postings = postings;
    }

    /// <summary>In ascending order.</summary>
    public int[] Ordinals { get; }

    /// <summary>Of all of them.</summary>
    public int Postings { get; }

    public static bool IsFrequent(int postings, int documents) => documents >= Least && postings >= documents / Share;

    /// <summary>The documents of a term; null where it is none of these.</summary>
    public ulong[]? SetOf(int ordinal) => Array.BinarySearch(Ordinals, ordinal) is >= 0 and var place ? sets[place] : null;

    public ulong[] SetAt(int place) => sets[place];

    public static FrequentTerms Of(TermColumn column, int count)
    {
        var (ordinals, sets, postings) = (new List<int>(), new List<ulong[]>(), 0);
        for (var ordinal = 0; count >= Least && ordinal < column.Terms.Count; ordinal++)
        {
            if (column.LengthOf(ordinal) is var length && IsFrequent(length, count))
            {
                var set = new ulong[Bits.Words(count)];
                column.Add(ordinal, ordinal + 1, set);
                ordinals.Add(ordinal);
                sets.Add(set);
                postings += length;
            }
        }

        return new FrequentTerms([.. ordinals], [.. sets], postings);
    }
}
