using System.Runtime.InteropServices;

namespace Vitrine.Server.Import;

/// <summary>Where a path really leads, with every symbolic link on the way followed.</summary>
public static partial class RealPath
{
    /// <summary>Null where it leads nowhere.</summary>
    public static string? Of(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Portable(path);
        }

        var text = Resolve(path, 0);
        if (text == 0)
        {
            return null;
        }

        try
        {
            return Marshal.PtrToStringUTF8(text);
        }
        finally
        {
            Free(text);
        }
    }

    /// <summary>
    /// Whether a path that was once <see cref="Of"/> another still leads where it did. Where it, or a folder above it, became a symbolic link since, what
    /// lies there now is not what was meant.
    /// </summary>
    public static bool IsReal(string path) => Of(path) == path;

    /// <summary>Whether <paramref name="path"/> is <paramref name="folder"/> or lies in it; both without links and end slash.</summary>
    public static bool IsWithin(string path, string folder) =>
        folder == "/" || path == folder || (path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] == Path.DirectorySeparatorChar);

    private static string? Portable(string path)
    {
        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        return info.Exists ? info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? info.FullName : null;
    }

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Resolve(string path, nint buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(nint memory);
}
