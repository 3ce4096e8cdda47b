using System.Net;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

public sealed class LibraryTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Folders_ComeParentsFirstWithTheirCounts(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("a"), "Trips/Rome");
        await app.UploadAsync("b.gif", PlayedMedia.File("b"), "Trips/Rome");
        await app.UploadAsync("c.gif", PlayedMedia.File("c"), "Trips");
        var trashed = (await app.UploadAsync("d.gif", PlayedMedia.File("d"), "Empty")).Id;
        using var gone = await app.SendAsync(HttpMethod.Delete, $"api/assets/{trashed}");
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);

        using var response = await app.SendAsync(HttpMethod.Get, "api/folders");
        var folders = (await response.JsonAsync()).EnumerateArray().ToArray();

        Assert.Equal(
            [("/", 0), ("/Empty", 0), ("/Trips", 1), ("/Trips/Rome", 2)],
            folders.Select(folder => (folder.GetProperty("path").GetString()!, folder.GetProperty("assets").GetInt32())).Order());
        var seen = new HashSet<string>();
        foreach (var folder in folders)
        {
            Assert.True(!folder.TryGetProperty("parent", out var parent) || seen.Contains(parent.GetString()!));
            seen.Add(folder.GetProperty("id").GetString()!);
        }

        var library = await app.Client.LibraryAsync();
        Assert.Equal(3, library.Assets);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Concepts_AreSuggestedWithWhatShowsThem(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("a"), null, "dog");
        await app.UploadAsync("b.gif", PlayedMedia.File("b"), null, "Dogma 95");
        await app.FinishAsync();

        using var response = await app.SendAsync(HttpMethod.Get, "api/concepts?prefix=DOG&limit=50");
        var found = (await response.JsonAsync()).EnumerateArray().ToArray();

        Assert.Equal("dog", found[0].GetProperty("label").GetString());
        Assert.Equal(1, found[0].GetProperty("assets").GetInt32());
        Assert.Contains("animal", found[0].GetProperty("broader").EnumerateArray().Select(label => label.GetString()));
        Assert.Matches("^[0-9a-f]{24}$", found[0].GetProperty("id").GetString());
        Assert.Contains(found, concept => concept.GetProperty("label").GetString() == "Dogma 95" && concept.GetProperty("assets").GetInt32() == 1);
        Assert.InRange(found.Length, 2, 50);

        foreach (var query in new[] { "?prefix=", "?prefix=%20", "?prefix=%00&limit=1", "?prefix=%EF%BF%BE&limit=50", "?prefix=zzzzqqqq" })
        {
            using var none = await app.SendAsync(HttpMethod.Get, "api/concepts" + query);
            Assert.Empty((await none.JsonAsync()).EnumerateArray());
        }

        foreach (var limit in new[] { -5, 0, 51 })
        {
            using var refused = await app.SendAsync(HttpMethod.Get, $"api/concepts?prefix=dog&limit={limit}");
            Assert.Contains("from 1 to 50", (await refused.ProblemAsync(System.Net.HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }
}
