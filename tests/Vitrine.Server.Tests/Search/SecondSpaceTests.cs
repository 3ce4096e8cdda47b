using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Two models look at each picture, and their vectors do not lie in one space.</summary>
public sealed class SecondSpaceTests
{
    private const string Hash = "HASH:00ff00ff00ff00ff";

    /// <summary>Twelve bits further: near only where the sketches say so.</summary>
    private const string TwelveBits = "HASH:00ff00ff00ff0f00";

    private static readonly DamSetup Both = new() { Media = new PlayedMedia { Model = "mobilenet-v2@1", Embeds = true } };

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Similar_BothModelsSawAll_TheEmbeddingSaysWhatIsAlike_AndNeitherWhatIsACopy(string engine)
    {
        await using var app = await DamApp.StartAsync(engine, Both);
        var ids = await app.BringAsync(
            ("me.gif", [Look(0), Embed(0), Hash, "SKETCH:street"]), ("looks.gif", [Look(1), Embed(80)]), ("shows.gif", [Look(80), Embed(1)]), ("half.gif", [Look(80), Embed(30)]),
            ("copy.gif", [Look(5), Embed(60), TwelveBits, "SKETCH:street/banner"]));

        var found = await app.Client.SearchAsync(new SearchRequest { Similar = [new SimilarTo { AssetId = ids["me.gif"] }] });

        Assert.Equal("copy=near shows half looks", Named(found));
        Assert.Equal(Math.Cos(Math.PI / 180), found.Items[1].Score, 3);
        Assert.Equal(2, await SpacesAsync(app, ids["me.gif"]));
        Assert.Equal("copy me", Named(await app.Client.SearchAsync(new SearchRequest("is:duplicate", Sort: "name"))));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Similar_TheEmbeddingSawFewYet_TheClassifierAnswers(string engine)
    {
        await using var app = await DamApp.StartAsync(engine, Both);
        var ids = await app.BringAsync(
            ("me.gif", [Look(0), Embed(0)]), ("looks.gif", [Look(1)]), ("shows.gif", [Look(80), Embed(1)]), ("close.gif", [Look(3)]));

        Assert.Equal("looks close", Named(await FindAsync(app, ids["me.gif"])));
        Assert.Equal(1, await SpacesAsync(app, ids["looks.gif"]));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task InstalledLater_PicturesAreLookedAtAgain_AndEachModelsVectorsGoWithTheirOwnSuccessor(string engine)
    {
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = new PlayedMedia { Model = "mobilenet-v2@1" } });
        var ids = await app.BringAsync(("me.gif", [Look(0), Embed(0)]), ("looks.gif", [Look(1), Embed(40)]), ("shows.gif", [Look(30), Embed(1)]));
        Assert.Equal("looks shows", Named(await FindAsync(app, ids["me.gif"])));

        await app.RestartAsync(app.Setup with { Media = Both.Media });
        await SeenAsync(app, "pair@1");
        Assert.Equal("shows looks", Named(await FindAsync(app, ids["me.gif"])));
        Assert.Equal("mobilenet-v2@1 pair@1", await SpaceNamesAsync(app));

        await app.RestartAsync(app.Setup with { Media = new PlayedMedia { Model = "efficientnet-lite2@1", Version = 2, Embeds = true } });
        await SeenAsync(app, "efficientnet-lite2@1");
        Assert.Equal("efficientnet-lite2@1 pair@1", await SpaceNamesAsync(app));
        Assert.Equal("shows looks", Named(await FindAsync(app, ids["me.gif"])));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task PartOfAPicture_IsComparedInTheSameSpace(string engine)
    {
        await using var app = await DamApp.StartAsync(engine, Both);
        var ids = await app.BringAsync(("me.gif", [Look(0), Embed(0)]), ("shows.gif", [Look(80), Embed(1)]), ("looks.gif", [Look(1), Embed(80)]));
        Assert.Equal("shows looks", Named(await app.Client.SearchAsync(new SearchRequest($"similar:{ids["me.gif"]}@0.1,0.1,0.5,0.5"))));
    }

    private static string Look(double degrees) => At("LOOK:", degrees);

    private static string Embed(double degrees) => At("EMBED:", degrees);

    private static string At(string line, double degrees) => string.Create(CultureInfo.InvariantCulture, $"{line}{Math.Cos(degrees * Math.PI / 180):F6},{Math.Sin(degrees * Math.PI / 180):F6}");

    private static async Task SeenAsync(DamApp app, string space)
    {
        await app.UntilAsync(session => session.TextAsync($"select 'vectors' where (select count(*) from feature_vector where space = {space}) < 3"));
        await app.FinishAsync();
    }

    private static Task<SearchAnswer> FindAsync(DamApp app, string id) => app.Client.SearchAsync(new SearchRequest($"similar:{id}"));

    private static string Named(SearchAnswer answer) => string.Join(' ', answer.Items.Select(item => Path.GetFileNameWithoutExtension(item.Name) + (item.Copy is { } copy ? "=" + copy : "")));

    private static async Task<long> SpacesAsync(DamApp app, string id) => (await app.Database.ReadAsync(session => session.NumberAsync(
        $"select count(*) from feature_vector f join version v on v.essence_key = f.essence_key join asset a on a.version_key = v.key where a.id = {id}")))!.Value;

    private static async Task<string> SpaceNamesAsync(DamApp app) => string.Join(' ', await app.Database.ReadAsync(session => session.QueryAsync(
        $"select distinct space from feature_vector order by space", row => row.GetString(0))));
}
