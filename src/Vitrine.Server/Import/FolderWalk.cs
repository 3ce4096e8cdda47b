using Vitrine.Core.Assets;

namespace Vitrine.Server.Import;

/// <summary>A file that a walk found, or why it found none there.</summary>
/// <param name="Path">Absolute.</param>
public readonly record struct WalkedEntry(string Path, long Bytes, long Modified, Problem? Problem = null)
{
    /// <summary>With <see cref="Inode"/> which file it was, so that no other one is read in its place. 0 where the system has none.</summary>
    public ulong Device { get; init; }

    public ulong Inode { get; init; }

    /// <summary>Whether a symbolic link within the folder leads to it.</summary>
    public bool IsLink { get; init; }

    public static WalkedEntry Of(string path, FileStat file) => new(path, file.Bytes, file.Modified) { Device = file.Device, Inode = file.Inode };
}

/// <summary>
/// Goes through a folder in a fixed order, one directory in memory at a time. Hidden entries and the folders in which systems keep thumbnails and
/// trash are left out, as are files under a temporary name: they are found when they have their own. Symbolic links never lead out of the folder and never
/// in a circle, nor does a folder that became one during the walk. A folder that holds a file <see cref="Marker"/> is left out with all below it. Nothing is opened.
/// </summary>
/// <param name="root">Real path of a folder, or absolute path of one file.</param>
/// <param name="skipped">Real paths of folders that are left out: the server's own data. What else is one of <see cref="PrivateFolders"/> is reported.</param>
public sealed class FolderWalk(string root, IReadOnlyCollection<string> skipped)
{
    /// <summary>Levels of folders below the root; what lies deeper is reported and left out.</summary>
    public const int MaxDepth = 200;

    /// <summary>The name of the file that keeps Vitrine out of a folder.</summary>
    public const string Marker = ".vitrineignore";

    private static readonly HashSet<string> SkippedFolders = new(StringComparer.OrdinalIgnoreCase)
    {
        "@eaDir", "#recycle", "#snapshot", "$RECYCLE.BIN", "System Volume Information", "RECYCLER", "__MACOSX", "lost+found",
    };

    private static readonly HashSet<string> SkippedFiles = new(StringComparer.OrdinalIgnoreCase)
    {
        "Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon\r",
    };

    private static readonly string[] TemporaryEnds = [".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp"];

    private readonly PrivateFolders hidden = new(skipped);

    /// <summary>Where to begin: a folder below the root; null = the root.</summary>
    public string? Start { get; init; }

    /// <summary>Whether folders below the first one are gone through as well.</summary>
    public bool Deep { get; init; } = true;

    /// <summary>What is left out, told by its path below <see cref="ExcludedFrom"/>; null = the root.</summary>
    public ExcludePatterns Excludes { get; init; } = ExcludePatterns.None;

    public string? ExcludedFrom { get; init; }

    /// <summary>Whether a name is never looked at: hidden, a system's own, or what a program calls a file that it has not finished.</summary>
    public static bool IsSkipped(string name) =>
        name.StartsWith('.') || SkippedFiles.Contains(name) || SkippedFolders.Contains(name) || name.StartsWith("~$", StringComparison.Ordinal)
        || Array.Exists(TemporaryEnds, end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    public IEnumerable<WalkedEntry> Entries(CancellationToken cancellationToken = default)
    {
        var start = Start ?? root;
        if (FileStat.Of(start, followLinks: true) is not { } top)
        {
            yield return Bad(start, "not-found", "There is no such file or folder.");
            yield break;
        }

        if (hidden.Hold(RealPath.Of(start) ?? start))
        {
            yield return Private(start);
            yield break;
        }

        if (top.Type != EntryType.Folder)
        {
            yield return top.Type == EntryType.File ? WalkedEntry.Of(start, top) : Special(start);
            yield break;
        }

        var folders = new Stack<(string Path, int Depth)>();
        folders.Push((start, start[root.Length..].Count(letter => letter == Path.DirectorySeparatorChar)));
        while (folders.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Children(folder.Path, out var names) is { } unreadable)
            {
                yield return unreadable;
                continue;
            }

            var below = new List<string>();
            foreach (var path in names)
            {
                if (Look(path, folder.Depth, below) is { } entry)
                {
                    yield return entry;
                }
            }

            for (var i = below.Count - 1; i >= 0 && Deep; i--)
            {
                folders.Push((below[i], folder.Depth + 1));
            }
        }
    }

    private WalkedEntry? Children(string folder, out string[] paths)
    {
        try
        {
            paths = Directory.GetFileSystemEntries(folder, "*", new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false });
            Array.Sort(paths, StringComparer.Ordinal);
            if (RealPath.IsReal(folder))
            {
                var names = new HashSet<string>(paths.Select(path => Path.GetFileName(path)), StringComparer.Ordinal);
                var isPrivate = hidden.Is(folder, names);
                paths = isPrivate || names.Contains(Marker) ? [] : paths;
                return isPrivate ? Private(folder) : null;
            }

            paths = [];
            return Bad(folder, "replaced", "This folder is no longer where it was: something else took its place. It is not looked into.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            paths = [];
            return Bad(folder, "not-readable", "This folder cannot be read: permission is missing, or it is gone.");
        }
    }

    /// <summary>The entry to report; null where there is none, or where it is a folder that was added to <paramref name="below"/>.</summary>
    private WalkedEntry? Look(string path, int depth, List<string> below)
    {
        var name = Path.GetFileName(path);
        if (IsSkipped(name) || Excludes.Match(path[(ExcludedFrom ?? root).Length..].TrimStart('/')))
        {
            return null;
        }

        if (FileStat.Of(path) is not { } stat)
        {
            return name.Contains('\ufffd', StringComparison.Ordinal)
                ? Bad(path, "name-not-utf8", "The name of this file is not valid UTF-8. Rename it, then import again.")
                : Bad(path, "not-readable", "This file cannot be looked at: permission is missing, or it is gone.");
        }

        return stat.Type switch
        {
            EntryType.File => WalkedEntry.Of(path, stat),
            EntryType.Folder => Folder(path, depth, below),
            EntryType.SymbolicLink => Link(path),
            _ => Special(path),
        };
    }

    private WalkedEntry? Folder(string path, int depth, List<string> below)
    {
        if (skipped.Count > 0 && RealPath.Of(path) is { } real && skipped.Contains(real))
        {
            return null;
        }

        if (depth >= MaxDepth)
        {
            return Bad(path, "too-deep", $"This folder lies more than {MaxDepth} levels deep and is left out.");
        }

        below.Add(path);
        return null;
    }

    private WalkedEntry? Link(string path)
    {
        if (RealPath.Of(path) is not { } target || FileStat.Of(target) is not { } stat)
        {
            return Bad(path, "link-broken", "This symbolic link leads nowhere, or in a circle.");
        }

        var inside = RealPath.IsWithin(target, root);
        if (stat.Type == EntryType.Folder)
        {
            return RealPath.IsWithin(RealPath.Of(Path.GetDirectoryName(path)!) ?? path, target)
                ? Bad(path, "link-loop", "This symbolic link leads back to a folder that it lies in; it is not followed.")
                : inside ? null
                : Bad(path, "link-outside", "This symbolic link leads out of the folder; it is not followed. Import what it leads to by itself.");
        }

        return !inside ? Bad(path, "link-outside", "This symbolic link leads out of the folder; it is not followed. Import what it leads to by itself.")
            : hidden.Hold(target) ? Private(path)
            : stat.Type == EntryType.File ? WalkedEntry.Of(path, stat) with { IsLink = true }
            : Special(path);
    }

    private static WalkedEntry Private(string path) =>
        Bad(path, "vitrine-data", "Vitrine keeps its own data or backups here. They are never taken in: move other files out of this folder.");

    private static WalkedEntry Special(string path) => Bad(path, "not-a-file", "This is a pipe, socket or device, not a file.");

    private static WalkedEntry Bad(string path, string code, string message) => new(path, 0, 0, new Problem("import", code, message));
}
