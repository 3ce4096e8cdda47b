using Vitrine.Server.Ingest;

namespace Vitrine.Server.Import.Watching;

/// <summary>Hears from the system what changes below one root (inotify on Linux) and marks the folders. What it hears is a doorbell only: a scan looks what is really there.</summary>
public sealed class RootWatcher : IDisposable
{
    /// <summary>So many bytes of reports wait at most; of a root with more at once, everything is looked at.</summary>
    private const int Buffer = 64 << 10;

    private readonly ImportRoot root;
    private readonly DirtyFolders dirty;
    private readonly TimeProvider clock;
    private readonly FileSystemWatcher watcher;
    private volatile string? trouble;

    private RootWatcher(ImportRoot root, DirtyFolders dirty, TimeProvider clock)
    {
        (this.root, this.dirty, this.clock) = (root, dirty, clock);
        watcher = new FileSystemWatcher(root.Path)
        {
            IncludeSubdirectories = true,
            InternalBufferSize = Buffer,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        watcher.Changed += (_, change) => Mark(change.FullPath, mayBeFolder: false);
        watcher.Created += (_, change) => Mark(change.FullPath, mayBeFolder: true);
        watcher.Deleted += (_, change) => Mark(change.FullPath, mayBeFolder: false);
        watcher.Renamed += (_, change) =>
        {
            Mark(change.OldFullPath, mayBeFolder: false);
            Mark(change.FullPath, mayBeFolder: true);
        };
        watcher.Error += (_, error) => Failed(error.GetException());
    }

    /// <summary>Why changes are no longer heard, in a sentence; null while they are.</summary>
    public string? Trouble => trouble;

    /// <summary>Begins to listen; with many folders that takes a moment.</summary>
    /// <returns>The watcher, or a sentence that says why there is none.</returns>
    public static (RootWatcher? Watcher, string? Trouble) Start(ImportRoot root, DirtyFolders dirty, TimeProvider clock)
    {
        var watcher = new RootWatcher(root, dirty, clock);
        try
        {
            watcher.watcher.EnableRaisingEvents = true;
            if (watcher.trouble is null)
            {
                return (watcher, null);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            watcher.trouble = Sentence(error);
        }

        watcher.Dispose();
        return (null, watcher.trouble);
    }

    public void Dispose() => watcher.Dispose();

    /// <summary>Reports were lost, or some folders cannot be watched.</summary>
    internal void Failed(Exception error)
    {
        dirty.MarkWhole(root.Key, clock.GetUtcNow());
        if (error is not InternalBufferOverflowException)
        {
            trouble = Sentence(error);
        }
    }

    private void Mark(string path, bool mayBeFolder)
    {
        // A hidden or unfinished file tells nothing: it is reported again under its own name.
        var isMarker = Path.GetFileName(path) == FolderWalk.Marker;
        if (FolderWalk.IsSkipped(Path.GetFileName(path)) && !isMarker)
        {
            return;
        }

        var now = clock.GetUtcNow();
        dirty.Mark(root.Key, Below(Path.GetDirectoryName(path) ?? root.Path), deep: isMarker, now);
        if (mayBeFolder && FileStat.Of(path) is { Type: EntryType.Folder })
        {
            dirty.Mark(root.Key, Below(path), deep: true, now);
        }
    }

    private string Below(string path) => RealPath.IsWithin(path, root.Path) ? path[root.Path.Length..].TrimStart(Path.DirectorySeparatorChar) : "";

    private static string Sentence(Exception error) =>
        $"The system does not report changes in this folder ({error.Message.TrimEnd('.')}). It is gone through from time to time instead. Where the number of watched folders is the limit, raise fs.inotify.max_user_watches.";
}
