using System.Globalization;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Index;
using Vitrine.Server.Search.Facets;

namespace Vitrine.Server.Search.Index;

/// <summary>What the index found of a query, to be counted.</summary>
/// <param name="together">A group is one result. It has a value where a member that was found has it.</param>
/// <param name="find">Finds what another query finds, in the same generation.</param>
internal sealed class IndexedResults(
    long library, IndexedFields fields, IndexGeneration generation, FoundAssets found, IndexFilter visible, bool together, Func<Query, CancellationToken, Task<FoundAssets>> find)
{
    public IndexedFields Fields => fields;

    public long Library => library;

    public long Total => Shown.Total;

    private IndexField? Cover => together ? fields.Cover : null;

    private FoundAssets Shown => together ? found.Together(fields.Cover) : found;

    /// <summary>Values as the index has them, the most frequent first, and of equals in their order.</summary>
    public IEnumerable<FacetCount> Count(IndexField field) => found.Count(field, Cover).Select(value => new FacetCount(value.Value, value.Assets));

    /// <summary>How many show one of these concepts.</summary>
    public long Tagged(long[] concepts) => NumberOf(generation.Find(fields.Tagged(concepts), visible));

    /// <summary>How many another query finds as well.</summary>
    public async Task<long> CountAsync(Query query, CancellationToken cancellationToken) => NumberOf(await find(query, cancellationToken));

    /// <summary>The least and the greatest number that they have.</summary>
    public (double Least, double Greatest)? Range(IndexField field) => found.Range(field);

    private long NumberOf(FoundAssets others)
    {
        var both = found.Both(others);
        return together ? both.Together(fields.Cover).Total : both.Total;
    }

    /// <summary>What is shown by the month of UTC in which it was added, <c>yyyy-MM</c>.</summary>
    /// <param name="now">No later than the last month that is counted.</param>
    public IEnumerable<FacetCount> Added(DateTimeOffset now)
    {
        var first = DateTimeOffset.UnixEpoch;
        DateTimeOffset[] months = [.. Enumerable.Range(0, ((now.Year - first.Year) * 12) + now.Month + 1).Select(first.AddMonths)];
        var counts = Shown.Histogram(fields.Added, [.. months.Select(month => (double)month.ToUnixTimeMilliseconds())]);
        return counts.Select((count, i) => new FacetCount(months[i].ToString("yyyy-MM", CultureInfo.InvariantCulture), count)).Where(month => month.Assets > 0);
    }

    /// <summary>What is shown by the month in which it was taken; an empty text where that is not known.</summary>
    public IEnumerable<FacetCount> Taken()
    {
        var months = Shown.Count(fields.Month);
        var undated = Shown.Total - months.Sum(month => (long)month.Assets);
        return months.Select(month => new FacetCount(month.Value, month.Assets)).Concat(undated > 0 ? [new FacetCount("", undated)] : []);
    }

    /// <summary>What is shown by the values of a field, each where the result itself stands; what has no value is left out.</summary>
    public IEnumerable<FacetCount> Shares(IndexField field) => Shown.Count(field).Select(value => new FacetCount(value.Value, value.Assets));

    /// <summary>What is shown by the time at which it was added, from each of these moments on to the next; the moments ascend.</summary>
    public IReadOnlyList<int> AddedFrom(IReadOnlyList<DateTimeOffset> moments) => Shown.Histogram(fields.Added, [.. moments.Select(moment => (double)moment.ToUnixTimeMilliseconds())]);
}
