using System.Text.Json;
using Vitrine.Media.Tools;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Cli;

/// <summary>Collections from the command line, and in an export, by the commands as people run them.</summary>
public sealed class CollectionsCommandTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verbs_MakeFillShowAndDeleteACollection()
    {
        await using var app = await StartAsync(Engines.Sqlite);
        var ids = await app.FilesAsync("a", "b", "c");
        var made = JsonDocument.Parse((await RunAsync(app, "collections", "create", "Press kit", "--description", "For papers", "--json")).Said).RootElement;
        Assert.Equal("Press kit", made.GetProperty("name").GetString());
        Assert.Equal("There is a collection named Press kit already.", (await RunAsync(app, "collections", "create", "Press kit")).Errors.Trim());

        Assert.Equal("Press kit: 2 of 2 added.", (await RunAsync(app, "collections", "add", "press KIT", "--id", ids["c"], "--id", ids["a"])).Said.Trim());
        Assert.Equal("Press kit: 1 of 3 added.", (await RunAsync(app, "collections", "add", "Press kit", "kind:image")).Said.Trim());
        Assert.Equal("c a b", await app.OrderAsync(made.GetProperty("id").GetString()!));
        var shown = (await RunAsync(app, "collections", "show", made.GetProperty("id").GetString()!)).Said;
        Assert.Contains("For papers", shown, StringComparison.Ordinal);
        Assert.True(shown.IndexOf("/c.gif", StringComparison.Ordinal) < shown.IndexOf("/a.gif", StringComparison.Ordinal));
        Assert.EndsWith("3 assets", shown.Trim(), StringComparison.Ordinal);
        Assert.Equal(3, JsonDocument.Parse((await RunAsync(app, "collections", "show", "Press kit", "--json")).Said).RootElement.GetProperty("items").GetArrayLength());

        Assert.Equal("Press kit: 1 of 1 taken out.", (await RunAsync(app, "collections", "remove", "Press kit", "name:a")).Said.Trim());
        Assert.EndsWith("1 collection", (await RunAsync(app, "collections", "list")).Said.Trim(), StringComparison.Ordinal);
        Assert.Contains("vitrine collections restore", (await RunAsync(app, "collections", "delete", "Press kit")).Said, StringComparison.Ordinal);
        Assert.Equal("There is no collection named Press kit; ./vitrine collections list names them.", (await RunAsync(app, "collections", "show", "Press kit")).Errors.Trim());
        Assert.Equal("Press kit is back with 2 assets.", (await RunAsync(app, "collections", "restore", made.GetProperty("id").GetString()!)).Said.Trim());
        Assert.Contains("either by a query or by --id", (await RunAsync(app, "collections", "add", "Press kit")).Errors, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Export_WritesATableOfCollections_AndTheOthersNameThem(string engine)
    {
        await using var app = await StartAsync(engine);
        var ids = await app.FilesAsync("a", "b");
        ids["collections.csv"] = (await app.UploadAsync("collections.csv", "mine"u8.ToArray())).Id;
        ids["deep"] = (await app.UploadAsync("a.gif", PlayedMedia.File("deep"), "Trips, 2024")).Id;
        await app.FinishAsync();
        var target = Path.Combine(app.Files, "out");
        Assert.Equal(0, (await RunAsync(app, "export", target)).Code);

        // Nothing is in a collection yet; the asset of that name keeps it.
        Assert.False(File.Exists(Path.Combine(target, "collections-of-the-library.csv")));
        Assert.True(File.Exists(Path.Combine(target, "collections (2).csv")));
        Assert.False(File.Exists(Path.Combine(target, "collections.csv")));

        await app.CollectionAsync("=1+1", ids["deep"], ids["a"]);
        await app.CollectionAsync("Summer; \"best\"", ids["b"], ids["a"]);
        await app.CollectionAsync("empty");
        Assert.Equal(0, (await RunAsync(app, "export", target)).Code);
        Assert.Equal(
            "\ufeffcollection,position,file\r\n'=1+1,1,\"Trips, 2024/a.gif\"\r\n'=1+1,2,a.gif\r\n\"Summer; \"\"best\"\"\",1,b.gif\r\n\"Summer; \"\"best\"\"\",2,a.gif\r\n",
            System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(target, "collections.csv"), Ending)));

        // Of a part of the library, with the positions of the whole; and of a library whose collections are gone.
        var part = Path.Combine(app.Files, "part");
        Assert.Equal(0, (await RunAsync(app, "export", part, "name:a", "-folder:\"Trips, 2024\"")).Code);
        Assert.Contains("'=1+1,2,a.gif", await File.ReadAllTextAsync(Path.Combine(part, "collections.csv"), Ending), StringComparison.Ordinal);
        Assert.DoesNotContain("Trips", await File.ReadAllTextAsync(Path.Combine(part, "collections.csv"), Ending), StringComparison.Ordinal);
        using (var table = await app.SendAsync(HttpMethod.Get, "api/assets.csv?query=name:b"))
        {
            var lines = (await table.Content.ReadAsStringAsync(Ending)).Split("\r\n");
            Assert.EndsWith(",collections", lines[0], StringComparison.Ordinal);
            Assert.EndsWith(",\"Summer; \"\"best\"\"\"", lines[1], StringComparison.Ordinal);
        }

        foreach (var collection in (await app.Client.CollectionsAsync()).Items)
        {
            await app.DoAsync(HttpMethod.Delete, $"api/collections/{collection.Id}");
        }

        Assert.Equal(0, (await RunAsync(app, "export", target)).Code);
        Assert.Equal("collection,position,file\r\n", await File.ReadAllTextAsync(Path.Combine(target, "collections.csv"), Ending));
    }

    private static async Task<DamApp> StartAsync(string engine)
    {
        var app = await DamApp.StartAsync(engine);
        await File.WriteAllLinesAsync(Path.Combine(app.Data, "server.txt"), [app.Url, "1"], Ending);
        await File.WriteAllTextAsync(Path.Combine(app.Data, "token"), app.Token, Ending);
        return app;
    }

    private static async Task<(int Code, string Said, string Errors)> RunAsync(DamApp app, params string[] arguments)
    {
        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "vitrine"), [.. arguments, "--data", app.Data]) { Limit = TimeSpan.FromMinutes(2) };
        var result = await ToolProcess.RunAsync(command, Ending);
        return (result.ExitCode, System.Text.Encoding.UTF8.GetString(result.Output), result.Errors);
    }
}
