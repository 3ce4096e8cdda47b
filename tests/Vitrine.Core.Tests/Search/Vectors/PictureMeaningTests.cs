using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Core.Search.Vectors;

namespace Vitrine.Core.Tests.Search.Vectors;

public sealed class PictureMeaningTests
{
    private static readonly Extent There = new(new Box(0, 0, 1, 1));

    private static readonly Dictionary<string, float[]> Directions = new() { ["dog"] = [1, 0, 0], ["beach"] = [0, 1, 0], ["ball"] = [0, 0, 1] };

    [Fact]
    public void Of_ClassesAndObjects_IsTheDirectionBetweenTheTwoMeans()
    {
        var meaning = PictureMeaning.Of([Set(new Finding.Label("dog", 0.6f), new Finding.Label("beach", 0.2f)), Set(new Finding.Label("ball", 0.5f, There), new Finding.Label("ball", 0.3f, There))], Directions)!;
        // Classes: (3, 1, 0) / √10; objects: (0, 0, 1); the sum of both has length √2.
        Assert.Equal([3 / Math.Sqrt(20), 1 / Math.Sqrt(20), 1 / Math.Sqrt(2)], meaning.Select(x => (double)x), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Of_OneKindOfLabelsOnly_IsTheirMean()
    {
        Assert.Equal([1, 0, 0], PictureMeaning.Of([Set(new Finding.Label("dog", 0.01f))], Directions)!);
        Assert.Equal([0, 0, 1], PictureMeaning.Of([Set(new Finding.Label("ball", 0.9f, There))], Directions)!);
        Assert.Null(PictureMeaning.Of([Set(new Finding.Label("unknown", 0.9f), new Finding.Label("dog", 0), new Finding.Value("sharpness", "1"))], Directions));
        Assert.Null(PictureMeaning.Of([], Directions));
    }

    [Fact]
    public void Of_ManyClasses_OnlyTheBestTenCount()
    {
        var directions = Enumerable.Range(0, 12).ToDictionary(i => $"c{i}", i => Enumerable.Range(0, 12).Select(j => i == j ? 1f : 0).ToArray());
        var meaning = PictureMeaning.Of([Set([.. Enumerable.Range(0, 12).Select(i => new Finding.Label($"c{i}", 1 - (i * 0.01f)))])], directions)!;
        Assert.Equal(PictureMeaning.Classes, meaning.Count(x => x > 0));
        Assert.Equal([0, 0], meaning[10..]);
    }

    private static FindingSet Set(params Finding[] findings) => new("played", 1, "played@1", findings);
}
