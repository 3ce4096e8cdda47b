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

    public override Task<bool> ExistsAsync(byte[] sha256, CancellationToken cancellationToken = default) => Task.FromResult(File.Exists(PathOf(sha256)));

    public override Task PutAsync(byte[] sha256, string spooled, CancellationToken cancellationToken = default)
    {
        var path = PathOf(sha256);
        if (File.Exists(path))
        {
            File.Delete(spooled);
            return Task.CompletedTask;
        }

        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        using (var handle = File.OpenHandle(spooled, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(spooled, path, overwrite: true);
        FlushFolder(folder);
        return Task.CompletedTask;
    }

    public override Task<Stream> OpenAsync(byte[] sha256, CancellationToken cancellationToken = default) =>
        Task.FromResult<Stream>(new FileStream(PathOf(sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, useAsync: true));

    public override string PathOf(byte[] sha256)
    {
        var name = Convert.ToHexStringLower(sha256);
        return Path.Combine(root, name[..2], name[2..4], name);
    }

    public override Task DeleteAsync(byte[] sha256, CancellationToken cancellationToken = default)
    {
        File.Delete(PathOf(sha256));
        return Task.CompletedTask;
    }

    /// <summary>A rename is on disk only when its folder is: fsync of the folder, which .NET has no call for.</summary>
    private static void FlushFolder(string folder)
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
