using Vitrine.Media.Packs;
using Vitrine.Media.Packs.Sources;

namespace Vitrine.Media.Tests.Packs;

public sealed class AssemblyResourceTests
{
    private static readonly string Assembly = typeof(PackCatalog).Assembly.Location;

    [Fact]
    public async Task Open_ResourceOfAnAssembly_IsTheFileThatWasPutIn()
    {
        await using var assembly = File.OpenRead(Assembly);
        await using var read = AssemblyResource.Open(assembly, "catalog.json");
        await using var loaded = typeof(PackCatalog).Assembly.GetManifestResourceStream("catalog.json")!;
        using var ours = new MemoryStream();
        using var theirs = new MemoryStream();
        await read.CopyToAsync(ours, TestContext.Current.CancellationToken);
        await loaded.CopyToAsync(theirs, TestContext.Current.CancellationToken);
        Assert.Equal(theirs.ToArray(), ours.ToArray());
    }

    [Fact]
    public void Open_WithoutIt_SaysSo()
    {
        using var assembly = File.OpenRead(Assembly);
        Assert.Equal(PackException.BadPackage, Assert.Throws<PackException>(() => AssemblyResource.Open(assembly, "no-such")).Code);
    }

    [Fact]
    public void Open_DamagedAssemblies_AreRefusedWithASentence()
    {
        var whole = File.ReadAllBytes(Assembly);
        var chance = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var bytes = whole[..(round % 2 == 0 ? chance.Next(whole.Length) : whole.Length)];
            for (var i = 0; i < 20 && bytes.Length > 0; i++)
            {
                bytes[chance.Next(Math.Min(bytes.Length, 4_096))] = (byte)chance.Next(256);
            }

            try
            {
                using var read = AssemblyResource.Open(new MemoryStream(bytes), "catalog.json");
                Assert.True(read.Length <= whole.Length);
            }
            catch (PackException problem)
            {
                Assert.NotEmpty(problem.Message);
            }
        }
    }
}
