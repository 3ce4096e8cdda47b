using Vitrine.Core.Places;
using Vitrine.Core.Search.Index;

namespace Vitrine.Core.Tests.Search.Index;

/// <summary>Documents and questions by chance, from few different values, so that they meet.</summary>
internal sealed class RandomLibrary(int seed)
{
    private static readonly string[] Roots = ["dog", "dogs", "dot", "do", "cat", "cart", "act", "été", "ete", "straße", "東京", "東", "img", "img2", "a", "ab", "abc", "\U0001F415", "\U0001F416", "\uffee", "", "zebra", "zebras", "czar"];

    private readonly Dictionary<GivenOrder, Func<IndexDocument, double?>> given = [];

    public IndexFields Fields { get; } = new();

    public Random Chance { get; } = new(seed);

    public IndexField Text => Fields.Get("text", IndexFieldType.Words);

    public IndexField Name => Fields.Get("name", IndexFieldType.Words);

    public IndexField Kind => Fields.Get("kind", IndexFieldType.Values);

    public IndexField Sort => Fields.Get("sort", IndexFieldType.Values);

    public IndexField Tag => Fields.Get("tag", IndexFieldType.Parts);

    public IndexField Size => Fields.Get("size", IndexFieldType.Number);

    public IndexField North => Fields.Get("north", IndexFieldType.Number);

    public IndexField East => Fields.Get("east", IndexFieldType.Number);

    public IndexField Cover => Fields.Get("cover", IndexFieldType.Number);

    /// <summary>Of a word, one letter or none: half of a pair of surrogates is none.</summary>
    public string Beginning => Word is [var letter, ..] && !char.IsSurrogate(letter) ? letter.ToString() : "";

    private string Word => Roots[Chance.Next(Roots.Length)];

    private IndexField Worded => Chance.Next(2) == 0 ? Text : Name;

    private IndexField Termed => Chance.Next(4) switch { 0 => Kind, 1 => Tag, 2 => Sort, _ => Worded };

    public IndexDocument Document(long key, int keys)
    {
        var document = new IndexDocument(key);
        document.Words(Text, Some(12, () => Word)).Words(Name, Some(3, () => Word));
        foreach (var kind in Some(2, () => Word))
        {
            document.Value(Kind, kind);
        }

        if (Chance.Next(4) > 0)
        {
            document.Value(Sort, Word + Word);
        }

        foreach (var tag in Some(5, () => Word).Distinct())
        {
            document.Part(Tag, tag, new IndexPart((ushort)(Chance.Next(5) * 2500), (byte)Chance.Next(4), (byte)Chance.Next(3)));
        }

        foreach (var size in Some(2, () => Math.Round(Chance.NextDouble() * 20) - 10))
        {
            document.Number(Size, size);
        }

        if (Chance.Next(2) == 0)
        {
            document.Number(North, (Chance.NextDouble() * 180) - 90).Number(East, (Chance.NextDouble() * 360) - 180);
        }

        // A cover is in no group that another stands for.
        if (key % 5 > 0 && Chance.Next(5) == 0 && Chance.Next(1, keys + 1) is var cover && cover % 5 == 0)
        {
            document.Number(Cover, cover);
        }

        return document;
    }

    public IndexFilter Filter(int depth)
    {
        if (depth > 0 && Chance.Next(2) == 0)
        {
            return Chance.Next(3) switch
            {
                0 => new IndexFilter.Not(Filter(depth - 1)),
                1 => new IndexFilter.And([.. Some(3, () => Filter(depth - 1))]),
                _ => new IndexFilter.Or([.. Some(3, () => Filter(depth - 1))]),
            };
        }

        return Chance.Next(12) switch
        {
            0 => new IndexFilter.All(),
            1 => new IndexFilter.None(),
            2 => new IndexFilter.Prefix(Termed, Word),
            3 => new IndexFilter.Near(Worded, Word, Chance.Next(1, 3)),
            4 => new IndexFilter.TermRange(Termed, Chance.Next(3) == 0 ? null : Word, Chance.Next(3) == 0 ? null : Word),
            5 => new IndexFilter.Has(Chance.Next(2) == 0 ? Termed : Size),
            6 => new IndexFilter.Range(Size, Bound(), Bound(), Chance.Next(2) == 0, Chance.Next(2) == 0),
            7 => new IndexFilter.SamePart(Tag, Chance.Next(2) == 0 ? null : [.. Some(3, () => Word)], new PartCondition((ushort)(Chance.Next(5) * 2500), (ushort)(Chance.Next(5) * 2500), (ushort)Chance.Next(16), (ushort)Chance.Next(8)), Chance.Next(2) == 0),
            8 => new IndexFilter.Circle(North, East, new GeoPosition((Chance.NextDouble() * 180) - 90, (Chance.NextDouble() * 360) - 180), Chance.NextDouble() * 12_000),
            9 => new IndexFilter.Keys([.. Some(6, () => (long)Chance.Next(1, 80))]),
            _ => new IndexFilter.AnyTerm(Termed, [.. Some(3, () => Word)]),
        };
    }

    public IReadOnlyList<IndexSort> Sorts() =>
        [.. Some(3, () => new IndexSort(Chance.Next(5) switch { 0 => null, 1 => Sort, 2 => Kind, 3 => Size, _ => North }, Chance.Next(2) == 0) { Given = Chance.Next(4) == 0 ? Given() : null })];

    /// <summary>What such an order has of a document; null = nothing.</summary>
    public double? NumberOf(GivenOrder order, IndexDocument document) => given[order](document);

    public IReadOnlyList<RankedTerm> Ranked() => [.. Some(3, () => new RankedTerm(Worded, Word, Chance.Next(3) == 0, 1 + Chance.Next(3)))];

    public List<T> Some<T>(int most, Func<T> one) => [.. Enumerable.Range(0, Chance.Next(most + 1)).Select(_ => one())];

    private GivenOrder Given()
    {
        if (Chance.Next(2) == 0)
        {
            var numbers = Roots.ToDictionary(word => word, _ => Chance.Next(4) == 0 ? (double?)null : Chance.Next(6));
            var ofValues = GivenOrder.OfValues(Kind, value => numbers[value]);
            given[ofValues] = document => document.Terms.Where(one => one.Field == Kind).Select(one => numbers[one.Term]).Min();
            return ofValues;
        }

        var assets = Some(40, () => ((long)Chance.Next(1, 80), (double)Chance.Next(-9, 9)));
        var ofKeys = GivenOrder.OfKeys(assets);
        given[ofKeys] = document => assets.Where(one => one.Item1 == document.Key).Select(one => (double?)one.Item2).Min();
        return ofKeys;
    }

    private double? Bound() => Chance.Next(4) == 0 ? null : Math.Round(Chance.NextDouble() * 20) - 10;
}
