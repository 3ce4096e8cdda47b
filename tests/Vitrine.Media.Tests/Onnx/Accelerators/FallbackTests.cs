using Microsoft.ML.OnnxRuntime;
using Vitrine.Media.Onnx;
using Vitrine.Media.Onnx.Accelerators;

namespace Vitrine.Media.Tests.Onnx.Accelerators;

/// <summary>
/// A provider that cannot be loaded, a model that it does not take, a run that fails there: each is the runtime's own failure, and each ends with the same
/// numbers from the processor.
/// </summary>
public sealed class FallbackTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vitrine-tiny-");
    private readonly OrtValue outside = OrtValue.CreateTensorValueFromMemory(new long[] { 99 }, [1]);

    public void Dispose()
    {
        outside.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Open_CudaCannotBeLoadedHere_TheProcessorRunsItAndTheReasonIsKnown()
    {
        Assert.SkipWhen(AcceleratorFacts.Look().AreEnough, "a graphics card is here: CudaTests are for it");
        var models = new LoadedModels(threads: 1, CudaProvider.Create());

        Assert.Equal(30, Run(models, "first"));
        Assert.Equal(30, Run(models, "second"));

        var use = models.Use!;
        Assert.Empty(use.OnCard);
        Assert.Equal(CudaProvider.Try(), use.Trouble);
        Assert.False(AcceleratorChoice.Decide(Accelerator.Cuda, new AcceleratorFacts(true, ["/dev/nvidia0"]), use).UsesCard);
        if (CudaProvider.File is null)
        {
            Assert.Equal(AcceleratorReason.NoProvider, use.Trouble?.Reason);
        }
    }

    [Fact]
    public void Open_TheProviderDoesNotTakeOneModel_ThatOneAloneRunsOnTheProcessor()
    {
        var asked = 0;
        var models = new LoadedModels(threads: 1, Provider(options =>
        {
            if (asked++ == 0)
            {
                // All of the model would run on the processor, which this forbids.
                options.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
            }
        }));

        using var first = Open(models, "first");
        using var second = Open(models, "second");

        Assert.Equal([30, 30], [Run(first), Run(second)]);
        var use = models.Use!;
        Assert.Null(use.Trouble);
        Assert.Equal(["second"], use.OnCard);
        Assert.Equal(["first"], use.OnProcessor.Keys);
        Assert.Contains("CPU EP", use.OnProcessor["first"], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FailsOnTheCard_IsRunAgainOnTheProcessorForAllWhoHaveTheModel()
    {
        var models = new LoadedModels(threads: 1, Provider(options => options.AddInitializer(TinyModel.Weight, outside)));
        using var one = Open(models, "picking");
        using var other = Open(models, "picking");
        Assert.Equal(["picking"], models.Use!.OnCard);

        Assert.Equal(30, Run(one));

        Assert.Empty(models.Use.OnCard);
        Assert.Contains("out of data bounds", models.Use.OnProcessor["picking"], StringComparison.Ordinal);
        Assert.Equal([30, 30], [Run(other), Run(one)]);
    }

    [Fact]
    public void Open_ADamagedModel_IsTheModelsFaultAndNotTheCards()
    {
        var models = new LoadedModels(threads: 1, Provider(_ => { }));

        Assert.ThrowsAny<OnnxRuntimeException>(() => models.Open("damaged", () => [1, 2, 3], folder.FullName));

        Assert.Empty(models.Use!.OnProcessor);
    }

    [Fact]
    public void Run_FailsOnTheProcessor_FailsAsBefore()
    {
        var models = new LoadedModels(threads: 1);
        using var session = models.Open("wrong", () => TinyModel.Picking(99), folder.FullName);

        Assert.ThrowsAny<OnnxRuntimeException>(() => session.Run(TestContext.Current.CancellationToken));
        Assert.Null(models.Use);
    }

    private static ExecutionProvider Provider(Action<SessionOptions> append) => new(append, problem => new AcceleratorTrouble(AcceleratorReason.NotLoaded, problem.Message));

    private ModelSession Open(LoadedModels models, string name) => models.Open(name, () => TinyModel.Picking(2), folder.FullName);

    private float Run(LoadedModels models, string name)
    {
        using var session = Open(models, name);
        return Run(session);
    }

    private static float Run(ModelSession session)
    {
        ((ReadOnlySpan<float>)[10, 20, 30, 40]).CopyTo(session.Input);
        session.Run(TestContext.Current.CancellationToken);
        return session.Output(TinyModel.Output)[0];
    }
}
