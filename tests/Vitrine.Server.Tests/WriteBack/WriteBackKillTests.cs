using Vitrine.Media.Metadata;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.WriteBack;

/// <summary>The server is killed while it writes into files: each is the old or the new one, and after the last start all say what was asked, in nobody else's name.</summary>
public sealed class WriteBackKillTests : IDisposable
{
    private const int Files = 12;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vitrine-written-");

    private string Pictures => Path.Combine(folder.FullName, "pictures");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Kill_AtAnyMoment_LeavesTheOldOrTheNewFile()
    {
        Assert.SkipUnless(ExifToolReader.IsInstalled, "needs exiftool");
        var chance = Deep.Chance(nameof(WriteBackKillTests));
        var essence = await PicturesAsync();
        var data = Path.Combine(folder.FullName, "data");
        var server = await RunningServer.StartAsync(data, null, Pictures);
        try
        {
            await server.PostAsync("/api/import", $$"""{"paths":["{{Pictures}}"]}""");
            await server.IdleAsync();
            var root = (await server.GetAsync("/api/roots"))[0].GetProperty("id").GetString();
            await server.SendAsync(HttpMethod.Patch, $"/api/roots/{root}", Json("""{"managed":true}"""));
            var ids = (await server.PostAsync("/api/search", """{"query":"","limit":100}""")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!).ToArray();
            Assert.Equal(Files, ids.Length);

            // A file that no round came to before its kill still says what an earlier one wrote, or nothing.
            List<string> titles = [""];
            for (var round = 0; round < (Deep.IsOn ? 20 : 2); round++)
            {
                var title = $"round {round}";
                titles.Add(title);
                foreach (var id in ids)
                {
                    await server.SendAsync(HttpMethod.Patch, $"/api/assets/{id}", Json($$"""{"title":"{{title}}"}"""));
                }

                var place = round % 2 == 0 ? "embedded" : "profile";
                await server.PostAsync("/api/write-back", $$"""{"query":"","place":"{{place}}"}""");
                await Task.Delay(chance.Next(2_500), TestContext.Current.CancellationToken);
                await server.KillAsync();
                await server.DisposeAsync();
                await CheckAsync(essence, titles);
                server = await RunningServer.StartAsync(data, null, Pictures);
            }

            await server.PostAsync("/api/write-back", """{"query":""}""");
            await server.IdleAsync();
            await CheckAsync(essence, [titles[^1]]);
            Assert.Empty(Directory.GetFileSystemEntries(Pictures, ".vitrine*"));
            await server.PostAsync("/api/roots/scan", "{}");
            await server.IdleAsync();
            foreach (var id in ids)
            {
                var claims = (await server.GetAsync($"/api/assets/{id}")).GetProperty("claims").EnumerateArray().Where(claim => claim.GetProperty("about").GetString() == "title");
                var source = Assert.Single(claims).GetProperty("source").GetProperty("type").GetString();
                Assert.Equal("person", source);
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private async Task<string> PicturesAsync()
    {
        Directory.CreateDirectory(Pictures);
        var from = SharedFolder.Path("golden", "exif", "roundtrip", "01-subject.jpg");
        for (var number = 0; number < Files; number++)
        {
            File.Copy(from, Path.Combine(Pictures, $"{number:00}.jpg"));
        }

        return Convert.ToHexString((await HashAsync(from)).Essence);
    }

    private async Task CheckAsync(string essence, IReadOnlyList<string> titles)
    {
        foreach (var path in Directory.EnumerateFiles(Pictures, "*.jpg"))
        {
            Assert.Equal(essence, Convert.ToHexString((await HashAsync(path)).Essence));
            var read = MetadataReader.Read(path, TestContext.Current.CancellationToken);
            Assert.Empty(read.Problems);
            Assert.Contains(read.Normalised.Title ?? "", titles);
        }
    }

    private static async Task<FileHashes> HashAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return await FileHasher.HashAsync(file, null, TestContext.Current.CancellationToken);
    }
}
