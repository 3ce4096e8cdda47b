using System.Data.Common;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Import;

/// <summary>The folders of a library that are taken in, and to which of them a file belongs.</summary>
public sealed class ImportRoots
{
    private static readonly RawSql Columns = new("key, library_key, folder_key, path, mode, state, watching, excludes, poll_minutes, scanned_at");

    private readonly List<ImportRoot> deepestFirst;

    private ImportRoots(IEnumerable<ImportRoot> roots) => deepestFirst = [.. roots.OrderByDescending(root => root.Path.Length)];

    public IReadOnlyList<ImportRoot> All => deepestFirst;

    /// <summary>The roots of a library in one mode, after making sure that <paramref name="path"/> lies in one; a new one is made only where none contains it.</summary>
    /// <param name="follow">Whether all of the folder is taken in; who takes in one file does not want those beside it.</param>
    public static async Task<ImportRoots> EnsureAsync(
        WriteSession session, FolderTree folders, long library, string path, RootMode mode, bool follow, CancellationToken cancellationToken = default)
    {
        var roots = await RowsAsync(session, library, mode, cancellationToken);
        if (!roots.Exists(root => RealPath.IsWithin(path, root.Path)))
        {
            roots.Add(await MakeAsync(session, folders, library, path, mode, follow, cancellationToken));
        }
        else if (follow && roots.Find(root => root.Path == path) is { Watching: false } unfollowed)
        {
            await session.ExecuteAsync($"update root set watching = {true} where key = {unfollowed.Key}", cancellationToken);
        }

        return new ImportRoots(roots);
    }

    /// <summary>The roots of a library in one mode as they are; there may be none.</summary>
    public static async Task<ImportRoots> ReadAsync(DbSession session, long library, RootMode mode, CancellationToken cancellationToken = default) =>
        new(await RowsAsync(session, library, mode, cancellationToken));

    /// <summary>All roots whose files stay where they lie, of every library.</summary>
    public static Task<List<ImportRoot>> LinkedAsync(DbSession session, CancellationToken cancellationToken = default) =>
        session.QueryAsync($"select {Columns} from root where mode <> {RootMode.Copied} order by key", Read, cancellationToken);

    /// <summary>A root whose files stay where they lie, by the public id of its folder in the library; null where there is none.</summary>
    public static Task<ImportRoot?> FindAsync(DbSession session, long library, string id, CancellationToken cancellationToken = default) => session.FirstAsync(
        $"""
        select {Columns} from root where library_key = {library} and mode <> {RootMode.Copied}
            and folder_key = (select key from folder where id = {id} and library_key = {library})
        """,
        Read,
        cancellationToken);

    /// <summary>The deepest root that contains a file, and its path below it with <c>/</c> between names.</summary>
    public (ImportRoot Root, string Path) Resolve(string path) =>
        Find(path) ?? throw new ArgumentException("the file lies in no root", nameof(path));

    /// <summary>As <see cref="Resolve"/>; null where no root contains the file.</summary>
    public (ImportRoot Root, string Path)? Find(string path)
    {
        if (deepestFirst.Find(candidate => RealPath.IsWithin(path, candidate.Path)) is not { } root)
        {
            return null;
        }

        var below = path[root.Path.Length..].TrimStart(Path.DirectorySeparatorChar);
        return (root, Path.DirectorySeparatorChar == '/' ? below : below.Replace(Path.DirectorySeparatorChar, '/'));
    }

    private static Task<List<ImportRoot>> RowsAsync(DbSession session, long library, RootMode mode, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select {Columns} from root
        where library_key = {library} and (mode = {RootMode.Copied}) = ({(int)mode} = {RootMode.Copied})
        """,
        Read,
        cancellationToken);

    private static ImportRoot Read(DbDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), (RootMode)row.GetInt64(4))
    {
        State = (RootState)row.GetInt64(5),
        Watching = row.GetInt64(6) != 0,
        Excludes = row.GetString(7),
        PollMinutes = (int)row.GetInt64(8),
        ScannedAt = row.TimeOrNull(9),
    };

    private static async Task<ImportRoot> MakeAsync(
        WriteSession session, FolderTree folders, long library, string path, RootMode mode, bool follow, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path) is { Length: > 0 } last ? last : "files";
        var folder = await folders.ForRootAsync(session, library, name, cancellationToken);
        var key = await session.InsertAsync(
            $"""
            insert into root (library_key, folder_key, path, mode, state, watching, created_at)
            values ({library}, {folder}, {path}, {mode}, {RootState.Online}, {follow}, {session.Now}) returning key
            """,
            cancellationToken);
        return new ImportRoot(key, library, folder, path, mode) { Watching = follow };
    }
}

/// <summary>Whether a root's disk is there. The numbers are stored.</summary>
public enum RootState
{
    Online = 1,
    Offline = 2,
}
