using System.Globalization;

namespace Vitrine.Server.Storage;

/// <summary>
/// The folder in which a server keeps everything of its own. One server at a time: a locked file says whose it is.
/// <code>
/// vitrine.db      the database (SQLite)       blobs/       originals that were copied or uploaded
/// renditions/     previews and thumbnails     models/      packs
/// spool/          what is on its way in       logs/        what the server said
/// uploads/        what arrives in pieces; its senders go on after a restart
/// cache/          copies of blobs that lie on another machine, while they are worked on
/// index/          the search index, for a faster start; made anew where it is missing
/// snapshots/      copies of the database, made at night and before it is migrated
/// lost-found/     bytes of the blob store that no row knows, moved aside by verify
/// </code>
/// </summary>
public sealed class DataFolder : IDisposable
{
    private static readonly string[] NetworkFileSystems = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "fuse.sshfs", "9p"];

    /// <summary>What <c>engine.txt</c> says of a library in <see cref="Database"/>.</summary>
    public const string SqliteEngine = "SQLite";

    private readonly FileStream lockFile;

    private DataFolder(string root, FileStream lockFile)
    {
        Root = root;
        this.lockFile = lockFile;
    }

    public string Root { get; }

    public string Database => Path.Combine(Root, "vitrine.db");

    public string Blobs => Path.Combine(Root, "blobs");

    public string BlobCache => Path.Combine(Root, "cache", "blobs");

    public string Renditions => Path.Combine(Root, "renditions");

    public string Models => Path.Combine(Root, "models");

    public string Spool => Path.Combine(Root, "spool");

    /// <summary>Made when the first upload comes.</summary>
    public string Uploads => Path.Combine(Root, "uploads");

    public string Index => Path.Combine(Root, "index");

    /// <summary>The letters of a model's name that can stand in the name of a file: it comes from a pack.</summary>
    public static string FileNameOf(string model) => string.Concat(model.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '_'));

    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Folders that may be imported, one a line; the command line writes it.</summary>
    public string AllowedRoots => Path.Combine(Root, "roots.txt");

    /// <summary>Folders into which may be backed up by API, one a line; the command line writes it.</summary>
    public string BackupRoots => Path.Combine(Root, "backups.txt");

    public string Snapshots => Path.Combine(Root, "snapshots");

    public string LostAndFound => Path.Combine(Root, "lost-found");

    /// <summary>There while a restore is under way, and after one that was cut short: what the folder holds is no library yet.</summary>
    public string Restoring => Path.Combine(Root, "restoring.txt");

    /// <summary>The bearer token of the owner's own programs; readable by its owner only.</summary>
    public string Token => Path.Combine(Root, "token");

    /// <summary>Of a line of <see cref="Running"/>: another address of the server.</summary>
    public const string AlsoAt = "also ";

    /// <summary>Of a line of <see cref="Running"/>: what its owner should know.</summary>
    public const string Warning = "warning ";

    /// <summary>Of a line of <see cref="Running"/>: where the models run.</summary>
    public const string ModelsFact = "models ok ";

    /// <summary>The same, where the owner asked for something else.</summary>
    public const string ModelsProblem = "models warning ";

    /// <summary>
    /// The running server, for the command line: its address for programs of this machine, its process id, then <see cref="AlsoAt"/> and
    /// <see cref="Warning"/> lines, if any, and one about models.
    /// </summary>
    public string Running => Path.Combine(Root, "server.txt");

    private string Engine => Path.Combine(Root, "engine.txt");

    /// <summary>Takes the folder for this process, creating it where it is missing.</summary>
    /// <exception cref="StorageException">Another server has it, it is half restored, it cannot be written, or it lies on a network file system.</exception>
    /// <param name="restores">True for a restore, which alone may use a folder that one before it left half done.</param>
    public static DataFolder Take(string path, bool holdsDatabase = true, bool restores = false)
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

            var folder = new DataFolder(root, new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            try
            {
                folder.Prepare();
                if (!restores && RememberedText.Read(folder.Restoring) is { } source)
                {
                    throw new StorageException($"{root} is half restored from {source}. Run the restore again: ./vitrine restore \"{source}\" --data \"{root}\"");
                }

                return folder;
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }
        catch (IOException error) when (IsLock(error))
        {
            throw new StorageException($"Another Vitrine server uses {root}. Stop it first, or choose another folder with --data.", error);
        }
        catch (Exception error) when (StartTrouble.Of(error, root) is { } trouble)
        {
            throw trouble;
        }
    }

    /// <summary>
    /// Refuses another engine than the one that holds the library of this folder, and one that holds nothing any more: forgetting <c>--database</c>
    /// or losing the file must not show an empty library over the same blobs.
    /// </summary>
    /// <exception cref="StorageException">The library lies elsewhere, or is gone.</exception>
    public void RequireEngine(string engine)
    {
        if (RememberedText.Read(Engine) is not { } known)
        {
            return;
        }

        if (known != engine)
        {
            throw new StorageException(
                engine == SqliteEngine
                    ? $"The library of {Root} lies in {known}: name it with --database, or choose another folder with --data."
                    : $"The library of {Root} lies in {known}: leave --database away, or choose another folder with --data.");
        }

        if (engine == SqliteEngine && new FileInfo(Database) is not { Exists: true, Length: > 0 })
        {
            throw new StorageException(
                $"{Database}, the database of this library, is {(File.Exists(Database) ? "empty" : "missing")}. Put it back from a backup, or delete {Engine} to begin a new library.");
        }
    }

    /// <summary>Notes which engine holds the library of this folder. Not before it does: a start that was cut short may be tried again.</summary>
    public void RememberEngine(string engine)
    {
        RequireEngine(engine);
        RememberedText.Write(Engine, engine);
    }

    public void Dispose() => lockFile.Dispose();

    private void Prepare()
    {
        string[] files = [Database, Token, Running, AllowedRoots, BackupRoots, Restoring, Engine, Path.Combine(Root, "blobs.txt"), Path.Combine(Root, "node")];
        if (files.FirstOrDefault(Directory.Exists) is { } folder)
        {
            throw new StorageException($"{folder} is a folder, where Vitrine keeps a file. Move it away, then start again.");
        }

        string[] folders = [Spool, Uploads, Models, Logs, Renditions, Blobs, Snapshots, LostAndFound, Path.GetDirectoryName(BlobCache)!, BlobCache];
        if (folders.FirstOrDefault(File.Exists) is { } file)
        {
            throw new StorageException($"{file} is a file, where Vitrine keeps a folder. Move it away, then start again.");
        }

        Directory.CreateDirectory(Spool);
        Directory.CreateDirectory(Models);
        Directory.CreateDirectory(Logs);

        // Nobody else is on the way in: what lies there was left by a server that was killed. On a full disk its room is what is missing.
        foreach (var left in Directory.EnumerateFiles(Spool, "*.part", SearchOption.AllDirectories))
        {
            File.Delete(left);
        }

        lockFile.SetLength(0);
        lockFile.Write(System.Text.Encoding.UTF8.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        lockFile.Flush();
    }

    /// <summary>Whether someone else holds the file: EWOULDBLOCK of Linux and macOS, Windows' sharing and lock violations.</summary>
    private static bool IsLock(IOException error) => (error.HResult & 0xFFFF) is var number
        && (OperatingSystem.IsWindows() ? number is 32 or 33 : OperatingSystem.IsMacOS() ? number is 35 : number is 11);

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
