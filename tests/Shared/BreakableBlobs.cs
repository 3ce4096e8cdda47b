using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Tests.Shared;

/// <summary>A blob store that does not answer while a test says so.</summary>
public sealed class BreakableBlobs(BlobStore inner) : BlobStore
{
    public const string Sentence = "The store of the originals does not answer.";
    private int refusals;

    public bool Down { get; set; }

    public override string Description => inner.Description;

    public override long? FreeBytes => inner.FreeBytes;

    /// <summary>So many calls from now are refused.</summary>
    public void Refuse(int calls) => Volatile.Write(ref refusals, calls);

    public override Task<bool> ExistsAsync(byte[] sha256, CancellationToken cancellationToken = default) => Open.ExistsAsync(sha256, cancellationToken);

    public override Task PutAsync(IReadOnlyList<SpooledBlob> group, CancellationToken cancellationToken = default) => Open.PutAsync(group, cancellationToken);

    public override Task ReplaceAsync(SpooledBlob file, CancellationToken cancellationToken = default) => Open.ReplaceAsync(file, cancellationToken);

    public override Task<Stream> OpenAsync(byte[] sha256, CancellationToken cancellationToken = default) => Open.OpenAsync(sha256, cancellationToken);

    public override Task<BlobFile> FetchAsync(byte[] sha256, CancellationToken cancellationToken = default) => Open.FetchAsync(sha256, cancellationToken);

    public override Task DeleteAsync(byte[] sha256, CancellationToken cancellationToken = default) => Open.DeleteAsync(sha256, cancellationToken);

    public override IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken = default) => Open.ListAsync(cancellationToken);

    public override Task ReachAsync(CancellationToken cancellationToken = default) => Open.ReachAsync(cancellationToken);

    private BlobStore Open => Down || Interlocked.Decrement(ref refusals) >= 0 ? throw new BlobsUnavailableException(Sentence) : inner;
}
