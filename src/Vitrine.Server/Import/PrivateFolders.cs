namespace Vitrine.Server.Import;

/// <summary>
/// Folders that no import looks into: the data folder of the running server, those of others, and folders of backups. They hold what opens a library,
/// and each file taken in from there would make new ones there, without end. Which they are is told by what lies in them.
/// </summary>
/// <param name="own">Real paths of the running server's own.</param>
public sealed class PrivateFolders(IReadOnlyCollection<string> own)
{
    /// <summary>Names of which all lie in such a folder: a data folder, a place of backups, a backup or snapshot.</summary>
    private static readonly string[][] Marks = [["engine.txt", "node"], ["engine.txt", "token"], ["library.txt", "blobs", "lock"], ["manifest.json", "blobs.list"]];

    /// <summary>Whether a folder is one of them, told by its real path and the names in it.</summary>
    public bool Is(string folder, IReadOnlyCollection<string> names) => own.Contains(folder) || Array.Exists(Marks, mark => mark.All(names.Contains));

    /// <summary>Whether a file or folder is one of them or lies in one, at whatever depth.</summary>
    /// <param name="path">Real.</param>
    public bool Hold(string path)
    {
        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (own.Contains(folder) || Array.Exists(Marks, mark => mark.All(name => Path.Exists(Path.Combine(folder, name)))))
            {
                return true;
            }
        }

        return false;
    }
}
