using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Vitrine.Server.Storage;

/// <summary>What kept a server from starting, as a sentence that names the file and says what to do.</summary>
public static class StartTrouble
{
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>Null where it is no trouble of the store: a fault of the program, whose trace is wanted.</summary>
    /// <param name="data">The data folder.</param>
    public static StorageException? Of(Exception error, string data) => error switch
    {
        StorageException told => told,
        SqliteException sqlite => new StorageException(Sentence(sqlite, Path.Combine(data, "vitrine.db")), sqlite),
        DbException other => new StorageException($"The database cannot be used: {other.Message}", other),
        UnauthorizedAccessException or IOException { InnerException: null } => new StorageException(OfFile(error, data), error),
        _ => null,
    };

    /// <summary>Whether the disk of the database has no room.</summary>
    public static bool IsFull(DbException error) => error is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } or Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.DiskFull };

    /// <summary>Whether nothing can be written where the file lies: the user may not, or nobody may.</summary>
    public static bool IsReadOnly(Exception error) => error is UnauthorizedAccessException || (error is IOException && Number(error) == ReadOnlyFileSystem);

    private static string Sentence(SqliteException error, string file) => error.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB =>
            $"The database {file} is damaged ({error.Message}). Put it back from a backup, with {Path.GetFileName(file)}-wal and -shm moved away, then start again.",
        SQLitePCL.raw.SQLITE_FULL => $"The database {file} cannot be written because the disk is full. Make room there, then start again.",
        SQLitePCL.raw.SQLITE_IOERR => $"The database {file} cannot be read or written: the disk is full or fails ({error.Message}). Make room there or look at the disk, then start again.",
        SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM =>
            $"The database {file} cannot be opened for writing ({error.Message}). Let this user write it and the folder it lies in, then start again.",
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => $"Another program uses the database {file}. End that one, then start again.",
        _ => $"The database {file} cannot be used ({error.Message}). Put it back from a backup if this stays so.",
    };

    private static string OfFile(Exception error, string data) => Number(error) == NoSpace
        ? $"The disk of {data} is full ({error.Message}). Make room there, then start again."
        : IsReadOnly(error)
            ? $"{data} cannot be written ({error.Message}). Let this user write everything in it, or choose another folder with --data."
            : $"{data} cannot be used as data folder: {error.Message}";

    /// <summary>The number of the system's error, on Linux and macOS.</summary>
    private static int Number(Exception error) => error.HResult & 0xFFFF;
}
