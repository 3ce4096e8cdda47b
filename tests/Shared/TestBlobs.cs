using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Storage.Blobs.S3;

namespace Vitrine.Tests.Shared;

/// <summary>The two kinds of blob store, as test data: <c>[Theory, MemberData(nameof(BlobStores.All), MemberType = typeof(BlobStores))]</c>.</summary>
public static class BlobStores
{
    public const string Folder = "folder";
    public const string S3 = "s3";

    public static TheoryData<string> All => [Folder, S3];
}

/// <summary>An empty blob store of one kind, with a spool folder beside it.</summary>
public sealed class TestBlobs : IDisposable
{
    /// <summary>S3's own least; larger files are sent in parts.</summary>
    public const int PartBytes = 5 << 20;

    private readonly string folder;
    private int spooled;

    private TestBlobs(string folder, BlobStore store)
    {
        this.folder = folder;
        Store = store;
    }

    public BlobStore Store { get; }

    /// <param name="port">Another port that leads to the S3 server; null = its own.</param>
    public static async Task<TestBlobs> CreateAsync(string kind, int? port = null)
    {
        var gateway = kind == BlobStores.S3 ? await RadosGateway.StartAsync() : null;
        var folder = Directory.CreateTempSubdirectory("vitrine-blobs-").FullName;
        return new TestBlobs(
            folder,
            gateway is null
                ? new FolderBlobStore(Path.Combine(folder, "blobs"))
                : new S3BlobStore(S3Address.Parse(gateway.NewAddress(port)), RadosGateway.Credentials, new BlobCache(Path.Combine(folder, "cache"), 1 << 20), PartBytes));
    }

    /// <summary>Writes a file into the spool folder.</summary>
    public string Spool(byte[] content)
    {
        var path = Path.Combine(folder, $"{Interlocked.Increment(ref spooled)}.part");
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>All that the store lists.</summary>
    public async Task<List<(string Sha256, long Bytes)>> ListAsync()
    {
        var found = new List<(string, long)>();
        await foreach (var blob in Store.ListAsync(TestContext.Current.CancellationToken))
        {
            found.Add((Convert.ToHexStringLower(blob.Sha256), blob.Bytes));
        }

        return found;
    }

    public void Dispose()
    {
        (Store as IDisposable)?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
