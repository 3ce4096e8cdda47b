namespace Vitrine.Server.Storage.Blobs;

/// <summary>Bytes by their SHA-256. Storing what is there already changes nothing; a crash leaves either the whole blob or none.</summary>
/// <remarks>Everything may throw <see cref="BlobsUnavailableException"/> where the store lies on another machine.</remarks>
public abstract class BlobStore
{
    /// <summary>Where the blobs lie, for people; without secrets.</summary>
    public abstract string Description { get; }

    /// <summary>Room for more blobs, in bytes; null where only the store itself knows.</summary>
    public abstract long? FreeBytes { get; }

    public abstract Task<bool> ExistsAsync(byte[] sha256, CancellationToken cancellationToken = default);

    /// <summary>Takes over a finished file of the spool folder, hashed while it was written there; the file is gone afterwards.</summary>
    /// <exception cref="InvalidDataException">What was to be sent to another machine no longer has this hash; nothing is stored, and the file stays.</exception>
    public Task PutAsync(byte[] sha256, string spooled, CancellationToken cancellationToken = default) =>
        PutAsync([new SpooledBlob(sha256, spooled)], cancellationToken);

    /// <summary>Takes over several files as one group: all are safe when this returns, for hardly more than the price of one.</summary>
    /// <exception cref="InvalidDataException">A file to be sent to another machine no longer has its hash. That file is not stored and stays; others of the group may be stored.</exception>
    public abstract Task PutAsync(IReadOnlyList<SpooledBlob> group, CancellationToken cancellationToken = default);

    /// <summary>Takes over a file in the place of a blob whose bytes are no longer those of its hash. Who reads meanwhile sees the old ones or the new ones, whole.</summary>
    public abstract Task ReplaceAsync(SpooledBlob file, CancellationToken cancellationToken = default);

    /// <summary>Opens a blob for reading from any position.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public abstract Task<Stream> OpenAsync(byte[] sha256, CancellationToken cancellationToken = default);

    /// <summary>The blob as a file on this machine, which a sandboxed child may be given; it stays there until the answer is disposed.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="InvalidDataException">Its bytes are no longer those of its hash.</exception>
    public abstract Task<BlobFile> FetchAsync(byte[] sha256, CancellationToken cancellationToken = default);

    /// <summary>Deletes a blob; one that is not there is no error. Answers within seconds, since a transaction waits for it.</summary>
    public abstract Task DeleteAsync(byte[] sha256, CancellationToken cancellationToken = default);

    /// <summary>All blobs that are there, in the order of their hashes.</summary>
    public abstract IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Drops what broken-off uploads left in the store before this time.</summary>
    public virtual Task SweepAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Asks whether the store answers at all, before something is begun that would have to wait for it.</summary>
    public virtual Task ReachAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>The hash that a name in the store stands for; null where the name is another's.</summary>
    protected static byte[]? HashOf(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(name) : null;
}

/// <summary>A finished file of the spool folder.</summary>
public sealed record SpooledBlob(byte[] Sha256, string Path);

/// <summary>A blob as its store lists it.</summary>
public sealed record StoredBlob(byte[] Sha256, long Bytes);

/// <summary>A blob as a file of this machine.</summary>
public sealed class BlobFile(string path, Action? release = null) : IDisposable
{
    private Action? release = release;

    public string Path { get; } = path;

    public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();
}

/// <summary>The store of the originals cannot be used now, whatever the blob; nothing was changed. The message is a sentence for the owner.</summary>
public sealed class BlobsUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
