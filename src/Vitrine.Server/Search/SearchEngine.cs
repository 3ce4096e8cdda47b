using Vitrine.Contracts;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;

namespace Vitrine.Server.Search;

/// <summary>How results are ordered. Ties are broken by the asset's key, so that every order is total.</summary>
public enum SearchOrder
{
    Added,
    Taken,
    Name,
    Size,
    Kind,

    /// <summary>By folder, one after the other as a tree is read; where no other order follows by name within each.</summary>
    Folder,

    /// <summary>By the day on which it was taken, or as much of it as is known.</summary>
    Day,

    /// <summary>By the month in which it was taken, or as much of it as is known.</summary>
    Month,

    Rating,
    Width,
    Height,

    /// <summary>Width by height.</summary>
    Megapixels,
    Duration,

    /// <summary>By the name that formats are kept by, byte by byte.</summary>
    Format,

    /// <summary>By a structured field of the library: see <see cref="SearchSort.Field"/>.</summary>
    Field,

    /// <summary>By hand, as in a collection.</summary>
    Collection,
    Relevance,
}

/// <param name="Descending">Where a value is missing, the asset comes last either way.</param>
public readonly record struct SearchSort(SearchOrder Order, bool Descending)
{
    /// <summary>The collection whose order it is, by its id or name; null for every other order.</summary>
    public string? Collection { get; init; }

    /// <summary>
    /// The structured field whose order it is, of one value an asset; null for every other order. Numbers and durations go by their number, dates by what is known of them, all others
    /// by the word that search compares (folded), byte by byte. Of values in several languages the least counts.
    /// </summary>
    public Field? Field { get; init; }

    /// <summary>Whether what it orders by is a text; else it is a number.</summary>
    public bool IsByText => Order is SearchOrder.Taken or SearchOrder.Day or SearchOrder.Month or SearchOrder.Name or SearchOrder.Folder or SearchOrder.Format || Field is { Type: not (FieldType.Number or FieldType.Duration) };

    /// <summary>What orders those that are alike in this; empty for collections and relevance, which are orders of their own.</summary>
    public IReadOnlyList<SearchSort> Then { get => field ?? []; init; }

    /// <summary>All that orders, the first first.</summary>
    public IReadOnlyList<SearchSort> Keys => [this, .. Then];

    /// <summary>Whether only the rows know this order, or one that follows it.</summary>
    public bool IsOfRows => Keys.Any(key => key.Order is SearchOrder.Day or SearchOrder.Month) || (Then.Count > 0 && Keys.Any(key => key.Order == SearchOrder.Folder));

    public static SearchSort Newest { get; } = new(SearchOrder.Added, Descending: true);
}

/// <summary>Where to go on: after an asset (its sort value and key), or at a position.</summary>
public readonly record struct SearchPlace(string? AfterValue, long AfterKey, int Offset);

/// <summary>One result: the asset's key, what it was sorted by (several values as <see cref="SortValues"/> joins them), and its score where that is relevance.</summary>
public readonly record struct SearchHit(long AssetKey, string? SortValue, double Score)
{
    /// <summary>As an answer names it; null where results are not in bands.</summary>
    public string? Band { get; init; }

    /// <summary>Whether it is the same picture as an example: <c>exact</c> or <c>near</c>; null where it is another, and where nothing was searched by example.</summary>
    public string? Copy { get; init; }
}

/// <param name="Total">Exact.</param>
public sealed record SearchHits(long Total, IReadOnlyList<SearchHit> Hits);

/// <summary>
/// Answers queries over the live assets that a principal may see. The program has one at a time; whatever it is, totals are exact and an
/// order never repeats or skips an asset.
/// </summary>
public abstract class SearchEngine
{
    /// <param name="without">Results of this query are left out; with groups together whole groups. Null = none.</param>
    /// <param name="together">A group is one result: its cover, wherever the query finds one of its members. Else every asset is one.</param>
    public abstract Task<SearchHits> SearchAsync(
        Principal principal, Query query, Query? without, bool together, SearchSort sort, SearchPlace place, int limit, CancellationToken cancellationToken);

    /// <summary>What the score of an asset is made of; empty where this engine keeps none.</summary>
    public abstract Task<IReadOnlyList<ScorePart>> ScoreAsync(Principal principal, Query query, long asset, CancellationToken cancellationToken);

    /// <summary>The keys of everything a query finds, in no order.</summary>
    public abstract Task<IReadOnlyList<long>> KeysAsync(Principal principal, Query query, bool together, CancellationToken cancellationToken);

    /// <summary>How many live assets of a library show any concept of each of these sets; for some seconds as it was before, while what was done to many assets at once is taken in.</summary>
    public abstract Task<IReadOnlyList<long>> TaggedAsync(long library, IReadOnlyList<long[]> concepts, CancellationToken cancellationToken);

    /// <summary>
    /// Of what a query finds the assets that are the surest to show some things, by the confidence of their shown tags: the mean over the things, 0 where an asset lacks one. The surest first, of those
    /// equally sure the last added.
    /// </summary>
    /// <param name="things">For each thing the concepts that are one.</param>
    /// <returns>With confidences above 0 up to 10000.</returns>
    public abstract Task<IReadOnlyList<(long Asset, double Confidence)>> SurestAsync(Principal principal, Query query, IReadOnlyList<long[]> things, int most, CancellationToken cancellationToken);

    /// <summary>Which of these assets a query finds, in no order.</summary>
    public abstract Task<IReadOnlyList<long>> AmongAsync(Principal principal, Query query, long[] keys, CancellationToken cancellationToken);
}
