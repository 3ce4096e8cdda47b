using System.Text;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Writing;

namespace Vitrine.Media.Tests.Metadata.Writing;

public sealed class XmpPacketTests
{
    /// <summary>Every form that XMP allows, with foreign things that must stay.</summary>
    private const string Odd = """
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><!-- before -->
        <x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Someone 1.0"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
          <rdf:Description rdf:about="uuid:1" xmlns:a="http://ns.adobe.com/xap/1.0/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" a:Rating="2" crs:Version="7.0" crs:Exposure2012="+0.35">
            <crs:ToneCurve><rdf:Seq><rdf:li>0, 0</rdf:li><rdf:li>255, 255</rdf:li></rdf:Seq></crs:ToneCurve>
            <!-- a remark of another program -->
          </rdf:Description>
          <rdf:Description rdf:about="uuid:1" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:q="urn:q#" xmlns:mm="http://ns.adobe.com/xap/1.0/mm/" xmlns:ev="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#">
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Dog</rdf:li><rdf:li xml:lang="de">Hund</rdf:li><rdf:li xml:lang="en-GB">Dog</rdf:li></rdf:Alt></dc:title>
            <dc:subject><rdf:Bag><rdf:li>dog</rdf:li><rdf:li>lawn</rdf:li><rdf:li rdf:parseType="Resource"><rdf:value>ball</rdf:value><q:sure>0.9</q:sure></rdf:li></rdf:Bag></dc:subject>
            <dc:creator rdf:parseType="Resource"><rdf:value><rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq></rdf:value><q:role>photographer</q:role></dc:creator>
            <mm:History><rdf:Seq><rdf:li ev:action="created" ev:when="2020-01-01"/></rdf:Seq></mm:History>
            <q:deep rdf:parseType="Resource"><q:one>1</q:one><q:two><rdf:Bag><rdf:li>x</rdf:li></rdf:Bag></q:two></q:deep>
          </rdf:Description>
        </rdf:RDF></x:xmpmeta>
        <?xpacket end="w"?>
        """;

    [Fact]
    public void Apply_InEveryForm_ChangesWhatIsNamedAndNothingElse()
    {
        var changed = Changed(Odd, XmpEdit.Simple("xmp:Rating", "-1"), XmpEdit.Simple("xmp:Label", "Red"), XmpEdit.List("dc:creator", XmpShape.Seq, ["Bo", "Ann"]),
            new XmpEdit("dc:subject", XmpShape.Bag) { Add = ["grass", "dog"], Remove = ["lawn"] }, XmpEdit.Simple("photoshop:City", "Ulm"));

        var (before, after) = (CanonicalXmp.Of(Encoding.UTF8.GetBytes(Odd)), CanonicalXmp.Of(changed));
        string[] named = ["Rating", "Label", "creator", "subject", "City"];
        Assert.Equal(before.Where(property => !named.Any(property.Key.EndsWith)), after.Where(property => !named.Any(property.Key.EndsWith)));
        var read = Read(changed);
        Assert.Equal("-1", One(read, "XMP-xmp", "Rating"));
        Assert.Equal("Red", One(read, "XMP-xmp", "Label"));
        Assert.Equal(["Bo", "Ann"], All(read, "XMP-dc", "Creator"));
        Assert.Equal(["dog", "ball", "grass"], All(read, "XMP-dc", "Subject"));
        var text = Encoding.UTF8.GetString(changed);
        Assert.Contains("a:Rating=\"-1\"", text, StringComparison.Ordinal);
        Assert.Contains("<q:sure>0.9</q:sure>", text, StringComparison.Ordinal);
        Assert.Contains("<q:role>photographer</q:role>", text, StringComparison.Ordinal);
        Assert.Contains("<!-- a remark of another program -->", text, StringComparison.Ordinal);
        Assert.Contains("<!-- before -->", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WhatIsSaidAlready_ChangesNothing()
    {
        var packet = XmpPacket.Parse(Encoding.UTF8.GetBytes(Odd));
        var before = packet.ToBytes(padding: false);

        packet.Apply([
            XmpEdit.Simple("xmp:Rating", "2"), XmpEdit.Simple("xmp:Label", null), XmpEdit.List("dc:creator", XmpShape.Seq, ["Ann"]), new XmpEdit("dc:subject", XmpShape.Bag) { Add = ["dog"], Remove = ["cat"] },
            XmpEdit.Languages("dc:title", new Dictionary<string, string?> { [""] = "Dog", ["de"] = "Hund", ["fr"] = null }), XmpEdit.Simple("tiff:Artist", "Bo") with { OnlyIfThere = true },
        ]);

        Assert.Equal(before, packet.ToBytes(padding: false));
    }

    [Theory]
    [InlineData("de=Katze", "x-default=Dog|de=Katze|en-GB=Dog")] // the default repeated English, not German
    [InlineData("EN-gb=Cat", "x-default=Cat|de=Hund|en-GB=Cat")] // which it goes on doing
    [InlineData("=Animal", "x-default=Animal|de=Hund|en-GB=Dog")]
    [InlineData("=;en-GB=", "x-default=Hund|de=Hund")] // there is always a default
    [InlineData("=;de=;en-GB=", "")]
    [InlineData("fr=Chien", "x-default=Dog|de=Hund|en-GB=Dog|fr=Chien")]
    public void Languages_HaveADefaultThatComesFirst(string edit, string expected)
    {
        var texts = edit.Split(';').Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1].Length == 0 ? null : one[1]);

        var changed = Encoding.UTF8.GetString(Changed(Odd, XmpEdit.Languages("dc:title", texts)));

        var title = changed.Contains("<dc:title>", StringComparison.Ordinal) ? changed[changed.IndexOf("<dc:title>", StringComparison.Ordinal)..changed.IndexOf("</dc:title>", StringComparison.Ordinal)] : "";
        Assert.Equal(expected, string.Join('|', title.Split("xml:lang=\"").Skip(1).Select(item => item[..item.IndexOf('<', StringComparison.Ordinal)].Replace("\">", "=", StringComparison.Ordinal))));
    }

    [Fact]
    public void Keywords_AreRemovedFromPathsByTheirLastStep()
    {
        var packet = XmpPacket.Empty();
        packet.Apply([XmpEdit.List("lr:hierarchicalSubject", XmpShape.Bag, ["Animal|Dog", "Dog", "Dog|Poodle"])]);

        packet.Apply([new XmpEdit("lr:hierarchicalSubject", XmpShape.Bag) { Remove = ["Dog"], PathSeparator = '|' }]);

        Assert.Equal(["Dog|Poodle"], All(Read(packet.ToBytes(padding: true)), "XMP-lr", "HierarchicalSubject"));
    }

    [Fact]
    public void Structures_ArePartlyWritten()
    {
        const string city = "Iptc4xmpExt:LocationCreated[1]/Iptc4xmpExt:City", country = "Iptc4xmpExt:LocationCreated[1]/Iptc4xmpExt:CountryCode";
        var packet = XmpPacket.Parse(Encoding.UTF8.GetBytes(Odd));
        packet.Apply([XmpEdit.Simple(city, "Ulm"), XmpEdit.Simple(country, "DE")]);
        Assert.Equal("Ulm", One(Read(packet.ToBytes(false)), "XMP-iptcExt", "LocationCreated[1]/City"));

        packet.Apply([XmpEdit.Simple(city, null)]);
        var read = Read(packet.ToBytes(false));
        Assert.DoesNotContain(read.Tags, tag => tag.Name == "LocationCreated[1]/City");
        Assert.Equal("DE", One(read, "XMP-iptcExt", "LocationCreated[1]/CountryCode"));

        packet.Apply([XmpEdit.Simple(country, null), XmpEdit.Simple("Iptc4xmpExt:LocationCreated[3]/Iptc4xmpExt:City", null)]);
        Assert.DoesNotContain("LocationCreated", Encoding.UTF8.GetString(packet.ToBytes(false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Regions_OfOthersStay()
    {
        var packet = XmpPacket.Parse("""
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#">
            <mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li><rdf:Description mwg-rs:Name="Ann" mwg-rs:Type="Face"><mwg-rs:Area stArea:x="0.5" stArea:y="0.5" stArea:w="0.2" stArea:h="0.2" stArea:unit="normalized"/></rdf:Description></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            """u8);

        packet.SetRegions([new XmpRegion("Ann", "Face", 0.41, 0.4, 0.2, 0.2), new XmpRegion("Bo", "Face", 0.1, 0.1, 0.2, 0.2), new XmpRegion("ball", null, 0, 0.8, 0.1, 0.2)], new PictureFrame(4000, 3000, 1));
        Assert.Equal("Ann|Bo|ball", Names());
        packet.SetRegions([new XmpRegion("Bo", "Face", 0.1, 0.1, 0.2, 0.2)], new PictureFrame(4000, 3000, 1));
        Assert.Equal("Ann|Bo", Names());
        packet.SetRegions([], new PictureFrame(4000, 3000, 1));
        Assert.Equal("Ann", Names());

        string Names() => string.Join('|', Read(packet.ToBytes(false)).Tags.Where(tag => tag.Group == "XMP-mwg-rs" && tag.Name.EndsWith("/Name", StringComparison.Ordinal)).Select(tag => tag.Raw));
    }

    [Fact]
    public void Regions_AndPersons_LeaveAloneWhatIsNoStructure()
    {
        var packet = XmpPacket.Parse("""
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:MP="http://ns.microsoft.com/photo/1.2/">
            <mwg-rs:Regions><rdf:Bag><rdf:li>strange</rdf:li></rdf:Bag></mwg-rs:Regions><MP:RegionInfo><rdf:Bag><rdf:li>Ann</rdf:li></rdf:Bag></MP:RegionInfo>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            """u8);
        var before = packet.ToBytes(false);

        packet.TakePersons(["Ann"]);
        packet.SetRegions([new XmpRegion("ball", null, 0, 0.8, 0.1, 0.2)], PictureFrame.Unknown);

        Assert.Equal(before, packet.ToBytes(false));
    }

    [Fact]
    public void Lists_OfWhatWasOneValue_KeepItsQualifiers_AndStructuresAreRefused()
    {
        var packet = XmpPacket.Parse("""
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:foo="urn:foo#">
            <dc:subject><rdf:Description><rdf:value>one</rdf:value><foo:q>kept</foo:q></rdf:Description></dc:subject>
            <dc:title rdf:parseType="Resource"><rdf:value>Old</rdf:value><foo:q>kept too</foo:q></dc:title>
            <dc:creator rdf:parseType="Resource"><foo:a>Ann</foo:a></dc:creator>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            """u8);

        packet.Apply([new XmpEdit("dc:subject", XmpShape.Bag) { Add = ["two"] }, XmpEdit.Languages("dc:title", new Dictionary<string, string?> { ["en"] = "New" })]);

        var text = Encoding.UTF8.GetString(packet.ToBytes(false));
        Assert.Contains(">kept<", text, StringComparison.Ordinal);
        Assert.Contains(">kept too<", text, StringComparison.Ordinal);
        Assert.Contains("<rdf:li><rdf:Description><rdf:value>one</rdf:value>", text, StringComparison.Ordinal);
        Assert.Contains("<rdf:li>two</rdf:li>", text, StringComparison.Ordinal);
        Assert.Throws<XmpRefusedException>(() => packet.Apply([XmpEdit.List("dc:creator", XmpShape.Seq, ["Bo"])]));
    }

    [Fact]
    public void Packet_ThatStatesSomethingTwice_IsRefused()
    {
        var refused = Assert.Throws<XmpRefusedException>(() => XmpPacket.Parse("""
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
            <rdf:Description rdf:about="" dc:format="image/jpeg"/><rdf:Description rdf:about="uuid:other"><dc:format>image/png</dc:format></rdf:Description></rdf:RDF></x:xmpmeta>
            """u8));

        Assert.Contains("format twice", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Regions_InTheStoredFrame_ComeBackUpright_WhateverItsTurn()
    {
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            var packet = XmpPacket.Empty();
            packet.Apply([XmpEdit.Simple("tiff:Orientation", orientation.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
            packet.SetRegions([new XmpRegion("ball", null, 0.1, 0.2, 0.3, 0.4)], new PictureFrame(400, 300, orientation));

            var region = Assert.Single(Read(packet.ToBytes(false)).Normalised.Regions!);
            Assert.Equal((0.1, 0.2, 0.3, 0.4, true), (region.X, region.Y, region.Width, region.Height, region.Ours));
            Assert.Equal(orientation >= 5 ? "300" : "400", One(Read(packet.ToBytes(false)), "XMP-mwg-rs", "Regions/AppliedToDimensions/W"));
        }
    }

    [Fact]
    public void Text_ThatXmlCannotHold_IsWrittenWithoutIt()
    {
        var changed = Changed("", XmpEdit.Simple("photoshop:City", "a\0b\ud800c <&> \r\n ä👟"), XmpEdit.List("dc:subject", XmpShape.Bag, ["]]>", "\"'"]));

        Assert.Equal("a\ufffdb\ufffdc <&> \r\n ä👟", One(Read(changed), "XMP-photoshop", "City"));
        Assert.Equal(["]]>", "\"'"], All(Read(changed), "XMP-dc", "Subject"));
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&a;</x:xmpmeta>", "document type")]
    [InlineData("<x:xmpmeta xmlns:x='adobe:ns:meta/'><open></x:xmpmeta>", "not well formed")]
    [InlineData("<html><body>no</body></html>", "no RDF")]
    public void Parse_OfWhatCannotBeKept_IsRefused(string packet, string reason) =>
        Assert.Contains(reason, Assert.Throws<XmpRefusedException>(() => XmpPacket.Parse(Encoding.UTF8.GetBytes(packet))).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_OfBombs_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 100_000));
        Assert.Throws<XmpRefusedException>(() => XmpPacket.Parse(Encoding.UTF8.GetBytes(deep)));
        var wide = Encoding.UTF8.GetBytes($"<rdf:RDF xmlns:rdf='{XmpNamespaces.Rdf}'><rdf:Description>{string.Concat(Enumerable.Repeat("<rdf:a>0123456789</rdf:a>", 200_000))}</rdf:Description></rdf:RDF>");
        Assert.True(wide.Length > 4 << 20);
        Assert.Throws<XmpRefusedException>(() => XmpPacket.Parse(wide));
    }

    [Theory]
    [InlineData("title")]
    [InlineData("nowhere:title")]
    [InlineData("dc:a b")]
    [InlineData("dc:title[0]")]
    [InlineData("dc:title[99999]/dc:x")]
    public void Apply_OfNoPath_IsRefused(string path) => Assert.Throws<FormatException>(() => XmpPacket.Empty().Apply([XmpEdit.Simple(path, "x")]));

    private static byte[] Changed(string packet, params XmpEdit[] edits)
    {
        var parsed = XmpPacket.Parse(Encoding.UTF8.GetBytes(packet));
        parsed.Apply(edits);
        return parsed.ToBytes(padding: true);
    }

    private static EmbeddedMetadata Read(byte[] packet)
    {
        var read = MetadataReader.ReadSidecar(packet, TestContext.Current.CancellationToken);
        Assert.Empty(read.Problems);
        return read;
    }

    private static string One(EmbeddedMetadata read, string group, string name) => Assert.Single(All(read, group, name));

    private static IReadOnlyList<string> All(EmbeddedMetadata read, string group, string name) => [.. read.Tags.Where(tag => tag.Group == group && tag.Name == name).Select(tag => tag.Raw)];
}
