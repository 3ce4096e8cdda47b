namespace Vitrine.Cli.Local;

/// <summary>
/// The folders a server may take in, in <c>roots.txt</c> of its data folder: who can write there is its owner, so naming a folder on the
/// command line allows it, and an API key alone never does. Real paths: a link put in a folder's place later allows nothing.
/// </summary>
internal static class AllowedRoots
{
    /// <summary>Folders that a server may back up into, by API.</summary>
    public const string Backups = "backups.txt";

    /// <param name="file">The list in the data folder; those that may be taken in by default.</param>
    public static void Add(string data, IReadOnlyList<string> folders, string file = "roots.txt")
    {
        foreach (var folder in folders)
        {
            if (folder.StartsWith('-'))
            {
                throw new LocalException($"There is no option {folder}; --help lists them.");
            }

            if (!Directory.Exists(folder) && !File.Exists(folder))
            {
                throw new LocalException($"{folder} is not there.");
            }
        }

        if (folders.Count == 0)
        {
            return;
        }

        Directory.CreateDirectory(data);
        var path = Path.Combine(data, file);
        var known = File.Exists(path) ? File.ReadAllLines(path) : [];
        var added = folders.Select(folder => Real(Path.GetFullPath(folder))).Except(known, StringComparer.Ordinal).ToArray();
        if (added.Length > 0)
        {
            var part = path + ".part";
            File.WriteAllLines(part, known.Concat(added));
            File.Move(part, path, overwrite: true);
        }
    }

    /// <summary>Follows every link on the way; the path exists, so they lead in no circle.</summary>
    internal static string Real(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var name in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, name);
            FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            real = info.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Real(target.FullName) : next;
        }

        return real;
    }
}
