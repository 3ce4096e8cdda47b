namespace Vitrine.Media.Packs;

/// <summary>Lets one process at a time work on one thing in the store; a process that dies lets go.</summary>
internal sealed class PackLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly FileStream held;

    private PackLock(FileStream held) => this.held = held;

    /// <summary>Waits until the lock is free.</summary>
    public static async Task<PackLock> TakeAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            if (Try(path) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>The lock, or null where another process has it.</summary>
    public static PackLock? Try(string path)
    {
        try
        {
            return new PackLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
        }
        catch (IOException problem) when (problem is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            return null;
        }
    }

    public void Dispose() => held.Dispose();
}
