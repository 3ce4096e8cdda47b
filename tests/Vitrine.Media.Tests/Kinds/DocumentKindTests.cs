using Vitrine.Core.Assets;

namespace Vitrine.Media.Tests.Kinds;

public sealed class DocumentKindTests
{
    [Theory]
    [InlineData("multi-page.pdf", 5)]
    [InlineData("german.pdf", 1)]
    [InlineData("scan-150dpi.pdf", 1)]
    public async Task Read_Pdf_CountsPagesAndDrawsTheFirst(string name, int pages)
    {
        var reading = await Corpus.Read(Corpus.Path("documents", name));
        Corpus.AssertRenditions(reading);
        Assert.Equal(pages, reading.Facts.Pages);
        Assert.Equal(1600, reading.Renditions[0].Height);

        // Ink on paper: mostly white, and not only white.
        var picture = Vitrine.Media.Kinds.MediaDecoder.DecodePreview(reading.Renditions[0].Content);
        Assert.InRange(picture.Rgb.Average(value => (double)value), 200, 254.9);
    }

    [Fact]
    public async Task Read_LockedPdf_NeedsAPassword()
    {
        var reading = await Corpus.Read(Corpus.Path("documents", "locked.pdf"));
        Assert.Equal("password-needed", reading.Failure?.Code);
        Assert.Equal(("pdf", AssetKind.Document), (reading.Facts.Format, reading.Sniffed.Kind));
    }

    [Theory]
    [InlineData("garden.docx", null)]
    [InlineData("stock.xlsx", 2)]
    [InlineData("campaign.pptx", 3)]
    [InlineData("notes-utf8.txt", null)]
    [InlineData("orders.csv", null)]
    public async Task Read_OtherDocument_HasFactsAndNoPicture(string name, int? pages)
    {
        var reading = await Corpus.Read(Corpus.Path("documents", name));
        Assert.Null(reading.Failure);
        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Renditions);
        Assert.Equal(AssetKind.Document, reading.Sniffed.Kind);
        Assert.Equal(pages, reading.Facts.Pages);
    }

    [Fact]
    public async Task Read_PropertyListWithDocumentType_IsKeptWithAProblem()
    {
        var reading = await Corpus.Read(Corpus.Path("metadata", "exiftool", "PLIST-xml.plist"));
        Assert.Null(reading.Failure);
        Assert.Equal(["unsafe"], reading.Problems.Select(problem => problem.Code));
    }
}
