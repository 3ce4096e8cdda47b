using System.Text.Json;
using Vitrine.Media.Tools;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Server.Tests.Searches;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Cli;

/// <summary>Saved searches and smart collections from the command line, by the commands as people run them.</summary>
public sealed class SearchesCommandTests
{
    [Fact]
    public async Task Verbs_SaveShowWatchAndDeleteASearch()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        await File.WriteAllLinesAsync(Path.Combine(app.Data, "server.txt"), [app.Url, "1"], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(app.Data, "token"), app.Token, TestContext.Current.CancellationToken);
        await app.FilesAsync("a", "b");
        var saved = JsonDocument.Parse((await RunAsync(app, "searches", "save", "Pictures", "kind:image", "--sort", "name", "--json")).Said).RootElement;
        Assert.Equal(("kind:image", 2), (saved.GetProperty("query").GetString(), saved.GetProperty("total").GetInt32()));
        Assert.Equal("You have a search named PICTURES already.", (await RunAsync(app, "searches", "save", "PICTURES", "x")).Errors.Trim());
        Assert.StartsWith("Pictures is watched", (await RunAsync(app, "searches", "watch", "PICTURES")).Said, StringComparison.Ordinal);
        await app.FilesAsync("c");
        await app.AskedAsync();
        var listed = (await RunAsync(app, "searches", "list")).Said;
        Assert.Contains("Pictures (1 new)  = kind:image", listed, StringComparison.Ordinal);
        Assert.EndsWith("1 search", listed.Trim(), StringComparison.Ordinal);
        var shown = (await RunAsync(app, "searches", "show", "Pictures")).Said;
        Assert.Contains("/c.gif  new", shown, StringComparison.Ordinal);
        Assert.EndsWith("3 assets", shown.Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain("new", (await RunAsync(app, "searches", "list")).Said, StringComparison.Ordinal);
        Assert.Contains("no longer", (await RunAsync(app, "searches", "watch", "Pictures", "--off")).Said, StringComparison.Ordinal);
        Assert.Contains("searches restore", (await RunAsync(app, "searches", "delete", "Pictures")).Said, StringComparison.Ordinal);
        Assert.Equal("There is no saved search named Pictures; ./vitrine searches list names them.", (await RunAsync(app, "searches", "show", "Pictures")).Errors.Trim());
        Assert.Equal("Pictures is back.", (await RunAsync(app, "searches", "restore", saved.GetProperty("id").GetString()!)).Said.Trim());

        Assert.EndsWith("Smart", (await RunAsync(app, "collections", "create", "Smart", "--query", "name:a OR name:b")).Said.Trim(), StringComparison.Ordinal);
        Assert.Contains("Smart  = name:a OR name:b", (await RunAsync(app, "collections", "list")).Said, StringComparison.Ordinal);
        Assert.EndsWith("2 assets", (await RunAsync(app, "collections", "show", "Smart")).Said.Trim(), StringComparison.Ordinal);
        Assert.Contains("smart collection", (await RunAsync(app, "collections", "add", "Smart", "name:c")).Errors, StringComparison.Ordinal);
    }

    private static async Task<(string Said, string Errors)> RunAsync(DamApp app, params string[] arguments)
    {
        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "vitrine"), [.. arguments, "--data", app.Data]) { Limit = TimeSpan.FromMinutes(2) };
        var result = await ToolProcess.RunAsync(command, TestContext.Current.CancellationToken);
        return (System.Text.Encoding.UTF8.GetString(result.Output), result.Errors);
    }
}
