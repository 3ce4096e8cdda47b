using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Children;
using Vitrine.Media.Onnx.Accelerators;
using Vitrine.Media.Tests.Analyzers;
using Vitrine.Media.Tests.Children;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Onnx.Accelerators;

/// <summary>The model child of production with a graphics card, in the sandbox of production: where there is none, and where there is one.</summary>
public sealed class CardChildTests(InstalledModels models)
{
    /// <summary>TF32 rounds to 10 bits and the card adds up in another order: scores move by less than this.</summary>
    private const float Tolerance = 0.02f;

    private string[] Looks => [.. AnalyzerCatalog.Runnable(models.Store).Select(analyzer => analyzer.Id)];

    [Fact]
    public async Task Analyze_CudaWhereItCannotBe_FindsTheSameAndSaysWhy()
    {
        Assert.SkipWhen(AcceleratorFacts.Look().AreEnough, "a graphics card is here: the other test is for it");
        models.Model("yolox-nano");

        // As if there were a card: the child itself has to find out that there is none.
        var facts = new AcceleratorFacts(true, ["/dev/nvidia0"]) { Devices = ["/dev/nvidia0", "/dev/nvidiactl"] };
        var usual = await AskAsync(null);
        var cuda = await AskAsync(facts);

        Assert.Null(usual.Card);
        var choice = AcceleratorChoice.Decide(Accelerator.Cuda, facts, cuda.Card);
        Assert.Equal((false, true), (choice.UsesCard, choice.IsProblem));
        Assert.Equal(CudaProvider.File is null, choice.Reason == AcceleratorReason.NoProvider);
        Assert.NotEmpty(Labels(usual));
        Assert.Equal(Labels(usual), Labels(cuda));
    }

    /// <summary>For a machine with a card and a build with CUDA: docs/accelerator.md says how to run it there.</summary>
    [Fact]
    public async Task Analyze_OnACard_FindsWhatTheProcessorFinds()
    {
        var facts = AcceleratorFacts.Look();
        Assert.SkipUnless(facts.AreEnough, "no CUDA device, or a build without CUDA: run it where both are (docs/accelerator.md)");
        models.Model("yolox-nano");

        var usual = await AskAsync(null);
        var cuda = await AskAsync(facts);

        Assert.Null(cuda.Card?.Trouble);
        Assert.Empty(cuda.Card!.OnProcessor);
        Assert.Contains("yolox_nano", cuda.Card.OnCard);
        var (expected, found) = (Sure(usual), Sure(cuda));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, label => Assert.Equal(label.Value, found[label.Key], Tolerance));
    }

    private async Task<ModelAnswer> AskAsync(AcceleratorFacts? card)
    {
        var preview = await File.ReadAllBytesAsync(Directory.GetFiles(SharedFolder.Path("corpus", "photos", "coco"), "*.jpg").Order(StringComparer.Ordinal).First(), TestContext.Current.CancellationToken);
        var options = ModelOptions.Create(models.Store.Root, card) with { Kind = TestKinds.Models };
        await using var child = new ModelChild(options, await ChildBench.SandboxAsync(null));
        var answer = await child.AnalyzeAsync(new ModelRequest(preview, AssetKind.Image, false, Looks), ChildBench.Patience, TestContext.Current.CancellationToken);
        Assert.Empty(answer.Failed);
        return answer;
    }

    private static List<(string, float)> Labels(ModelAnswer answer) => [.. answer.Findings.SelectMany(set => set.Findings).OfType<Finding.Label>().Select(label => (label.Name, label.Score))];

    /// <summary>The best score of each label, of those that no rounding can push over a model's own threshold.</summary>
    private static Dictionary<string, float> Sure(ModelAnswer answer) => Labels(answer)
        .GroupBy(label => label.Item1, label => label.Item2, StringComparer.Ordinal)
        .Select(label => (label.Key, Score: label.Max()))
        .Where(label => label.Score is > 0.5f and <= 1)
        .ToDictionary(label => label.Key, label => label.Score, StringComparer.Ordinal);
}
