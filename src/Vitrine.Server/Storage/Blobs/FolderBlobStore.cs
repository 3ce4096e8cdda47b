using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vitrine.Server.Storage.Blobs;

/// <summary>Blobs as files under <c>ab/cd/abcd…</c>. Written elsewhere on the same file system, flushed, then renamed into place.</summary>
public sealed partial class FolderBlobStore : BlobStore
{
    private readonly string root;

    public FolderBlobStore(string root)
    {
        this.root = root;
        Directory.CreateDirectory(root);
    }

    public override string Description => $"folder {root}";

    public override long? FreeBytes => new DriveInfo(root).AvailableFreeSpace;

    public override Task<bool> ExistsAsync(byte[] sha256, CancellationToken cancellationToken = default) => Task.FromResult(File.Exists(PathOf(sha256)));

    public override async Task PutAsync(IReadOnlyList<SpooledBlob> group, CancellationToken cancellationToken = default)
    {
        foreach (var known in group.Where(file => File.Exists(PathOf(file.Sha256))))
        {
            File.Delete(known.Path);
        }

        var fresh = group.Where(file => !File.Exists(PathOf(file.Sha256))).ToArray();

        // Flushes that are under way together share the file system's journal commits.
        var together = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(fresh, together, (file, _) => Done(() => FlushFile(file.Path)));
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in fresh)
        {
            var path = PathOf(file.Sha256);
            folders.UnionWith(MakeFolder(Path.GetDirectoryName(path)!));
            File.Move(file.Path, path, overwrite: true);
        }

        await Parallel.ForEachAsync(folders, together, (folder, _) => Done(() => FlushFolder(folder)));
    }

    /// <summary>Whether a blob is there as a plain file of this length.</summary>
    public bool HasWhole(byte[] sha256, long bytes) => Import.FileStat.Of(PathOf(sha256)) is { Type: Import.EntryType.File } file && file.Bytes == bytes;

    public override Task<Stream> OpenAsync(byte[] sha256, CancellationToken cancellationToken = default) =>
        Task.FromResult<Stream>(new FileStream(PathOf(sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, useAsync: true));

    public override Task<BlobFile> FetchAsync(byte[] sha256, CancellationToken cancellationToken = default) =>
        File.Exists(PathOf(sha256))
            ? Task.FromResult(new BlobFile(PathOf(sha256)))
            : throw new FileNotFoundException($"{Convert.ToHexStringLower(sha256)} is not in {Description}");

    public override Task DeleteAsync(byte[] sha256, CancellationToken cancellationToken = default)
    {
        try
        {
            File.Delete(PathOf(sha256));
        }
        catch (DirectoryNotFoundException)
        {
            // Not there, and neither is any other that begins so.
        }

        return Task.CompletedTask;
    }

    public override async IAsyncEnumerable<StoredBlob> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var folder in Folders(root).SelectMany(Folders))
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (HashOf(file.Name) is { } sha256)
                {
                    yield return new StoredBlob(sha256, file.Length);
                }
            }
        }
    }

    public override async Task ReplaceAsync(SpooledBlob file, CancellationToken cancellationToken = default)
    {
        var path = PathOf(file.Sha256);
        await Task.Run(() => FlushFile(file.Path), cancellationToken);
        var folders = MakeFolder(Path.GetDirectoryName(path)!);
        File.Move(file.Path, path, overwrite: true);
        foreach (var folder in folders)
        {
            FlushFolder(folder);
        }
    }

    private static IEnumerable<string> Folders(string folder) => Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal);

    private string PathOf(byte[] sha256)
    {
        var name = Convert.ToHexStringLower(sha256);
        return Path.Combine(root, name[..2], name[2..4], name);
    }

    /// <summary>Makes a blob's folder; returns those whose entries changed.</summary>
    private IEnumerable<string> MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return [folder];
        }

        Directory.CreateDirectory(folder);
        return [folder, Path.GetDirectoryName(folder)!, root];
    }

    private static ValueTask Done(Action work)
    {
        work();
        return ValueTask.CompletedTask;
    }

    private static void FlushFile(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>A rename is on disk only when its folder is: fsync of the folder, which .NET has no call for.</summary>
    internal static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            return;
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        _ = Fsync(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);
}
