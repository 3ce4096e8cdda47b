using Vitrine.Core.Assets;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Kinds;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>The corpus as these tests ask for it.</summary>
internal static class Corpus
{
    public static string Path(params string[] parts) => SharedFolder.Path(["corpus", .. parts]);

    /// <summary>Lines of a tab-separated file without its heading.</summary>
    public static IEnumerable<string[]> Table(string path) => File.ReadLines(path).Skip(1).Select(line => line.Split('\t'));

    public static async Task<MediaReading> Read(string path) =>
        await new MediaDecoder().ReadAsync(path, System.IO.Path.GetFileName(path), cancellationToken: TestContext.Current.CancellationToken);

    public static Sniffed Sniff(string path)
    {
        using var file = MediaFile.Open(path, System.IO.Path.GetFileName(path));
        return file.Sniffed;
    }

    /// <summary>Mean absolute difference of two pictures of one size, 0…255.</summary>
    public static double Difference(Picture one, Picture other)
    {
        Assert.Equal((one.Width, one.Height), (other.Width, other.Height));
        return one.Rgb.Zip(other.Rgb, (a, b) => Math.Abs(a - b)).Average();
    }

    /// <summary>Every rendition is a JPEG of the stated size within its bounds, stripped of metadata.</summary>
    public static void AssertRenditions(MediaReading reading)
    {
        Assert.Null(reading.Failure);
        Assert.Equal(["preview", "thumbnail"], reading.Renditions.Select(rendition => rendition.Recipe));
        foreach (var (rendition, side) in reading.Renditions.Zip([1600, 400]))
        {
            var picture = MediaDecoder.DecodePreview(rendition.Content);
            Assert.Equal((rendition.Width, rendition.Height), (picture.Width, picture.Height));
            Assert.InRange(Math.Max(rendition.Width, rendition.Height), 1, side);
            Assert.Equal("image/jpeg", rendition.Mime);
            Assert.Equal(-1, rendition.Content.AsSpan().IndexOf("Exif\0"u8));
        }

        Assert.Matches("^#[0-9a-f]{6}$", reading.Facts.Tone);
    }
}
