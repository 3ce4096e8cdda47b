using System.Text;
using Vitrine.Media.Kinds;
using Vitrine.Media.Kinds.Image;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>Without the system's libvips: the copy beside the program, and ImageMagick for what it lacks.</summary>
public sealed class BundledLibraryTests
{
    [Fact]
    public async Task Read_WithTheLibraryBesideTheProgram_OpensWhatTheDocumentationSays()
    {
        _ = Corpus.Path("photos");
        var result = await OwnProcess.Run<BundledLibraryInside>((ImageLibrary.Choice, "bundled"));
        Assert.True(result.Succeeded, result.Describe("the test process") + Encoding.UTF8.GetString(result.Output));
    }
}

public sealed class BundledLibraryInside
{
    [Fact(Explicit = true)]
    public void Description_NamesTheCopy()
    {
        Assert.EndsWith("beside the program", ImageLibrary.Description);
        Assert.True(ImageLibrary.IsBundled);
        var loaders = FileFormats.All.Select(format => format.Loader).OfType<string>().Distinct();
        Assert.Equal(ImageLibrary.InBundled, loaders.Where(ImageLibrary.Has).Order(StringComparer.Ordinal));
    }

    [Theory(Explicit = true)]
    [InlineData("photos/odd/flower.jpg")]
    [InlineData("photos/odd/icc_profile.png")]
    [InlineData("photos/odd/flower.webp")]
    [InlineData("photos/odd/chi.gif")]
    [InlineData("photos/odd/hopper_bigtiff.tif")]
    [InlineData("photos/odd/exif.avif")]
    [InlineData("photos/odd/hopper.psd")]
    [InlineData("photos/odd/hopper_1bit.pbm")]
    [InlineData("metadata/exif-samples/heic/samplefilehub.heif")]
    [InlineData("metadata/exiftool/Jpeg2000.jp2")]
    [InlineData("hostile/made/svg-script.svg")]
    public async Task Read_Picture_HasRenditions(string file)
    {
        Corpus.AssertRenditions(await Corpus.Read(Corpus.Path(file.Split('/'))));
    }

    [Fact(Explicit = true)]
    public async Task Read_Pdf_IsNotSupported()
    {
        Assert.Equal("not-supported", (await Corpus.Read(Corpus.Path("documents", "german.pdf"))).Failure?.Code);
    }
}
