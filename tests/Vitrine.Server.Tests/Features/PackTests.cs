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
        installations.Start(nowhere[0]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await log.HearAsync([nowhere[0].Id], patience.Token);
        await installations.StopAsync(CancellationToken.None);
        Assert.Equal([nowhere[0].Id], store.Catalog.Models.Select(model => model.Id).Where(id => installations.ProblemOf(id) is not null));
        Directory.Delete(folder, recursive: true);
    }
}
