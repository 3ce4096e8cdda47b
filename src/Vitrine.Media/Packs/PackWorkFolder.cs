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
        var work = System.IO.Path.Combine(storeRoot, ".work");
        Directory.CreateDirectory(work);
        Sweep(work);
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

    private static void Sweep(string work)
    {
        foreach (var lockFile in Directory.EnumerateFiles(work, "*.lock"))
        {
            if (PackLock.Try(lockFile) is { } abandoned)
            {
                Discard(lockFile[..^".lock".Length]);
                abandoned.Dispose();
            }
        }
    }

    private static void Discard(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        File.Delete(path + ".lock");
    }
}
