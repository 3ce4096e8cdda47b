using System.Text;
using System.Text.Json;
using Vitrine.Media.Tools;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Uploads;

/// <summary>The client that the pages use, tus-js-client from npm, run by node over a line that breaks again and again.</summary>
public sealed class TusClientTests
{
    private const string Script =
        """
        const [library, endpoint, token, file, name, chunk] = process.argv.slice(2);
        const tus = require(library), fs = require('fs');
        let asset = null, broken = 0;
        const upload = new tus.Upload(fs.createReadStream(file), {
          endpoint, uploadSize: fs.statSync(file).size, chunkSize: Number(chunk), uploadDataDuringCreation: chunk !== 'Infinity',
          retryDelays: Array(200).fill(20), headers: { Authorization: 'Bearer ' + token },
          metadata: { filename: name, tags: 'from node', folder: 'Node' },
          onShouldRetry: () => { broken += 1; return true; },
          onAfterResponse: (request, response) => { asset = response.getHeader('X-Vitrine-Asset') ?? asset; },
          onError: error => { console.error(String(error)); process.exit(1); },
          onSuccess: () => console.log(JSON.stringify({ url: upload.url, asset, broken })),
        });
        upload.start();
        """;

    [Theory]
    [InlineData(Engines.Sqlite, "Infinity"), InlineData(Engines.Sqlite, "300000"), InlineData(Engines.Postgres, "Infinity"), InlineData(Engines.Postgres, "300000")]
    public async Task Client_OverALineThatBreaks_BringsTheFileInWhole(string engine, string chunk)
    {
        var library = Library();
        var chance = Deep.Chance("upload cuts");
        await using var app = await DamApp.StartAsync(engine);
        var whole = Tus.Bytes(4_000_000, chance.Next());
        var (script, file) = (Path.Combine(app.Files, "upload.js"), Path.Combine(app.Files, "film.bin"));
        await File.WriteAllTextAsync(script, Script, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(file, whole, TestContext.Current.CancellationToken);
        using var line = new BreakableLine(new Uri(app.Url).Port);
        var command = new ToolCommand("node", [script, library, $"http://127.0.0.1:{line.Port}/api/uploads", app.Token, file, "Fünf & \"x\".bin", chunk]) { Limit = TimeSpan.FromMinutes(3) };

        var client = ToolProcess.RunAsync(command, TestContext.Current.CancellationToken);
        for (var cut = 0; cut < Deep.Times(8) && !client.IsCompleted; cut++)
        {
            line.BreakAfter(chance.Next(1, 700_000));
            while (!line.Broken && !client.IsCompleted)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            line.BreakAfter(long.MaxValue);
            line.Broken = false;
        }

        var result = await client;
        Assert.True(result.Succeeded, result.Errors);
        var answer = JsonDocument.Parse(Encoding.UTF8.GetString(result.Output)).RootElement;
        Assert.True(answer.GetProperty("broken").GetInt32() > 0);
        var path = new Uri(answer.GetProperty("url").GetString()!).AbsolutePath;
        using var head = await Tus.SendAsync(app.Http, HttpMethod.Head, path, null);
        var asset = await app.Client.AssetAsync(head.Header("X-Vitrine-Asset")!);
        Assert.Equal(("Fünf & \"x\".bin", "/Node", Tus.Sha256(whole)), (asset.Name, asset.Folder, asset.Version.Sha256));
        Assert.Equal("from node", Assert.Single(asset.Claims).Name);

        // A line may break while the upload is begun, of whose answer nothing came back: that one stays empty until it expires.
        Assert.Equal(1, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from asset")));
    }

    /// <summary>Where the build of the server had npm put it.</summary>
    private static string Library()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Vitrine.slnx")))
        {
            folder = folder.Parent;
        }

        var library = Path.Combine(folder.FullName, "artifacts", "npm", "Vitrine.Server", "node_modules", "tus-js-client");
        var node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(path => File.Exists(Path.Combine(path, "node")));
        Assert.SkipUnless(Directory.Exists(library) && node, "needs npm and node: apt-get install npm nodejs, then build again");
        return library;
    }
}
