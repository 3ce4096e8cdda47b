namespace Vitrine.Core.Search.Index;

/// <summary>
/// What the documents of a segment have, as ordinals of terms: of each document first those that are not frequent, then those that are (<see cref="FrequentTerms"/>), both in
/// ascending order. 16 bits each where the dictionary allows it.
/// </summary>
internal sealed class ForwardTerms
{
    private readonly int[] ends;
    private readonly int[] splits;
    private readonly ushort[]? narrow;
    private readonly int[]? wide;

    private ForwardTerms(int[] ends, int[] splits, ushort[]? narrow, int[]? wide)
    {
        this.ends = ends;
        this.splits = splits;
        this.narrow = narrow;
        this.wide = wide;
    }

    /// <summary>Whether no document has more than one.</summary>
    public bool IsSingle { get; private init; }

    public int this[int place] => narrow is null ? wide![place] : narrow[place];

    public int StartOf(int document) => document == 0 ? 0 : ends[document - 1];

    /// <summary>Where the frequent ones of a document begin.</summary>
    public int SplitOf(int document) => splits[document];

    public int EndOf(int document) => ends[document];

    /// <summary>The first of a document's terms in the order of the dictionary; −1 where it has none.</summary>
    public int First(int document)
    {
        var (start, split, end) = (StartOf(document), splits[document], ends[document]);
        return start == end ? -1 : start == split || split == end ? this[start] : Math.Min(this[start], this[split]);
    }

    /// <summary>Adds 1 for each term of each document of a set.</summary>
    /// <param name="withFrequent">Else these are left out.</param>
    public void CountIn(ReadOnlySpan<ulong> set, bool withFrequent, int[] counts)
    {
        foreach (var document in Bits.In(set))
        {
            var (start, end) = (StartOf(document), withFrequent ? ends[document] : splits[document]);
            if (narrow is not null)
            {
                foreach (var ordinal in narrow.AsSpan(start..end))
                {
                    counts[ordinal]++;
                }
            }
            else
            {
                foreach (var ordinal in wide.AsSpan(start..end))
                {
                    counts[ordinal]++;
                }
            }
        }
    }

    public static ForwardTerms Of(TermColumn column, int count)
    {
        var ends = new int[count];
        foreach (var document in column.Documents)
        {
            ends[document]++;
        }

        var (next, sum, isSingle) = (new int[count], 0, true);
        for (var i = 0; i < count; i++)
        {
            isSingle &= ends[i] < 2;
            (next[i], sum) = (sum, sum + ends[i]);
            ends[i] = sum;
        }

        var (narrow, wide) = column.Terms.Count <= ushort.MaxValue + 1 ? (new ushort[sum], (int[]?)null) : (null, new int[sum]);
        Fill(false);
        var splits = (int[])next.Clone();
        Fill(true);
        return new ForwardTerms(ends, splits, narrow, wide) { IsSingle = isSingle };

        void Fill(bool frequent)
        {
            for (var term = 0; term < column.Terms.Count; term++)
            {
                if (FrequentTerms.IsFrequent(column.LengthOf(term), count) != frequent)
                {
                    continue;
                }

                foreach (var document in column.DocumentsOf(term))
                {
                    var place = next[document]++;
                    if (narrow is not null)
                    {
                        narrow[place] = (ushort)term;
                    }
                    else
                    {
                        wide![place] = term;
                    }
                }
            }
        }
    }
}
