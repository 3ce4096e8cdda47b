namespace Vitrine.Core.Search.Index;

/// <summary>How an occurrence of a value came to be.</summary>
/// <param name="Confidence">0–10000.</param>
/// <param name="Source">A number below 16: who says it.</param>
/// <param name="State">A number below 16: what became of it.</param>
public readonly record struct IndexPart(ushort Confidence, byte Source, byte State)
{
    internal byte Mark => (byte)((Source << 4) | (State & 15));

    internal static IndexPart Of(ushort confidence, byte mark) => new(confidence, (byte)(mark >> 4), (byte)(mark & 15));
}

/// <summary>What the index holds of one asset. Built once, then read by the index; not changed afterwards.</summary>
/// <param name="key">The asset's key: what results name it by.</param>
public sealed class IndexDocument(long key)
{
    private readonly List<Occurrence> terms = [];
    private readonly List<(IndexField Field, double Value)> numbers = [];

    public long Key { get; } = key;

    internal IReadOnlyList<Occurrence> Terms => terms;

    internal IReadOnlyList<(IndexField Field, double Value)> Numbers => numbers;

    /// <summary>Adds the words of a text; one that comes again counts again.</summary>
    public IndexDocument Words(IndexField field, IEnumerable<string> words)
    {
        Expect(field, IndexFieldType.Words);
        ArgumentNullException.ThrowIfNull(words);
        foreach (var word in words)
        {
            terms.Add(new Occurrence(field, word, default));
        }

        return this;
    }

    /// <summary>Adds a value; the same twice is one.</summary>
    public IndexDocument Value(IndexField field, string value)
    {
        Expect(field, IndexFieldType.Values);
        terms.Add(new Occurrence(field, value, default));
        return this;
    }

    /// <summary>Adds an occurrence of a value; of the same value twice the first counts.</summary>
    public IndexDocument Part(IndexField field, string value, IndexPart part)
    {
        Expect(field, IndexFieldType.Parts);
        terms.Add(new Occurrence(field, value, part));
        return this;
    }

    /// <exception cref="ArgumentOutOfRangeException">Not a finite number.</exception>
    public IndexDocument Number(IndexField field, double value)
    {
        Expect(field, IndexFieldType.Number);
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"{field.Name} takes finite numbers only");
        }

        numbers.Add((field, value));
        return this;
    }

    private static void Expect(IndexField field, IndexFieldType type)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (field.Type != type)
        {
            throw new ArgumentException($"The field {field.Name} of the index holds {field.Type}, not {type}.", nameof(field));
        }
    }

    internal readonly record struct Occurrence(IndexField Field, string Term, IndexPart Part);
}
