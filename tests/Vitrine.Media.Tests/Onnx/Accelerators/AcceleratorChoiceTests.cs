using Vitrine.Media.Onnx.Accelerators;

namespace Vitrine.Media.Tests.Onnx.Accelerators;

/// <summary>Asked × here × tried → where, why, and whether that is a problem.</summary>
public sealed class AcceleratorChoiceTests
{
    private const string Processor = "Models run on the processor";

    public static TheoryData<Accelerator, bool, bool, AcceleratorUse?, bool, bool, string> Cases => new()
    {
        // The processor was asked for: nothing else counts.
        { Accelerator.Cpu, false, false, null, false, false, $"{Processor}." },
        { Accelerator.Cpu, true, true, null, false, false, $"{Processor}." },
        { Accelerator.Cpu, true, true, Ran("a"), false, false, $"{Processor}." },

        // What is not here is a quiet fact, and a problem to who asked for the card.
        { Accelerator.Auto, false, false, null, false, false, $"{Processor}: this build of Vitrine has no CUDA in it." },
        { Accelerator.Auto, false, true, null, false, false, $"{Processor}: this build of Vitrine has no CUDA in it." },
        { Accelerator.Auto, true, false, null, false, false, $"{Processor}: there is no graphics card for CUDA here." },
        { Accelerator.Cuda, false, true, null, false, true, $"{Processor}: this build of Vitrine has no CUDA in it." },
        { Accelerator.Cuda, true, false, null, false, true, $"{Processor}: there is no graphics card for CUDA here." },

        // All is here, and nothing was loaded yet.
        { Accelerator.Auto, true, true, null, true, false, "Models are to run on the graphics card (CUDA); none was needed yet." },
        { Accelerator.Cuda, true, true, new AcceleratorUse(), true, false, "Models are to run on the graphics card (CUDA); none was needed yet." },

        // It was tried.
        { Accelerator.Auto, true, true, Ran("a", "b"), true, false, "Models run on the graphics card (CUDA)." },
        { Accelerator.Cuda, true, true, Ran("a", "b"), true, false, "Models run on the graphics card (CUDA)." },
        { Accelerator.Auto, true, true, Lacks(AcceleratorReason.LibraryMissing, "libcudnn.so.9 (cuDNN)"), false, false, $"{Processor}: CUDA needs libcudnn.so.9 (cuDNN), which is not here." },
        { Accelerator.Cuda, true, true, Lacks(AcceleratorReason.LibraryMissing, "libcuda.so.1 (the graphics driver)"), false, true, $"{Processor}: CUDA needs libcuda.so.1 (the graphics driver), which is not here." },
        { Accelerator.Cuda, true, true, Lacks(AcceleratorReason.NotLoaded, "it {did} not"), false, true, $"{Processor}: CUDA could not be loaded (it {{did}} not)." },
        { Accelerator.Cuda, true, true, Lacks(AcceleratorReason.NoProvider, ""), false, true, $"{Processor}: this build of Vitrine has no CUDA in it." },
        { Accelerator.Cuda, true, true, Failed("b", "CUDA failure 35: driver too old"), false, true, $"{Processor}: they failed on the graphics card (CUDA failure 35: driver too old)." },
        { Accelerator.Auto, true, true, Failed("b", "out of memory") with { OnCard = ["a"] }, true, false, "Models run on the graphics card (CUDA); on the processor because they failed there: b (out of memory)." },
        { Accelerator.Cuda, true, true, Failed("b", "out of memory") with { OnCard = ["a"] }, true, true, "Models run on the graphics card (CUDA); on the processor because they failed there: b (out of memory)." },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Decide_EachCase_SaysWhereAndWhy(Accelerator asked, bool provider, bool card, AcceleratorUse? use, bool usesCard, bool problem, string sentence)
    {
        var choice = AcceleratorChoice.Decide(asked, new AcceleratorFacts(provider, card ? ["/dev/nvidia0"] : []), use);

        Assert.Equal((sentence, usesCard, problem), (choice.Sentence, choice.UsesCard, choice.IsProblem));
    }

    [Theory]
    [InlineData("auto", Accelerator.Auto)]
    [InlineData("cpu", Accelerator.Cpu)]
    [InlineData("cuda", Accelerator.Cuda)]
    public void Parse_ItsOwnName_IsRead(string name, Accelerator accelerator)
    {
        Assert.Equal(accelerator, AcceleratorNames.Parse(name, "--accelerator"));
        Assert.Equal(name, accelerator.Name());
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("CUDA")]
    [InlineData("")]
    public void Parse_AnythingElse_IsRefusedWithASentence(string name) =>
        Assert.Equal($"--accelerator takes auto, cpu or cuda, not '{name}'", Assert.Throws<ArgumentException>(() => AcceleratorNames.Parse(name, "--accelerator")).Message);

    private static AcceleratorUse Ran(params string[] models) => new() { OnCard = models };

    private static AcceleratorUse Lacks(AcceleratorReason reason, string detail) => new() { Trouble = new AcceleratorTrouble(reason, detail) };

    private static AcceleratorUse Failed(string model, string why) => new() { OnProcessor = new Dictionary<string, string> { [model] = why } };
}
