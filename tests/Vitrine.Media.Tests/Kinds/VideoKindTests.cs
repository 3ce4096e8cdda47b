using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;
using Vitrine.Media.Kinds.Video;
using Vitrine.Media.Tools;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Kinds;

public sealed class VideoKindTests
{
    public static TheoryData<string> Films => ["video/big-buck-bunny.mp4", "video/nasa.mp4", "video/synthetic/transitions.mp4", "video/synthetic/cuts-hard.mp4", "video/synthetic/talking.mp4"];

    public static TheoryData<string> Probed =>
    [
        "video/big-buck-bunny.mp4", "video/nasa.mp4", "video/synthetic/cuts-hard.mp4", "audio/jfk.wav", "audio/kennedy.wav", "audio/multichannel.wav",
        "metadata/metadata-extractor/3gp/sample.3gp", "metadata/metadata-extractor/m4a/Issue 337 (dotnet).m4a", "metadata/metadata-extractor/avi/100_0306.AVI",
    ];

    [Theory]
    [MemberData(nameof(Films))]
    public async Task Read_Film_ShowsAFrameWithSomethingToSee(string film)
    {
        var reading = await Corpus.Read(Corpus.Path(film.Split('/')));
        Corpus.AssertRenditions(reading);
        Assert.Equal(AssetKind.Video, reading.Sniffed.Kind);
        Assert.Empty(reading.Problems);

        // As visible as what the reference found among all frames (320 pixels wide, grey).
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("golden", "video", "poster.json")));
        var samples = document.RootElement.GetProperty(film).GetProperty("samples").EnumerateArray().Select(sample => (Luma: sample[1].GetDouble(), Entropy: sample[4].GetDouble())).ToList();
        var best = samples.Where(sample => sample.Luma is >= 30 and <= 225).Max(sample => sample.Entropy);
        var (luma, entropy) = Measure(MediaDecoder.DecodePreview(reading.Renditions[1].Content));
        Assert.InRange(luma, 28, 227);
        Assert.InRange(entropy, best * 0.85, 1);
    }

    [Theory]
    [MemberData(nameof(Probed))]
    public async Task ReadFacts_FilmOrSound_AgreesWithTheReference(string name)
    {
        var reading = await new MediaDecoder().ReadFactsAsync(Corpus.Path(name.Split('/')), name, cancellationToken: TestContext.Current.CancellationToken);
        await using var packed = new GZipStream(File.OpenRead(SharedFolder.Path("golden", "video", "probe.json.gz")), CompressionMode.Decompress);
        using var document = await JsonDocument.ParseAsync(packed, cancellationToken: TestContext.Current.CancellationToken);
        var files = document.RootElement.GetProperty("files");
        var expected = files.TryGetProperty("corpus/" + name, out var found) ? found : files.GetProperty(name);
        var streams = expected.GetProperty("streams").EnumerateArray().ToList();
        var picture = streams.FirstOrDefault(stream => stream.GetProperty("codec_type").GetString() == "video");
        var sound = streams.FirstOrDefault(stream => stream.GetProperty("codec_type").GetString() == "audio");

        Assert.Null(reading.Failure);
        Assert.Empty(reading.Renditions);
        Assert.Equal(Text(picture, "codec_name"), reading.Facts.VideoCodec);
        Assert.Equal(Text(sound, "codec_name"), reading.Facts.AudioCodec);
        Assert.Equal(Text(picture, "width"), reading.Facts.Width?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Text(picture, "height"), reading.Facts.Height?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Text(sound, "channels"), reading.Facts.Channels?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Text(sound, "sample_rate"), reading.Facts.SampleRate?.ToString(CultureInfo.InvariantCulture));
        var seconds = streams.Where(stream => stream.TryGetProperty("duration", out _) && stream.GetProperty("codec_type").GetString() is "video" or "audio")
            .Max(stream => double.Parse(stream.GetProperty("duration").GetString()!, CultureInfo.InvariantCulture));
        Assert.Equal(seconds * 1000, reading.Facts.DurationMs!.Value, 1.0);
    }

    [Fact]
    public async Task Read_FilmOnItsSide_IsShownUpright()
    {
        var reading = await Corpus.Read(Corpus.Path("metadata", "metadata-extractor", "mov", "with-gps.mov"));
        Assert.Equal((320, 568), (reading.Facts.Width!.Value, reading.Facts.Height!.Value));
        Assert.Equal((320, 568), (reading.Renditions[0].Width, reading.Renditions[0].Height));
    }

    [Theory]
    [InlineData("-f lavfi -i testsrc=s=160x90:d=1:r=5 -vf setsar=2/1 -c:v mjpeg -f avi", 320, 90)]
    [InlineData("-f lavfi -i testsrc=s=160x90:d=1:r=5 -c:v ffv1 -pix_fmt yuv420p10le -color_trc smpte2084 -color_primaries bt2020 -colorspace bt2020nc -f matroska", 160, 90)]
    public async Task Read_FilmWithOddPixelsOrHighDynamicRange_IsShownAsMeant(string made, int width, int height)
    {
        var reading = await ReadMade(made);
        Corpus.AssertRenditions(reading);
        Assert.Equal((width, height), (reading.Facts.Width!.Value, reading.Facts.Height!.Value));
        Assert.Equal((width, height), (reading.Renditions[0].Width, reading.Renditions[0].Height));
    }

    [Fact]
    public async Task Read_FilmContainerWithSoundAlone_IsAudio()
    {
        var reading = await ReadMade("-f lavfi -i sine=d=1 -c:a aac -f matroska");
        Assert.Equal((AssetKind.Audio, "audio/x-matroska", "aac"), (reading.Sniffed.Kind, reading.Sniffed.Mime, reading.Facts.AudioCodec));
        Assert.Empty(reading.Renditions);
    }

    [Theory]
    [InlineData("mp4-no-moov.mp4")]
    [InlineData("mp4-truncated-moov.mp4")]
    [InlineData("mp4-8000-nested-boxes.mp4")]
    [InlineData("mkv-unknown-size-garbage.mkv")]
    public async Task Read_FilmWithoutAnIndex_IsDamaged(string name) =>
        Assert.Equal("damaged", (await Corpus.Read(Corpus.Path("hostile", "made", name))).Failure?.Code);

    [Fact]
    public async Task Read_FilmWhoseFramesAreGone_KeepsItsFacts()
    {
        var reading = await Corpus.Read(Corpus.Path("hostile", "made", "mp4-truncated-mdat.mp4"));
        Assert.Equal((160, 3000L), (reading.Facts.Width!.Value, reading.Facts.DurationMs!.Value));
        Assert.Contains(reading.Problems, problem => problem.Code is "truncated" or "no-picture");
        Assert.Null(reading.Failure);
    }

    [Fact]
    public void Better_DarkFrameAndVisibleOne_TheVisibleOneWins()
    {
        var dark = new Frame(1, 1, [], 5, 0.9);
        var visible = new Frame(1, 1, [], 100, 0.4);
        Assert.Same(visible, PosterFrame.Better(dark, visible));
        Assert.Same(visible, PosterFrame.Better(visible, dark));
        Assert.Same(visible, PosterFrame.Better(null, visible));
    }

    private static async Task<MediaReading> ReadMade(string arguments)
    {
        Assert.SkipWhen(ToolEnvironment.Find("ffmpeg") is null, "needs ffmpeg");
        var command = new ToolCommand("ffmpeg", ["-v", "error", .. arguments.Split(' '), "pipe:1"]);
        var made = await ToolProcess.RunAsync(command, TestContext.Current.CancellationToken);
        Assert.True(made.Succeeded, made.Errors);
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, made.Output, TestContext.Current.CancellationToken);
            return await Corpus.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string? Text(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static (double Luma, double Entropy) Measure(Vitrine.Media.Analyzers.Picture picture)
    {
        var lumas = Enumerable.Range(0, picture.Rgb.Length / 3).Select(i => ((77 * picture.Rgb[3 * i]) + (150 * picture.Rgb[(3 * i) + 1]) + (29 * picture.Rgb[(3 * i) + 2])) >> 8).ToList();
        var shares = lumas.CountBy(luma => luma).Select(pair => (double)pair.Value / lumas.Count);
        return (lumas.Average(), -shares.Sum(share => share * Math.Log2(share)) / 8);
    }
}
