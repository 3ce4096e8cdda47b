using Vitrine.Core.Analysis;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Onnx;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Packs;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Analyzers;

public sealed class ClassifyAnalyzerTests(InstalledModels models)
{
    [Theory]
    [InlineData("mobilenet-v2", 1)]
    [InlineData("efficientnet-lite2", 0)]
    public void Analyze_ReferencePhotos_NamesTheReferenceClassFirst(string id, int background)
    {
        using var analyzer = new ClassifyAnalyzer(AnalyzerCatalog.Classifier(models.Store, models.Model(id), new LoadedModels(threads: 2)), id);
        var examples = ExpectedValues.Of("examples", id == "mobilenet-v2" ? "classify/mobilenet_v2_1.0_224.onnx" : "classify/efficientnet_lite2.onnx")
            .Where(example => example.GetProperty("expect").TryGetProperty("top", out _)).ToList();
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            var top = example.GetProperty("expect").GetProperty("top")[0];
            var findings = analyzer.Analyze(InstalledModels.Photo(example.GetProperty("input").GetString()!), TestContext.Current.CancellationToken);
            var labels = findings.OfType<Finding.Label>().ToList();

            // The reference stretched MobileNetV2's pictures; we crop, so its probability is near and not equal.
            Assert.Equal(ImageNetNames.Label(top.GetProperty("index").GetInt32() - background), labels[0].Name);
            Assert.Equal(top.GetProperty("prob").GetDouble(), labels[0].Score, id == "mobilenet-v2" ? .05 : .12);
            Assert.Equal(ClassifyAnalyzer.Kept, labels.Count);
            Assert.Equal(labels.OrderByDescending(label => label.Score), labels);
        }
    }

    [Fact]
    public void Of_EveryClass_HasNames()
    {
        Assert.Equal("brown bear", ImageNetNames.Of(294)[0]);
        Assert.Equal("Granny Smith", ImageNetNames.Of(948)[0]);
        Assert.All(Enumerable.Range(0, ImageNetNames.Count), index => Assert.NotEmpty(ImageNetNames.Of(index)[0]));
        Assert.Throws<IndexOutOfRangeException>(() => ImageNetNames.Of(ImageNetNames.Count));
    }

    [Fact]
    public void Analyze_EqualScores_KeepTheirOrder()
    {
        using var analyzer = new ClassifyAnalyzer(new Flat(), "flat@1");
        var labels = analyzer.Analyze(new Picture(1, 1, [0, 0, 0]), TestContext.Current.CancellationToken).OfType<Finding.Label>().Select(label => label.Name);
        Assert.Equal(Enumerable.Range(0, ClassifyAnalyzer.Kept).Select(ImageNetNames.Label), labels);
    }

    private sealed class Flat : IClassifier
    {
        private readonly float[] scores = [.. Enumerable.Repeat(.001f, ImageNetNames.Count)];

        public ReadOnlySpan<float> Classify(Picture picture, CancellationToken cancellationToken) => scores;

        public void Dispose()
        {
        }
    }

    [Fact]
    public void Best_OfManyWithEqualScores_EqualsSortingThemAll()
    {
        var random = new Random(7);
        foreach (var length in (int[])[0, 1, 49, 50, 51, 1000])
        {
            float[] scores = [.. Enumerable.Range(0, length).Select(_ => random.Next(0, 20) / 20f)];
            var expected = scores.Select((score, index) => (index, score)).OrderByDescending(one => one.score).ThenBy(one => one.index).Take(50);
            Assert.Equal(expected, ClassifyAnalyzer.Best(scores, 50));
        }
    }
}
