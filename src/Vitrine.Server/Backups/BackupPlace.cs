using Vitrine.Server.Import;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups;

/// <summary>
/// A folder that holds the backups of one library: <c>blobs/</c> shared by all of them, a folder for each, and <c>library.txt</c> which says whose they are.
/// One backup at a time; while it is held nobody else prunes or adds.
/// </summary>
internal sealed class BackupPlace : IDisposable
{
    private const string Owner = "library.txt";
    private const string Gone = ".gone";
    private readonly FileStream held;

    private BackupPlace(string root, FileStream held)
    {
        Root = root;
        this.held = held;
        FileCopy.CreatePrivate(Path.Combine(root, "blobs"));
        Blobs = new FolderBlobStore(Path.Combine(root, "blobs"));
    }

    public string Root { get; }

    public FolderBlobStore Blobs { get; }

    public string Spool => Path.Combine(Root, "spool" + CopyFolder.Part);

    /// <summary>Takes the folder for a backup of this library; what one that was killed left behind goes.</summary>
    /// <exception cref="BackupException">It holds something else, another library's backups, or another backup is under way.</exception>
    public static BackupPlace Take(string root, string library, string data)
    {
        if (RealPath.Of(root) is not { } real)
        {
            throw new BackupException($"{root} is not there.");
        }

        if (RealPath.Of(data) is { } own && (RealPath.IsWithin(real, own) || RealPath.IsWithin(own, real)))
        {
            throw new BackupException($"{root} and the data folder {data} lie in each other: a backup lies elsewhere, best on another disk.");
        }

        var owner = Path.Combine(root, Owner);
        if (RememberedText.Read(owner) is not { } known)
        {
            if (Directory.EnumerateFileSystemEntries(root).Select(Path.GetFileName).Except(["lost+found", Owner + ".part", "lock"], StringComparer.Ordinal).Any())
            {
                throw new BackupException($"{root} holds something else than backups of Vitrine. Name an empty folder, or one that is not there yet.");
            }

            RememberedText.Write(owner, library);
        }
        else if (known != library)
        {
            throw new BackupException($"{root} holds the backups of another library. Name another folder.");
        }

        try
        {
            var held = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var place = new BackupPlace(root, held);
            place.Clean();
            return place;
        }
        catch (IOException error) when (!Pipeline.LaneFailures.IsDiskFull(error) && File.Exists(Path.Combine(root, "lock")))
        {
            throw new BackupException($"Another backup into {root} is under way. Wait for its end.", error);
        }
    }

    /// <summary>Finished backups, the oldest first.</summary>
    public static IReadOnlyList<string> List(string root) =>
        [.. Directory.EnumerateDirectories(root).Where(folder => CopyFolder.IsName(Path.GetFileName(folder)) && File.Exists(Path.Combine(folder, BackupManifest.FileName))).Order(StringComparer.Ordinal)];

    /// <summary>Deletes all but the newest backups, and then the blobs that none of those refers to.</summary>
    /// <param name="keep">So many stay, <paramref name="made"/> among them.</param>
    /// <param name="made">The backup just made: it stays whatever its name says, which the clock gave it.</param>
    /// <returns>How many of each.</returns>
    public async Task<(int Backups, int Blobs)> PruneAsync(int keep, string made, CancellationToken cancellationToken)
    {
        var all = List(Root);
        var others = all.Where(folder => folder != made).ToArray();
        var old = others.Take(Math.Max(0, others.Length + 1 - keep)).ToArray();
        foreach (var folder in old)
        {
            // Half deleted, it must not look like a backup.
            Directory.Move(folder, folder + Gone);
            Directory.Delete(folder + Gone, recursive: true);
        }

        var wanted = new HashSet<HashKey>();
        foreach (var folder in all.Except(old))
        {
            await foreach (var blob in ListedBlob.ReadAsync(Path.Combine(folder, CopyFolder.BlobList), cancellationToken))
            {
                wanted.Add(HashKey.Of(blob.Sha256));
            }
        }

        var deleted = 0;
        await foreach (var blob in Blobs.ListAsync(cancellationToken))
        {
            if (!wanted.Contains(HashKey.Of(blob.Sha256)))
            {
                await Blobs.DeleteAsync(blob.Sha256, cancellationToken);
                deleted++;
            }
        }

        return (old.Length, deleted);
    }

    public void Dispose() => held.Dispose();

    private void Clean()
    {
        foreach (var left in Directory.EnumerateDirectories(Root).Where(folder => folder.EndsWith(CopyFolder.Part, StringComparison.Ordinal) || folder.EndsWith(Gone, StringComparison.Ordinal)))
        {
            Directory.Delete(left, recursive: true);
        }

        FileCopy.CreatePrivate(Spool);
    }

    /// <summary>A hash as a key of a set: 32 bytes and no object.</summary>
    private readonly record struct HashKey(UInt128 First, UInt128 Second)
    {
        public static HashKey Of(byte[] sha256) => new(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(sha256), System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(sha256.AsSpan(16)));
    }
}
