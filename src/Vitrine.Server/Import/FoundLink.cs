namespace Vitrine.Server.Import;

/// <summary>A linked file as it lies on disk now.</summary>
/// <param name="Path">Where it really lies, every link followed.</param>
public readonly record struct FoundLink(string Path, long Bytes, long Modified)
{
    /// <summary>
    /// Finds a linked file again. Null where it is gone, leads out of its root by a link put there since, or is no regular file any more:
    /// a pipe would be waited for without end.
    /// </summary>
    public static FoundLink? Find(string root, string path)
    {
        if (RealPath.Of(root) is not { } realRoot || RealPath.Of(System.IO.Path.Combine(root, path)) is not { } real || !RealPath.IsWithin(real, realRoot))
        {
            return null;
        }

        return FileStat.Of(real) is { Type: EntryType.File } now ? new FoundLink(real, now.Bytes, now.Modified) : null;
    }
}
