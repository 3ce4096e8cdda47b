using System.Security.Cryptography;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Storage;

/// <summary>What every blob store keeps to.</summary>
public sealed class BlobStoreTests
{
    [Theory, MemberData(nameof(BlobStores.All), MemberType = typeof(BlobStores))]
    public async Task Put_ThenOpen_GivesTheBytesAndTheSpoolFileIsGone(string kind)
    {
        using var blobs = await TestBlobs.CreateAsync(kind);
        foreach (var length in new[] { 0, 1, 100_000, TestBlobs.PartBytes, TestBlobs.PartBytes + 1, (2 * TestBlobs.PartBytes) + 7 })
        {
            var content = RandomNumberGenerator.GetBytes(length);
            var hash = SHA256.HashData(content);
            var spooled = blobs.Spool(content);
            Assert.False(await blobs.Store.ExistsAsync(hash));

            await blobs.Store.PutAsync(hash, spooled);

            Assert.True(await blobs.Store.ExistsAsync(hash));
            Assert.False(File.Exists(spooled));
            await using var stream = await blobs.Store.OpenAsync(hash);
            Assert.Equal(length, stream.Length);
            Assert.Equal(content, await ReadAsync(stream, length));
            Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        }
    }

    [Theory, MemberData(nameof(BlobStores.All), MemberType = typeof(BlobStores))]
    public async Task Open_FromAnyPosition_ReadsThere(string kind)
    {
        using var blobs = await TestBlobs.CreateAsync(kind);
        var content = RandomNumberGenerator.GetBytes(3_000_000);
        var hash = await PutAsync(blobs, content);

        await using var stream = await blobs.Store.OpenAsync(hash);

        foreach (var (from, count) in new[] { (2_999_990, 10), (0, 5), (1_000_000, 1_500_000), (1_000_000, 1), (5, 2_000_000) })
        {
            stream.Position = from;
            Assert.Equal(content[from..(from + count)], await ReadAsync(stream, count));
        }

        stream.Seek(-1, SeekOrigin.End);
        Assert.Equal(content[^1..], await ReadAsync(stream, 1));
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
    }

    [Theory, MemberData(nameof(BlobStores.All), MemberType = typeof(BlobStores))]
    public async Task Put_GroupWithTheSameBytesTwiceAndKnownOnes_IsStoredOnce(string kind)
    {
        using var blobs = await TestBlobs.CreateAsync(kind);
        byte[] one = [1, 2, 3], two = [4];
        var known = await PutAsync(blobs, one);
        string[] spooled = [blobs.Spool(one), blobs.Spool(two)];

        await blobs.Store.PutAsync([new SpooledBlob(known, spooled[0]), new SpooledBlob(SHA256.HashData(two), spooled[1])]);
        await PutAsync(blobs, two);

        Assert.DoesNotContain(spooled, File.Exists);
        Assert.Equal(
            new[] { (Hex(one), 3L), (Hex(two), 1L) }.OrderBy(blob => blob.Item1, StringComparer.Ordinal),
            await blobs.ListAsync());
    }

    [Theory, MemberData(nameof(BlobStores.All), MemberType = typeof(BlobStores))]
    public async Task Fetch_GivesAFileOfThisMachineThatStaysWhileItIsHeld(string kind)
    {
        using var blobs = await TestBlobs.CreateAsync(kind);

        // Larger than what the test's cache keeps, so that this one is fetched back.
        var content = RandomNumberGenerator.GetBytes((1 << 20) + 5);
        var hash = await PutAsync(blobs, content);

        using (var file = await blobs.Store.FetchAsync(hash))
        {
            using var again = await blobs.Store.FetchAsync(hash);
            await PutAsync(blobs, RandomNumberGenerator.GetBytes(1 << 20));
            Assert.Equal(content, await File.ReadAllBytesAsync(file.Path));
            Assert.Equal(file.Path, again.Path);
        }

        await Assert.ThrowsAsync<FileNotFoundException>(() => blobs.Store.FetchAsync(SHA256.HashData([7])));
    }

    [Theory, MemberData(nameof(BlobStores.All), MemberType = typeof(BlobStores))]
    public async Task Delete_TakesItAway_AlsoTwice(string kind)
    {
        using var blobs = await TestBlobs.CreateAsync(kind);
        var hash = await PutAsync(blobs, [1]);
        var kept = await PutAsync(blobs, [2]);

        await blobs.Store.DeleteAsync(hash);
        await blobs.Store.DeleteAsync(hash);

        Assert.False(await blobs.Store.ExistsAsync(hash));
        await Assert.ThrowsAsync<FileNotFoundException>(() => blobs.Store.OpenAsync(hash));
        await Assert.ThrowsAsync<FileNotFoundException>(() => blobs.Store.FetchAsync(hash));
        Assert.Equal([(Convert.ToHexStringLower(kept), 1L)], await blobs.ListAsync());
    }

    private static async Task<byte[]> PutAsync(TestBlobs blobs, byte[] content)
    {
        var hash = SHA256.HashData(content);
        await blobs.Store.PutAsync(hash, blobs.Spool(content));
        return hash;
    }

    private static string Hex(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static async Task<byte[]> ReadAsync(Stream stream, int count)
    {
        var read = new byte[count];
        await stream.ReadExactlyAsync(read);
        return read;
    }
}
