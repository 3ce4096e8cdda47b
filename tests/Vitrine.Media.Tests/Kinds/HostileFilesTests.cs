using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>The hostile files: our outcome is the one expected or a stricter one, and nothing they name is ever asked for.</summary>
public sealed class HostileFilesTests
{
    private static readonly string[] Outcomes = ["accept", "partial", "unknown", "refuse"];

    /// <summary>Their picture is sound; the warning that makes them partial is the metadata reader's to give.</summary>
    private static readonly string[] OfMetadata =
    [
        "exif-huge-count.jpg", "exif-loop-ifd.jpg", "exif-loop-subifd.jpg", "exif-offset-beyond-end.jpg",
        "exif-65535-entries.jpg", "exif-gps-zero-denominator.jpg", "xmp-laughs-in.png",
    ];

    [Fact]
    public async Task Read_EveryMadeFile_IsAsStrictAsExpectedAndAsksForNothing()
    {
        var listener = Listen();
        using var document = JsonDocument.Parse(File.ReadAllBytes(Corpus.Path("hostile", "expected.json")));
        var laxer = new List<string>();
        foreach (var row in document.RootElement.EnumerateArray())
        {
            var file = row.GetProperty("file").GetString()!;
            var path = Corpus.Path(["hostile", .. file.Split('/')]);
            if (!File.Exists(path) || !file.StartsWith("made/", StringComparison.Ordinal))
            {
                continue;
            }

            var reading = await Corpus.Read(path);
            var expected = OfMetadata.Contains(Path.GetFileName(file)) ? "accept" : row.GetProperty("expect").GetString()!;
            if (Array.IndexOf(Outcomes, Outcome(reading)) < Array.IndexOf(Outcomes, expected))
            {
                laxer.Add($"{file}: {Outcome(reading)} instead of {expected}");
            }

            AssertLeaksNothing(reading);
        }

        Assert.True(laxer.Count == 0, string.Join('\n', laxer));
        AssertUnasked(listener);
    }

    [Theory]
    [InlineData("whole.jpg")]
    [InlineData("png-named-as.jpg")]
    [InlineData("polyglot-gif-js.js")]
    [InlineData("polyglot-jpeg-zip.jpg")]
    [InlineData("exif-loop-ifd.jpg")]
    [InlineData("bomb-iccp-100mb.png")]
    [InlineData("bomb-ztxt-200mb.png")]
    [InlineData("xmp-5mb-compressed.png")]
    [InlineData("gif-10000-frames.gif")]
    [InlineData("gif-no-trailer.gif")]
    [InlineData("tiff-loop-ifd.tif")]
    [InlineData("svg-remote-href.svg")]
    [InlineData("svg-script.svg")]
    [InlineData("svg-huge-size.svg")]
    [InlineData("truncated-04-25-percent.jpg")]
    [InlineData("truncated-06-90-percent.jpg")]
    [InlineData("truncated-07-no-end-marker.jpg")]
    [InlineData("pdf-javascript.pdf")]
    [InlineData("pdf-huge-media-box.pdf")]
    [InlineData("pdf-broken-xref.pdf")]
    [InlineData("mp4-whole.mp4")]
    [InlineData("mp4-duration-136-years.mp4")]
    public async Task Read_FileThatHoldsAPicture_ShowsIt(string name) => Corpus.AssertRenditions(await Corpus.Read(Corpus.Path("hostile", "made", name)));

    [Theory]
    [InlineData("bomb-50000x50000-1bit.png", "too-large")]
    [InlineData("bomb-header-2147483647.png", "too-large")]
    [InlineData("bomb-sof-65500x65500.jpg", "too-large")]
    [InlineData("bomb-progressive-2000-scans.jpg", "too-large")]
    [InlineData("gif-canvas-65535-200-frames.gif", "too-large")]
    [InlineData("tiff-huge-dimensions.tif", "too-large")]
    [InlineData("tiff-3000-pages.tif", "too-large")]
    [InlineData("docx-bomb.docx", "too-large")]
    [InlineData("pdf-flate-bomb.pdf", "too-large")]
    [InlineData("zero-byte.jpg", "empty")]
    [InlineData("truncated-03-before-scan.jpg", "truncated")]
    [InlineData("svg-xxe.svg", "unsafe")]
    [InlineData("svg-use-loop.svg", "unsafe")]
    [InlineData("docx-xxe.docx", "unsafe")]
    [InlineData("playlist-file.m3u8", "unsafe")]
    [InlineData("deep.json", "unsafe")]
    [InlineData("mz-header.jpg", "name-lies")]
    public async Task Read_FileThatIsRefused_SaysWhy(string name, string code)
    {
        var reading = await Corpus.Read(Corpus.Path("hostile", "made", name));
        Assert.Equal(code, reading.Failure?.Code);
        Assert.Empty(reading.Renditions);
        Assert.EndsWith(".", reading.Failure!.Message);
    }

    [Fact]
    public async Task Read_ProgressiveJpegWithinTheSizeLimitButOfManyScans_IsRefused()
    {
        var content = File.ReadAllBytes(Corpus.Path("hostile", "made", "bomb-progressive-2000-scans.jpg"));
        using var file = MediaFile.FromBytes(content, "bomb.jpg");
        var reading = await new MediaDecoder(new DecodeLimits { BufferedBytes = long.MaxValue }).ReadAsync(file, true, TestContext.Current.CancellationToken);
        Assert.Equal("too-large", reading.Failure?.Code);
        Assert.Contains("scans", reading.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FilmThatClaims136Years_TakesTheDurationFromItsStreams()
    {
        var reading = await Corpus.Read(Corpus.Path("hostile", "made", "mp4-duration-136-years.mp4"));
        Assert.InRange(reading.Facts.DurationMs!.Value, 2900, 3100);
    }

    [Fact]
    public async Task Read_WaveOfStatedFourGigabytes_MeasuresWhatIsThere() =>
        Assert.Equal(1000, (await Corpus.Read(Corpus.Path("hostile", "made", "wav-data-4gib.wav"))).Facts.DurationMs);

    [Fact]
    public async Task Read_ScriptOfConcatUnderAFilmsName_NeverReachesFfmpeg()
    {
        // A demuxer of ours is only ever named for a file whose content was recognised.
        var reading = await Corpus.Read(Corpus.Path("hostile", "made", "playlist-named-as.mp4"));
        Assert.Equal((AssetKind.Other, "unsafe"), (reading.Sniffed.Kind, reading.Failure?.Code));
    }

    private static string Outcome(MediaReading reading) =>
        reading.Failure is not null ? "refuse" : reading.Sniffed.Kind == AssetKind.Other ? "unknown" : reading.Problems.Count > 0 ? "partial" : "accept";

    private static void AssertLeaksNothing(MediaReading reading)
    {
        foreach (var problem in reading.Problems.Append(reading.Failure).OfType<Problem>())
        {
            Assert.DoesNotContain("/", problem.Message, StringComparison.Ordinal);
        }

        Assert.All(reading.Renditions, rendition => Assert.DoesNotContain("root:", Encoding.Latin1.GetString(rendition.Content), StringComparison.Ordinal));
    }

    /// <summary>The discard port, which the files name; null where it cannot be had.</summary>
    private static TcpListener? Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 9);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static void AssertUnasked(TcpListener? listener)
    {
        if (listener is null)
        {
            return;
        }

        using (listener)
        {
            Assert.False(listener.Pending(), "something connected to the port that hostile files name");

            // The trap works: a connection would have been seen.
            using var own = new TcpClient("127.0.0.1", 9);
            Assert.True(listener.Pending());
        }
    }
}
