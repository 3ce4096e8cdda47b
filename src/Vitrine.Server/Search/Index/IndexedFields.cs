using Vitrine.Core.Search.Index;
using Vitrine.Core.Tagging;

namespace Vitrine.Server.Search.Index;

/// <summary>What the index holds of an asset, field by field.</summary>
internal sealed class IndexedFields
{
    private readonly IndexFields all;

    public IndexedFields(IndexFields all)
    {
        this.all = all;
        Library = all.Get("library", IndexFieldType.Values);
        Folder = all.Get("folder", IndexFieldType.Values);
        Kind = all.Get("kind", IndexFieldType.Values);
        NameKey = all.Get("name-key", IndexFieldType.Values);
        Taken = all.Get("taken", IndexFieldType.Values);
        Year = all.Get("year", IndexFieldType.Values);
        Month = all.Get("month", IndexFieldType.Values);
        Camera = all.Get("camera", IndexFieldType.Values);
        CameraSaid = all.Get("camera-said", IndexFieldType.Values);
        Format = all.Get("format", IndexFieldType.Values);
        Shape = all.Get("shape", IndexFieldType.Values);
        Country = all.Get("country", IndexFieldType.Values);
        Town = all.Get("town", IndexFieldType.Values);
        Name = all.Get("name", IndexFieldType.Words);
        Text = all.Get("text", IndexFieldType.Words);
        Place = all.Get("place", IndexFieldType.Words);
        Document = all.Get("document", IndexFieldType.Words);
        Collection = all.Get("collection", IndexFieldType.Values);
        Problem = all.Get("problem", IndexFieldType.Values);
        Tag = all.Get("tag", IndexFieldType.Parts);
        Seen = all.Get("seen", IndexFieldType.Values);
        Colour = all.Get("colour", IndexFieldType.Values);
        Person = all.Get("person", IndexFieldType.Parts);
        Rating = all.Get("rating", IndexFieldType.Number);
        Pick = all.Get("pick", IndexFieldType.Number);
        Added = all.Get("added", IndexFieldType.Number);
        Bytes = all.Get("bytes", IndexFieldType.Number);
        Width = all.Get("width", IndexFieldType.Number);
        Height = all.Get("height", IndexFieldType.Number);
        Pixels = all.Get("pixels", IndexFieldType.Number);
        Duration = all.Get("duration", IndexFieldType.Number);
        Latitude = all.Get("latitude", IndexFieldType.Number);
        Longitude = all.Get("longitude", IndexFieldType.Number);
        Cover = all.Get("cover", IndexFieldType.Number);
    }

    /// <summary>The key of its library: who asks sees assets of one.</summary>
    public IndexField Library { get; }

    /// <summary>The key of its folder, in digits.</summary>
    public IndexField Folder { get; }

    /// <summary>The number of its kind, in digits.</summary>
    public IndexField Kind { get; }

    /// <summary>By what names are sorted.</summary>
    public IndexField NameKey { get; }

    /// <summary>Local time as far as it is known, so that the order of texts is that of time.</summary>
    public IndexField Taken { get; }

    /// <summary>The year in which it was taken, or as much of it as is known: what is counted.</summary>
    public IndexField Year { get; }

    /// <summary>The month, or the year where no more is known.</summary>
    public IndexField Month { get; }

    /// <summary>Maker and model as they are shown.</summary>
    public IndexField Camera { get; }

    /// <summary>Maker and model as the file names them, as <see cref="SortValues.Join"/> writes two texts: what is asked for.</summary>
    public IndexField CameraSaid { get; }

    public IndexField Format { get; }

    /// <summary><c>landscape</c>, <c>portrait</c> or <c>square</c>.</summary>
    public IndexField Shape { get; }

    /// <summary>The country's code, or what somebody wrote in its stead.</summary>
    public IndexField Country { get; }

    /// <summary>The town's name, folded.</summary>
    public IndexField Town { get; }

    public IndexField Name { get; }

    /// <summary>Words of titles, descriptions, people, fields and what was read in pictures.</summary>
    public IndexField Text { get; }

    public IndexField Place { get; }

    /// <summary>Words of a document's pages.</summary>
    public IndexField Document { get; }

    /// <summary>Keys of the concepts that it shows, in digits.</summary>
    public IndexField Tag { get; }

    /// <summary>Cells of the colours that make up some of the picture, in digits.</summary>
    public IndexField Colour { get; }

    /// <summary>How many of a thing are seen at once, where there is more than one: see <see cref="SeenTerm"/>.</summary>
    public IndexField Seen { get; }

    /// <summary>Those that it shows: the key in digits, a slash, and the track of a face or voice where the claim has one. See <see cref="Who"/>.</summary>
    public IndexField Person { get; }

    /// <summary>The ids of the collections that it was put into, deleted ones among them: their names and what became of them are looked up by who asks.</summary>
    public IndexField Collection { get; }

    /// <summary>The codes of what is wrong with its file, notes among them.</summary>
    public IndexField Problem { get; }

    public IndexField Rating { get; }

    public IndexField Pick { get; }

    /// <summary>Milliseconds since 1970.</summary>
    public IndexField Added { get; }

    public IndexField Bytes { get; }

    public IndexField Width { get; }

    public IndexField Height { get; }

    /// <summary>Width by height.</summary>
    public IndexField Pixels { get; }

    /// <summary>Milliseconds.</summary>
    public IndexField Duration { get; }

    public IndexField Latitude { get; }

    public IndexField Longitude { get; }

    /// <summary>The key of the asset that stands for its group, where that is another.</summary>
    public IndexField Cover { get; }

    /// <summary>The words of a structured field's values, by the name of its attribute.</summary>
    public IndexField Value(string attribute) => all.Get("value " + attribute, IndexFieldType.Values);

    /// <summary>The numbers that they are, where they are some.</summary>
    public IndexField Measure(string attribute) => all.Get("measure " + attribute, IndexFieldType.Number);

    /// <summary>Where words are looked for that are asked for without a field.</summary>
    public IReadOnlyList<IndexField> Worded => [Name, Text, Place, Document];

    /// <summary>Shows one of these concepts.</summary>
    public IndexFilter Tagged(long[] concepts) => concepts.Length == 0 ? new IndexFilter.None() : new IndexFilter.AnyTerm(Tag, [.. concepts.Select(Term)]);

    /// <summary>One of these counts is that of one of these concepts, where the asset shows them; 1 where it has no other.</summary>
    public IndexFilter Counted(IReadOnlyCollection<long> concepts, IReadOnlyCollection<long> counts) => counts.Count == 0 ? new IndexFilter.None()
        : counts.Contains(1) ? new IndexFilter.Not(new IndexFilter.AnyTerm(Seen, [.. concepts.SelectMany(concept => Others(counts).Select(count => SeenTerm(concept, count)))]))
        : new IndexFilter.AnyTerm(Seen, [.. concepts.SelectMany(concept => counts.Select(count => SeenTerm(concept, count)))]);

    /// <summary>In place of a concept: there are so many of something.</summary>
    public const long Anything = 0;

    /// <summary>That there are so many of a concept's things.</summary>
    public static string SeenTerm(long concept, long count) => $"{Term(concept)}:{Term(count)}";

    private static IEnumerable<long> Others(IReadOnlyCollection<long> counts) => Enumerable.Range(2, SeenCounts.Most - 1).Select(count => (long)count).Except(counts);

    /// <summary>How all that say a person begin.</summary>
    public static string Who(long person) => Term(person) + "/";

    /// <summary>The key of the person that a value of <see cref="Person"/> says.</summary>
    public static long Whose(string value) => long.Parse(value.AsSpan(0, value.IndexOf('/', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A key or number as the index has it.</summary>
    public static string Term(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
