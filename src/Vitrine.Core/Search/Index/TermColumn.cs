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
    private FrequentTerms? frequent;
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

    public int LengthOf(int ordinal) => ends[ordinal] - StartOf(ordinal);

    public ReadOnlySpan<ushort> DocumentsOf(int ordinal) => documents.AsSpan(StartOf(ordinal)..ends[ordinal]);

    public int FrequencyAt(int posting) => frequencies?[posting] ?? 1;

    /// <summary>How many documents of a set have a term.</summary>
    /// <param name="size">Of the set.</param>
    /// <param name="count">Of the segment.</param>
    public int CountIn(int ordinal, ReadOnlySpan<ulong> set, int size, int count)
    {
        if (size == count)
        {
            return LengthOf(ordinal);
        }

        if (FrequentTerms.IsFrequent(LengthOf(ordinal), count) && Frequent(count).SetOf(ordinal) is { } known)
        {
            return Bits.CountOfBoth(set, known);
        }

        var both = 0;
        foreach (var document in DocumentsOf(ordinal))
        {
            both += Bits.Has(set, document) ? 1 : 0;
        }

        return both;
    }

    /// <summary>Adds the documents of a term.</summary>
    /// <param name="count">Of the segment.</param>
    public void AddTerm(int ordinal, int count, Span<ulong> set)
    {
        if (FrequentTerms.IsFrequent(LengthOf(ordinal), count) && Frequent(count).SetOf(ordinal) is { } known)
        {
            Bits.Or(set, known);
        }
        else
        {
            Add(ordinal, ordinal + 1, set);
        }
    }

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

    /// <summary>Raises what is known of documents to their confidence of a term, where that is higher.</summary>
    public void Raise(int ordinal, ushort[] highest)
    {
        for (var i = StartOf(ordinal); confidences is not null && i < ends[ordinal]; i++)
        {
            highest[documents[i]] = Math.Max(highest[documents[i]], confidences[i]);
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

    /// <summary>The terms of each document, as ordinals.</summary>
    public ForwardTerms Forward(int count) => forward ??= ForwardTerms.Of(this, count);

    /// <summary>The terms that many documents have.</summary>
    public FrequentTerms Frequent(int count) => frequent ??= FrequentTerms.Of(this, count);

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
            sums[documents[i]] += FrequencyAt(i);
        }

        return lengths = sums;
    }
}
