using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Storage.Blobs.S3;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Storage;

/// <summary>What only a store on another machine can do: be away, be cut, be somebody else's.</summary>
public sealed class S3BlobStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-s3-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Put_BytesThatNoLongerHaveTheirHash_AreNotSent()
    {
        using var blobs = await TestBlobs.CreateAsync(BlobStores.S3);
        var spooled = blobs.Spool([1, 2, 3]);
        var content = RandomNumberGenerator.GetBytes(TestBlobs.PartBytes + 1000);

        await Assert.ThrowsAsync<InvalidDataException>(() => blobs.Store.PutAsync(SHA256.HashData([9]), spooled));
        await Assert.ThrowsAsync<InvalidDataException>(() => blobs.Store.PutAsync(SHA256.HashData(content), blobs.Spool(content[..^1])));
        await Assert.ThrowsAsync<FileNotFoundException>(() => blobs.Store.PutAsync(SHA256.HashData(content), blobs.Spool(content) + ".gone"));

        Assert.Empty(await blobs.ListAsync());
        Assert.True(File.Exists(spooled));
    }

    [Fact]
    public async Task Put_LineIsCutInTheMiddle_LeavesNothingAndWorksLater()
    {
        var gateway = await RadosGateway.StartAsync();
        using var line = new BreakableLine(gateway.Port);
        using var blobs = await TestBlobs.CreateAsync(BlobStores.S3, line.Port);
        var content = RandomNumberGenerator.GetBytes(3 * TestBlobs.PartBytes);
        var hash = SHA256.HashData(content);
        var spooled = blobs.Spool(content);
        line.BreakAfter(TestBlobs.PartBytes + 1_000_000);

        await Assert.ThrowsAsync<BlobsUnavailableException>(() => blobs.Store.PutAsync(hash, spooled));

        line.BreakAfter(long.MaxValue);
        line.Broken = false;
        Assert.Empty(await blobs.ListAsync());
        Assert.True(File.Exists(spooled));
        await blobs.Store.SweepAsync(DateTimeOffset.MaxValue);
        await blobs.Store.PutAsync(hash, spooled);
        await using var stream = await blobs.Store.OpenAsync(hash);
        Assert.Equal(hash, await SHA256.HashDataAsync(stream));
    }

    [Fact]
    public async Task Read_LineIsCutInTheMiddle_GoesOnWhereItWas()
    {
        var gateway = await RadosGateway.StartAsync();
        using var line = new BreakableLine(gateway.Port);
        using var blobs = await TestBlobs.CreateAsync(BlobStores.S3, line.Port);
        var content = RandomNumberGenerator.GetBytes(4_000_000);
        var hash = SHA256.HashData(content);
        await blobs.Store.PutAsync(hash, blobs.Spool(content));
        await using var stream = await blobs.Store.OpenAsync(hash);
        var read = new byte[content.Length];
        await stream.ReadExactlyAsync(read.AsMemory(0, 300_000));

        line.Broken = true;
        line.Broken = false;
        await stream.ReadExactlyAsync(read.AsMemory(300_000));

        Assert.Equal(content, read);
    }

    [Fact]
    public async Task Put_AfterSomebodyDamagedTheObject_PutsItRight()
    {
        using var blobs = await TestBlobs.CreateAsync(BlobStores.S3);
        byte[] content = [1, 2, 3];
        var hash = SHA256.HashData(content);
        await blobs.Store.PutAsync(hash, blobs.Spool(content));
        await OverwriteAsync(blobs, hash, [1, 2]);

        await blobs.Store.PutAsync(hash, blobs.Spool(content));

        Assert.Equal([(Convert.ToHexStringLower(hash), 3L)], await blobs.ListAsync());
    }

    [Fact]
    public async Task Fetch_DamagedObject_IsRefused()
    {
        using var blobs = await TestBlobs.CreateAsync(BlobStores.S3);
        var content = RandomNumberGenerator.GetBytes(2 << 20);
        var hash = SHA256.HashData(content);
        await blobs.Store.PutAsync(hash, blobs.Spool(content));
        content[0] ^= 1;
        await OverwriteAsync(blobs, hash, content);

        await Assert.ThrowsAsync<InvalidDataException>(() => blobs.Store.FetchAsync(hash));
    }

    [Fact]
    public async Task Anything_NobodyListens_IsASentence()
    {
        using var store = NewStore($"s3://bucket?endpoint=http://127.0.0.1:{FreePort()}");

        var unavailable = await Assert.ThrowsAsync<BlobsUnavailableException>(() => store.ExistsAsync(new byte[32]));

        Assert.Contains("where originals are kept, cannot be reached", unavailable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reach_NoBucketOrOtherKeys_IsASentence()
    {
        var gateway = await RadosGateway.StartAsync();
        using var noBucket = NewStore($"s3://nowhere?endpoint=http://127.0.0.1:{gateway.Port}", RadosGateway.Credentials);
        using var otherKeys = NewStore($"s3://{RadosGateway.Bucket}?endpoint=http://127.0.0.1:{gateway.Port}");

        var missing = await Assert.ThrowsAsync<BlobsUnavailableException>(() => noBucket.ReachAsync());
        await Assert.ThrowsAsync<BlobsUnavailableException>(() => noBucket.ExistsAsync(new byte[32]));
        var refused = await Assert.ThrowsAsync<BlobsUnavailableException>(() => otherKeys.ReachAsync());

        Assert.StartsWith("There is no bucket nowhere at http://127.0.0.1:", missing.Message, StringComparison.Ordinal);
        Assert.Contains("does not accept the keys", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claim_PlaceOfAnotherLibrary_IsRefused()
    {
        var gateway = await RadosGateway.StartAsync();
        using var store = NewStore(gateway.NewAddress(), RadosGateway.Credentials);
        await store.ClaimAsync("one");
        await store.ClaimAsync("one");

        var refused = await Assert.ThrowsAsync<StorageException>(() => store.ClaimAsync("two"));

        Assert.Contains("holds the originals of another library", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("307 Temporary Redirect", "")]
    [InlineData("301 Moved Permanently", "x-amz-bucket-region: eu-west-1\r\n")]
    public async Task Anything_ServerSendsElsewhere_IsNotFollowed(string status, string headers)
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server, $"HTTP/1.1 {status}\r\nLocation: http://127.0.0.1:{PortOf(elsewhere)}/\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n");
        using var store = NewStore($"s3://bucket?endpoint=http://127.0.0.1:{PortOf(server)}");

        var refused = await Assert.ThrowsAsync<BlobsUnavailableException>(() => store.ExistsAsync(new byte[32]));

        Assert.Contains($"answers {status[..3]}", refused.Message, StringComparison.Ordinal);
        Assert.False(elsewhere.Pending());
        server.Stop();
        Assert.Equal(1, await answering);
    }

    private S3BlobStore NewStore(string address, AWSCredentials? credentials = null) =>
        new(S3Address.Parse(address), credentials ?? new BasicAWSCredentials("somebody", "else"), new BlobCache(Path.Combine(folder, "cache"), 0));

    private static async Task OverwriteAsync(TestBlobs blobs, byte[] sha256, byte[] content)
    {
        var address = S3Address.Parse(blobs.Store.Description);
        using var bucket = new S3Bucket(address, RadosGateway.Credentials);
        var name = Convert.ToHexStringLower(sha256);
        using var stream = new MemoryStream(content);
        await bucket.WriteAsync($"{address.Prefix}/{name[..2]}/{name[2..4]}/{name}", stream, null, TestContext.Current.CancellationToken);
    }

    /// <returns>How many requests came until the listener was stopped.</returns>
    private static async Task<int> AnswerAsync(TcpListener listener, string answer)
    {
        for (var requests = 0; ; requests++)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, leaveOpen: true);
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return requests;
            }
        }
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return PortOf(listener);
    }
}
