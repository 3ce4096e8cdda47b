using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Tests.Analyzers;

/// <summary>Every network against the reference's numbers for an input made by a formula: weights, layout and runtime, without any picture.</summary>
public sealed class NetworkTests(InstalledModels models)
{
    [Theory]
    [InlineData("mobilenet-v2", "classify/mobilenet_v2_1.0_224.onnx")]
    [InlineData("efficientnet-lite2", "classify/efficientnet_lite2.onnx")]
    [InlineData("yolox-nano", "detect/yolox_nano.onnx")]
    [InlineData("nanodet", "npm-converted/human-models/nanodet.onnx")]
    [InlineData("oid-ssd", "npm-converted/objectron/ssd_mobilenetv2_oidv4.onnx")]
    [InlineData("yunet", "face/face_detection_yunet_2023mar.onnx")]
    [InlineData("face-ssd", "npm-converted/face-api/ssd_mobilenetv1.onnx")]
    [InlineData("face-full-range", "npm-converted/mediapipe-face/face_detection_full_range.onnx")]
    public void Run_InputByFormula_GivesTheReferenceNumbers(string id, string file)
    {
        var model = models.Model(id);
        using var session = model.Shipped is [var graph]
            ? new LoadedModels(threads: 2).Open(graph, () => PackGraphs.Read(graph), models.Store.FolderOf(model))
            : new LoadedModels(threads: 2).Open(models.Store.PathOf(model, model.Files.Single()));
        var entries = ExpectedValues.Of("pattern", file);
        Assert.NotEmpty(entries);
        foreach (var entry in entries)
        {
            ExpectedValues.FillPattern(entry, session.Input);
            session.Run(TestContext.Current.CancellationToken);
            foreach (var expected in entry.GetProperty("outputs").EnumerateArray())
            {
                var got = session.Output(expected.GetProperty("name").GetString()!).ToArray();
                var tolerance = expected.GetProperty("tol").GetDouble();
                var first = expected.GetProperty("first").EnumerateArray().Select(v => v.GetDouble());
                Assert.All(first.Zip(got), pair => Assert.Equal(pair.First, pair.Second, tolerance));
                Assert.Equal(expected.GetProperty("mean").GetDouble(), got.Average(v => (double)v), tolerance);
                Assert.Equal(expected.GetProperty("max").GetDouble(), got.Max(), tolerance);
            }
        }
    }

    [Fact]
    public void Run_Cancelled_StopsAndWorksAgain()
    {
        var model = models.Model("yunet");
        using var session = new LoadedModels(threads: 1).Open(models.Store.PathOf(model, model.Files.Single()));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => session.Run(cancelled.Token));
        session.Run(TestContext.Current.CancellationToken);
    }
}
