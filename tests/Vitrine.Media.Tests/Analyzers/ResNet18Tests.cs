using System.Numerics.Tensors;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;
using Vitrine.Media.Tests.Packs;

namespace Vitrine.Media.Tests.Analyzers;

/// <summary>ResNet-18 as NuGet ships it, installed once by the dotnet client; reported as skipped where that cannot reach its feed.</summary>
public sealed class ResNet18Tests(ResNet18Tests.FromNuGet installed) : IClassFixture<ResNet18Tests.FromNuGet>
{
    private readonly PackStore store = installed.Store;
    private readonly PackModel model = installed.Installed();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task InstallModel_FromNuGet_BringsBothFiles()
    {
        Assert.Empty(await store.VerifyAsync(Cancellation));
        Assert.Equal(["ResNet18.onnx", "ResNetPreprocess.onnx"], Directory.EnumerateFiles(store.FolderOf(model)).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Extract_Photo_EqualsThePackagesOwnTwoSteps()
    {
        var photo = InstalledModels.Photo("corpus/photos/coco/000000000785.jpg");
        using var features = ResNet18Features.Open(store.PathOf(model, "ResNet18.onnx"), store.PathOf(model, "ResNetPreprocess.onnx"), new LoadedModels(threads: 2));
        var got = features.Extract(photo, Cancellation).ToArray();

        using var preprocess = new LoadedModels(threads: 2).Open(store.PathOf(model, "ResNetPreprocess.onnx"));
        using var network = new LoadedModels(threads: 2).Open(store.PathOf(model, "ResNet18.onnx"));
        new PictureInput(224, 224, new Framing.CentreCrop(256), TensorFormat.Uniform(channelsFirst: true, bgr: false, mean: 0, deviation: 1)).Fill(photo, preprocess.Input);
        preprocess.Run(Cancellation);
        preprocess.Output("PreprocessedInput").CopyTo(network.Input);
        network.Run(Cancellation);
        var expected = network.Output("Pooling395_Output_0").ToArray();
        Assert.Equal(ResNet18Features.Count, got.Length);
        Assert.All(expected.Zip(got), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.True(got.Min() >= 0 && got.Max() > .5f);
    }

    [Fact]
    public void Extract_AlikeAndUnlikePhotos_AreNearAndFar()
    {
        using var features = ResNet18Features.Open(store.PathOf(model, "ResNet18.onnx"), store.PathOf(model, "ResNetPreprocess.onnx"), new LoadedModels(threads: 2));
        float[] Of(string number) => features.Extract(InstalledModels.Photo($"corpus/photos/coco/000000{number}.jpg"), Cancellation).ToArray();
        var (skier, otherSkier, apples) = (Of("000785"), Of("002473"), Of("002149"));
        Assert.True(TensorPrimitives.CosineSimilarity(skier, otherSkier) > TensorPrimitives.CosineSimilarity(skier, apples) + .05f);
    }

    [Theory]
    [InlineData("000000000285", "brown bear")]
    [InlineData("000000002149", "Granny Smith")]
    [InlineData("000000008762", "traffic light")]
    public void Classify_DistilledLayer_NamesWhatTheTeachersName(string photo, string name)
    {
        using var classifier = AnalyzerCatalog.Classifier(store, model, new LoadedModels(threads: 2));
        var scores = classifier.Classify(InstalledModels.Photo($"corpus/photos/coco/{photo}.jpg"), Cancellation).ToArray();
        Assert.Equal(1, scores.Sum(), 1e-3f);
        var best = Enumerable.Range(0, scores.Length).OrderByDescending(index => scores[index]).Take(5);
        Assert.Contains(name, best.Select(index => ImageNetNames.Of(index)[0]));
    }

    public sealed class FromNuGet : IAsyncLifetime
    {
        private readonly TestPack folder = new([1]);
        private PackInstallation? done;

        public PackStore Store => field ??= new PackStore(folder.In("models"));

        public async ValueTask InitializeAsync() =>
            done = await new PackInstaller(Store).InstallModelAsync(Store.Catalog.FindModel("resnet18-distilled")!, null, Cancellation);

        public ValueTask DisposeAsync()
        {
            folder.Dispose();
            return ValueTask.CompletedTask;
        }

        public PackModel Installed()
        {
            if (done!.Problems is [{ Code: PackException.SourceFailed } problem, ..])
            {
                Assert.Skip($"needs the NuGet feed: {problem.Message}");
            }

            return Store.Catalog.FindModel("resnet18-distilled")!;
        }
    }
}
