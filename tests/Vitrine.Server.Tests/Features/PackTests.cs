using Microsoft.Extensions.Logging;
using Vitrine.Media.Packs;
using Vitrine.Server.Egress;
using Vitrine.Server.Features.Packs;
using Vitrine.Server.Hosting;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

public sealed class PackTests
{
    [Fact]
    public async Task Pack_WithoutAnyOrigin_CannotBeInstalledAndSaysSoItselfAlone()
    {
        if (Environment.GetEnvironmentVariable("VITRINE_MODELS") is { Length: > 0 })
        {
            Assert.Skip("VITRINE_MODELS names a folder, so that every pack may be found");
        }

        var folder = Directory.CreateTempSubdirectory("vitrine-packs-").FullName;
        using var log = new HeardLog();
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var egress = new EgressClient();
        var store = new PackStore(folder);
        using var installations = new PackInstallations(store, egress, new ServerOptions { InstallsPacks = false }, logs.CreateLogger<PackInstallations>());
        var nowhere = store.Catalog.Models.Where(model => model.Files.Any(file => file.Origins.Count == 0)).ToList();
        Assert.NotEmpty(nowhere);
        Assert.All(store.Catalog.Models, model => Assert.Equal(!nowhere.Contains(model), installations.CanInstall(model)));

        await installations.StartAsync(CancellationToken.None);
        Assert.DoesNotContain(store.Catalog.Tasks, task => installations.IsComing(task.Id));
        installations.Start(nowhere[0]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await log.HearAsync([nowhere[0].Id], patience.Token);
        await installations.StopAsync(CancellationToken.None);
        Assert.DoesNotContain(store.Catalog.Tasks, task => installations.IsComing(task.Id));
        Assert.Equal([nowhere[0].Id], store.Catalog.Models.Select(model => model.Id).Where(id => installations.ProblemOf(id) is not null));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Pair_InstalledAndNeverTested_IsTestedAtTheStartAndListedWithWhyItIsNotUsed()
    {
        var folder = Directory.CreateTempSubdirectory("vitrine-pairs-").FullName;
        using var log = new HeardLog();
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var egress = new EgressClient();
        var picture = new PictureDescription("a.onnx", 32, "stretch", "bilinear", [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);
        var pair = new PackModel("pair", 1, "Pair", new PackLicence("MIT", true, "made by the test"), [], [new PackFile("a.onnx", 3, new string('0', 64), [])])
        {
            Pair = new PairDescription(8, 10, picture, new TextDescription("a.onnx", "clip", ["a.onnx"], 8, 1, 0)),
        };
        var store = new PackStore(folder, new PackCatalog([new PackTask("embed", "Sees.", false, ["pair"])], [pair]));
        Directory.CreateDirectory(store.FolderOf(pair));
        await File.WriteAllBytesAsync(store.PathOf(pair, "a.onnx"), [1, 2, 3]);
        using var installations = new PackInstallations(store, egress, new ServerOptions { InstallsPacks = false }, logs.CreateLogger<PackInstallations>());

        await installations.StartAsync(CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await log.HearAsync(["pair"], patience.Token);
        await installations.StopAsync(CancellationToken.None);

        // The child that tests knows the models of the catalogue that ships, and this is none of them: nothing is known of it, and it waits.
        var view = Assert.Single(PackEndpoints.Views(store, installations));
        Assert.Equal((false, false), (view.Installed, view.Preferred));
        Assert.StartsWith("pair could not be tested and is not used: ", view.Problem, StringComparison.Ordinal);
        Assert.Null(store.SelfTestOf(pair));

        using var later = new PackInstallations(store, egress, new ServerOptions { InstallsPacks = false }, logs.CreateLogger<PackInstallations>());
        store.Keep(pair, new SelfTestRecord("pair@1", SelfTestRecord.Current, Passed: false, "of 12 captions 3 are nearest to their own pictures, 7 have to be."));
        Assert.Equal("pair is not used: of 12 captions 3 are nearest to their own pictures, 7 have to be.", Assert.Single(PackEndpoints.Views(store, later)).Problem);

        store.Keep(pair, new SelfTestRecord("pair@1", SelfTestRecord.Current, Passed: true, "It passed."));
        Assert.True(Assert.Single(PackEndpoints.Views(store, later)) is { Installed: true, Preferred: true, Problem: null });
        Directory.Delete(folder, recursive: true);
    }
}
