using Vitrine.Media.Kinds;
using Vitrine.Media.Kinds.Image;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>Without the system's libvips: the copy beside the program, and ImageMagick for what it lacks.</summary>
public sealed class BundledLibraryTests
{
    private static readonly string[] Opened =
    [
        "photos/odd/flower.jpg", "photos/odd/icc_profile.png", "photos/odd/flower.webp", "photos/odd/chi.gif", "photos/odd/hopper_bigtiff.tif",
        "photos/odd/exif.avif", "photos/odd/hopper.psd", "photos/odd/hopper_1bit.pbm", "metadata/exif-samples/heic/samplefilehub.heif",
        "metadata/exiftool/Jpeg2000.jp2", "hostile/made/svg-script.svg",
    ];

    [Fact]
    public async Task Read_WithTheLibraryBesideTheProgram_OpensWhatTheDocumentationSays() => await OwnProcess.Run("bundled", bundled: true);

    internal static async Task ReadAll()
    {
        Assert.EndsWith("beside the program", ImageLibrary.Description);
        var loaders = FileFormats.All.Select(format => format.Loader).OfType<string>().Distinct();
        Assert.Equal(ImageLibrary.InBundled, loaders.Where(ImageLibrary.Has).Order(StringComparer.Ordinal));
        foreach (var file in Opened)
        {
            Corpus.AssertRenditions(await Corpus.Read(Corpus.Path(file.Split('/'))));
        }

        Assert.Equal("not-supported", (await Corpus.Read(Corpus.Path("documents", "german.pdf"))).Failure?.Code);
    }
}
