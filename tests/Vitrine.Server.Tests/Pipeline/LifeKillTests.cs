using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Vitrine.Media.Tools;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Pipeline;

/// <summary>The real server, killed again and again while it takes folders in, takes uploads, edits, backs up and is exported from, all at once.</summary>
public sealed class LifeKillTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-life-").FullName;
    private readonly ConcurrentDictionary<string, string> uploaded = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> tagged = new(StringComparer.Ordinal);
    private int files, sent;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Life_WithKills_LosesNothingThatWasAnswered(string engine)
    {
        await using var database = engine == Engines.Sqlite ? null : await TestDatabase.PlantedAsync(engine);
        var (data, photos, backups) = (Path.Combine(folder, "data"), Directory.CreateDirectory(Path.Combine(folder, "photos")).FullName, Directory.CreateDirectory(Path.Combine(folder, "backups")).FullName);
        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(Path.Combine(data, "backups.txt"), backups + "\n", TestContext.Current.CancellationToken);
        var chance = Deep.Chance($"kills of a life, {engine}");
        for (var kill = 0; kill < (Deep.IsOn ? 150 : 2); kill++)
        {
            await using var server = await RunningServer.StartAsync(data, database?.Connection, photos);
            using var ending = new CancellationTokenSource();
            var work = Task.WhenAll(
                Loop(() => ImportAsync(server, photos), ending.Token), Loop(() => UploadAsync(server), ending.Token), Loop(() => EditAsync(server), ending.Token),
                Loop(() => TryAsync(server, "/api/backups", JsonSerializer.Serialize(new { path = backups, keep = 2 })), ending.Token), Loop(() => ExportAsync(data, ending.Token), ending.Token));
            await Task.Delay(chance.Next(100, 2500), TestContext.Current.CancellationToken);

            // On a slow machine nothing may have been answered so soon; then there would be nothing to lose.
            for (var since = Stopwatch.StartNew(); uploaded.IsEmpty && since.Elapsed < Patience;)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }

            await server.KillAsync();
            await ending.CancelAsync();
            await work.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }

        await using var last = await RunningServer.StartAsync(data, database?.Connection, photos);
        await last.PostAsync("/api/import", JsonSerializer.Serialize(new { paths = new[] { photos } }));
        await last.IdleAsync();
        await CheckAsync(last);
    }

    private async Task CheckAsync(RunningServer server)
    {
        Assert.NotEmpty(uploaded);
        foreach (var (id, hash) in uploaded)
        {
            Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(await server.BytesAsync($"/api/assets/{id}/original"))));
        }

        foreach (var id in tagged.Keys)
        {
            var asset = await server.GetAsync($"/api/assets/{id}");
            Assert.Contains(asset.GetProperty("claims").EnumerateArray(), claim => claim.GetProperty("name").GetString() == "kept");
        }

        var linked = (await server.PostAsync("/api/search", """{"query":"folder:photos"}""")).GetProperty("total").GetInt64();
        Assert.Equal(files, linked);
        var all = (await server.PostAsync("/api/search", """{"query":""}""")).GetProperty("total").GetInt64();

        // What was sent and never answered may be there or not, whole in either case.
        Assert.InRange(all - linked, uploaded.Count, sent);

        var job = (await server.PostAsync("/api/verify", "{}")).GetProperty("job").GetString();
        await server.IdleAsync();
        var report = await server.GetAsync("/api/verify");
        Assert.Equal(job, report.GetProperty("job").GetString());
        Assert.All(report.GetProperty("findings").EnumerateArray(), finding => Assert.True(finding.GetProperty("harmless").GetBoolean(), finding.GetRawText()));
    }

    private static async Task Loop(Func<Task> act, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await act();
            }
            catch (Exception error) when (error is HttpRequestException or IOException or System.Net.Sockets.SocketException or OperationCanceledException)
            {
                // Killed in between: what was not answered counts as not done.
            }
        }
    }

    private async Task ImportAsync(RunningServer server, string photos)
    {
        var number = Interlocked.Increment(ref files);
        var part = Path.Combine(folder, $"{number}.part");
        await File.WriteAllBytesAsync(part, DrawnPicture.Png(number, 64));
        File.Move(part, Path.Combine(photos, $"photo-{number}.png"));
        await TryAsync(server, "/api/import", JsonSerializer.Serialize(new { paths = new[] { photos } }));
        await Task.Delay(100);
    }

    private async Task UploadAsync(RunningServer server)
    {
        var number = Interlocked.Increment(ref sent);
        var content = RandomNumberGenerator.GetBytes(30_000);
        using var form = DamApp.UploadForm($"upload-{number}.bin", content, "uploads");
        var (status, text) = await server.TrySendAsync(HttpMethod.Post, "/api/assets", form);
        if (status == HttpStatusCode.Created)
        {
            uploaded[JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!] = Convert.ToHexStringLower(SHA256.HashData(content));
        }
    }

    private async Task EditAsync(RunningServer server)
    {
        var ids = uploaded.Keys.Where(id => !tagged.ContainsKey(id)).Take(5).ToArray();
        if (ids.Length == 0)
        {
            await Task.Delay(20);
            return;
        }

        var (status, text) = await server.TrySendAsync(HttpMethod.Post, "/api/bulk", Json(JsonSerializer.Serialize(new { ids, add = new { tags = new[] { "kept" } } })));
        if (status == HttpStatusCode.Accepted)
        {
            // An accepted job is carried out, whatever happens to the server.
            Assert.Contains("job", text, StringComparison.Ordinal);
            foreach (var id in ids)
            {
                tagged[id] = true;
            }
        }
    }

    private async Task ExportAsync(string data, CancellationToken ending)
    {
        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "vitrine"), ["export", Path.Combine(folder, "out"), "folder:uploads", "--json", "--data", data]) { Limit = Patience };
        await ToolProcess.RunAsync(command, ending);
        await Task.Delay(50, ending);
    }

    private static async Task TryAsync(RunningServer server, string path, string json) => await server.TrySendAsync(HttpMethod.Post, path, Json(json));

    private static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");
}
