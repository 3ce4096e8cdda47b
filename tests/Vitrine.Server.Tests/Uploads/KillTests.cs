using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Uploads;

/// <summary>The real server, killed while bytes come in and while they become an asset.</summary>
public sealed class KillTests : IDisposable
{
    private const int Length = 40_000_000;

    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-uploads-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_ServerKilledInTheMiddle_GoesOnAndComesInOnce(string engine)
    {
        var data = Path.Combine(folder, "data");
        var whole = Tus.Bytes(Length, 11);
        var chance = Deep.Chance("upload kills");
        await using var database = engine == Engines.Sqlite ? null : await TestDatabase.PlantedAsync(engine);
        var server = await RunningServer.StartAsync(data, database?.Connection);
        string path;
        using (var http = Client(server))
        {
            path = await Tus.BeginAsync(http, Length, ("filename", "film.bin"), ("sha256", Tus.Sha256(whole)));
        }

        for (var kill = 0; kill < (Deep.IsOn ? 30 : 3); kill++)
        {
            using var http = Client(server);
            var offset = (int)await Tus.OffsetAsync(http, path);
            var until = chance.Next(offset, Length + 1);
            using var line = await Tus.OpenPieceAsync(server.Url, server.Token, path, offset, Length - offset);
            await line.GetStream().WriteAsync(whole.AsMemory(offset, until - offset), TestContext.Current.CancellationToken);
            await server.KillAsync();
            await server.DisposeAsync();
            var onDisk = new FileInfo(Tus.FileOf(data, path)) is { Exists: true } file ? file.Length : 0;

            server = await RunningServer.StartAsync(data, database?.Connection);
            using var again = Client(server);
            var told = await Tus.OffsetAsync(again, path);
            Assert.InRange(told, offset, until);
            Assert.Equal(onDisk, told);
        }

        // All bytes are sent, and the server dies while it takes them in.
        using (var http = Client(server))
        {
            var offset = (int)await Tus.OffsetAsync(http, path);
            using var line = await Tus.OpenPieceAsync(server.Url, server.Token, path, offset, Length - offset);
            await line.GetStream().WriteAsync(whole.AsMemory(offset), TestContext.Current.CancellationToken);
            await UntilWholeAsync(data, path);
            await server.KillAsync();
            await server.DisposeAsync();
        }

        await using var last = await RunningServer.StartAsync(data, database?.Connection);
        using var client = Client(last);
        using var head = await Tus.SendAsync(client, HttpMethod.Head, path, null);
        var asset = head.Header("X-Vitrine-Asset")!;
        Assert.Equal(Tus.Sha256(whole), Tus.Sha256(await Tus.OriginalAsync(client, asset)));
        Assert.Equal(1, (await last.GetAsync("/api/library")).GetProperty("assets").GetInt32());
        Assert.Empty(Directory.GetFiles(Path.Combine(data, "uploads")));
        Assert.Single(Directory.GetFiles(Path.Combine(data, "blobs"), "*", SearchOption.AllDirectories));
    }

    /// <summary>Until all bytes lie in the data folder; soon after they are renamed into the blob store.</summary>
    private static async Task UntilWholeAsync(string data, string path)
    {
        var file = new FileInfo(Tus.FileOf(data, path));
        for (var seen = false; !seen || (file.Exists && file.Length < Length); file.Refresh())
        {
            seen |= file.Exists;

            // It is another process, which tells nobody of single writes.
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private static HttpClient Client(RunningServer server)
    {
#pragma warning disable RS0030 // Tests are the other side of the wire.
        var http = new HttpClient { BaseAddress = new Uri(server.Url + "/") };
#pragma warning restore RS0030
        http.DefaultRequestHeaders.Authorization = new("Bearer", server.Token);
        return http;
    }
}
