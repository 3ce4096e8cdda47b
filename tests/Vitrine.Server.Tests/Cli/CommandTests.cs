using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Cli.Commands;
using Vitrine.Contracts;
using Vitrine.Media.Tools;
using Vitrine.Server.Features.Packs;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Cli;

/// <summary>What the command line says, word by word, over a running server.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task Script_AtTheRoot_HasEveryVerb()
    {
        var help = await ToolProcess.RunAsync(new ToolCommand(Path.Combine(AppContext.BaseDirectory, "vitrine"), ["--help"]) { Limit = TimeSpan.FromMinutes(2) }, TestContext.Current.CancellationToken);
        var text = System.Text.Encoding.UTF8.GetString(help.Output);
        string[] verbs = [.. text[text.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ').Select(line => line.Trim().Split(' ')[0])];
        var script = await File.ReadAllTextAsync(Path.Combine(Docs.WrittenDocs.Root(), "vitrine"), TestContext.Current.CancellationToken);
        string[] known = script.Split('\n').Single(line => line.TrimStart().StartsWith("serve | ", StringComparison.Ordinal)).Split(')')[0].Split('|', StringSplitOptions.TrimEntries);

        Assert.True(verbs.Length > 15, text);
        Assert.Empty(verbs.Except(known));
        Assert.All(verbs, verb => Assert.Contains($"\n  {verb} ", script, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commands_OfALibrary_SayWhatIsWrongAndWhatHelps()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        await app.UploadAsync("a.gif", PlayedMedia.File("a", "LABEL:coco/dog=0.9"));
        await app.FinishAsync();
        await File.WriteAllLinesAsync(Path.Combine(app.Data, "server.txt"), [app.Url, "1"], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(app.Data, "token"), app.Token, TestContext.Current.CancellationToken);
        var outside = Path.Combine(app.Files, "outside.gif");
        await File.WriteAllBytesAsync(outside, PlayedMedia.File("outside"), TestContext.Current.CancellationToken);

        Assert.Equal(
            ["\"imge\" is no kind.", "  dog kind:imge", "           ^", "Expected here: one of image, video, audio, document, other", "Did you mean: dog kind:image"],
            Lines((await RunAsync(app, "search", "dog", "kind:imge")).Errors));
        Assert.Equal(["--limit is a number from 1 to 500."], Lines((await RunAsync(app, "search", "dog", "--limit", "0")).Errors));
        var facets = Lines((await RunAsync(app, "search", "dog", "--facets", "colou")).Errors);
        Assert.Equal(("--facets: 'colou' is not counted.", "Did you mean: colour"), (facets[0], facets[^1]));
        Assert.StartsWith("Expected here: one of tag, person, kind, ", facets[1], StringComparison.Ordinal);
        Assert.StartsWith("--sort: ", (await RunAsync(app, "search", "dog", "--sort", "blorf")).Errors, StringComparison.Ordinal);
        Assert.Equal(["There is no file /nonexistent.jpg, and an asset's id has 24 hex digits."], Lines((await RunAsync(app, "search", "--like", "/nonexistent.jpg")).Errors));
        foreach (var (arguments, detail) in new (string[], string)[]
        {
            (["search", "dog", "kind:imge", "--json"], "\"imge\" is no kind."), (["search", "--like", "/nonexistent.jpg", "--json"], "There is no file /nonexistent.jpg, and an asset's id has 24 hex digits."),
            (["search", "dog", "--limit", "0", "--json"], "--limit is a number from 1 to 500."),
        })
        {
            var (said, errors) = await RunAsync(app, arguments);
            Assert.Equal((detail, ""), (JsonDocument.Parse(errors).RootElement.GetProperty("detail").GetString(), said));
        }

        Assert.Contains("1 found", (await RunAsync(app, "search", "kind:photo")).Said, StringComparison.Ordinal);
        Assert.Equal(["/a.gif"], Lines((await RunAsync(app, "search", "kind:photo", "--paths", "--sort", "-taken,name")).Said));
        Assert.Contains("kind" + Environment.NewLine + "          1  image", (await RunAsync(app, "search", "kind:photo", "--facets", "kind,tag")).Said, StringComparison.Ordinal);
        var read = (await RunAsync(app, "search", "photos", "of", "blorf", "--phrase")).Said;
        Assert.StartsWith($"Read as: kind:image blorf{Environment.NewLine}Nobody knows: blorf{Environment.NewLine}", read, StringComparison.Ordinal);
        Assert.Contains("0 found", read, StringComparison.Ordinal);
        var id = (await app.Client.SearchAsync(new SearchRequest("kind:photo"))).Items[0].Id;
        Assert.Contains($"{id} is not found{Environment.NewLine}  no   kind:video", (await RunAsync(app, "search", "kind:video", "--explain", id)).Said, StringComparison.Ordinal);
        Assert.Equal([$"{outside} is not in the library. To take it in: ./vitrine import \"{outside}\""], Lines((await RunAsync(app, "show", outside)).Errors));
        Assert.Equal(["/nowhere.gif is not in the library, and there is no such file here."], Lines((await RunAsync(app, "show", "/nowhere.gif")).Errors));
        Assert.Equal(["No asset in the library has the id 0123456789abcdef01234567."], Lines((await RunAsync(app, "show", "0123456789abcdef01234567")).Errors));
        var shown = (await RunAsync(app, "show", "/a.gif")).Said;
        Assert.Contains("tag: Dog", shown, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("fusion fusion", shown, StringComparison.Ordinal);
        Assert.Contains("vitrine search", (await RunAsync(app, "search", "--help")).Said, StringComparison.Ordinal);
        Assert.Equal((await RunAsync(app, "search", "--help")).Said, (await RunAsync(app, "help", "search")).Said);
        Assert.Contains("Commands:", (await RunAsync(app, "help")).Said, StringComparison.Ordinal);
        Assert.DoesNotContain("vitrine-cli", (await RunAsync(app, "--help")).Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("search", "dog")]
    [InlineData("show", "/a.gif")]
    [InlineData("token", null)]
    public async Task Question_ToAFolderWithoutALibrary_IsRefusedAndMakesNone(string verb, string? of)
    {
        var folder = Directory.CreateTempSubdirectory("vitrine-mistyped-");
        var nowhere = Path.Combine(folder.FullName, "dtaa");

        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "vitrine"), [verb, .. of is null ? (string[])[] : [of], "--data", nowhere]);
        var result = await ToolProcess.RunAsync(command, TestContext.Current.CancellationToken);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"There is no library in {nowhere}.", result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(nowhere));
        folder.Delete();
    }

    [Fact]
    public async Task Analysis_FollowedToItsEnd_SaysWhatTheLibraryHas()
    {
        var serving = new TaskCompletionSource().Task;
        HttpClient orphan;
        await using (var app = await DamApp.StartAsync(Engines.Sqlite))
        {
            orphan = app.NewClient(app.Token);

            // Nothing fetches packs here, so that nobody else says that this is over.
            app.Services.GetRequiredService<PackInstallations>().Starter.TrySetResult();
            await app.UploadAsync("a.gif", PlayedMedia.File("a", "LABEL:coco/dog=0.9"));
            var ready = await Importing.UntilLookedAtAsync(app.Client, quiet: true, serving, TestContext.Current.CancellationToken);
            Assert.StartsWith("Everything is looked at: 1 assets, ", ready, StringComparison.Ordinal);
        }

        using (orphan)
        {
            Assert.Null(await Importing.UntilLookedAtAsync(new VitrineClient(orphan), quiet: true, serving, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Pointing_AtTheEndOfAQuery_PutsTheMarkThere() =>
        Assert.EndsWith($"  (dog{Environment.NewLine}      ^", SearchCommand.Pointing("(dog", new QueryProblem("Open.", 99, null, null)), StringComparison.Ordinal);

    [Theory]
    [InlineData(10, 6, 2, 1, "10 files: 6 new (2 of them duplicates), 3 known already; 40 assets in the library")]
    [InlineData(4, 0, 0, 0, "4 files: 0 new, 4 known already; 40 assets in the library")]
    public void Summary_OfAnImport_SaysNewAndKnown(int files, int added, int twice, int failed, string begins)
    {
        var job = new JobView("", "import", "done", files, files, added, failed, null, default, default, false) { Assets = added, Duplicates = twice };
        Assert.StartsWith(begins, Importing.Sentence(new ImportSummary(files, 40, twice, 7, 1, files, []), job), StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<(string Said, string Errors)> RunAsync(DamApp app, params string[] arguments)
    {
        string[] data = arguments is ["search" or "show", ..] && !arguments.Contains("--help") ? ["--data", app.Data] : [];
        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "vitrine"), [.. arguments, .. data]) { Limit = TimeSpan.FromMinutes(2) };
        var result = await ToolProcess.RunAsync(command, TestContext.Current.CancellationToken);
        return (System.Text.Encoding.UTF8.GetString(result.Output), result.Errors);
    }
}
