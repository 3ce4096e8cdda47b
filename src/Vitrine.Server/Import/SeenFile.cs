using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Vitrine.Media.Tools;

namespace Vitrine.Server.Import;

/// <summary>Opens a file that a walk found, and no other one: what took its place since is not read, wherever it leads.</summary>
internal static class SeenFile
{
    /// <param name="root">The folder in which the file must still lie, every link followed; its real path when it was taken in.</param>
    /// <exception cref="ReplacedFileException">Something else lies there now, or it leads out of the root.</exception>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(WalkedEntry seen, string root)
    {
        var real = RealPath.Of(seen.Path) ?? throw new FileNotFoundException("the file is gone", seen.Path);
        var stream = RegularFile.Open(real);
        try
        {
            return IsTheOne(stream.SafeFileHandle, seen) && IsWithin(stream.SafeFileHandle, real, root) ? stream : throw new ReplacedFileException();
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static bool IsTheOne(SafeFileHandle handle, WalkedEntry seen) =>
        !OperatingSystem.IsLinux()
        || (FileStat.Of(handle) is { Type: EntryType.File } opened && (opened.Device, opened.Inode) == (seen.Device, seen.Inode));

    /// <summary>Asks the opened file itself: a folder on the way may have been exchanged after its path was followed.</summary>
    internal static bool IsWithin(SafeFileHandle handle, string real, string root)
    {
        var opened = OperatingSystem.IsLinux()
            ? new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.DangerousGetHandle()}")).LinkTarget
            : null;
        return RealPath.IsWithin(opened ?? real, root);
    }
}
