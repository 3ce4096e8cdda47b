using System.Runtime.InteropServices;
using Vitrine.Server.Import;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.WriteBack;

/// <summary>The file that was to be replaced is not the one that was read. It is left as it is.</summary>
internal sealed class FileChangedException() : IOException("the file changed meanwhile");

/// <summary>
/// Puts a file in another's place so that at any moment, also after a power cut, the old or the new one lies there whole: a temporary file beside it, written to
/// the disk, gets its rights and is renamed over it. What a kill leaves behind is known by its name.
/// </summary>
internal sealed partial class AtomicFile : IDisposable
{
    /// <summary>Of temporary files: no import looks at hidden names.</summary>
    public const string Prefix = ".vitrine-", Ending = ".tmp";

    private const int Buffer = 128 << 10;

    private readonly string target;
    private bool placed;

    private AtomicFile(string target, string path) => (this.target, Path) = (target, path);

    /// <summary>Where the new file is made.</summary>
    public string Path { get; }

    /// <param name="target">The path that it will have; its folder must be there.</param>
    public static AtomicFile Beside(string target, string name) =>
        new(target, System.IO.Path.Combine(System.IO.Path.GetDirectoryName(target)!, $"{Prefix}{name}{Ending}"));

    /// <summary>Writes the content.</summary>
    /// <exception cref="IOException">There is no room, or the folder may not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public async Task WriteAsync(Stream content, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(Path, FileMode.Create, FileAccess.Write, FileShare.None, Buffer);
        await content.CopyToAsync(file, Buffer, cancellationToken);
        await file.FlushAsync(cancellationToken);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Puts it in its place.</summary>
    /// <param name="expected">What has to lie there still; null = nothing.</param>
    /// <returns>The new file as it lies there.</returns>
    /// <exception cref="FileChangedException">Something else lies there.</exception>
    public FileStat Place(FileStat? expected)
    {
        var now = FileStat.Of(target);
        if (now != expected)
        {
            throw new FileChangedException();
        }

        if (now is not null)
        {
            TakeRights();
        }

        File.Move(Path, target, overwrite: now is not null);
        placed = true;
        FolderBlobStore.FlushFolder(System.IO.Path.GetDirectoryName(target)!);
        return FileStat.Of(target) ?? throw new FileChangedException();
    }

    public void Dispose()
    {
        if (!placed)
        {
            try
            {
                File.Delete(Path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The next start sweeps it.
            }
        }
    }

    /// <summary>Removes what a kill left beside files in a folder.</summary>
    public static void Sweep(string folder)
    {
        try
        {
            foreach (var left in Directory.EnumerateFiles(folder, $"{Prefix}*{Ending}"))
            {
                File.Delete(left);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone, or read only: then nothing was left either.
        }
    }

    private void TakeRights()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // Another owner's file keeps its owner where we may give it away, as its group where we are in it.
        if (Owner(target) is (var user, var group))
        {
            _ = ChangeOwner(Path, user, group) == 0 || ChangeOwner(Path, uint.MaxValue, group) == 0;
        }

        File.SetUnixFileMode(Path, File.GetUnixFileMode(target));
    }

    private static unsafe (uint User, uint Group)? Owner(string path)
    {
        // struct statx of statx(2): 256 bytes, user at 20, group at 24.
        const int workingDirectory = -100, size = 256;
        const uint userAndGroup = 0x8 | 0x10;
        var raw = stackalloc byte[size];
        return Statx(workingDirectory, path, 0, userAndGroup, raw) == 0 ? (BitConverter.ToUInt32(new ReadOnlySpan<byte>(raw + 20, 4)), BitConverter.ToUInt32(new ReadOnlySpan<byte>(raw + 24, 4))) : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* result);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
