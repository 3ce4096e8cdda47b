using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Media.Tools;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.WriteBack;

/// <summary>Where a tag was seen goes into files as a region of the Metadata Working Group, in the frame as it is stored.</summary>
public sealed class WrittenRegionTests
{
    private static readonly Box Seen = new(0.1f, 0.2f, 0.3f, 0.4f);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Boxes_OfTagsThatAPersonConfirmed_AreWritten_AndLeaveWithThem(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, pictures: [("a.jpg", "01-subject.jpg"), ("b.jpg", "01-subject.jpg")]);
        await folder.OutsideAsync("a.jpg", "-n", "-IFD0:Orientation=6");
        await folder.ScanAsync();
        foreach (var name in (string[])["a.jpg", "b.jpg"])
        {
            await SeeAsync(folder, name, "beach ball");
        }

        // Nobody confirmed it, and AI tags stay out of files unless that is switched on.
        await folder.WriteBackAsync();
        Assert.Null(folder.Read("a.jpg").Regions);

        foreach (var name in (string[])["a.jpg", "b.jpg"])
        {
            await folder.PatchAsync(name, """{"tags":{"add":["beach ball"]}}""");
        }

        Assert.Equal(2, (await folder.WriteBackAsync()).Changed);
        var region = Assert.Single(folder.Read("a.jpg").Regions!);
        Assert.Equal(("beach ball", null, 0.1, 0.2, 0.3, 0.4, true), (region.Name, region.Type, region.X, region.Y, region.Width, region.Height, region.Ours));
        Assert.Null(folder.Read("a.jpg").Persons);
        Assert.Equal((0.4, 0.75, 0.4, 0.3), await AreaAsync(folder.PathOf("a.jpg")));
        Assert.Equal((0.25, 0.4, 0.3, 0.4), await AreaAsync(folder.PathOf("b.jpg")));
        Assert.Equal(0, (await folder.WriteBackAsync()).Changed);

        await folder.PatchAsync("a.jpg", """{"tags":{"remove":["beach ball"]}}""");
        Assert.Equal(1, (await folder.WriteBackAsync()).Changed);
        Assert.Null(folder.Read("a.jpg").Regions);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Boxes_GoIntoSidecars_AndAreNotDrawnTwice(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, pictures: ("a.jpg", "01-subject.jpg"));
        await folder.OutsideAsync("a.jpg", "-n", "-IFD0:Orientation=8");
        await folder.ScanAsync();
        await SeeAsync(folder, "a.jpg", "beach ball");
        await folder.PatchAsync("a.jpg", """{"tags":{"add":["beach ball"]}}""");

        Assert.Equal(1, (await folder.WriteBackAsync("sidecar")).Changed);
        var sidecar = Directory.GetFiles(folder.Folder, "*.xmp").Single();
        Assert.Equal((0.6, 0.25, 0.4, 0.3), await AreaAsync(sidecar));
        Assert.Equal(0, (await folder.WriteBackAsync("sidecar")).Changed);

        // The file that leaves by itself says so too.
        var left = await (await folder.App.SendAsync(HttpMethod.Get, $"api/assets/{await folder.IdAsync("a.jpg")}/xmp")).Content.ReadAsByteArrayAsync(Ending);
        var own = Path.Combine(folder.App.Files, "left.xmp");
        await File.WriteAllBytesAsync(own, left, Ending);
        Assert.Equal((0.6, 0.25, 0.4, 0.3), await AreaAsync(own));

        await folder.PatchAsync("a.jpg", """{"tags":{"remove":["beach ball"]}}""");
        Assert.Equal(1, (await folder.WriteBackAsync("sidecar")).Changed);
        Assert.DoesNotContain("RegionList", await File.ReadAllTextAsync(sidecar, Ending), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boxes_OfAPictureThatIsDrawnAnew_LieInItsOwnFrame()
    {
        await using var folder = await WrittenFolder.CreateAsync(Engines.Sqlite, pictures: ("a.jpg", "01-subject.jpg"));
        await folder.OutsideAsync("a.jpg", "-n", "-IFD0:Orientation=6");
        await folder.ScanAsync();
        await SeeAsync(folder, "a.jpg", "beach ball");
        await folder.PatchAsync("a.jpg", """{"tags":{"add":["beach ball"]}}""");
        await folder.WriteBackAsync();

        var made = await folder.App.Client.DownloadAsync(new Vitrine.Contracts.DownloadRequest(null, "") { Preset = "web", Embed = true, Sidecars = true }, Ending);
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(await folder.App.Http.GetByteArrayAsync(made.Url, Ending)));
        foreach (var entry in zip.Entries)
        {
            var path = Path.Combine(folder.App.Files, "drawn" + Path.GetExtension(entry.Name));
            await using (var target = File.Create(path))
            await using (var content = await entry.OpenAsync(Ending))
            {
                await content.CopyToAsync(target, Ending);
            }

            Assert.Equal((0.25, 0.4, 0.3, 0.4), await AreaAsync(path, sized: entry.Name.EndsWith("jpg", StringComparison.Ordinal)));
        }

        Assert.Equal(2, zip.Entries.Count);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task APerson_WhoIsTakenAway_LeavesTheBoxesOfOtherPrograms(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, pictures: ("a.jpg", "01-subject.jpg"));
        await folder.OutsideAsync(
            "a.jpg", "-XMP-iptcExt:PersonInImage=Anna", "-XMP-iptcExt:PersonInImageWDetails={PersonName=Anna,PersonDescription=a dancer}",
            "-XMP-mwg-rs:RegionInfo={RegionList=[{Name=Anna,Type=Face,Area={X=0.5,Y=0.5,W=0.2,H=0.2,Unit=normalized}},{Name=Anna,Type=Pet,Area={X=0.1,Y=0.1,W=0.1,H=0.1,Unit=normalized}}]}",
            "-XMP-MP:RegionInfoMP={Regions=[{PersonDisplayName=Anna,Rectangle=\"0.4, 0.4, 0.2, 0.2\"}]}");
        await folder.ScanAsync();
        Assert.Equal(["Anna"], folder.Read("a.jpg").Persons);
        var person = (await folder.App.Client.AssetAsync(await folder.IdAsync("a.jpg"), cancellationToken: Ending)).Claims.Single(claim => claim.About == "person");
        using var rejected = await folder.App.SendAsync(HttpMethod.Post, $"api/claims/{person.Id}/reject", "{}");
        Assert.True(rejected.IsSuccessStatusCode, await rejected.Content.ReadAsStringAsync(Ending));

        Assert.Equal(1, (await folder.WriteBackAsync()).Changed);

        var read = folder.Read("a.jpg");
        Assert.Null(read.Persons);
        Assert.Equal(["|Face", "Anna|Pet"], read.Regions!.Select(region => $"{region.Name}|{region.Type}"));
        Assert.DoesNotContain("dancer", await ToolAsync("-XMP:all", folder.PathOf("a.jpg")), StringComparison.Ordinal);
        Assert.Equal(0, (await folder.WriteBackAsync()).Changed);
    }

    /// <summary>A machine says that it saw something in a part of the picture.</summary>
    private static async Task SeeAsync(WrittenFolder folder, string name, string what)
    {
        var id = await folder.IdAsync(name);
        var services = folder.App.Services;
        await services.GetRequiredService<Database>().WriteAsync(Actor.System, async session =>
        {
            var asset = (await ClaimLedger.FindAsync(session, (await session.NumberAsync($"select key from asset where id = {id}", Ending))!.Value))!;
            var concept = await services.GetRequiredService<VocabularyStore>().LiteralAsync(session, asset.LibraryKey, what, ["en"], Ending);
            var claim = new ProposedClaim(ClaimAttributes.Tag, null, new ClaimValue.Concept(concept), ClaimState.Accepted, new ClaimSource(SourceType.Model, "seer", "1"), 9000);
            return await services.GetRequiredService<ClaimLedger>().ProposeAsync(session, asset, [new MachineClaim(claim, [new Evidence("seer", 1, "m", 0.9, new Extent(Seen, null, null))])], null, Ending);
        }, Ending);
    }

    /// <summary>The one region's area as exiftool reads it: its middle and size.</summary>
    private static async Task<(double X, double Y, double Width, double Height)> AreaAsync(string path, bool sized = true)
    {
        using var said = JsonDocument.Parse(await ToolAsync("-XMP-mwg-rs:RegionInfo", path));
        var regions = said.RootElement[0].GetProperty("RegionInfo");
        Assert.Equal(sized ? "pixel" : null, regions.TryGetProperty("AppliedToDimensions", out var size) ? size.GetProperty("Unit").GetString() : null);
        var area = Assert.Single(regions.GetProperty("RegionList").EnumerateArray().ToArray()).GetProperty("Area");
        return (area.GetProperty("X").GetDouble(), area.GetProperty("Y").GetDouble(), area.GetProperty("W").GetDouble(), area.GetProperty("H").GetDouble());
    }

    private static async Task<string> ToolAsync(string tag, string path) =>
        Encoding.UTF8.GetString((await ToolProcess.RunAsync(new ToolCommand("exiftool", ["-j", "-struct", "-n", tag, path]), Ending)).Output);
}
