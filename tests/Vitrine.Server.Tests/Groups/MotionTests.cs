using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Vitrine.Server.Groups;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Groups;

/// <summary>The video inside a photo, or beside it, can be played; whatever a file says, nothing outside of it is reached.</summary>
public sealed class MotionTests
{
    private static readonly byte[] Video = [0, 0, 0, 24, .. "ftypmp42"u8, 0, 0, 0, 0, .. "mp42isom"u8, .. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    public static TheoryData<string, long> Wrong => new()
    {
        { "nothing said", 0 }, { "beyond the file", 1_000_000 }, { "the whole file", -1 }, { "behind the end", 1 }, { "negative", -5 }, { "the largest number", long.MaxValue }, { "in the picture", 1100 },
    };

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Motion_OfAMotionPhoto_StreamsItsVideoWithRanges(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        byte[] said = PlayedMedia.File("AS:jpeg", "TAG:XMP-GCamera:MicroVideo=1", $"TAG:XMP-GCamera:MicroVideoOffset={Video.Length}", "");
        var google = (await app.UploadAsync("google.jpg", [.. said, .. Video])).Id;
        byte[] v2 = PlayedMedia.File("AS:heic", "TAG:XMP-GCamera:MotionPhoto=1", "TAG:XMP-Container:DirectoryItemSemantic=Primary", "TAG:XMP-Container:DirectoryItemLength=5",
            "TAG:XMP-Container:DirectoryItemSemantic=MotionPhoto", $"TAG:XMP-Container:DirectoryItemLength={Video.Length}", "");
        var pixel = (await app.UploadAsync("pixel.heic", [.. v2, .. Video])).Id;
        var samsung = (await app.UploadAsync("samsung.jpg", Samsung(PlayedMedia.File("AS:jpeg", "TAG:Samsung:EmbeddedVideoType=MotionPhoto_Data", ""), Video))).Id;
        var plain = (await app.UploadAsync("plain.jpg", [.. PlayedMedia.File("AS:jpeg", ""), .. Video])).Id;
        await app.FinishAsync();

        foreach (var id in new[] { google, pixel, samsung })
        {
            Assert.True((await app.Client.AssetAsync(id)).Motion);
            using var whole = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/motion");
            Assert.Equal((HttpStatusCode.OK, "video/mp4", "sandbox; default-src 'none'"), (whole.StatusCode, whole.Content.Headers.ContentType!.MediaType, whole.Header("Content-Security-Policy")));
            Assert.Equal(Video, await whole.Content.ReadAsByteArrayAsync());
            using var part = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/motion", null, request => request.Headers.Range = new RangeHeaderValue(30, 49));
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            Assert.Equal(Video[30..50], await part.Content.ReadAsByteArrayAsync());
            using var beyond = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/motion", null, request => request.Headers.Range = new RangeHeaderValue(Video.Length, null));
            Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        }

        Assert.False((await app.Client.AssetAsync(plain)).Motion);
        using var none = await app.SendAsync(HttpMethod.Get, $"api/assets/{plain}/motion");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        using var nobody = await DamApp.SendAsync(app.Anonymous, HttpMethod.Get, $"api/assets/{google}/motion");
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Motion_OfALivePhoto_IsItsMovie(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("a.heic", ["AS:heic", "TAG:Apple:ContentIdentifier=C1"]), ("a.mov", ["AS:mov", "TAG:Keys:ContentIdentifier=C1"]));
        Assert.True((await app.Client.AssetAsync(ids["a.heic"])).Motion);
        Assert.False((await app.Client.AssetAsync(ids["a.mov"])).Motion);
        using var movie = await app.SendAsync(HttpMethod.Get, $"api/assets/{ids["a.heic"]}/motion");
        using var original = await app.SendAsync(HttpMethod.Get, $"api/assets/{ids["a.mov"]}/original");
        Assert.Equal(await original.Content.ReadAsByteArrayAsync(), await movie.Content.ReadAsByteArrayAsync());

        await app.DoAsync(HttpMethod.Delete, $"api/assets/{ids["a.mov"]}");
        using var gone = await app.SendAsync(HttpMethod.Get, $"api/assets/{ids["a.heic"]}/motion");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory, MemberData(nameof(Wrong))]
    public async Task Offset_ThatLies_FindsNothing(string how, long tail)
    {
        byte[] photo = [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[500], .. Video];
        using var file = new MemoryStream(photo);
        Assert.True(await MotionVideo.FindAsync(file, tail == -1 ? photo.Length : tail, TestContext.Current.CancellationToken) is null, how);
        Assert.Equal((photo.Length - Video.Length, Video.Length), await MotionVideo.FindAsync(file, Video.Length, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Trailer_ThatLies_ReachesNothingOutsideTheFile()
    {
        var whole = Samsung(new byte[300], Video);
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var broken = whole.AsSpan(random.Next(4) == 0 ? random.Next(whole.Length - 1) : 0).ToArray();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                var at = broken.Length - 1 - random.Next(Math.Min(60, broken.Length));
                broken[at] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
            }

            using var file = new MemoryStream(broken);
            if (await MotionVideo.FindAsync(file, random.Next(-1, broken.Length + 5), TestContext.Current.CancellationToken) is { } found)
            {
                Assert.True(found.Start > 0 && found.Length >= 16 && found.Start + found.Length <= broken.Length, $"{i}: {found}");
            }
        }

        using var good = new MemoryStream(whole);
        Assert.Equal(Video.Length, (await MotionVideo.FindAsync(good, 0, TestContext.Current.CancellationToken))!.Value.Length);
    }

    [Fact]
    public async Task PartOfAStream_IsThatPart()
    {
        await using var part = new PartOfStream(new MemoryStream([.. Enumerable.Range(0, 100).Select(i => (byte)i)]), 10, 20);
        var bytes = new byte[50];
        Assert.Equal((20L, 20), (part.Length, await part.ReadAtLeastAsync(bytes, 50, throwOnEndOfStream: false, TestContext.Current.CancellationToken)));
        Assert.Equal((10, 29), (bytes[0], bytes[19]));
        part.Seek(-1, SeekOrigin.End);
        Assert.Equal((29, -1), (part.ReadByte(), part.ReadByte()));
        part.Position = 1000;
        Assert.Equal(0, part.Read(bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => part.Seek(-1, SeekOrigin.Begin));
    }

    /// <summary>A photo with Samsung's trailer: a block with a header and a name, then the directory.</summary>
    private static byte[] Samsung(byte[] photo, byte[] video)
    {
        byte[] name = Encoding.ASCII.GetBytes(MotionVideo.SamsungName);
        byte[] block = [0, 0, 0x30, 0x0a, .. U32(name.Length), .. name, .. video];
        byte[] directory = [.. "SEFH"u8, .. U32(107), .. U32(1), 0, 0, 0x30, 0x0a, .. U32(block.Length), .. U32(block.Length)];
        return [.. photo, .. block, .. directory, .. U32(directory.Length), .. "SEFT"u8];

        static byte[] U32(int number)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            return bytes;
        }
    }
}
