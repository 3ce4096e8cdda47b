using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Core.Tagging;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tests.Tagging;

public sealed class SeenCountsTests
{
    private static readonly ConceptVocabulary Starter = StarterVocabulary.Build();

    [Fact]
    public void Of_SeveralBoxes_CountsThemUpToTheBroadest()
    {
        var counts = Of(Set(Seen("coco/dog", 0.9f, 0.1f), Seen("coco/dog", 0.8f, 0.4f), Seen("coco/cat", 0.9f, 0.7f)));

        Assert.Equal(2, counts[Key("dog")]);
        Assert.Equal(3, counts[Key("animal")]);
        Assert.False(counts.ContainsKey(Key("cat")));
    }

    [Fact]
    public void Of_BoxesOfOneThing_CountsItOnce()
    {
        Assert.Empty(Of(Set(Seen("coco/dog", 0.9f, 0.1f), Seen("coco/dog", 0.8f, 0.12f))));
        Assert.False(Of(Set(Seen("oid/Vehicle", 0.9f, 0.1f), Seen("oid/Car", 0.8f, 0.11f))).ContainsKey(Key("vehicle")));
        Assert.Equal(2, Of(Set(Seen("oid/Vehicle", 0.9f, 0.1f), Seen("oid/Car", 0.8f, 0.5f)))[Key("vehicle")]);
    }

    [Fact]
    public void Of_SeveralDetectors_TakesTheOneThatSeesTheMost()
    {
        var one = Set(Seen("coco/person", 0.9f, 0.1f), Seen("coco/person", 0.9f, 0.4f), Seen("oid/Person", 0.9f, 0.7f));

        Assert.Equal(2, Of(one)[Key("person")]);
        Assert.Equal(3, Of(one, Set(Seen("coco/person", 0.9f, 0f), Seen("coco/person", 0.9f, 0.25f), Seen("coco/person", 0.9f, 0.6f)))[Key("person")]);
    }

    [Fact]
    public void Of_WhatIsHardlyThere_AndWhatHasNoPlace_CountsNothing()
    {
        Assert.Empty(Of(Set(Seen("coco/dog", 0.9f, 0.1f), Seen("coco/dog", 0.02f, 0.5f))));
        Assert.Empty(Of(Set(new Finding.Label("coco/dog", 0.9f), new Finding.Label("coco/dog", 0.9f), new Finding.Label("imagenet/207", 0.9f))));
        Assert.Empty(Of(Set(Seen("coco/blorf", 0.9f, 0.1f), Seen("coco/blorf", 0.9f, 0.5f))));
    }

    [Fact]
    public void Of_ACrowd_StopsCounting()
    {
        var crowd = Enumerable.Range(0, 5_000).Select(i => new Finding.Label("coco/person", 0.9f, new Extent(new Box(i % 100 / 100f, i / 100 / 50f, 0.009f, 0.019f))));

        Assert.Equal(SeenCounts.Most, Of(Set([.. crowd]))[Key("person")]);
    }

    [Theory]
    [InlineData("dog", true)]
    [InlineData("animal", true)]
    [InlineData("face", true)]
    [InlineData("lighthouse", false)]
    [InlineData("red", false)]
    public void IsCountable_OfWhatDetectorsKnow_IsTrue(string slug, bool expected) => Assert.Equal(expected, Starter.IsCountable(Key(slug)));

    private static long Key(string slug) => Starter.FindSlug(slug)!.Key;

    private static Finding.Label Seen(string label, float score, float x) => new(label, score, new Extent(new Box(x, 0.2f, 0.2f, 0.5f)));

    private static FindingSet Set(params Finding[] found) => new("detect", 1, "nanodet@1+oid-ssd@1", found);

    private static IReadOnlyDictionary<long, int> Of(params FindingSet[] sets) => SeenCounts.Of(sets, Starter, Calibration.Default);
}
