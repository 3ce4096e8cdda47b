using System.Text;
using Vitrine.Media.Metadata;
using Vitrine.Server.Groups;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Groups;

/// <summary>What the rules look up is read from real files, by both readers of metadata.</summary>
public sealed class VersionMarksTests
{
    private const string Pixel = """
        <rdf:Description xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/"
          GCamera:MotionPhoto="1" GCamera:MotionPhotoVersion="1" GCamera:BurstID="B-1" GCamera:BurstPrimary="1">
          <Container:Directory><rdf:Seq>
            <rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" Item:Semantic="Primary" Item:Length="0" Item:Padding="0"/></rdf:li>
            <rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="video/mp4" Item:Semantic="MotionPhoto" Item:Length="4321" Item:Padding="0"/></rdf:li>
          </rdf:Seq></Container:Directory>
        </rdf:Description>
        """;

    private const string Micro = """
        <rdf:Description xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MicroVideo="1" GCamera:MicroVideoVersion="1" GCamera:MicroVideoOffset="1234"/>
        """;

    private const string Export = """
        <rdf:Description xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#" xmpMM:DocumentID="xmp.did:2" xmpMM:OriginalDocumentID="xmp.did:0">
          <xmpMM:DerivedFrom stRef:documentID="xmp.did:1" stRef:originalDocumentID="xmp.did:0"/>
        </rdf:Description>
        """;

    [Theory, InlineData(false), InlineData(true)]
    public async Task Marks_OfRealXmp_AreRead(bool exiftool)
    {
        Assert.SkipWhen(exiftool && !ExifToolReader.IsInstalled, "exiftool is not installed");
        var pixel = await MarksAsync(Pixel, exiftool);
        // Of several tags of one name this way of asking exiftool tells the first: that there is a video, not where.
        Assert.Equal((exiftool ? 0 : 4321, "B-1", true), (pixel.MotionTail, pixel.BurstId, pixel.BurstCover));
        Assert.Equal(1234, (await MarksAsync(Micro, exiftool)).MotionTail);
        var export = await MarksAsync(Export, exiftool);
        Assert.Equal(("xmp.did:2", "xmp.did:1", null), (export.DocumentId, export.DerivedFrom, export.MotionTail));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Marks_OfAMovieOfALivePhoto_AreRead(bool exiftool)
    {
        Assert.SkipWhen(exiftool && !ExifToolReader.IsInstalled, "exiftool is not installed");
        Assert.Equal("1C5A-77", (await MarksAsync(Movie("com.apple.quicktime.content.identifier", "1C5A-77"), exiftool)).ContentId);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Marks_OfTheSecondReading_TakeNothingBack(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.BringAsync(("a.jpg", ["AS:jpeg", "TAG:Apple:ContentIdentifier=C1", "TAG:XMP-GCamera:MicroVideo=1", "TAG:XMP-GCamera:MicroVideoOffset=1234"]));
        await app.Database.WriteAsync(Actor.System, session => VersionMarks.WriteAsync(session, 1, VersionMarks.None with { MotionTail = 0, BurstId = "B" }, default));
        Assert.Equal((1234L, "C1", "B"), await app.Database.ReadAsync(session => session.FirstAsync(
            $"select motion_tail, content_id, burst_id from version_mark where version_key = 1", row => (row.GetInt64(0), row.GetString(1), row.GetString(2)))));
    }

    [Fact]
    public void Marks_ThatAreHuge_AreNone()
    {
        var marks = VersionMarks.Of(new NormalisedMetadata { CameraModel = new string('x', 5000) }, [new EmbeddedTag("Apple", "ContentIdentifier", new string('x', 5000)), new EmbeddedTag("XMP-GCamera", "MicroVideo", "1"), new EmbeddedTag("XMP-GCamera", "MicroVideoOffset", "99999999999999999999")]);
        Assert.Equal(VersionMarks.None, marks);
    }

    private static Task<VersionMarks> MarksAsync(string description, bool exiftool)
    {
        byte[] xmp = [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes($"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">{description}</rdf:RDF></x:xmpmeta>")];
        return MarksAsync([0xFF, 0xD8, 0xFF, 0xE1, (byte)((xmp.Length + 2) >> 8), (byte)(xmp.Length + 2), .. xmp, 0xFF, 0xD9], exiftool);
    }

    private static async Task<VersionMarks> MarksAsync(byte[] file, bool exiftool)
    {
        if (!exiftool)
        {
            return Of(MetadataReader.Read(new MemoryStream(file), TestContext.Current.CancellationToken).Tags);
        }

        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, file);
        await using var reader = new ExifToolReader();
        var answer = await reader.ReadAsync(path, TestContext.Current.CancellationToken);
        File.Delete(path);
        return Of(answer.Tags);

        static VersionMarks Of(IReadOnlyList<EmbeddedTag> tags) => VersionMarks.Of(new NormalisedMetadata(), tags);
    }

    /// <summary>A QuickTime file with one key and its value (Apple, "QuickTime File Format", Metadata).</summary>
    private static byte[] Movie(string key, string value)
    {
        var name = Encoding.UTF8.GetBytes(key);
        var keys = Box("keys", [0, 0, 0, 0, 0, 0, 0, 1, .. Box("mdta", name)]);
        var item = Boxed([0, 0, 0, 1], Box("data", [0, 0, 0, 1, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(value)]));
        var handler = Box("hdlr", [0, 0, 0, 0, 0, 0, 0, 0, .. "mdta"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        return [.. Box("ftyp", [.. "qt  "u8, 0, 0, 0, 0, .. "qt  "u8]), .. Box("moov", Box("meta", [.. handler, .. keys, .. Box("ilst", item)]))];

        static byte[] Box(string type, byte[] content) => Boxed(Encoding.ASCII.GetBytes(type), content);

        static byte[] Boxed(byte[] type, byte[] content) =>
            [(byte)((content.Length + 8) >> 24), (byte)((content.Length + 8) >> 16), (byte)((content.Length + 8) >> 8), (byte)(content.Length + 8), .. type, .. content];
    }
}
