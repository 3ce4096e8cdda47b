namespace Vitrine.Core.Search.Index;

/// <summary>Writes a column term after term, in the order of their bytes and all different, and the postings of each in the order of documents. A term without postings leaves no trace.</summary>
internal sealed class TermColumnWriter(IndexFieldType type)
{
    private readonly List<byte[]> terms = [];
    private readonly List<int> ends = [];
    private readonly List<ushort> documents = [];
    private readonly List<byte>? frequencies = type == IndexFieldType.Words ? [] : null;
    private readonly List<ushort>? confidences = type == IndexFieldType.Parts ? [] : null;
    private readonly List<byte>? marks = type == IndexFieldType.Parts ? [] : null;

    public void Term(byte[] bytes)
    {
        DropEmpty();
        terms.Add(bytes);
        ends.Add(documents.Count);
    }

    public void Posting(ushort document, byte frequency, ushort confidence, byte mark)
    {
        documents.Add(document);
        frequencies?.Add(frequency);
        confidences?.Add(confidence);
        marks?.Add(mark);
        ends[^1] = documents.Count;
    }

    /// <summary>The column; null where nothing was written.</summary>
    public TermColumn? Column()
    {
        DropEmpty();
        return terms.Count == 0
            ? null
            : new TermColumn(TermDictionary.Of(terms), [.. ends], [.. documents], frequencies?.ToArray(), confidences?.ToArray(), marks?.ToArray());
    }

    private void DropEmpty()
    {
        if (ends.Count > 0 && ends[^1] == (ends.Count > 1 ? ends[^2] : 0))
        {
            ends.RemoveAt(ends.Count - 1);
            terms.RemoveAt(terms.Count - 1);
        }
    }
}
