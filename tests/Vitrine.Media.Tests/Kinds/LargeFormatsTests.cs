using System.Buffers.Binary;
using NetVips;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Media.Kinds;
using Vitrine.Media.Kinds.Image;
using Vitrine.Media.Tools;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>Pictures and films of professionals: very large TIFFs, camera raw without a usable preview, deep colours, pictures of all that is around.</summary>
public sealed class LargeFormatsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vitrine-large-");

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Tiff_OfMorePixelsThanFitMemory_IsReadInPieces()
    {
        // 300 megapixels; two gigapixels take a minute to make.
        var (width, height) = Deep.IsOn ? (50_000, 39_999) : (20_000, 15_000);
        var tiled = Path.Combine(folder.FullName, "tiled.tif");
        Write(tiled, width, height, tile: true);

        var reading = await ReadAsync(tiled);

        Assert.Null(reading.Failure);
        Assert.Equal((width, height), (reading.Facts.Width, reading.Facts.Height));
        Assert.Equal(1600, reading.Renditions[0].Width);
    }

    [Fact]
    public async Task Tiff_WhoseStripsDoNotFit_IsRefusedInASentence()
    {
        var strip = Path.Combine(folder.FullName, "strip.tif");
        Write(strip, 20_000, 15_000, tile: false, rows: 15_000);

        var reading = await ReadAsync(strip);

        Assert.Equal("too-large", reading.Failure?.Code);
        Assert.Contains("20000 × 15000", reading.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal((20_000, 15_000), (reading.Facts.Width, reading.Facts.Height));
    }

    [Fact]
    public async Task Tiff_WithSmallerCopies_IsReadFromTheRightOne()
    {
        var path = Path.Combine(folder.FullName, "pyramid.tif");
        using (var black = NetVips.Image.Black(8000, 6000))
        using (var grey = black.Linear([1.0], [90.0]))
        using (var bytes = grey.Cast(Enums.BandFormat.Uchar))
        {
            bytes.Tiffsave(path, compression: Enums.ForeignTiffCompression.Deflate, tile: true, pyramid: true);
        }

        var reading = await ReadAsync(path);

        Assert.Equal((8000, 6000, (int?)null), (reading.Facts.Width, reading.Facts.Height, reading.Facts.Pages));
        Assert.Equal((1600, 1200), (reading.Renditions[0].Width, reading.Renditions[0].Height));
        Assert.Equal("#5a5a5a", reading.Facts.Tone);
    }

    [Fact]
    public async Task Raw_WithoutAPreview_IsDeveloped()
    {
        Assert.SkipWhen(ToolEnvironment.Find("dcraw_emu") is null, "needs dcraw_emu: apt-get install libraw-bin");
        var path = Path.Combine(folder.FullName, "a.dng");
        await File.WriteAllBytesAsync(path, MadeNegative.Write(640, 480), Ending);

        var reading = await ReadAsync(path);

        Assert.Null(reading.Failure);
        Assert.Equal("dng", reading.Sniffed.Format);
        Assert.InRange(reading.Renditions[0].Width, 300, 330);
        Assert.Equal(["preview", "thumbnail"], reading.Renditions.Select(rendition => rendition.Recipe));
    }

    [Theory]
    [InlineData("prores.mov", "mov", "prores", 10, null, "-c:v", "prores_ks", "-pix_fmt", "yuv422p10le")]
    [InlineData("dnx.mxf", "mxf", "dnxhd", 8, null, "-c:v", "dnxhd", "-b:v", "36M", "-s", "1920x1080", "-pix_fmt", "yuv422p")]
    [InlineData("xavc.mxf", "mxf", "h264", 10, null, "-c:v", "libx264", "-pix_fmt", "yuv422p10le")]
    [InlineData("hdr.mp4", "mp4", "hevc", 10, "pq", "-c:v", "libx265", "-pix_fmt", "yuv420p10le", "-color_trc", "smpte2084", "-color_primaries", "bt2020", "-colorspace", "bt2020nc", "-x265-params", "log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc")]
    [InlineData("sequence.heics", "heics", "hevc", 8, null, "-c:v", "libx265", "-pix_fmt", "yuv420p", "-x265-params", "log-level=none", "-tag:v", "hvc1", "-brand", "hevc", "-f", "mp4")]
    public async Task Film_OfProfessionals_HasFactsAndAPicture(string name, string format, string codec, int depth, string? range, params string[] options)
    {
        var path = Path.Combine(folder.FullName, name);
        var made = await ToolProcess.RunAsync(new ToolCommand("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=1", .. options, path]), Ending);
        Assert.True(made.Succeeded, made.Errors);

        var reading = await ReadAsync(path);

        Assert.Null(reading.Failure);
        Assert.Equal((format, codec, (int?)depth, range), (reading.Sniffed.Format, reading.Facts.VideoCodec, reading.Facts.Depth, reading.Facts.DynamicRange));
        Assert.Equal(2, reading.Renditions.Count);
    }

    [Fact]
    public async Task Picture_OfAllAround_SaysHowItWasLaidFlat()
    {
        var path = Path.Combine(folder.FullName, "around.jpg");
        using (var black = NetVips.Image.Black(64, 32, 3))
        {
            await File.WriteAllBytesAsync(path, black.JpegsaveBuffer(), Ending);
        }

        await ToolProcess.RunAsync(new ToolCommand("exiftool", ["-q", "-overwrite_original", "-XMP-GPano:ProjectionType=equirectangular", path]), Ending);
        using var file = FileInChild.OfContent("around.jpg", await File.ReadAllBytesAsync(path, Ending));

        var answer = await new FileDecoding().DecodeAsync(new DecodeRequest("", "around.jpg", [DecodeSteps.Metadata]), file, Ending);

        Assert.Equal("equirectangular", answer.Facts!.Projection);
    }

    [Fact]
    public async Task Archive_IsADocumentOfItsNames()
    {
        using var content = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(content, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry("Rechnungen/2024/März.pdf");
            zip.CreateEntry("../../etc/passwd");
        }

        using var file = MediaFile.FromBytes(content.ToArray(), "a.zip");
        var text = await new MediaDecoder().ReadTextAsync(file, Ending);

        Assert.Equal(("zip", AssetKind.Document), (file.Sniffed.Format, file.Sniffed.Kind));
        Assert.Equal(["Rechnungen/2024/März.pdf\n../../etc/passwd"], text.Text!.Pages);
    }

    private static void Write(string path, int width, int height, bool tile, int? rows = null)
    {
        ImageLibrary.Load();
        using var black = NetVips.Image.Black(width, height);
        black.Tiffsave(path, compression: Enums.ForeignTiffCompression.Deflate, level: 1, tile: tile, tileWidth: tile ? 256 : null, tileHeight: tile ? 256 : rows);
    }

    private static async Task<MediaReading> ReadAsync(string path) => await new MediaDecoder().ReadAsync(path, Path.GetFileName(path), cancellationToken: Ending);
}
