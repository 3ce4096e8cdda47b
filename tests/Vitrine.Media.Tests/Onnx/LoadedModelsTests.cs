using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;
using Vitrine.Media.Tests.Analyzers;

namespace Vitrine.Media.Tests.Onnx;

/// <summary>Several lanes over one loaded model.</summary>
public sealed class LoadedModelsTests(InstalledModels models)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public void Open_Twice_LoadsOnceAndEachHasItsOwnNumbers()
    {
        var loaded = new LoadedModels(threads: 1);
        var reads = 0;
        using var first = Open(loaded, () => reads++);
        using var second = Open(loaded, () => reads++);
        first.Input.Fill(.25f);
        second.Input.Fill(-.5f);

        Parallel.Invoke(() => first.Run(Ending), () => second.Run(Ending));

        Assert.Equal(1, reads);
        Assert.Equal(Alone(.25f), first.Output("scores").ToArray());
        Assert.Equal(Alone(-.5f), second.Output("scores").ToArray());
    }

    [Fact]
    public void Dispose_OneOfTwo_LeavesTheModelToTheOther()
    {
        var loaded = new LoadedModels(threads: 1);
        var reads = 0;
        var first = Open(loaded, () => reads++);
        var second = Open(loaded, () => reads++);

        first.Dispose();
        second.Input.Fill(.25f);
        second.Run(Ending);
        Assert.Equal(Alone(.25f), second.Output("scores").ToArray());

        // Once nobody uses it, it is gone; the next one loads it anew.
        second.Dispose();
        Assert.Equal(1, reads);
        Open(loaded, () => reads++).Dispose();
        Assert.Equal(2, reads);
    }

    [Fact]
    public void Open_Damaged_SaysSoAndTheNextTryReadsAgain()
    {
        var model = models.Model("oid-ssd");
        var loaded = new LoadedModels(threads: 1);
        Assert.ThrowsAny<Exception>(() => loaded.Open("graph", () => [1, 2, 3], models.Store.FolderOf(model)));
        loaded.Open("graph", () => PackGraphs.Read(model.Shipped[0]), models.Store.FolderOf(model)).Dispose();
    }

    private ModelSession Open(LoadedModels loaded, Action reads)
    {
        var model = models.Model("oid-ssd");
        return loaded.Open(
            model.Shipped[0],
            () =>
            {
                reads();
                return PackGraphs.Read(model.Shipped[0]);
            },
            models.Store.FolderOf(model));
    }

    private float[] Alone(float value)
    {
        using var session = Open(new LoadedModels(threads: 1), () => { });
        session.Input.Fill(value);
        session.Run(Ending);
        return session.Output("scores").ToArray();
    }
}
