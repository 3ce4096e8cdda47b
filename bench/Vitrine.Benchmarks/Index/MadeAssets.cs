namespace Vitrine.Benchmarks.Index;

/// <summary>A tag of an asset.</summary>
/// <param name="Concept">0 … 1,899, the frequent ones first.</param>
internal readonly record struct MadeTag(int Concept, ushort Confidence, byte Source, byte State);

/// <summary>What all engines are given of one asset. Words, options and concepts are numbers here: <see cref="MadeWords"/> has their texts.</summary>
/// <param name="Number">A number with many different values; null for a tenth.</param>
/// <param name="Taken">Milliseconds since 1970, as <paramref name="Added"/>; null for a fifth.</param>
/// <param name="Rating">0 … 5; 0 is none.</param>
/// <param name="Pick">−1, 0 or 1.</param>
/// <param name="People">Up to three of 300.</param>
/// <param name="Collections">Up to two of 200; where it stands in each says <see cref="MadeAssets.Position"/>.</param>
/// <param name="Camera">One of 60; null for a fifth, and for what is neither image nor video.</param>
/// <param name="Format">One of 12.</param>
/// <param name="Width">Pixels, as <paramref name="Height"/>, of images and videos.</param>
/// <param name="Duration">Milliseconds, of videos and sounds.</param>
/// <param name="Cover">The asset that stands for the group of this one; null for 98 of 100.</param>
internal sealed record MadeAsset(
    long Key, string Name, int Folder, int Kind, long Added, long? Taken, long Bytes, double? Latitude, double? Longitude, MadeTag[] Tags,
    int Few, int Many, int[] Options, double? Number, long Date, bool Flag, int Word, int Rating, int Pick, int[] People, int[] Collections, int? Camera, int Format, int? Width, int? Height, long? Duration,
    int[] Text, long? Cover);

/// <summary>A library by chance, the same at every run: an asset depends on its key and the round alone.</summary>
internal static class MadeAssets
{
    public const int Concepts = 1_900, Words = 50_000, Folders = 2_000, Kinds = 5, Few = 12, Many = 5_000, Options = 40, TagsEach = 20, WordsEach = 30, Persons = 300, Sets = 200, Cameras = 60, Formats = 12;

    /// <summary>The first moment that anything was taken, 2015-01-01, and the last that anything was added, 2025-01-01.</summary>
    public const long Beginning = 1_420_070_400_000, End = 1_735_689_600_000;

    private static readonly Zipf Concept = new(Concepts), Word = new(Words), Option = new(Options), OfMany = new(Many), OfFew = new(Few), Person = new(Persons), Camera = new(Cameras), Format = new(Formats);

    /// <param name="round">0 at first; another gives what became of the asset.</param>
    public static MadeAsset Asset(long key, int round = 0)
    {
        var chance = new Random(unchecked((int)(key * 2_654_435_761) + (round * 7_919)));
        var text = new int[WordsEach];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Word.Next(chance);
        }

        var kind = chance.NextDouble() is var drawn && drawn < 0.8 ? 0 : drawn < 0.9 ? 1 : drawn < 0.94 ? 2 : drawn < 0.99 ? 3 : 4;
        var isSeen = kind < 2;
        var size = 1 + chance.Next(12);
        var added = Beginning + (long)(chance.NextDouble() * (End - Beginning));
        var hasPlace = chance.NextDouble() < 0.6;
        return new MadeAsset(
            key,
            $"{MadeWords.Of(Word.Next(chance))} {MadeWords.Of(Word.Next(chance))} {chance.Next(10_000_000):0000000}",
            chance.Next(Folders),
            kind,
            added,
            chance.Next(5) == 0 ? null : Beginning + (long)(chance.NextDouble() * (added - Beginning)),
            (long)Math.Exp(11 + (chance.NextDouble() * 8)),
            hasPlace ? 35 + (chance.NextDouble() * 25) : null,
            hasPlace ? -10 + (chance.NextDouble() * 40) : null,
            Tags(chance),
            OfFew.Next(chance),
            OfMany.Next(chance),
            Different(chance, 1 + chance.Next(3), Option),
            chance.Next(10) == 0 ? null : chance.NextDouble() * 1_000_000,
            Beginning + (chance.NextInt64((End - Beginning) / 86_400_000) * 86_400_000),
            chance.Next(2) == 0,
            Word.Next(chance),
            chance.Next(6),
            chance.Next(8) switch { 0 => 1, 1 => -1, _ => 0 },
            chance.Next(2) == 0 ? [] : Different(chance, 1 + chance.Next(3), Person),
            [.. Enumerable.Range(0, chance.Next(3)).Select(_ => chance.Next(Sets)).Distinct()],
            isSeen && chance.Next(5) > 0 ? Camera.Next(chance) : null,
            Format.Next(chance),
            isSeen ? size * 500 : null,
            isSeen ? size * (chance.Next(3) == 0 ? 750 : 333) : null,
            kind is 1 or 2 ? chance.NextInt64(1_000, 3_600_000) : null,
            text,
            key % 50 == 1 && key > 1 ? key - 1 : null);
    }

    /// <summary>Where an asset stands in a collection, as somebody dragged it there: different for each.</summary>
    public static long Position(long key, int collection) => unchecked((key * 7_919) + (collection * 104_729)) % 1_000_003 * 1_048_576;

    private static MadeTag[] Tags(Random chance) =>
        [.. Different(chance, TagsEach, Concept).Select(concept => new MadeTag(concept, (ushort)chance.Next(3_000, 10_001), (byte)chance.Next(5), (byte)chance.Next(2)))];

    private static int[] Different(Random chance, int count, Zipf of)
    {
        var different = new HashSet<int>(count);
        while (different.Count < count)
        {
            different.Add(of.Next(chance));
        }

        return [.. different];
    }
}
