namespace Vitrine.Core.Search.Index;

/// <summary>
/// One field of a segment that holds words or values: which documents have each of them, and from there, made when it is first asked for, which of them each document has.
/// </summary>
/// <param name="ends">Where the postings of each term end; a posting is a document that has the term, in ascending order.</param>
/// <param name="frequencies">Of words: how often it stands there, 1–255, for each posting; else null.</param>
/// <param name="confidences">Of parts: 0–10000 for each posting; else null.</param>
/// <param name="marks">Of parts: source and state for each posting, as <see cref="IndexPart.Mark"/>; else null.</param>
internal sealed class TermColumn(TermDictionary terms, int[] ends, ushort[] documents, byte[]? frequencies, ushort[]? confidences, byte[]? marks)
{
    private ForwardTerms? forward;
    private int[]? lengths;

    /// <summary>See <see cref="InternedTerms"/>; null as long as nobody counted.</summary>
    public int[]? Interned { get; set; }

    public TermDictionary Terms => terms;

    public int[] Ends => ends;

    public ushort[] Documents => documents;

    public byte[]? Frequencies => frequencies;

    public ushort[]? Confidences => confidences;

    public byte[]? Marks => marks;

    public int StartOf(int ordinal) => ordinal == 0 ? 0 : ends[ordinal - 1];

    public ReadOnlySpan<ushort> DocumentsOf(int ordinal) => documents.AsSpan(StartOf(ordinal)..ends[ordinal]);

    /// <summary>Adds the documents of terms from one ordinal up to another.</summary>
    public void Add(int from, int until, Span<ulong> set)
    {
        if (from < until)
        {
            foreach (var document in documents.AsSpan(StartOf(from)..ends[until - 1]))
            {
                Bits.Set(set, document);
            }
        }
    }

    /// <summary>Adds the documents that have an occurrence of terms from one ordinal up to another for which a condition holds.</summary>
    public void AddParts(int from, int until, PartCondition condition, Span<ulong> set)
    {
        if (confidences is null || marks is null || from >= until)
        {
            return;
        }

        for (var i = StartOf(from); i < ends[until - 1]; i++)
        {
            if (condition.Holds(IndexPart.Of(confidences[i], marks[i])))
            {
                Bits.Set(set, documents[i]);
            }
        }
    }

    /// <summary>The terms of each document, as ordinals in ascending order.</summary>
    public ForwardTerms Forward(int count) => forward ??= ForwardTerms.Of(this, count);

    /// <summary>Of words: how many each document has in all.</summary>
    public int[] Lengths(int count)
    {
        if (lengths is { } known)
        {
            return known;
        }

        var sums = new int[count];
        for (var i = 0; i < documents.Length; i++)
        {
            sums[documents[i]] += frequencies?[i] ?? 1;
        }

        return lengths = sums;
    }
}

/// <summary>What the documents of a segment have, as ordinals of terms.</summary>
internal sealed class ForwardTerms(int[] ends, int[] ordinals)
{
    public ReadOnlySpan<int> this[int document] => ordinals.AsSpan((document == 0 ? 0 : ends[document - 1])..ends[document]);

    /// <summary>The first of a document's terms in the order of the dictionary; −1 where it has none.</summary>
    public int First(int document)
    {
        var start = document == 0 ? 0 : ends[document - 1];
        return start < ends[document] ? ordinals[start] : -1;
    }

    public static ForwardTerms Of(TermColumn column, int count)
    {
        var ends = new int[count];
        foreach (var document in column.Documents)
        {
            ends[document]++;
        }

        var next = new int[count];
        var sum = 0;
        for (var i = 0; i < count; i++)
        {
            (next[i], sum) = (sum, sum + ends[i]);
            ends[i] = sum;
        }

        var ordinals = new int[sum];
        for (var term = 0; term < column.Terms.Count; term++)
        {
            foreach (var document in column.DocumentsOf(term))
            {
                ordinals[next[document]++] = term;
            }
        }

        return new ForwardTerms(ends, ordinals);
    }
}
