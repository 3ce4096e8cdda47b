using Vitrine.Media.Metadata;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.WriteBack;

/// <summary>Keywords stand in many lists of one file: what is taken out of one by another program, or here, goes from all.</summary>
public sealed class KeywordListTests
{
    /// <summary>"harbour" and "gull" in every list that an XMP file has.</summary>
    private const string AllLists =
        """
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
          xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmlns:own="http://example.org/own/"
          xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/" xmlns:mediapro="http://ns.iview-multimedia.com/mediapro/1.0/" xmlns:expressionmedia="http://ns.microsoft.com/expressionmedia/1.0/"
          xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/" xmlns:mwg-kw="http://www.metadataworkinggroup.com/schemas/keywords/"
          pdf:Keywords="harbour; gull" own:Unknown="kept">
         <dc:subject><rdf:Bag><rdf:li>harbour</rdf:li><rdf:li>gull</rdf:li></rdf:Bag></dc:subject>
         <lr:hierarchicalSubject><rdf:Bag><rdf:li>place|harbour</rdf:li><rdf:li>bird|gull</rdf:li></rdf:Bag></lr:hierarchicalSubject>
         <digiKam:TagsList><rdf:Seq><rdf:li>place/harbour</rdf:li><rdf:li>bird/gull</rdf:li></rdf:Seq></digiKam:TagsList>
         <MicrosoftPhoto:LastKeywordXMP><rdf:Bag><rdf:li>place/harbour</rdf:li><rdf:li>bird/gull</rdf:li></rdf:Bag></MicrosoftPhoto:LastKeywordXMP>
         <MicrosoftPhoto:LastKeywordIPTC><rdf:Bag><rdf:li>harbour</rdf:li><rdf:li>gull</rdf:li></rdf:Bag></MicrosoftPhoto:LastKeywordIPTC>
         <mediapro:CatalogSets><rdf:Bag><rdf:li>place|harbour</rdf:li><rdf:li>bird|gull</rdf:li></rdf:Bag></mediapro:CatalogSets>
         <expressionmedia:CatalogSets><rdf:Bag><rdf:li>place|harbour</rdf:li><rdf:li>bird|gull</rdf:li></rdf:Bag></expressionmedia:CatalogSets>
         <acdsee:keywords><rdf:Bag><rdf:li>harbour</rdf:li><rdf:li>gull</rdf:li></rdf:Bag></acdsee:keywords>
         <acdsee:categories>&lt;Categories&gt;&lt;Category Assigned="0"&gt;place&lt;Category Assigned="1"&gt;harbour&lt;/Category&gt;&lt;/Category&gt;&lt;Category Assigned="1"&gt;gull&lt;/Category&gt;&lt;/Categories&gt;</acdsee:categories>
         <mwg-kw:Keywords rdf:parseType="Resource"><mwg-kw:Hierarchy><rdf:Bag>
          <rdf:li rdf:parseType="Resource"><mwg-kw:Keyword>place</mwg-kw:Keyword><mwg-kw:Children><rdf:Bag><rdf:li mwg-kw:Keyword="harbour"/></rdf:Bag></mwg-kw:Children></rdf:li>
          <rdf:li><rdf:Description mwg-kw:Keyword="gull" mwg-kw:Applied="True"/></rdf:li>
         </rdf:Bag></mwg-kw:Hierarchy></mwg-kw:Keywords>
        </rdf:Description></rdf:RDF></x:xmpmeta>
        """;

    public static TheoryData<string, string> Cases => new() { { Engines.Sqlite, "adobe" }, { Engines.Sqlite, "digikam" }, { Engines.Postgres, "adobe" }, { Engines.Postgres, "digikam" } };

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public void Lists_OfTheSample_AreAllThatAnXmpFileHas() => Assert.Equal("acdeklmnqtw", Lists(Reading(AllLists), "harbour"));

    [Theory, MemberData(nameof(Cases))]
    public async Task Keyword_TakenOutOfOneListOutside_GoesFromAll_AndStaysAway(string engine, string profile)
    {
        await using var folder = await WithSidecarAsync(engine, managed: true);
        await folder.SettingsAsync($$"""{"writeBackProfile":"{{profile}}"}""");
        Assert.Contains("harbour", await folder.ShownAsync("a.jpg", "tag"), StringComparison.Ordinal);

        await folder.OutsideAsync("a.jpg.xmp", "-XMP-dc:Subject-=harbour");
        await folder.ScanAsync();
        await AwayAsync(folder, "harbour");
        await folder.OutsideAsync("a.jpg.xmp", "-XMP-dc:Title=Something else");
        await folder.ScanAsync();
        await AwayAsync(folder, "harbour");
        using (var again = await folder.App.SendAsync(HttpMethod.Post, "api/metadata/read", """{"query":""}"""))
        {
            again.EnsureSuccessStatusCode();
            await folder.App.FinishAsync();
        }

        await AwayAsync(folder, "harbour");
        Assert.Equal(1, (await folder.WriteBackAsync()).Changed);
        var written = await File.ReadAllTextAsync(folder.PathOf("a.jpg.xmp"), Ending);
        Assert.DoesNotContain("harbour", Reading(written).Normalised.Keywords);
        Assert.Equal("acdeklmnqtw", Lists(Reading(written), "gull"));
        Assert.Contains(Reading(written).Tags, tag => tag is { Group: "XMP-own", Name: "Unknown", Raw: "kept" });
        await folder.ScanAsync();
        await AwayAsync(folder, "harbour");
        Assert.Equal(0, (await folder.WriteBackAsync()).Changed);

        await folder.OutsideAsync("a.jpg.xmp", "-XMP-dc:Subject+=harbour");
        await folder.ScanAsync();
        Assert.Contains("harbour", await folder.ShownAsync("a.jpg", "tag"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Keyword_RemovedHere_LeavesEveryListThatIsRead(string engine, string profile)
    {
        await using var folder = await WithSidecarAsync(engine, managed: true);
        await folder.SettingsAsync($$"""{"writeBackProfile":"{{profile}}"}""");
        await folder.PatchAsync("a.jpg", """{"tags":{"remove":["gull"],"add":["tern"]}}""");

        Assert.Equal(1, (await folder.WriteBackAsync()).Changed);

        var written = Reading(await File.ReadAllTextAsync(folder.PathOf("a.jpg.xmp"), Ending));
        Assert.DoesNotContain("gull", written.Normalised.Keywords);
        Assert.Equal("acdeklmnqtw", Lists(written, "harbour"));
        Assert.Equal("dq", Lists(written, "tern").Replace("k", "", StringComparison.Ordinal).Replace("l", "", StringComparison.Ordinal));
        Assert.Matches("^harbour; .*\\btern\\b", written.Tags.Single(tag => tag is { Group: "XMP-pdf", Name: "Keywords" }).Raw);
        await folder.ScanAsync();
        await AwayAsync(folder, "gull");
        Assert.Equal(0, (await folder.WriteBackAsync()).Changed);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Keyword_MeantAgainHere_IsWrittenIntoTheListsItLeft(string engine)
    {
        await using var folder = await WithSidecarAsync(engine, managed: true);
        await folder.OutsideAsync("a.jpg.xmp", "-XMP-dc:Subject-=harbour");
        await folder.ScanAsync();
        await folder.PatchAsync("a.jpg", """{"tags":{"add":["harbour"]}}""");

        Assert.Equal(1, (await folder.WriteBackAsync()).Changed);

        Assert.Contains('d', Lists(Reading(await File.ReadAllTextAsync(folder.PathOf("a.jpg.xmp"), Ending)), "harbour"));
        await folder.ScanAsync();
        Assert.Contains("harbour", await folder.ShownAsync("a.jpg", "tag"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Keyword_OfALinkedFolder_GoesAndComesAsItsListsSay(string engine)
    {
        await using var folder = await WithSidecarAsync(engine, managed: false);
        await folder.OutsideAsync("a.jpg.xmp", "-XMP-lr:HierarchicalSubject-=place|harbour");
        await folder.ScanAsync();
        await AwayAsync(folder, "harbour");
        await folder.OutsideAsync("a.jpg.xmp", "-XMP-dc:Subject-=harbour", "-XMP-dc:Subject+=boat");
        await folder.ScanAsync();
        await AwayAsync(folder, "harbour");
        Assert.Contains("boat", await folder.ShownAsync("a.jpg", "tag"), StringComparison.Ordinal);

        await folder.OutsideAsync("a.jpg.xmp", "-XMP-dc:Subject+=harbour");
        await folder.ScanAsync();

        Assert.Contains("harbour", await folder.ShownAsync("a.jpg", "tag"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Keyword_InTheFileItself_GoesFromIptcToo_AndADroppedBlockTakesNothing(string engine)
    {
        await using var folder = await WrittenFolder.CreateAsync(engine, pictures: [("a.jpg", "01-subject.jpg")]);
        await folder.OutsideAsync("a.jpg", "-IPTC:Keywords=red sneaker", "-IPTC:Keywords=studio", "-IPTC:City=Riga", "-XMP-lr:HierarchicalSubject=shoes|red sneaker", "-XMP-pdf:Keywords=studio, red sneaker");
        await folder.ScanAsync();
        Assert.Equal("2024|photo studio|red sneaker", await folder.ShownAsync("a.jpg", "tag"));

        await folder.OutsideAsync("a.jpg", "-XMP-dc:Subject-=red sneaker");
        await folder.ScanAsync();
        await AwayAsync(folder, "red sneaker");
        Assert.Equal(1, (await folder.WriteBackAsync()).Changed);
        Assert.Equal(["2024", "studio"], folder.Read("a.jpg").Keywords.Order(StringComparer.Ordinal));
        await folder.ScanAsync();
        Assert.Equal("2024|photo studio", await folder.ShownAsync("a.jpg", "tag"));

        await folder.OutsideAsync("a.jpg", "-IPTC:all=");
        await folder.ScanAsync();
        Assert.Equal("2024|photo studio", await folder.ShownAsync("a.jpg", "tag"));
    }

    private static Task<WrittenFolder> WithSidecarAsync(string engine, bool managed) =>
        WrittenFolder.CreateAsync(engine, managed, beside: ("a.jpg.xmp", AllLists), pictures: [("a.jpg", "01-subject.jpg")]);

    private static EmbeddedMetadata Reading(string xmp) => MetadataReader.ReadSidecar(System.Text.Encoding.UTF8.GetBytes(xmp), Ending);

    private static string Lists(EmbeddedMetadata said, string keyword) => string.Concat((KeywordLists.Of(said.Tags).GetValueOrDefault(keyword) ?? "").Order());

    private static async Task AwayAsync(WrittenFolder folder, string tag) => Assert.DoesNotContain(tag, (await folder.ShownAsync("a.jpg", "tag")).Split('|'));
}
