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
            : [.. sort.Keys.Select(key => new IndexSort(ColumnOf(key, fields), key.Descending))];

        public override string? TextOf(IReadOnlyList<SortValue> values) => sort.Order == SearchOrder.Relevance ? Joined(values) : SortValues.Join([.. values.Select(value => Joined([value]))]);

        public override IReadOnlyList<SortValue> ValuesOf(string? text) => [.. sort.Keys.Zip(SortValues.Split(sort, text)).SelectMany(pair => Read(pair.First, pair.Second))];

        /// <summary>As <see cref="Joined"/> wrote them.</summary>
        private static SortValue[] Read(SearchSort key, string? text) => text is null ? [SortValue.Missing]
            : key.IsByText || key.Order == SearchOrder.Kind ? [new SortValue(null, text)]
            : [.. text.Split(' ').Select(number => new SortValue(double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture), null))];

        private static IndexField ColumnOf(SearchSort key, IndexedFields fields) => key switch
        {
            { Order: SearchOrder.Taken } => fields.Taken,
            { Order: SearchOrder.Name } => fields.NameKey,
            { Order: SearchOrder.Size } => fields.Bytes,
            { Order: SearchOrder.Kind } => fields.Kind,
            { Order: SearchOrder.Rating } => fields.Rating,
            { Order: SearchOrder.Width } => fields.Width,
            { Order: SearchOrder.Height } => fields.Height,
            { Order: SearchOrder.Megapixels } => fields.Pixels,
            { Order: SearchOrder.Duration } => fields.Duration,
            { Order: SearchOrder.Format } => fields.Format,
            { Field: { } field } => key.IsByText ? fields.Value(field.Attribute.Name) : fields.Measure(field.Attribute.Name),
            _ => fields.Added,
        };
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

    /// <summary>A text, or numbers.</summary>
    private static string? Joined(IReadOnlyList<SortValue> values) =>
        values[0] == SortValue.Missing ? null : values[0].Text ?? string.Join(' ', values.Select(value => SortValues.Text(value.Number!.Value)));
}
