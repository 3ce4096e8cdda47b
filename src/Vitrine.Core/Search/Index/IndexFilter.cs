using Vitrine.Core.Places;

namespace Vitrine.Core.Search.Index;

/// <summary>What the index is asked for: a query whose names are looked up and whose values are read. The cases are closed.</summary>
public abstract record IndexFilter
{
    private IndexFilter()
    {
    }

    /// <summary>Every asset.</summary>
    public sealed record All : IndexFilter;

    /// <summary>No asset.</summary>
    public sealed record None : IndexFilter;

    /// <summary>Has at least one of these words or values.</summary>
    public sealed record AnyTerm(IndexField Field, IReadOnlyList<string> Terms) : IndexFilter;

    /// <summary>Has a word or value that begins so.</summary>
    public sealed record Prefix(IndexField Field, string Beginning) : IndexFilter;

    /// <summary>Has a word at most so many errors away: letters missing, added, changed, or two neighbours swapped.</summary>
    /// <param name="Errors">1 or 2.</param>
    public sealed record Near(IndexField Field, string Word, int Errors) : IndexFilter;

    /// <summary>Has a value in the order of UTF-8 at or after <paramref name="From"/> and before <paramref name="Until"/>; null = open.</summary>
    public sealed record TermRange(IndexField Field, string? From, string? Until) : IndexFilter;

    /// <summary>Has any word, value or number in the field.</summary>
    public sealed record Has(IndexField Field) : IndexFilter;

    /// <summary>Has a number between these, bounds included where said; null = open.</summary>
    public sealed record Range(IndexField Field, double? From, double? Until, bool FromIncluded = true, bool UntilIncluded = false) : IndexFilter;

    /// <summary>Has an occurrence for which all of this holds at once.</summary>
    /// <param name="Terms">One of these values; null = any.</param>
    /// <param name="AreBeginnings">Whether values that begin like one of these will do.</param>
    public sealed record SamePart(IndexField Field, IReadOnlyList<string>? Terms, PartCondition Condition, bool AreBeginnings = false) : IndexFilter;

    /// <summary>Lies within a distance on the globe.</summary>
    /// <param name="Latitude">A field of numbers in degrees, at most one of each asset; so is <paramref name="Longitude"/>.</param>
    /// <param name="Kilometres">Along the great circle, as <see cref="GeoPosition.DistanceTo"/> has it.</param>
    public sealed record Circle(IndexField Latitude, IndexField Longitude, GeoPosition Centre, double Kilometres) : IndexFilter;

    /// <summary>Is one of these assets, by their keys.</summary>
    public sealed record Keys(IReadOnlyCollection<long> Assets) : IndexFilter;

    public sealed record Not(IndexFilter Operand) : IndexFilter;

    /// <summary>All of these; of none, every asset.</summary>
    public sealed record And(IReadOnlyList<IndexFilter> Operands) : IndexFilter;

    /// <summary>Any of these; of none, no asset.</summary>
    public sealed record Or(IReadOnlyList<IndexFilter> Operands) : IndexFilter;

    public static IndexFilter Term(IndexField field, string term) => new AnyTerm(field, [term]);
}

/// <summary>What holds for one occurrence of a value.</summary>
/// <param name="Least">Confidence, 0–10000, included; so is <paramref name="Most"/>.</param>
/// <param name="Sources">A bit for each source that will do; so for <paramref name="States"/>.</param>
public readonly record struct PartCondition(ushort Least = 0, ushort Most = ushort.MaxValue, ushort Sources = ushort.MaxValue, ushort States = ushort.MaxValue)
{
    public static PartCondition Any { get; } = new(0);

    public bool Holds(IndexPart part) =>
        part.Confidence >= Least && part.Confidence <= Most && (Sources >> part.Source & 1) == 1 && (States >> part.State & 1) == 1;
}
