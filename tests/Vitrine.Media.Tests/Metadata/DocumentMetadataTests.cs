using System.Text.Json;
using Vitrine.Media.Metadata;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Metadata;

public sealed class DocumentMetadataTests
{
    [Theory]
    [InlineData("multi-page.pdf")]
    [InlineData("german.pdf")]
    [InlineData("french.pdf")]
    [InlineData("invoice-de-fr.pdf")]
    [InlineData("two-columns.pdf")]
    [InlineData("garden.docx")]
    [InlineData("stock.xlsx")]
    [InlineData("campaign.pptx")]
    public void Read_Document_HasTitleAuthorAndKeywords(string name)
    {
        var read = MetadataReader.Read(SharedFolder.Path("corpus", "documents", name), TestContext.Current.CancellationToken).Normalised;
        Assert.NotNull(read.Title);
        Assert.NotNull(read.Creator);
        Assert.NotEmpty(read.Keywords);
    }

    [Fact]
    public void Read_LockedPdf_SaysSo() =>
        Assert.Contains(MetadataReader.Read(SharedFolder.Path("corpus", "documents", "locked.pdf"), TestContext.Current.CancellationToken).Problems, problem => problem.Code == "encrypted");

    [Fact]
    public void Json_RoundTrip_IsTheSameAndLeavesNullsOut()
    {
        var read = MetadataReader.Read(SharedFolder.Path("golden", "exif", "roundtrip", "20-dates.jpg"), TestContext.Current.CancellationToken);
        var json = JsonSerializer.Serialize(read, MetadataJson.Default.EmbeddedMetadata);
        Assert.Contains("\"takenAt\":\"2024-03-31T02:30:00.123\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
        var back = JsonSerializer.Deserialize(json, MetadataJson.Default.EmbeddedMetadata)!;
        Assert.Equal(read.Tags, back.Tags);
        Assert.Equal(read.Normalised with { Keywords = [] }, back.Normalised with { Keywords = [] });
    }
}
