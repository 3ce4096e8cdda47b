using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vitrine.Core.Claims;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Mapping;

namespace Vitrine.Media.Tests.Metadata;

/// <summary>The table of properties, fields that name their own, and what conflicting, scanned and hostile metadata come to.</summary>
public sealed class PropertyMapTests
{
    [Fact]
    public void Shipped_EveryAttribute_IsOneOfTheLedgerAndItsPathsHaveNamespaces()
    {
        Assert.Equal(PropertyMap.Shipped.All.Count, PropertyMap.Shipped.All.Select(mapping => mapping.Attribute).Distinct().Count());
        Assert.DoesNotContain(PropertyMap.Shipped.All, mapping => mapping.Attribute != "place-shown" && ClaimAttributes.Find(mapping.Attribute) is null);
        Assert.DoesNotContain(ClaimAttributes.All, attribute => attribute != ClaimAttributes.Text && PropertyMap.Shipped.Find(attribute.Name) is null);
        foreach (var written in PropertyMap.Shipped.All.SelectMany(mapping => mapping.Write).Where(written => written.IsXmp))
        {
            Assert.Contains(written.Path.Split(':')[0], PropertyMap.Shipped.Namespaces);
        }
    }

    [Fact]
    public void Fields_OfALibrary_AreReadFromAnyNamespaceInOrder()
    {
        var map = PropertyMap.Shipped.With(
        [
            PropertyMapping.OfField("field:sku", languages: false, isList: false, ["XMP-acme:Product[1]/Sku", "IPTC:SpecialInstructions"], ["acme:Sku text"]),
            PropertyMapping.OfField("fields:colours", languages: false, isList: true, ["XMP-acme:Colours", "IFD0:XPKeywords ;"], []),
            PropertyMapping.OfField("field:note", languages: true, isList: false, ["XMP-acme:Note"], ["acme:note langalt"]),
        ]);
        var tags = MetadataReader.ReadSidecar(Encoding.UTF8.GetBytes(
            """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:acme="https://acme.example/ns/">
            <acme:product><rdf:Seq><rdf:li rdf:parseType="Resource"><acme:sku>A-100</acme:sku></rdf:li></rdf:Seq></acme:product>
            <acme:colours><rdf:Bag><rdf:li>red</rdf:li><rdf:li>blue</rdf:li></rdf:Bag></acme:colours>
            <acme:note><rdf:Alt><rdf:li xml:lang="x-default">note</rdf:li><rdf:li xml:lang="de">Notiz</rdf:li></rdf:Alt></acme:note>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            """), TestContext.Current.CancellationToken).Tags;

        Assert.Equal(
            [new("field:sku", null, "A-100"), new("fields:colours", null, "red"), new("fields:colours", null, "blue"), new("field:note", null, "note"), new("field:note", "de", "Notiz")],
            Normaliser.Fields(tags, map));
        Assert.Equal(["A-200"], Normaliser.Fields([new EmbeddedTag("IPTC", "SpecialInstructions", "A-200")], map).Select(said => said.Text));
    }

    [Theory]
    [InlineData("Title")]
    [InlineData("XMP-dc:")]
    [InlineData("XMP-dc:Title\n-execute")]
    [InlineData("-o:evil")]
    [InlineData("XMP-a:b/../../etc")]
    public void OfField_NameThatIsNone_IsRefusedWithASentence(string name)
    {
        var refused = Assert.Throws<FormatException>(() => PropertyMapping.OfField("field:x", false, false, [name], []));
        Assert.Contains("Group:Name", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_IptcChangedByAProgramThatKnowsNoXmp_ComeFromIptc()
    {
        EmbeddedTag[] tags = [new("XMP-dc", "Title", "old"), new("IPTC", "ObjectName", "new"), new("XMP-dc", "Description", "A very long description that IPTC had to cut somewhere"), new("IPTC", "Caption-Abstract", "A very long description that IPTC had to")];
        EmbeddedTag[] digests = [new("Photoshop", "IPTCDigest", "0102030405060708090a0b0c0d0e0f10"), new("File", "CurrentIPTCDigest", "ffffffffffffffffffffffffffffffff")];

        var changed = Normaliser.From([.. tags, .. digests]);
        var same = Normaliser.From([.. tags, digests[0], digests[1] with { Raw = digests[0].Raw }]);
        var unknown = Normaliser.From(tags);

        Assert.Equal(("new", "A very long description that IPTC had to cut somewhere"), (changed.Title, changed.Description));
        Assert.Equal(("old", "old"), (same.Title, unknown.Title));
    }

    [Fact]
    public void Dates_OfAScanner_SayWhenItWasDigitised()
    {
        EmbeddedTag[] scanned = [new("IFD0", "Make", "EPSON"), new("IFD0", "Model", "Perfection V850"), new("ExifIFD", "FileSource", "2"), new("ExifIFD", "CreateDate", "2024:05:06 07:08:09"), new("ExifIFD", "DateTimeOriginal", "2024:05:06 07:08:09")];

        var plain = Normaliser.From(scanned);
        var dated = Normaliser.From([.. scanned, new("XMP-photoshop", "DateCreated", "1943-05")]);
        var doubted = Normaliser.From([.. scanned, new("XMP-vitrine", "TakenAt", "1920~"), new("XMP-photoshop", "DateCreated", "1920")]);

        Assert.Equal((null, "2024-05-06T07:08:09"), (plain.TakenAt, plain.DigitisedAt));
        Assert.Equal(("1943-05", "2024-05-06T07:08:09"), (dated.TakenAt, dated.DigitisedAt));
        Assert.Equal("1920~", doubted.TakenAt);
        Assert.Equal(("2024-05-06T07:08:09", null), Normaliser.From([.. scanned.Where(tag => tag.Name != "FileSource").Select(tag => tag.Group == "IFD0" ? tag with { Raw = "Canon EOS R5" } : tag)]) is var camera ? (camera.TakenAt, camera.DigitisedAt) : default);
    }

    [Fact]
    public void Places_ShownAndCreated_AreTwo()
    {
        EmbeddedTag[] tags = [new("XMP-iptcExt", "LocationShown[1]/City", "Paris"), new("XMP-photoshop", "City", "Paris"), new("XMP-iptcExt", "LocationCreated[1]/City", "Saint-Denis"), new("XMP-iptcExt", "LocationCreated[1]/CountryName", "France")];

        var read = Normaliser.From(tags);

        Assert.Equal(new SaidPlace(null, "France", null, "Saint-Denis", null), read.Place);
        Assert.Equal("Paris", read.PlaceShown!.Town);
    }

    [Fact]
    public void Regions_OfATurnedPicture_AreUpright()
    {
        var regions = MetadataReader.Read(Vitrine.Tests.Shared.SharedFolder.Path("golden", "exif", "roundtrip", "13-regions-orientation6.jpg"), TestContext.Current.CancellationToken).Normalised;

        Assert.Equal([new SaidRegion("Anna", "Face", 0.35, 0.15, 0.3, 0.2)], regions.Regions!);
        Assert.Equal(["Anna"], regions.Persons!);
    }

    [Theory]
    [InlineData("distinct")]
    [InlineData("bag")]
    [InlineData("deep")]
    [InlineData("attributes")]
    [InlineData("entities")]
    public void Sidecar_OfMegabytes_IsReadOrRefusedWithinBounds(string kind)
    {
        var watch = Stopwatch.StartNew();
        var read = MetadataReader.ReadSidecar(Encoding.UTF8.GetBytes(Hostile(kind)), TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {read.Tags.Count} tags, {read.Problems.Count} problems, {watch.ElapsedMilliseconds} ms"));
        Assert.True(read.Problems.Count > 0 || read.Tags.Count > 0);
        Assert.True(read.Tags.Count <= 5_001);
    }

    private static string Hostile(string kind)
    {
        const string Start = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' xmlns:a='urn:a#'";
        const string End = "</rdf:Description></rdf:RDF></x:xmpmeta>";
        return kind switch
        {
            "distinct" => $"{Start}>{Repeat(50_000, i => $"<a:p{i}>v</a:p{i}>")}{End}",
            "bag" => $"{Start}><a:b><rdf:Bag>{Repeat(55_000, i => $"<rdf:li>word number {i} of many in this bag</rdf:li>")}</rdf:Bag></a:b>{End}",
            "deep" => $"{Start}>{Repeat(5_000, i => "<a:d rdf:parseType='Resource'>")}{Repeat(5_000, i => "</a:d>")}{End}",
            "attributes" => $"{Start} {Repeat(50_000, i => $"a:q{i}='v' ")}>{End}",
            _ => "<!DOCTYPE x [<!ENTITY a '&b;&b;&b;'>]>" + $"{Start}>&a;{End}",
        };

        static string Repeat(int count, Func<int, string> text) => string.Concat(Enumerable.Range(0, count).Select(text));
    }
}
