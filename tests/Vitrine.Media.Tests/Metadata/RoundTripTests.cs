using Vitrine.Media.Metadata;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Metadata;

/// <summary>The 36 files that exiftool wrote for this purpose, read as a person would expect.</summary>
public sealed class RoundTripTests
{
    [Theory]
    [InlineData("01-subject.jpg", "red sneaker|studio|2024")]
    [InlineData("02-subject-unicode.jpg", "Grüße, München|東京|👟 sneaker|e\u0301te\u0301|a<b & \"c\"")]
    [InlineData("03-iptc-utf8.jpg", "Straße|東京")]
    [InlineData("04-iptc-latin1.jpg", "Straße|café")]
    [InlineData("06-iptc-xmp-disagree.jpg", "new|both|old")]
    [InlineData("07-hierarchical.jpg", "Berlin|Anna")]
    [InlineData("08-mwg-keywords.jpg", "Poodle|Dog")]
    [InlineData("26-user-comment.jpg", "eins|zwei|drei")]
    [InlineData("27-edited-twice.jpg", "three|two")]
    [InlineData("29-png.png", "one|zwei ä")]
    [InlineData("30-png-exif-iptc.png", "from raw profile")]
    [InlineData("31-webp.webp", "one")]
    [InlineData("32-tiff.tif", "one|two")]
    [InlineData("33-mp4-xmp.mp4", "clip|fête")]
    [InlineData("34-mp4-keys.mp4", "a|b")]
    [InlineData("36-sidecar.xmp", "one|zwei ä|B")]
    public void Keywords_WrittenByExifTool_AreRead(string file, string expected)
    {
        Assert.Equal(expected.Split('|'), Read(file).Keywords.Select(keyword => file.StartsWith("02", StringComparison.Ordinal) ? keyword : keyword.Normalize()));
    }

    [Theory]
    [InlineData("09-rating5.jpg", 5)]
    [InlineData("10-rating-rejected.jpg", -1)]
    [InlineData("11-rating-fraction.jpg", 4)]
    [InlineData("27-edited-twice.jpg", 4)]
    [InlineData("33-mp4-xmp.mp4", 5)]
    [InlineData("01-subject.jpg", null)]
    public void Rating_WrittenByExifTool_IsRead(string file, int? expected) => Assert.Equal(expected, Read(file).Rating);

    [Theory]
    [InlineData("16-gps-north-east.jpg", 52.520008, 13.404954, 34.5)]
    [InlineData("17-gps-south-west.jpg", -33.8688, -70.6693, -12.0)]
    [InlineData("18-gps-xmp-only.jpg", -33.8688, 151.2093, 58.0)]
    [InlineData("34-mp4-keys.mp4", 52.520008, 13.404954, 34.5)]
    [InlineData("35-mp4-dates.mp4", -33.8688, -70.6693, 12.0)]
    public void Position_WrittenByExifTool_IsRead(string file, double latitude, double longitude, double altitude)
    {
        var read = Read(file);
        Assert.Equal(latitude, read.Latitude!.Value, 1e-7);
        Assert.Equal(longitude, read.Longitude!.Value, 1e-7);
        Assert.Equal(altitude, read.Altitude!.Value, 1e-3);
    }

    [Fact]
    public void Position_ZeroZero_IsNoPlace() => Assert.Null(Read("19-gps-zero.jpg").Latitude);

    [Theory]
    [InlineData("20-dates.jpg", "2024-03-31T02:30:00.123", 120)]
    [InlineData("21-dates-broken.jpg", null, null)]
    [InlineData("30-png-exif-iptc.png", "2024-05-06T07:08:09", null)]
    [InlineData("34-mp4-keys.mp4", "2024-05-06T07:08:09", 120)]
    [InlineData("35-mp4-dates.mp4", "2024-05-06T05:08:09", 0)]
    public void TakenAt_WrittenByExifTool_IsRead(string file, string? local, int? offset)
    {
        var read = Read(file);
        Assert.Equal(local, read.TakenAt);
        Assert.Equal(offset, read.TakenOffsetMinutes);
    }

    [Theory]
    [InlineData("03-iptc-utf8.jpg", null, "Äpfel – rot", "Zoë")]
    [InlineData("04-iptc-latin1.jpg", null, "Äpfel 5 €", null)]
    [InlineData("06-iptc-xmp-disagree.jpg", null, "XMP text", null)]
    [InlineData("22-language.jpg", "Red shoe", "A shoe on a table", null)]
    [InlineData("23-creators.jpg", null, null, "Anna Example; Bob Sample")]
    [InlineData("26-user-comment.jpg", "XP Titel ä", "café", null)]
    [InlineData("29-png.png", "Titel ä", null, "Zoë")]
    [InlineData("31-webp.webp", null, null, "Anna")]
    [InlineData("33-mp4-xmp.mp4", "Clip title", null, null)]
    [InlineData("34-mp4-keys.mp4", "Keys title", null, "Zoë")]
    public void Words_WrittenByExifTool_AreRead(string file, string? title, string? description, string? creator)
    {
        var read = Read(file);
        Assert.Equal((title, description, creator), (read.Title, read.Description, read.Creator));
    }

    [Fact]
    public void Copyright_FromThreePlaces_IsReadOnce()
    {
        var read = Read("23-creators.jpg");
        Assert.Equal("© 2024 Example", read.Copyright);
        Assert.Equal("Example Agency", read.Credit);
    }

    [Fact]
    public void UserComment_Unicode_IsKept() =>
        Assert.Contains(All("26-user-comment.jpg").Tags, tag => tag is { Group: "ExifIFD", Name: "UserComment", Raw: "Grüße aus 東京" });

    [Fact]
    public void ExtendedXmp_LongDescription_IsWhole() => Assert.Equal(71_500, All("28-extended-xmp.jpg").Tags.First(tag => tag is { Group: "XMP-dc", Name: "Description" }).Raw.Length);

    [Fact]
    public void Languages_OfATitle_AreTagsOfTheirOwn()
    {
        var tags = All("22-language.jpg").Tags;
        Assert.Contains(tags, tag => tag is { Group: "XMP-dc", Name: "Title-de", Raw: "Roter Schuh" });
        Assert.Contains(tags, tag => tag is { Group: "XMP-dc", Name: "Title-fr-FR", Raw: "Chaussure rouge" });
    }

    [Fact]
    public void Regions_OfPeople_AreFlattened()
    {
        var tags = All("12-regions.jpg").Tags;
        Assert.Contains(tags, tag => tag is { Group: "XMP-mwg-rs", Name: "Regions/RegionList[1]/Name", Raw: "Anna" });
        Assert.Contains(tags, tag => tag is { Group: "XMP-mwg-rs", Name: "Regions/RegionList[1]/Area/X", Raw: "0.25" });
    }

    private static NormalisedMetadata Read(string file) => All(file).Normalised;

    private static EmbeddedMetadata All(string file) => MetadataReader.Read(SharedFolder.Path("golden", "exif", "roundtrip", file), TestContext.Current.CancellationToken);
}
