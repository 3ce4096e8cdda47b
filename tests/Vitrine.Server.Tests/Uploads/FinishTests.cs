using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Uploads;

/// <summary>Between the last byte and the library: whatever happens there, a file comes in once and whole.</summary>
public sealed class FinishTests
{
    private static readonly byte[] Picture = PlayedMedia.File("KEYWORD:dog", new string('x', 5000));

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Finish_WhileTheStoreDoesNotAnswer_KeepsTheBytesAndIsDoneLater(string engine)
    {
        BreakableBlobs? store = null;
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Services = services => Break(services, made => store = made) });
        Assert.NotNull(app.Services.GetRequiredService<BlobStore>());
        store!.Down = true;
        var path = await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "a.gif"), ("tags", "mine"));
        using var late = await Tus.AppendAsync(app.Http, path, 0, Picture);
        Assert.Contains("All bytes are here", (await late.ProblemAsync(HttpStatusCode.ServiceUnavailable)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(app.Data, "uploads")));
        using var waiting = await app.SendAsync(HttpMethod.Get, path);
        Assert.Equal("finishing", (await waiting.JsonAsync()).GetProperty("state").GetString());

        store.Down = false;
        using var head = await Tus.SendAsync(app.Http, HttpMethod.Head, path, null);
        Assert.Equal(Picture, await Tus.OriginalAsync(app.Http, head.Header("X-Vitrine-Asset")!));
        Assert.Equal(1, (await app.Client.LibraryAsync()).Assets);
    }

    /// <summary>As a server that was killed after each of the steps would have left it.</summary>
    [Theory]
    [InlineData(Engines.Sqlite, "bytes"), InlineData(Engines.Sqlite, "hashed"), InlineData(Engines.Sqlite, "stored"), InlineData(Engines.Sqlite, "done")]
    [InlineData(Engines.Postgres, "bytes"), InlineData(Engines.Postgres, "hashed"), InlineData(Engines.Postgres, "stored"), InlineData(Engines.Postgres, "done")]
    public async Task Finish_AfterACrashAtAnyStep_IsDoneOnceByTheNextStart(string engine, string reached)
    {
        await using var app = await DamApp.StartAsync(engine);
        var path = await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "a.gif"));
        var id = path[(path.LastIndexOf('/') + 1)..];
        using var piece = await Tus.AppendAsync(app.Http, path, 0, Picture[..^1]);
        await File.AppendAllTextAsync(Tus.FileOf(app.Data, path), "x", TestContext.Current.CancellationToken);
        var (sha256, file) = (Convert.FromHexString(Tus.Sha256(Picture)), Tus.FileOf(app.Data, path));
        if (reached != "bytes")
        {
            await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update upload set sha256 = {sha256}, essence = {sha256} where id = {id}"));
        }

        if (reached is "stored" or "done")
        {
            var hashes = new Vitrine.Media.Metadata.FileHashes(sha256, sha256, Picture.Length);
            await app.Services.GetRequiredService<BlobIntake>().KeepAsync(app.Database, Actor.System, hashes, file, TestContext.Current.CancellationToken);
            Assert.False(File.Exists(file));
        }

        var before = reached == "done" ? await AssetAsync(app, path) : null;
        await app.RestartAsync();
        await app.UntilAsync(async session => await session.TextAsync($"select 'upload ' || id from upload where asset_id is null"));

        var asset = await AssetAsync(app, path);
        Assert.Equal(before ?? asset, asset);
        Assert.Equal(1, (await app.Client.LibraryAsync()).Assets);
        Assert.Equal(Picture, await Tus.OriginalAsync(app.Http, asset));
        Assert.Empty(Directory.GetFiles(Path.Combine(app.Data, "uploads")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Finish_AskedForByManyAtOnce_HappensOnce(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var path = await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "a.gif"));
        using var piece = await Tus.AppendAsync(app.Http, path, 0, Picture[..^1]);
        await File.AppendAllTextAsync(Tus.FileOf(app.Data, path), "x", TestContext.Current.CancellationToken);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Tus.SendAsync(app.Http, HttpMethod.Head, path, null)));

        var assets = answers.Where(answer => answer.StatusCode == HttpStatusCode.OK).Select(answer => answer.Header("X-Vitrine-Asset")).Distinct();
        Assert.NotNull(Assert.Single(assets));
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Locked));
        Assert.Equal(1, (await app.Client.LibraryAsync()).Assets);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Finish_OfBytesThatAreCondemned_RevivesThem(string engine)
    {
        var clock = new ShiftedClock();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Clock = clock });
        var first = await app.UploadAsync("a.gif", Picture);
        await app.FinishAsync();
        using var trashed = await app.SendAsync(HttpMethod.Delete, $"api/assets/{first.Id}");
        clock.Advance(Purge.TrashTime + TimeSpan.FromHours(1));
        await ProtocolTests.SweepAsync(app);
        Assert.Equal(1, await NumberAsync(app, $"select count(*) from blob where state = {BlobState.Condemned}"));

        var asset = await Tus.CompleteAsync(app.Http, await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "b.gif")), Picture);
        clock.Advance(Purge.CondemnedTime + TimeSpan.FromDays(2));
        await ProtocolTests.SweepAsync(app);

        Assert.Equal(Picture, await Tus.OriginalAsync(app.Http, asset));
        Assert.Equal(1, await NumberAsync(app, $"select count(*) from blob where state = {BlobState.Live}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_InAServerThatIsStartedAgain_GoesOnWhereItWas(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var path = await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "a.gif"), ("folder", "Later"));
        using var piece = await Tus.AppendAsync(app.Http, path, 0, Picture[..1000]);

        await app.RestartAsync();

        Assert.Equal(1000, await Tus.OffsetAsync(app.Http, path));
        var asset = await app.Client.AssetAsync(await Tus.CompleteAsync(app.Http, path, Picture));
        Assert.Equal(("/Later", Tus.Sha256(Picture)), (asset.Folder, asset.Version.Sha256));
    }

    [Fact]
    public async Task Upload_AskedForAtAnotherServerOfTheSameLibrary_IsNotThereAndNotSwept()
    {
        await using var app = await DamApp.StartAsync(Engines.Postgres);
        await using var other = await DamApp.BesideAsync(app);
        var path = await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "a.gif"));
        using var piece = await Tus.AppendAsync(app.Http, path, 0, Picture[..^1]);

        using var elsewhere = await Tus.SendAsync(other.Http, HttpMethod.Head, path, null);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        await ProtocolTests.SweepAsync(other);

        Assert.Equal(Picture, await Tus.OriginalAsync(app.Http, await Tus.CompleteAsync(app.Http, path, Picture)));
    }

    private static void Break(IServiceCollection services, Action<BreakableBlobs> made)
    {
        var inner = services.Single(service => service.ServiceType == typeof(BlobStore));
        services.Replace(ServiceDescriptor.Singleton<BlobStore>(provider =>
        {
            var store = new BreakableBlobs((BlobStore)inner.ImplementationFactory!(provider));
            made(store);
            return store;
        }));
    }

    private static async Task<string> AssetAsync(DamApp app, string path)
    {
        using var head = await Tus.SendAsync(app.Http, HttpMethod.Head, path, null);
        return head.Header("X-Vitrine-Asset")!;
    }

    private static async Task<long> NumberAsync(DamApp app, Sql sql) => await app.Database.ReadAsync(session => session.NumberAsync(sql)) ?? 0;
}
