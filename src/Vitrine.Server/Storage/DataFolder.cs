using System.Globalization;

namespace Vitrine.Server.Storage;

/// <summary>
/// The folder in which a server keeps everything of its own. One server at a time: a locked file says whose it is.
/// <code>
/// vitrine.db      the database (SQLite)       blobs/       originals that were copied or uploaded
/// renditions/     previews and thumbnails     models/      packs
/// spool/          what is on its way in       logs/        what the server said
/// cache/          copies of blobs that lie on another machine, while they are worked on
/// </code>
/// </summary>
public sealed class DataFolder : IDisposable
{
    private static readonly string[] NetworkFileSystems = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "fuse.sshfs", "9p"];

    private readonly FileStream lockFile;

    private DataFolder(string root, FileStream lockFile)
    {
        Root = root;
        this.lockFile = lockFile;
        Directory.CreateDirectory(Spool);
        Directory.CreateDirectory(Models);
        Directory.CreateDirectory(Logs);
    }

    public string Root { get; }

    public string Database => Path.Combine(Root, "vitrine.db");

    public string Blobs => Path.Combine(Root, "blobs");

    public string BlobCache => Path.Combine(Root, "cache", "blobs");

    public string Renditions => Path.Combine(Root, "renditions");

    public string Models => Path.Combine(Root, "models");

    public string Spool => Path.Combine(Root, "spool");

    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Folders that may be imported, one a line; the command line writes it.</summary>
    public string AllowedRoots => Path.Combine(Root, "roots.txt");

    /// <summary>The bearer token of the owner's own programs; readable by its owner only.</summary>
    public string Token => Path.Combine(Root, "token");

    /// <summary>Address and process of the running server, for the command line: <c>url</c>, then the process id.</summary>
    public string Running => Path.Combine(Root, "server.txt");

    /// <summary>Takes the folder for this process, creating it where it is missing.</summary>
    /// <exception cref="StorageException">Another server has it, it cannot be written, or it lies on a network file system.</exception>
    public static DataFolder Take(string path, bool holdsDatabase = true)
    {
        var root = Path.GetFullPath(path);
        try
        {
            CreatePrivate(root);
            var fileSystem = new DriveInfo(root).DriveFormat;
            if (holdsDatabase && NetworkFileSystems.Contains(fileSystem, StringComparer.OrdinalIgnoreCase))
            {
                throw new StorageException(
                    $"{root} lies on a network file system ({fileSystem}), where SQLite can lose data. Choose a local folder with --data, or use PostgreSQL with --database.");
            }

            var file = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.UTF8.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new DataFolder(root, file);
        }
        catch (IOException error) when (error is not DirectoryNotFoundException && File.Exists(Path.Combine(root, "lock")))
        {
            throw new StorageException($"Another Vitrine server uses {root}. Stop it first, or choose another folder with --data.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{root} cannot be used as data folder: {error.Message}", error);
        }
    }

    /// <summary>
    /// Notes which engine holds the library of this folder, and refuses another one: forgetting <c>--database</c> must not show an empty library
    /// over the same blobs.
    /// </summary>
    /// <exception cref="StorageException">The folder belongs to a library on another engine.</exception>
    public void RememberEngine(string engine)
    {
        var path = Path.Combine(Root, "engine.txt");
        if (!File.Exists(path))
        {
            File.WriteAllText(path, engine);
        }
        else if (File.ReadAllText(path).Trim() is var known && known != engine)
        {
            throw new StorageException(
                engine == "SQLite"
                    ? $"The library of {Root} lies in {known}: name it with --database, or choose another folder with --data."
                    : $"The library of {Root} lies in {known}: leave --database away, or choose another folder with --data.");
        }
    }

    public void Dispose() => lockFile.Dispose();

    /// <summary>What a library holds is its owner's: a new data folder is closed to other users of the machine.</summary>
    private static void CreatePrivate(string root)
    {
        if (Directory.Exists(root) || OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(root);
        }
        else
        {
            Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
