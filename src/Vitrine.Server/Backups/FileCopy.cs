using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vitrine.Media.Tools;
using Vitrine.Server.Import;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups;

/// <summary>Copies of files that are hashed on the way and on disk at the end.</summary>
internal static partial class FileCopy
{
    private const int Buffer = 1 << 17;

    /// <summary>Copies to a new file and returns what was copied.</summary>
    public static async Task<(byte[] Sha256, long Bytes)> WriteAsync(Stream from, string to, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var target = new FileStream(to, options);
        var buffer = new byte[Buffer];
        long bytes = 0;
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            hash.AppendData(buffer, 0, count);
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            bytes += count;
        }

        target.Flush(flushToDisk: true);
        return (hash.GetHashAndReset(), bytes);
    }

    public static async Task<byte[]> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = RegularFile.Open(path);
        return await SHA256.HashDataAsync(file, cancellationToken);
    }

    /// <summary>Gives a file a second name on the same disk, link(2); false where that cannot be.</summary>
    public static bool TryLink(string from, string to) => !OperatingSystem.IsWindows() && Link(from, to) == 0;

    /// <summary>Whether the whole way to a file below a folder is without symbolic links, and the file a regular one.</summary>
    public static bool IsPlain(string folder, string path) =>
        FileStat.Of(path) is { Type: EntryType.File } && RealPath.Of(folder) is { } real && RealPath.Of(path) == Path.Combine(real, Path.GetRelativePath(folder, path));

    /// <summary>Makes the names in a folder last.</summary>
    public static void FlushFolder(string folder) => FolderBlobStore.FlushFolder(folder);

    /// <summary>Makes a folder that only its owner may look into; one that is there stays as it is.</summary>
    public static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
