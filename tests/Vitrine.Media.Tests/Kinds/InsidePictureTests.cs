using System.Buffers.Binary;
using System.Text;
using NetVips;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;
using Vitrine.Media.Kinds.Document;
using Vitrine.Media.Kinds.Image;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>Pictures that lie finished inside files of other kinds.</summary>
public sealed class InsidePictureTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vitrine-inside-");

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("a.mp3", "mp3", "libmp3lame")]
    [InlineData("a.flac", "flac", "flac")]
    [InlineData("a.m4a", "m4a", "aac")]
    public async Task Sound_WithACover_ShowsIt(string name, string format, string codec)
    {
        var reading = await ReadAsync(await FilmAsync(name, "-f", "lavfi", "-i", "sine=d=1", "-i", Cover("png"), "-map", "0", "-map", "1", "-c:a", codec, "-c:v", "copy", "-disposition:v", "attached_pic"));

        Assert.Equal((format, AssetKind.Audio), (reading.Sniffed.Format, reading.Sniffed.Kind));
        Assert.Equal(["preview", "thumbnail"], reading.Renditions.Select(rendition => rendition.Recipe));
        Assert.Equal((300, 200), (reading.Renditions[0].Width, reading.Renditions[0].Height));
        Assert.Equal("#c83200", reading.Facts.Tone);
        Assert.Null(reading.Facts.Width);
    }

    [Fact]
    public async Task Sound_InOgg_ShowsThePictureOfItsComments()
    {
        var cover = File.ReadAllBytes(Cover("jpg"));
        byte[] block = [.. Number(3), .. Number(10), .. "image/jpeg"u8, .. Number(0), .. Number(300), .. Number(200), .. Number(24), .. Number(0), .. Number(cover.Length), .. cover];
        var reading = await ReadAsync(await FilmAsync("a.ogg", "-f", "lavfi", "-i", "sine=d=1", "-c:a", "libvorbis", "-metadata", "METADATA_BLOCK_PICTURE=" + Convert.ToBase64String(block)));

        Assert.Equal(2, reading.Renditions.Count);

        static byte[] Number(int value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            return bytes;
        }
    }

    [Fact]
    public async Task Sound_WhoseCoverIsNoPicture_IsASoundAllTheSame()
    {
        var sound = await FilmAsync("a.mp3", "-f", "lavfi", "-i", "sine=d=1", "-i", Cover("png"), "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic");
        var bytes = await File.ReadAllBytesAsync(sound, Ending);
        var png = bytes.AsSpan().IndexOf("\u0089PNG"u8[1..]);
        bytes.AsSpan(png - 1, 400).Fill((byte)'x');
        await File.WriteAllBytesAsync(sound, bytes, Ending);

        var reading = await ReadAsync(sound);

        Assert.Null(reading.Failure);
        Assert.Equal("mp3", reading.Facts.AudioCodec);
        Assert.Empty(reading.Renditions);
    }

    [Fact]
    public async Task Drawing_WithAPreviewForDos_ShowsIt()
    {
        var tiff = File.ReadAllBytes(Cover("tif"));
        var script = "%!PS-Adobe-3.0 EPSF-3.0\n(secret) run\n"u8.ToArray();
        var head = new byte[30];
        ((ReadOnlySpan<byte>)[0xC5, 0xD0, 0xD3, 0xC6]).CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), 30);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), script.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(20), 30 + script.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(24), tiff.Length);

        Shows(await ReadAsync("a.eps", [.. head, .. script, .. tiff]), "eps");
    }

    [Fact]
    public async Task Drawing_WithThumbnailsInXmp_ShowsTheLargest()
    {
        var small = Convert.ToBase64String([0xFF, 0xD8, 0xFF, 0xD9]);
        var large = Convert.ToBase64String(File.ReadAllBytes(Cover("jpg")), Base64FormattingOptions.InsertLineBreaks).Replace("\r\n", "&#xA;", StringComparison.Ordinal);
        var packet = Encoding.ASCII.GetBytes($"<xmp:Thumbnails><xmpGImg:image>{small}</xmpGImg:image><xmpGImg:image>{large}</xmpGImg:image></xmp:Thumbnails>");
        byte[] magic = [0x06, 0x06, 0xED, 0xF5, 0xD8, 0x1D, 0x46, 0xE5, 0xBD, 0x31, 0xEF, 0xE7, 0xFE, 0x74, 0xB7, 0x1D];

        // Across the border of two windows.
        Shows(await ReadAsync("a.indd", [.. magic, .. new byte[(8 << 20) - 3000], .. packet]), "indd");
        Shows(await ReadAsync("b.eps", [.. "%!PS-Adobe-3.0 EPSF-3.0\n"u8, .. packet]), "eps");
    }

    [Fact]
    public async Task Drawing_OfPhotoshop_ShowsItsThumbnail()
    {
        var jpeg = File.ReadAllBytes(Cover("jpg"));
        byte[] resource = [.. "8BIM"u8, 0x04, 0x0C, 0, 0, .. Length(28 + jpeg.Length), .. new byte[28], .. jpeg];
        var lines = string.Join('\n', Convert.ToHexString(resource).Chunk(60).Select(line => "% " + new string(line)));

        Shows(await ReadAsync("a.eps", Encoding.ASCII.GetBytes($"%!PS-Adobe-3.0 EPSF-3.0\n%BeginPhotoshop: {resource.Length}\n{lines}\n%EndPhotoshop\n")), "eps");

        static byte[] Length(int value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            return bytes;
        }
    }

    [Fact]
    public async Task Drawing_ThatLies_IsADocumentWithoutAPicture()
    {
        var chance = new Random(7);
        foreach (var text in new[]
        {
            "%!PS-Adobe-3.0 EPSF-3.0\n<xmpGImg:image>", "%!PS-Adobe-3.0 EPSF-3.0\n<xmpGImg:image>not base64!</xmpGImg:image>", "%!PS-Adobe-3.0 EPSF-3.0\n%BeginPhotoshop: 9\n% 3842494D040C\n%EndPhotoshop",
            "%!PS-Adobe-3.0 EPSF-3.0\n%BeginPhotoshop: 9\n% 3842494D040C0000FFFFFFFF\n%EndPhotoshop", "%!PS-Adobe-3.0 EPSF-3.0\n<xmpGImg:image>/9j/4AAQ</xmpGImg:image>",
        })
        {
            Assert.Empty((await ReadAsync("a.eps", Encoding.ASCII.GetBytes(text))).Renditions);
        }

        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[200];
            chance.NextBytes(bytes);
            ((ReadOnlySpan<byte>)[0xC5, 0xD0, 0xD3, 0xC6]).CopyTo(bytes);
            using var file = MediaFile.FromBytes(bytes, "a.eps");
            PreviewInside.Find(file, 1 << 20);
        }
    }

    private static void Shows(MediaReading reading, string format)
    {
        Assert.Equal((format, AssetKind.Document), (reading.Sniffed.Format, reading.Sniffed.Kind));
        Assert.Equal((300, 200), (reading.Renditions[0].Width, reading.Renditions[0].Height));
    }

    private string Cover(string extension)
    {
        ImageLibrary.Load();
        var path = Path.Combine(folder.FullName, "cover." + extension);
        using var black = NetVips.Image.Black(300, 200, 3);
        using var orange = black.Linear([1.0], [200.0, 50.0, 0.0]);
        using var bytes = orange.Cast(Enums.BandFormat.Uchar);
        using var picture = bytes.Copy(interpretation: Enums.Interpretation.Srgb);
        File.WriteAllBytes(path, extension switch { "png" => picture.PngsaveBuffer(), "tif" => picture.TiffsaveBuffer(), _ => picture.JpegsaveBuffer() });
        return path;
    }

    private async Task<string> FilmAsync(string name, params string[] arguments)
    {
        var path = Path.Combine(folder.FullName, name);
        var result = await ToolProcess.RunAsync(new ToolCommand("ffmpeg", ["-v", "error", "-y", .. arguments, path]), Ending);
        Assert.True(result.Succeeded, result.Errors);
        return path;
    }

    private static async Task<MediaReading> ReadAsync(string path) => await new MediaDecoder().ReadAsync(path, Path.GetFileName(path), cancellationToken: Ending);

    private static async Task<MediaReading> ReadAsync(string name, byte[] content)
    {
        using var file = MediaFile.FromBytes(content, name);
        return await new MediaDecoder().ReadAsync(file, renditions: true, Ending);
    }
}
