using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vitrine.Core.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Storage.Blobs.S3;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Storage;

/// <summary>Several servers over one database: their originals lie in one place, or the second is refused.</summary>
public sealed class BlobKeeperTests : IDisposable
{
    private static readonly BlobPlace Folder = new(S3: null);
    private static readonly BlobPlace Bucket = new(S3Address.Parse("s3://pictures"));

    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-keeper-").FullName;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Servers_TwoWithAFolderEach_TheSecondIsRefusedWhileTheFirstLives()
    {
        await using var database = await TestDatabase.PlantedAsync(Engines.Postgres);
        var (one, two) = (Path.Combine(folder, "one"), Path.Combine(folder, "two"));
        await using var first = await RunningServer.StartAsync(one, database.Connection);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningServer.StartAsync(two, database.Connection));

        Assert.Contains($"{one}) keeps the originals", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--blobs s3://", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Message, StringComparison.Ordinal);
        await first.KillAsync();
        await using var again = await RunningServer.StartAsync(one, database.Connection);
        await again.GetAsync("/api/activity");
    }

    [Fact]
    public async Task Server_WhoseForerunnerIsDead_TakesOverAndWarns()
    {
        var clock = new ShiftedClock();
        using var log = new HeardLog();
        await using var database = await TestDatabase.PlantedAsync(Engines.Postgres);
        await using (await DamApp.OverAsync(Engines.Postgres, Path.Combine(folder, "one"), database.Connection, new DamSetup { Clock = clock }))
        {
        }

        var options = new ServerOptions { Data = Path.Combine(folder, "two"), Port = 0, Database = database.Connection };
        await Assert.ThrowsAsync<StorageException>(() => ServerHost.BuildAsync(options, clock, cancellationToken: Ending));
        clock.Advance(Scheduler.NodeTimeout + TimeSpan.FromSeconds(1));

        await using var second = await ServerHost.BuildAsync(options, clock, services => services.AddSingleton<ILoggerProvider>(log), Ending);

        await log.HearAsync(["goes on with its own folder"], Ending);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Claim_AnotherKindOfPlaceByAnotherNode_IsRefusedWithASentence(string engine)
    {
        var clock = new ShiftedClock();
        await using var test = await TestDatabase.CreateAsync(engine, clock);
        using var data = DataFolder.Take(folder);
        await OriginalAsync(test.Database);

        Assert.Null(await ClaimAsync(test.Database, data, Bucket, "a"));
        Assert.Null(await ClaimAsync(test.Database, data, Bucket, "b"));
        clock.Advance(TimeSpan.FromDays(1));
        var refused = await Assert.ThrowsAsync<StorageException>(() => ClaimAsync(test.Database, data, Folder, "c"));
        Assert.Contains("lie in an S3 store", refused.Message, StringComparison.Ordinal);

        // Who used it last may have moved them.
        Assert.Null(await ClaimAsync(test.Database, data, Folder, "b"));
        clock.Advance(TimeSpan.FromDays(1));
        refused = await Assert.ThrowsAsync<StorageException>(() => ClaimAsync(test.Database, data, Bucket, "a"));
        Assert.Contains($"lie in the folder of {Environment.MachineName}, {folder}", refused.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Claim_AnotherKindWhileAnotherNodeLives_IsRefusedAndLaterTakenWhereNoOriginalsAre(string engine)
    {
        var clock = new ShiftedClock();
        await using var test = await TestDatabase.CreateAsync(engine, clock);
        using var data = DataFolder.Take(folder);
        await ClaimAsync(test.Database, data, Bucket, "a");
        await ClaimAsync(test.Database, data, Bucket, "b");

        await Assert.ThrowsAsync<StorageException>(() => ClaimAsync(test.Database, data, Folder, "b"));
        clock.Advance(Scheduler.NodeTimeout + TimeSpan.FromSeconds(1));

        Assert.Null(await ClaimAsync(test.Database, data, Folder, "c"));
    }

    private static Task<string?> ClaimAsync(Database database, DataFolder data, BlobPlace place, string node) =>
        BlobKeeper.ClaimAsync(database, data, place, new NodeIdentity(node, "boot"), Scheduler.NodeTimeout, Ending);

    private static Task OriginalAsync(Database database) => database.WriteAsync(
        Actor.System,
        session => session.ExecuteAsync($"insert into blob (sha256, bytes, state, created_at) values ({new byte[32]}, {1}, {1}, {session.Now})"),
        Ending);
}
