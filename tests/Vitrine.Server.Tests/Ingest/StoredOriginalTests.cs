using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Vitrine.Server.Ingest;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Tests.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Ingest;

/// <summary>From the upload to the purge with originals in an S3 server, and what happens while a store does not answer.</summary>
public sealed class StoredOriginalTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task S3_UploadAnalyseDownloadPurge(string engine)
    {
        var gateway = await RadosGateway.StartAsync();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Blobs = gateway.NewAddress() });
        var content = PlayedMedia.File("KEYWORD:harbour", "LABEL:imagenet/770=0.99", new string('x', 700_000));
        var id = (await app.UploadAsync("a.gif", content)).Id;
        await app.FinishAsync();
        Assert.Contains((await app.Client.AssetAsync(id)).Claims, claim => claim.Name == "harbour");

        // A second start knows the place, and has no copy of its own.
        await app.RestartAsync(app.Setup with { Blobs = null });
        using var whole = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original");
        Assert.Equal(content, await whole.Content.ReadAsByteArrayAsync());
        using var part = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original", null, request => request.Headers.Range = new RangeHeaderValue(600_000, 600_009));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(content[600_000..600_010], await part.Content.ReadAsByteArrayAsync());
        Assert.False(Directory.Exists(Path.Combine(app.Data, "blobs")));

        await PurgeAsync(app, condemnedFor: TimeSpan.Zero);
        Assert.Equal(1, await CountAsync(app));

        // Met again while condemned, it lives; purged again, it goes.
        await app.UploadAsync("b.gif", content);
        await app.FinishAsync();
        app.Setup.Clock.Advance(Purge.CondemnedTime + TimeSpan.FromHours(1));
        Assert.Equal(0, await app.Services.GetRequiredService<Purge>().BytesAsync());
        await PurgeAsync(app, Purge.CondemnedTime + TimeSpan.FromHours(1));
        Assert.Equal(0, await CountAsync(app));
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from blob")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Outage_UploadsAndDownloadsAnswer503AndNothingFails(string engine)
    {
        BreakableBlobs? blobs = null;
        await using var app = await DamApp.StartAsync(engine, new DamSetup
        {
            Services = services => services.Replace(ServiceDescriptor.Singleton<BlobStore>(
                provider => blobs = new BreakableBlobs(new FolderBlobStore(provider.GetRequiredService<DataFolder>().Blobs)))),
        });
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("one"))).Id;
        await app.FinishAsync();

        blobs!.Down = true;
        using var form = DamApp.UploadForm("b.gif", PlayedMedia.File("two"));
        using var refused = await app.Http.PostAsync("api/assets", form);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains(BreakableBlobs.Sentence, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var unread = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unread.StatusCode);
        Assert.Contains(BreakableBlobs.Sentence, await unread.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(app.Data, "spool")));

        blobs.Down = false;
        await app.UploadAsync("b.gif", PlayedMedia.File("two"));
        await app.FinishAsync();
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from run where state = {RunState.Failed}")));
        using var read = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Outage_DuringACopy_TheJobGoesOnLater(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        rig.Write("b.gif", "two");
        rig.Blobs.Refuse(1);

        var job = await rig.ImportAsync(copy: true);

        Assert.Equal((2, 0, ""), (job.Changed, job.Failed, string.Join(' ', await rig.TextsAsync($"select code from job_problem"))));
        Assert.Empty(Directory.GetFiles(rig.Spool));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Outage_DuringAPurge_TheBytesGoLater(string engine)
    {
        var clock = new ShiftedClock();
        await using var rig = await Rig.CreateAsync(engine, clock);
        rig.Write("a.gif", "one");
        await rig.ImportAsync(copy: true);
        await TrashAsync(rig.Database, rig.Seed);
        clock.Advance(Purge.TrashTime + TimeSpan.FromHours(1));
        await rig.Purge.TrashAsync();
        await rig.Purge.CondemnAsync();
        clock.Advance(Purge.CondemnedTime + TimeSpan.FromHours(1));

        rig.Blobs.Down = true;
        await Assert.ThrowsAsync<BlobsUnavailableException>(() => rig.Purge.BytesAsync());
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from blob where state = {BlobState.Condemned}"));

        rig.Blobs.Down = false;
        Assert.Equal(1, await rig.Purge.BytesAsync());
    }

    private static async Task PurgeAsync(DamApp app, TimeSpan condemnedFor)
    {
        var purge = app.Services.GetRequiredService<Purge>();
        await TrashAsync(app.Database, app.Services.GetRequiredService<Seed>());
        app.Setup.Clock.Advance(Purge.TrashTime + TimeSpan.FromHours(1));
        Assert.Equal(1, await purge.TrashAsync());
        Assert.Equal(1, await purge.CondemnAsync());
        app.Setup.Clock.Advance(condemnedFor);
        await purge.BytesAsync();
    }

    private static Task TrashAsync(Database database, Seed seed) =>
        database.WriteAsync(seed.Owner, session => session.ExecuteAsync($"update asset set trashed_at = {session.Now}"));

    private static async Task<int> CountAsync(DamApp app)
    {
        var count = 0;
        await foreach (var _ in app.Services.GetRequiredService<BlobStore>().ListAsync(TestContext.Current.CancellationToken))
        {
            count++;
        }

        return count;
    }
}
