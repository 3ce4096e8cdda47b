using Vitrine.Media.Tools;

namespace Vitrine.Server.Import;

/// <summary>A linked file as it lies on disk now.</summary>
/// <param name="Path">Where it really lies, every link followed.</param>
public readonly record struct FoundLink(string Path, long Bytes, long Modified)
{
    /// <summary>
    /// Finds a linked file again. Null where it is gone, leads out of its root by a link put there since, or is no regular file any more:
    /// a pipe would be waited for without end.
    /// </summary>
    /// <param name="root">Where the root really lay when it was linked; a link that lies there now is not followed.</param>
    /// <param name="path">Below the root.</param>
    public static FoundLink? Find(string root, string path)
    {
        if (!RealPath.IsReal(root) || RealPath.Of(System.IO.Path.Combine(root, path)) is not { } real || !RealPath.IsWithin(real, root))
        {
            return null;
        }

        return FileStat.Of(real) is { Type: EntryType.File } now ? new FoundLink(real, now.Bytes, now.Modified) : null;
    }

    /// <summary>Opens it, and nothing that took its place, or that of a folder above it, since it was found.</summary>
    /// <exception cref="IOException">It is not there any more, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public FileStream Open()
    {
        var stream = RegularFile.Open(Path);
        if (SeenFile.IsWithin(stream.SafeFileHandle, Path, Path))
        {
            return stream;
        }

        stream.Dispose();
        throw new ReplacedFileException();
    }
}
