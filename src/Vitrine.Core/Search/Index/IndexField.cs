namespace Vitrine.Core.Search.Index;

/// <summary>What a field of the index holds of an asset.</summary>
public enum IndexFieldType
{
    /// <summary>Words of texts, each with how often it stands there: found by word or beginning, ranked by BM25.</summary>
    Words,

    /// <summary>Values that are equal or not: a kind, a folder, an option. Counted as facets, and sorted by where an asset has one.</summary>
    Values,

    /// <summary>Values of which each occurrence has a confidence, a source and a state, so that conditions can hold for the same claim.</summary>
    Parts,

    /// <summary>Numbers: compared, counted in a histogram, sorted by.</summary>
    Number,
}

/// <summary>A field of the index. Made by <see cref="IndexFields"/> only; the same for the whole life of an index.</summary>
/// <param name="Id">Its place among the fields, from 0.</param>
public sealed record IndexField(int Id, string Name, IndexFieldType Type)
{
    public bool Equals(IndexField? other) => other is not null && Id == other.Id && Name == other.Name;

    public override int GetHashCode() => Id;

    public override string ToString() => Name;
}

/// <summary>The fields of an index. New ones may come at any time, as people define them; none ever goes or changes its type.</summary>
public sealed class IndexFields
{
    private readonly Lock adding = new();
    private volatile IndexField[] all = [];

    public IReadOnlyList<IndexField> All => all;

    /// <summary>The field of this name, made where there was none.</summary>
    /// <exception cref="ArgumentException">There is one of another type.</exception>
    public IndexField Get(string name, IndexFieldType type)
    {
        if (Find(name) is { } known)
        {
            return Checked(known, type);
        }

        lock (adding)
        {
            if (Find(name) is { } meanwhile)
            {
                return Checked(meanwhile, type);
            }

            var field = new IndexField(all.Length, name, type);
            all = [.. all, field];
            return field;
        }
    }

    public IndexField? Find(string name) => Array.Find(all, field => field.Name == name);

    private static IndexField Checked(IndexField field, IndexFieldType type) =>
        field.Type == type ? field : throw new ArgumentException($"The field {field.Name} of the index holds {field.Type}, not {type}.", nameof(type));
}
