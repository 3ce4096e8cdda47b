namespace Vitrine.Core.Search.Index;

/// <summary>One of the things that results are ordered by.</summary>
/// <param name="Field">Of numbers or values, of which the least counts where an asset has several; null = the score.</param>
/// <param name="Descending">What has no value comes last either way.</param>
public readonly record struct IndexSort(IndexField? Field, bool Descending)
{
    /// <summary>Orders instead of a field or the score, where it is there.</summary>
    public GivenOrder? Given { get; init; }

    internal bool IsByScore => Field is null && Given is null;

    /// <summary>Whether what it orders by are numbers.</summary>
    internal bool IsByNumber => Given is not null || Field is { Type: IndexFieldType.Number };
}

/// <summary>What a result was ordered by: a number, a text, or nothing where it has no value.</summary>
public readonly record struct SortValue(double? Number, string? Text)
{
    public static SortValue Missing => default;
}

/// <summary>One result.</summary>
/// <param name="Values">By <see cref="IndexSort"/>.</param>
/// <param name="Score">0 where nothing is ranked.</param>
public sealed record IndexHit(long Key, IReadOnlyList<SortValue> Values, double Score);

/// <summary>The results before which a page begins: everything up to this one is left out.</summary>
/// <param name="Key">Ties are broken by the key, in the direction of the first sort: whatever changes meanwhile, nothing comes twice.</param>
public sealed record IndexPlace(IReadOnlyList<SortValue> Values, long Key);

/// <summary>A word that results are ranked by.</summary>
/// <param name="Field">Of words.</param>
/// <param name="IsBeginning">Whether every word that begins so is taken for it.</param>
/// <param name="Weight">What a hit in this field is worth, beside others.</param>
public readonly record struct RankedTerm(IndexField Field, string Term, bool IsBeginning = false, double Weight = 1);

/// <summary>How results are put in order, and which of them are wanted.</summary>
public sealed record IndexOrder(IReadOnlyList<IndexSort> Sorts, int Limit)
{
    /// <summary>How many are left out at the beginning, behind <see cref="After"/>.</summary>
    public int Offset { get; init; }

    public IndexPlace? After { get; init; }

    /// <summary>The words of the query; scores are 0 without any.</summary>
    public IReadOnlyList<RankedTerm> Ranked { get; init; } = [];
}
