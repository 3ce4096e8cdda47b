namespace Vitrine.Core.Search.Index;

/// <summary>
/// Some assets in columns, never changed: what becomes of them later stands beside it (<see cref="SegmentView"/>). A document is named by its place, 0 … <see cref="Count"/> − 1.
/// </summary>
/// <param name="keys">The asset of each document.</param>
/// <param name="terms">By the id of the field; null where no document has anything in it, as beyond the end.</param>
internal sealed class Segment(long[] keys, TermColumn?[] terms, NumberColumn?[] numbers)
{
    /// <summary>Documents are named by 16 bits.</summary>
    public const int Most = 65_536;

    private readonly (long[] Keys, ushort[]? Documents) sorted = Sorted(keys);

    public int Count => keys.Length;

    public long[] Keys => keys;

    public IReadOnlyList<TermColumn?> TermColumns => terms;

    public IReadOnlyList<NumberColumn?> NumberColumns => numbers;

    /// <summary>The hash by which a snapshot has it; null where none has.</summary>
    public string? StoredAs { get; set; }

    public TermColumn? Terms(IndexField field) => field.Id < terms.Length ? terms[field.Id] : null;

    public NumberColumn? Numbers(IndexField field) => field.Id < numbers.Length ? numbers[field.Id] : null;

    /// <summary>The document of an asset; −1 where it is not in this segment.</summary>
    public int Find(long key) =>
        keys.Length > 0 && key >= sorted.Keys[0] && key <= sorted.Keys[^1] && Array.BinarySearch(sorted.Keys, key) is >= 0 and var place ? sorted.Documents?[place] ?? place : -1;

    /// <summary>Keys in ascending order with the document of each; without these where they lie so, as those of a whole library do.</summary>
    private static (long[] Keys, ushort[]? Documents) Sorted(long[] keys)
    {
        var at = 1;
        while (at < keys.Length && keys[at] > keys[at - 1])
        {
            at++;
        }

        if (at >= keys.Length)
        {
            return (keys, null);
        }

        var documents = new ushort[keys.Length];
        for (var i = 0; i < documents.Length; i++)
        {
            documents[i] = (ushort)i;
        }

        var ordered = (long[])keys.Clone();
        Array.Sort(ordered, documents);
        return (ordered, documents);
    }
}
