using System.Net;
using System.Net.Sockets;
using System.Text;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Uploads;

/// <summary>Lines that break, senders that lie about lengths, and two at once.</summary>
public sealed class CutTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_CutAtEveryPercent_KeepsWhatArrivedAndEndsWithTheSameHash(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var whole = Tus.Bytes(3_000_000, 7);
        var path = await Tus.BeginAsync(app.Http, whole.Length, ("filename", "cut.bin"), ("sha256", Tus.Sha256(whole)));
        var offset = 0;
        for (var percent = 1; percent < 100; percent++)
        {
            var until = whole.Length / 100 * percent;
            using (var line = await BeginPieceAsync(app, path, offset, whole.Length - offset))
            {
                await line.GetStream().WriteAsync(whole.AsMemory(offset, until - offset), Ending);
                await Tus.UntilOnDiskAsync(app.Data, path, until);
                line.LingerState = new LingerOption(percent % 2 == 0, 0);
            }

            offset = (int)await Tus.OffsetAsync(app.Http, path);
            while (offset != until)
            {
                // The cut request still holds the upload, and its bytes do not count yet.
                Assert.InRange(offset, 0, until);
                await Task.Delay(2, Ending);
                offset = (int)await Tus.OffsetAsync(app.Http, path);
            }
        }

        var asset = await app.Client.AssetAsync(await Tus.CompleteAsync(app.Http, path, whole));
        Assert.Equal((Tus.Sha256(whole), (long)whole.Length), (asset.Version.Sha256, asset.Version.Bytes));
        Assert.Equal(whole, await Tus.OriginalAsync(app.Http, asset.Id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Piece_WithAChecksumThatIsCut_DoesNotCount(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var whole = Tus.Bytes(200_000, 8);
        var path = await Tus.BeginAsync(app.Http, whole.Length, ("filename", "cut.bin"));
        using var first = await Tus.AppendAsync(app.Http, path, 0, whole[..50_000]);
        var uri = new Uri(app.Url);
        using (var line = new TcpClient(uri.Host, uri.Port))
        {
            var head = $"PATCH {path} HTTP/1.1\r\nHost: {uri.Authority}\r\nAuthorization: Bearer {app.Token}\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n"
                + $"Upload-Offset: 50000\r\nUpload-Checksum: sha256 {Convert.ToBase64String(new byte[32])}\r\nContent-Length: 150000\r\n\r\n";
            await line.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Ending);
            await line.GetStream().WriteAsync(whole.AsMemory(50_000, 100_000), Ending);
            await Tus.UntilOnDiskAsync(app.Data, path, 150_000);

            // Also while it still arrives.
            Assert.Equal(50_000, await Tus.OffsetAsync(app.Http, path));
        }

        Assert.Equal(50_000, await Tus.OffsetAsync(app.Http, path));
        Assert.Equal(whole, await Tus.OriginalAsync(app.Http, await Tus.CompleteAsync(app.Http, path, whole)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_WhileAPieceArrives_IsLockedForOthersAndCanBeEnded(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var path = await Tus.BeginAsync(app.Http, 100_000, ("filename", "a.bin"));
        using var line = await BeginPieceAsync(app, path, 0, 100_000);
        await line.GetStream().WriteAsync(new byte[1000], Ending);
        await Tus.UntilOnDiskAsync(app.Data, path, 1000);

        using var second = await Tus.AppendAsync(app.Http, path, 0, new byte[100_000]);
        await second.ProblemAsync(HttpStatusCode.Locked);
        using var ended = await Tus.SendAsync(app.Http, HttpMethod.Delete, path, null);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Empty(Directory.GetFiles(Path.Combine(app.Data, "uploads")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Piece_ThatGoesBeyondTheEndWithoutSayingSo_IsThrownAway(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var whole = Tus.Bytes(1000, 9);
        var path = await Tus.BeginAsync(app.Http, 1000, ("filename", "a.bin"));
        using var first = await Tus.AppendAsync(app.Http, path, 0, whole[..400]);
        using var request = new HttpRequestMessage(HttpMethod.Patch, path.TrimStart('/')) { Content = new StreamContent(new Unmeasured(new byte[700])) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Offset", "400");
        request.Content.Headers.ContentType = new("application/offset+octet-stream");

        using var refused = await app.Http.SendAsync(request, Ending);

        await refused.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal(400, await Tus.OffsetAsync(app.Http, path));
        Assert.Equal(whole, await Tus.OriginalAsync(app.Http, await Tus.CompleteAsync(app.Http, path, whole)));
    }

    [Fact]
    public async Task Sender_ThatFallsSilent_LetsTheUploadGo()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var whole = Tus.Bytes(100_000, 10);
        var path = await Tus.BeginAsync(app.Http, whole.Length, ("filename", "slow.bin"));
        using var line = await BeginPieceAsync(app, path, 0, whole.Length);
        await line.GetStream().WriteAsync(whole.AsMemory(0, 1000), Ending);
        await Tus.UntilOnDiskAsync(app.Data, path, 1000);

        // The server hangs up on who sends less than some bytes a second, and says so.
        using var reader = new StreamReader(line.GetStream());
        Assert.Contains("408", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);

        Assert.Equal(1000, await Tus.OffsetAsync(app.Http, path));
        Assert.NotNull(await Tus.CompleteAsync(app.Http, path, whole));
    }

    private static Task<TcpClient> BeginPieceAsync(DamApp app, string path, long offset, long announced) => Tus.OpenPieceAsync(app.Url, app.Token, path, offset, announced);

    /// <summary>A stream of unknown length.</summary>
    private sealed class Unmeasured(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
