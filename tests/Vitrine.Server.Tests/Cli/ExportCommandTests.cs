using System.Text.Json;
using Vitrine.Media.Metadata;
using Vitrine.Media.Tools;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Cli;

/// <summary>The library as plain files, by the command as people run it.</summary>
public sealed class ExportCommandTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Export_OfALibrary_IsItsFilesAndWhatItSaysAboutThem(string engine)
    {
        await using var app = await StartAsync(engine);
        var photo = PlayedMedia.File("a", "TITLE:Bridge", "TEXT:Over the river", "TAKEN:2024-05-06T07:08:09", "LABEL:coco/dog=0.99");
        await app.UploadAsync("a.gif", photo, "/Trips/2024", "mine", "Häuser");
        await app.UploadAsync("b.gif", PlayedMedia.File("b"), "/Trips");
        await app.UploadAsync("b.gif.xmp", "<x/>"u8.ToArray(), "/Trips");
        await app.FinishAsync();
        var target = Path.Combine(app.Files, "out");

        var first = await ExportAsync(app, target);

        Assert.Equal(0, first.Code);
        Assert.Equal((3, 3, 3, 3), Counts(first.Said));
        Assert.Equal(
            [".vitrine-export", "Trips/2024/a.gif", "Trips/2024/a.gif.xmp", "Trips/b.gif", "Trips/b.gif (2).xmp", "Trips/b.gif.xmp", "Trips/b.gif.xmp.xmp", "metadata.csv"],
            FilesOf(target).Order(StringComparer.Ordinal).Select(path => path).ToArray(), StringComparer.Ordinal);
        Assert.Equal(photo, await File.ReadAllBytesAsync(Path.Combine(target, "Trips/2024/a.gif"), Ending));
        await using (var exiftool = new ExifToolReader())
        {
            var tags = (await exiftool.ReadAsync(Path.Combine(target, "Trips/2024/a.gif.xmp"), Ending)).Tags;
            string[] Values(string group, string name) => [.. tags.Where(tag => tag.Group == group && tag.Name == name).Select(tag => tag.Raw)];
            Assert.Equal(["Bridge"], Values("XMP-dc", "Title"));
            Assert.Equal(["Over the river"], Values("XMP-dc", "Description"));
            Assert.Equal(["Häuser", "mine"], Values("XMP-dc", "Subject").Order(StringComparer.Ordinal));
            Assert.Equal(["2024:05:06 07:08:09"], Values("XMP-exif", "DateTimeOriginal"));
        }

        var again = await ExportAsync(app, target);
        Assert.Equal((3, 3, 3, 0), Counts(again.Said));
    }

    [Fact]
    public async Task Export_RunAgain_WritesWhatChangedOrIsMissing()
    {
        await using var app = await StartAsync(Engines.Sqlite);
        var tagged = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.UploadAsync("b.gif", PlayedMedia.File("b"));
        await app.FinishAsync();
        var target = Path.Combine(app.Files, "out");
        await ExportAsync(app, target);

        // As a kill leaves it: half a line, half a file, a file that is not there.
        await File.AppendAllTextAsync(Path.Combine(target, ".vitrine-export"), "{\"id\":\"half", Ending);
        await File.WriteAllTextAsync(Path.Combine(target, ".vitrine-part-half"), "half", Ending);
        File.Delete(Path.Combine(target, "b.gif"));
        await app.JobAsync((await app.Client.BulkAsync(new([tagged], null, null, new(["river"]), null), Ending)).Job);
        await app.UploadAsync("c.gif", PlayedMedia.File("c"));
        var second = await ExportAsync(app, target);

        Assert.Equal((0, (3, 3, 3, 2)), (second.Code, Counts(second.Said)));
        Assert.Contains("river", await File.ReadAllTextAsync(Path.Combine(target, "a.gif.xmp"), Ending), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(target, ".vitrine-part-half")));
    }

    [Fact]
    public async Task Export_WithoutAnOriginal_SaysWhichAndIsNotWhole()
    {
        await using var app = await StartAsync(Engines.Sqlite);
        var photos = Directory.CreateDirectory(Path.Combine(app.Files, "photos")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(photos, "gone.gif"), PlayedMedia.File("gone"), Ending);
        await File.WriteAllBytesAsync(Path.Combine(photos, "changed.gif"), PlayedMedia.File("changed"), Ending);
        await app.JobAsync(await app.ImportAsync(photos));
        await app.FinishAsync();
        File.Delete(Path.Combine(photos, "gone.gif"));
        await File.WriteAllBytesAsync(Path.Combine(photos, "changed.gif"), PlayedMedia.File("changed since"), Ending);

        var (code, said, _) = await ExportAsync(app, Path.Combine(app.Files, "out"));

        Assert.Equal(3, code);
        var problems = said.GetProperty("problems").EnumerateArray().Select(problem => (problem.GetProperty("path").GetString()!, problem.GetProperty("message").GetString()!)).Order().ToArray();
        Assert.Equal(2, problems.Length);
        Assert.Contains("changed since it was taken in", problems[0].Item2, StringComparison.Ordinal);
        Assert.EndsWith("gone.gif", problems[1].Item1, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_IntoAFolderOfSomebody_IsRefusedAndChangesNothing()
    {
        await using var app = await StartAsync(Engines.Sqlite);
        var full = Directory.CreateDirectory(Path.Combine(app.Files, "full")).FullName;
        await File.WriteAllTextAsync(Path.Combine(full, "letter.txt"), "mine", Ending);

        var (code, _, errors) = await ExportAsync(app, full);

        Assert.Equal(1, code);
        Assert.Contains("is not empty", errors, StringComparison.Ordinal);
        Assert.Equal(["letter.txt"], FilesOf(full));

        await using var other = await StartAsync(Engines.Sqlite);
        await other.Database.WriteAsync(Server.Storage.Actor.System, session => session.ExecuteAsync($"update library set id = {"fedcba9876543210fedcba98"}"));
        var target = Path.Combine(app.Files, "out");
        await ExportAsync(app, target);
        Assert.Contains("another library", (await ExportAsync(other, target)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_RunAgain_WritesOverNothingOfSomebody()
    {
        await using var app = await StartAsync(Engines.Sqlite);
        await app.UploadAsync("edited.gif", PlayedMedia.File("edited"));
        var kept = (await app.UploadAsync("tagged.gif", PlayedMedia.File("tagged"))).Id;
        await app.FinishAsync();
        var target = Path.Combine(app.Files, "out");
        var outside = Directory.CreateDirectory(Path.Combine(app.Files, "outside")).FullName;
        Assert.Equal(0, (await ExportAsync(app, target)).Code);

        // A file of somebody, a way out of the folder, a picture and the words beside another one that somebody changed.
        await File.WriteAllTextAsync(Path.Combine(target, "new.gif"), "mine", Ending);
        await File.WriteAllTextAsync(Path.Combine(outside, "trip.gif"), "mine", Ending);
        Directory.CreateSymbolicLink(Path.Combine(target, "Trips"), outside);
        await File.AppendAllTextAsync(Path.Combine(target, "edited.gif"), "mine", Ending);
        await File.WriteAllTextAsync(Path.Combine(target, "tagged.gif.xmp"), "mine", Ending);
        await app.UploadAsync("new.gif", PlayedMedia.File("new"));
        await app.UploadAsync("trip.gif", PlayedMedia.File("trip"), "/Trips");
        await app.JobAsync((await app.Client.BulkAsync(new([kept], null, null, new(["river"]), null), Ending)).Job);
        await app.FinishAsync();
        var (code, said, _) = await ExportAsync(app, target);

        Assert.Equal(3, code);
        Assert.Equal(
            ["Trips/trip (2).gif", "edited.gif", "tagged.gif.xmp"], said.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("path").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(target, "new.gif"), Ending));
        Assert.Equal(PlayedMedia.File("new"), await File.ReadAllBytesAsync(Path.Combine(target, "new (2).gif"), Ending));
        Assert.EndsWith("mine", await File.ReadAllTextAsync(Path.Combine(target, "edited.gif"), Ending), StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(target, "tagged.gif.xmp"), Ending));
        Assert.Equal(["trip.gif"], FilesOf(outside));
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(outside, "trip.gif"), Ending));
    }

    [Fact]
    public async Task Export_KilledAtAnyMoment_IsMadeWholeByTheNext()
    {
        var data = Directory.CreateTempSubdirectory("vitrine-export-");
        var files = Directory.CreateDirectory(Path.Combine(data.FullName, "files")).FullName;
        for (var i = 0; i < 60; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(files, $"{i}.gif"), PlayedMedia.File($"{i}", new string('x', 20_000)), Ending);
        }

        var chance = Deep.Chance(nameof(Export_KilledAtAnyMoment_IsMadeWholeByTheNext));
        var target = Path.Combine(data.FullName, "out");
        await using (var server = await RunningServer.StartAsync(Path.Combine(data.FullName, "data"), null, files))
        {
            await server.PostAsync("/api/import", JsonSerializer.Serialize(new { paths = new[] { files } }));
            await server.IdleAsync();
            for (var i = 0; i < (Deep.IsOn ? 50 : 3); i++)
            {
                using var stop = new CancellationTokenSource(chance.Next(150, 900));
                try
                {
                    await ToolProcess.RunAsync(Command(target, Path.Combine(data.FullName, "data")), stop.Token);
                }
                catch (OperationCanceledException)
                {
                }
            }

            var whole = await ToolProcess.RunAsync(Command(target, Path.Combine(data.FullName, "data")), Ending);
            Assert.True(whole.ExitCode == 0, whole.Errors);
            var (assets, there, sidecars, _) = Counts(JsonDocument.Parse(whole.Output).RootElement);
            Assert.Equal((60, 60, 60), (assets, there, sidecars));
        }

        Assert.Equal(122, FilesOf(target).Count());
        Assert.All(Directory.EnumerateFiles(files), path => Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(target, Path.GetFileName(files), Path.GetFileName(path)))));
        data.Delete(recursive: true);
    }

    private static async Task<DamApp> StartAsync(string engine)
    {
        var app = await DamApp.StartAsync(engine);
        await File.WriteAllLinesAsync(Path.Combine(app.Data, "server.txt"), [app.Url, "1"], Ending);
        await File.WriteAllTextAsync(Path.Combine(app.Data, "token"), app.Token, Ending);
        return app;
    }

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path));

    private static (long Assets, long Files, long Sidecars, long Written) Counts(JsonElement summary) =>
        (summary.GetProperty("assets").GetInt64(), summary.GetProperty("files").GetInt64(), summary.GetProperty("sidecars").GetInt64(), summary.GetProperty("written").GetInt64());

    private static ToolCommand Command(string target, string data) =>
        new(Path.Combine(AppContext.BaseDirectory, "vitrine"), ["export", target, "--json", "--data", data]) { Limit = TimeSpan.FromMinutes(2) };

    private static async Task<(int Code, JsonElement Said, string Errors)> ExportAsync(DamApp app, string target)
    {
        var result = await ToolProcess.RunAsync(Command(target, app.Data), Ending);
        return (result.ExitCode, result.Output.Length == 0 ? default : JsonDocument.Parse(result.Output).RootElement, result.Errors);
    }
}
