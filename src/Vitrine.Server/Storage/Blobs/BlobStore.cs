namespace Vitrine.Server.Storage.Blobs;

/// <summary>Bytes by their SHA-256. Storing what is there already changes nothing; a crash leaves either the whole blob or none.</summary>
public abstract class BlobStore
{
    public abstract string Description { get; }

    public abstract Task<bool> ExistsAsync(byte[] sha256, CancellationToken cancellationToken = default);

    /// <summary>Takes over a finished, verified file of the spool folder; the file is gone afterwards.</summary>
    public abstract Task PutAsync(byte[] sha256, string spooled, CancellationToken cancellationToken = default);

    /// <summary>Takes over several files as one group: all are safe on disk when this returns, for hardly more than the price of one.</summary>
    public abstract Task PutAsync(IReadOnlyList<SpooledBlob> group, CancellationToken cancellationToken = default);

    /// <summary>Opens a blob for reading from any position.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public abstract Task<Stream> OpenAsync(byte[] sha256, CancellationToken cancellationToken = default);

    /// <summary>A path that a sandboxed child may be given; null where the store has no files.</summary>
    public abstract string? PathOf(byte[] sha256);

    public abstract Task DeleteAsync(byte[] sha256, CancellationToken cancellationToken = default);
}

/// <summary>A finished, verified file of the spool folder.</summary>
public sealed record SpooledBlob(byte[] Sha256, string Path);
