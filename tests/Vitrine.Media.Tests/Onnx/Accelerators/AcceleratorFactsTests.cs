using Vitrine.Media.Children;
using Vitrine.Media.Onnx.Accelerators;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Tests.Onnx.Accelerators;

public sealed class AcceleratorFactsTests : IDisposable
{
    private readonly DirectoryInfo devices = Directory.CreateTempSubdirectory("vitrine-dev-");

    public void Dispose() => devices.Delete(recursive: true);

    [Fact]
    public void Look_TwoCards_FindsThemAndWhatBelongsToThem()
    {
        foreach (var name in new[] { "nvidia1", "nvidia0", "nvidiactl", "nvidia-uvm", "nvidia-modeset", "nvidiabackup1", "nvram", "null" })
        {
            File.WriteAllText(At(name), "");
        }

        devices.CreateSubdirectory("nvidia-caps");
        var facts = AcceleratorFacts.Look(hasProvider: true, devices.FullName, $"relative:/no/such/folder:{devices.FullName}:{devices.FullName}");

        Assert.Equal([At("nvidia0"), At("nvidia1")], facts.Cards);
        Assert.Equal([At("nvidia0"), At("nvidia1"), At("nvidiactl"), At("nvidia-uvm"), At("nvidia-caps")], facts.Devices);
        Assert.Equal([devices.FullName], facts.Libraries);
        Assert.True(facts.AreEnough);
        Assert.False((facts with { HasProvider = false }).AreEnough);
    }

    [Fact]
    public void Look_NoCard_IsNotEnough()
    {
        File.WriteAllText(At("nvidiactl"), "");

        Assert.False(AcceleratorFacts.Look(hasProvider: true, devices.FullName, null).AreEnough);
        Assert.Empty(AcceleratorFacts.Look(hasProvider: true, At("missing"), null).Cards);
    }

    [Fact]
    public void ModelOptions_WithoutACard_AreTheUsualOnes()
    {
        var options = ModelOptions.Create("/packs");

        Assert.Equal(ChildOptions.Model.MemoryLimit, options.MemoryLimit);
        Assert.Equal(["/packs"], options.Arguments);
        Assert.Empty(options.Devices);
        Assert.True(options.BoundsData);
        Assert.False(ModelOptions.Read(options.Arguments).UsesCard);
    }

    [Fact]
    public void ModelOptions_WithAModelOfPicturesAndTexts_GiveItsMemory()
    {
        var pair = PackCatalog.Shipped.FindModel("siglip2-b16-224")!.Pair!;
        var options = ModelOptions.Create("/packs", pair: pair);

        Assert.Equal(ChildOptions.Model.MemoryLimit + ((long)pair.MemoryMb << 20), options.MemoryLimit);
        Assert.NotEqual(ChildOptions.Model.Environment["DOTNET_GCHeapHardLimit"], options.Environment["DOTNET_GCHeapHardLimit"]);
        Assert.Equal(ChildOptions.Model.Environment.Count, options.Environment.Count);
        Assert.Equal(ModelOptions.CardMemory + ((long)pair.MemoryMb << 20), ModelOptions.Create("/packs", new AcceleratorFacts(true, ["/dev/nvidia0"]), pair).MemoryLimit);
    }

    [Fact]
    public void ModelOptions_WithACard_GiveItAndRoomForItsLibraries()
    {
        var facts = new AcceleratorFacts(true, ["/dev/nvidia0"]) { Devices = ["/dev/nvidia0", "/dev/nvidiactl"], Libraries = ["/opt/cuda/lib64", "/opt/cudnn/lib"] };
        var options = ModelOptions.Create("/packs", facts);

        Assert.Equal(("/packs", true), ModelOptions.Read(options.Arguments));
        Assert.Equal(ModelOptions.CardMemory, options.MemoryLimit);
        Assert.Equal(facts.Devices, options.Devices);
        Assert.Equal(["/packs", "/opt/cuda/lib64", "/opt/cudnn/lib"], options.Folders);
        Assert.Equal("/opt/cuda/lib64:/opt/cudnn/lib", options.Environment["LD_LIBRARY_PATH"]);
        Assert.False(options.BoundsData);
    }

    private string At(string name) => Path.Combine(devices.FullName, name);
}
