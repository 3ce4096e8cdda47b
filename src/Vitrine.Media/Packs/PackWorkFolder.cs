namespace Vitrine.Media.Packs;

/// <summary>A private folder for downloads in the making, on the same disk as the store. What a killed process left is swept by the next.</summary>
internal sealed class PackWorkFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly PackLock held;

    private PackWorkFolder(string path, PackLock held) => (Path, this.held) = (path, held);

    public string Path { get; }

    public static PackWorkFolder Create(string storeRoot)
    {
        var work = Of(storeRoot);
        Directory.CreateDirectory(work);
        Sweep(storeRoot);
        var path = System.IO.Path.Combine(work, System.IO.Path.GetRandomFileName());
        var held = PackLock.Try(path + ".lock") ?? throw new IOException($"{path}.lock is taken");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }

        return new PackWorkFolder(path, held);
    }

    public void Dispose()
    {
        Discard(Path);
        held.Dispose();
    }

    /// <summary>Deletes the folders of processes that are no more.</summary>
    public static void Sweep(string storeRoot)
    {
        foreach (var lockFile in Directory.Exists(Of(storeRoot)) ? Directory.EnumerateFiles(Of(storeRoot), "*.lock") : [])
        {
            if (PackLock.Try(lockFile) is { } abandoned)
            {
                Discard(lockFile[..^".lock".Length]);
                abandoned.Dispose();
            }
        }
    }

    private static string Of(string storeRoot) => System.IO.Path.Combine(storeRoot, ".work");

    private static void Discard(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        File.Delete(path + ".lock");
    }
}
