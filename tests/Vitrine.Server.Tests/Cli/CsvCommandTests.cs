using System.Text.Json;
using Vitrine.Media.Tools;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Cli;

/// <summary>Tables of values by the commands as people run them.</summary>
public sealed class CsvCommandTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Table_GoesOutIsTriedAndApplied()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        await File.WriteAllLinesAsync(Path.Combine(app.Data, "server.txt"), [app.Url, "1"], Ending);
        await File.WriteAllTextAsync(Path.Combine(app.Data, "token"), app.Token, Ending);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.UploadAsync("b.gif", PlayedMedia.File("b"));
        await app.FinishAsync();
        var file = Path.Combine(app.Files, "table.csv");

        Assert.Equal(0, (await RunAsync(app, "csv", "export", "--query", "name:a", "--columns", "name,title,rating", file)).Code);
        var lines = await File.ReadAllLinesAsync(file, Ending);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"{id},", lines[1], StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, $"id,title,rating\n{id},Boat,9\n", Ending);
        var wrong = await RunAsync(app, "csv", "apply", file);
        Assert.Equal(1, wrong.Code);
        Assert.Contains("! line 2, a.gif, rating: Stars are whole numbers", wrong.Said, StringComparison.Ordinal);
        Assert.Contains("Nothing was applied. Mend these rows", wrong.Said, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, $"id;title;rating\n{id};Boat;4\n", Ending);
        var dry = await RunAsync(app, "csv", "apply", "--dry-run", file);
        Assert.Equal(0, dry.Code);
        Assert.Contains("line 2, a.gif, title: (nothing) → Boat", dry.Said, StringComparison.Ordinal);
        Assert.Empty((await app.Client.AssetAsync(id)).Claims);
        var done = JsonDocument.Parse((await RunAsync(app, "csv", "apply", "--json", file)).Said).RootElement;
        Assert.Equal(("done", 1), (done.GetProperty("state").GetString(), done.GetProperty("changed").GetInt32()));
        Assert.Equal("Boat", (await app.Client.AssetAsync(id)).Claims.Single(claim => claim.About == "title").Value);
        Assert.Equal((1, "nothing: There is no column 'nothing'."), (await RunAsync(app, "csv", "export", "--columns", "nothing", file)) is var refused ? (refused.Code, refused.Errors.Trim()) : default);
    }

    private static async Task<(int Code, string Said, string Errors)> RunAsync(DamApp app, params string[] arguments)
    {
        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "vitrine"), [.. arguments, "--data", app.Data]) { Limit = TimeSpan.FromMinutes(2) };
        var result = await ToolProcess.RunAsync(command, Ending);
        return (result.ExitCode, System.Text.Encoding.UTF8.GetString(result.Output), result.Errors);
    }
}
