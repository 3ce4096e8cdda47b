namespace Vitrine.Cli.Local;

/// <summary>
/// The folders a server may take in, in <c>roots.txt</c> of its data folder: who can write there is its owner, so naming a folder on the
/// command line allows it, and an API key alone never does.
/// </summary>
internal static class AllowedRoots
{
    public static void Add(string data, IReadOnlyList<string> folders)
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
        var path = Path.Combine(data, "roots.txt");
        var known = File.Exists(path) ? File.ReadAllLines(path) : [];
        var added = folders.Select(Path.GetFullPath).Except(known, StringComparer.Ordinal).ToArray();
        if (added.Length > 0)
        {
            var part = path + ".part";
            File.WriteAllLines(part, known.Concat(added));
            File.Move(part, path, overwrite: true);
        }
    }
}
