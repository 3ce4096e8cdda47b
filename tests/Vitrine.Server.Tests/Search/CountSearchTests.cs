using Vitrine.Contracts;
using Vitrine.Core.Analysis;
using Vitrine.Core.Assets;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>How many of a thing detectors see. Every question is asked of the index and of the rows: see <see cref="ComparedSearch"/>.</summary>
public sealed class CountSearchTests
{
    private const string Left = "@0.1,0.2,0.2,0.5", Middle = "@0.4,0.2,0.2,0.5", Right = "@0.7,0.2,0.2,0.5";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Count_OfWhatIsNamed_IsAsked(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SwitchOffAsync();
        await FillAsync(app);
        await app.UploadAsync("written.gif", PlayedMedia.File("nothing"), null, "dog");
        await app.FinishAsync();

        (string Query, string Found)[] expected =
        [
            ("tag(dog, count = 2)", "two"),
            ("tag(dog, count >= 2)", "three two"),
            ("tag(dog, count = 1)", "both one written"),
            ("tag(dog, NOT count > 1)", "both one written"),
            ("tag(dog, count IN (1, 3))", "both one three written"),
            ("tag(dog, count BETWEEN 2 AND 3)", "three two"),
            ("tag(dog, count > 1.5, count < 3)", "two"),
            ("tag(animal, count >= 2)", "both three two"),
            ("tag(animal, count = 2)", "both two"),
            ("tag(dog, count >= 2, source = person)", ""),
            ("tag(dog, count = 1, source = person)", "written"),
            ("tag(dog, count < 1)", ""),
            ("tag(dog, count > 99)", ""),
            ("tag(dog, count > 9999999999)", ""),
            ("tag(dog, count < 100)", "both one three two written"),
            ("tag(blorf, count = 1)", ""),
            ("tag.count >= 2", "both three two"),
            ("tag(count = 1)", "one written"),
            ("tag(count = 3)", "three"),
            ("tag(count > 1, source = person)", ""),
            ("-tag(dog, count >= 2) tag:dog", "both one written"),
        ];
        var told = (await app.Client.AssetAsync((await app.Client.SearchAsync(new SearchRequest("name:three"))).Items[0].Id)).Claims.Single(claim => claim.Name == "dog");
        Assert.Equal(3, told.Count);
        foreach (var (query, found) in expected)
        {
            Assert.Equal((query, found), (query, await FoundAsync(app, query)));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Count_OfWhatAPersonRejected_IsNone(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SwitchOffAsync();
        var ids = await FillAsync(app);
        var claim = (await app.Client.AssetAsync(ids["two"])).Claims.Single(one => one.Name == "dog").Id;
        await app.DoAsync(HttpMethod.Post, $"api/claims/{claim}/reject");

        Assert.Equal("three", await FoundAsync(app, "tag(dog, count >= 2)"));

        await app.DoAsync(HttpMethod.Delete, $"api/assets/{ids["three"]}");
        await app.DoAsync(HttpMethod.Post, "api/trash/empty", "{}");
        await app.UntilAsync(async session => await session.TextAsync($"select 'counts of what is gone' where exists (select 1 from seen_count where count = 3)"));
        Assert.Equal("", await FoundAsync(app, "tag(dog, count >= 2)"));
    }

    /// <summary>The tag stays as it is, and so does its confidence: only the count is another.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Count_ThatAnotherLookChanges_IsFollowed(string engine)
    {
        var media = new PlayedMedia { Finds = [Dog(0.1f), Dog(0.4f)] };
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = media });
        await app.SwitchOffAsync();
        await app.UploadAsync("dogs.gif", PlayedMedia.File("dogs"));
        await app.FinishAsync();
        Assert.Equal("dogs", await FoundAsync(app, "tag(dog, count = 2)"));

        await app.RestartAsync(app.Setup with { Media = new PlayedMedia { Version = 2, Finds = [Dog(0.1f), Dog(0.4f), Dog(0.7f)] } });
        await app.UntilAsync(async session => await session.TextAsync($"select 'new analyzer version' where not exists (select 1 from finding where analyzer_version = 2)"));
        await app.FinishAsync();

        Assert.Equal("", await FoundAsync(app, "tag(dog, count = 2)"));
        Assert.Equal("dogs", await FoundAsync(app, "tag(dog, count = 3)"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Phrase_WithANumber_PutsSoManyFirst(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await FillAsync(app);

        var answer = await app.Client.SearchAsync(new SearchRequest("two dogs") { Phrases = "auto" });

        Assert.Equal("tag(\"dog\", count:2)", answer.Understood!.Query);
        Assert.Null(answer.Understood.Parts[0].LeftOut);
        Assert.Equal(1, answer.Strong);
        Assert.Equal("two.gif", answer.Items[0].Name);
        Assert.Equal(["both.gif", "one.gif", "three.gif"], answer.Items.Skip(1).Select(item => item.Name).Order(StringComparer.Ordinal));
    }

    private static async Task<Dictionary<string, string>> FillAsync(DamApp app)
    {
        (string Name, string[] Seen)[] pictures =
        [
            ("one", [$"LABEL:coco/dog=0.9{Left}"]),
            ("two", [$"LABEL:coco/dog=0.9{Left}", $"LABEL:coco/dog=0.85{Middle}"]),
            ("three", [$"LABEL:coco/dog=0.9{Left}", $"LABEL:coco/dog=0.85{Middle}", $"LABEL:coco/dog=0.8{Right}"]),
            ("both", [$"LABEL:coco/dog=0.9{Left}", $"LABEL:coco/cat=0.9{Right}"]),
        ];
        var ids = new Dictionary<string, string>();
        foreach (var (name, seen) in pictures)
        {
            ids[name] = (await app.UploadAsync($"{name}.gif", PlayedMedia.File([name, .. seen]))).Id;
        }

        await app.FinishAsync();
        return ids;
    }

    private static Finding.Label Dog(float x) => new("coco/dog", 0.9f, new Extent(new Box(x, 0.2f, 0.2f, 0.5f)));

    private static async Task<string> FoundAsync(DamApp app, string query) =>
        string.Join(' ', (await app.Client.SearchAsync(new SearchRequest(query))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)).Order(StringComparer.Ordinal));
}
