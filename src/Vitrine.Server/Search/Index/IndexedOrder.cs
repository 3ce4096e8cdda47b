using System.Globalization;
using Vitrine.Core.Search.Index;

namespace Vitrine.Server.Search.Index;

/// <summary>How results are ordered by the index, and what a cursor keeps of that: the same texts as the engine that asks the rows reads and writes.</summary>
internal abstract class IndexedOrder
{
    public abstract IReadOnlyList<IndexSort> Sorts { get; }

    /// <summary>What a cursor keeps of a result.</summary>
    public abstract string? TextOf(IReadOnlyList<SortValue> values);

    /// <summary>What results are ordered by, as <see cref="TextOf"/> wrote it.</summary>
    public abstract IReadOnlyList<SortValue> ValuesOf(string? text);

    /// <summary>Of values that assets have themselves, or of the score: of what matches equally well the newest comes first.</summary>
    public sealed class OfFields(SearchSort sort, IndexedFields fields) : IndexedOrder
    {
        public override IReadOnlyList<IndexSort> Sorts { get; } = sort.Order == SearchOrder.Relevance
            ? [new IndexSort(null, true), new IndexSort(fields.Added, true)]
            : [.. sort.Keys.Select(key => new IndexSort(
                key.Order switch { SearchOrder.Taken => fields.Taken, SearchOrder.Name => fields.NameKey, SearchOrder.Size => fields.Bytes, SearchOrder.Kind => fields.Kind, _ => fields.Added },
                key.Descending))];

        public override string? TextOf(IReadOnlyList<SortValue> values) => sort.Order == SearchOrder.Relevance ? Joined(values) : SortValues.Join([.. values.Select(value => Joined([value]))]);

        public override IReadOnlyList<SortValue> ValuesOf(string? text) => [.. sort.Keys.Zip(SortValues.Split(sort, text)).SelectMany(pair => Read(pair.First.Order, pair.Second))];

        /// <summary>As <see cref="Joined"/> wrote them.</summary>
        private static SortValue[] Read(SearchOrder order, string? text) => text is null ? [SortValue.Missing]
            : order is SearchOrder.Taken or SearchOrder.Name or SearchOrder.Kind ? [new SortValue(null, text)]
            : [.. text.Split(' ').Select(number => new SortValue(double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture), null))];
    }

    /// <summary>A folder at a time, as their tree is read, and by name within each.</summary>
    public sealed class OfFolders(FolderPlaces places, IndexField name, bool descending) : IndexedOrder
    {
        public override IReadOnlyList<IndexSort> Sorts { get; } = [new IndexSort(null, descending) { Given = places.Order }, new IndexSort(name, descending)];

        public override string? TextOf(IReadOnlyList<SortValue> values) => (values[0].Number is { } place ? places.PathAt((int)place) : "") + values[1].Text;

        public override IReadOnlyList<SortValue> ValuesOf(string? text)
        {
            var end = text!.IndexOf(FolderOrder.BeforeFile, StringComparison.Ordinal) + FolderOrder.BeforeFile.Length;
            return [new SortValue(places.PlaceOf(text[..end]), null), new SortValue(null, text[end..])];
        }
    }

    /// <summary>By hand.</summary>
    /// <param name="places">Of assets in the collection.</param>
    public sealed class OfCollection(GivenOrder places, bool descending) : IndexedOrder
    {
        public override IReadOnlyList<IndexSort> Sorts { get; } = [new IndexSort(null, descending) { Given = places }];

        public override string? TextOf(IReadOnlyList<SortValue> values) => Joined(values);

        public override IReadOnlyList<SortValue> ValuesOf(string? text) => [text is null ? SortValue.Missing : new SortValue(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), null)];
    }

    /// <summary>A text, or numbers. Whole ones are written as such, for the engine that asks the rows reads them too.</summary>
    private static string? Joined(IReadOnlyList<SortValue> values) => values[0] == SortValue.Missing ? null : values[0].Text ?? string.Join(
        ' ', values.Select(value => value.Number!.Value is var number && double.IsInteger(number) ? number.ToString("F0", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture)));
}
