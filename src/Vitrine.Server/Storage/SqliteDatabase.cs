using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Vitrine.Server.Storage;

/// <summary>
/// SQLite in WAL mode: one connection writes, one transaction at a time, in the order of asking; readers come from a pool and never wait for it.
/// The file belongs to one process (<see cref="DataFolder"/> holds the lock).
/// </summary>
public sealed class SqliteDatabase : Database
{
    /// <summary>SQLITE_FULL.</summary>
    private const int Full = 13;

    private readonly SemaphoreSlim lane = new(1, 1);
    private readonly string readerString;
    private readonly SqliteConnection writer;

    /// <summary>What <c>synchronous</c> is now; touched by the lane's holder alone.</summary>
    private bool lasting;

    private SqliteDatabase(string path, TimeProvider clock, SqliteConnection writer)
        : base(clock, new SqliteDialect())
    {
        this.writer = writer;
        Path = path;
        readerString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            ForeignKeys = true,
            Pooling = true,
        }.ToString();
    }

    public string Path { get; }

    public override string Description => $"SQLite, {Path}";

    public override bool IsFull(DbException error) => error is SqliteException { SqliteErrorCode: Full };

    public static async Task<SqliteDatabase> OpenAsync(string path, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        var writer = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            Pooling = false,
        }.ToString());
        try
        {
            await writer.OpenAsync(cancellationToken);
            await PragmaAsync(writer, "pragma journal_mode=wal; pragma synchronous=normal; pragma cache_size=-16384; pragma temp_store=memory; pragma wal_autocheckpoint=2000;", cancellationToken);
            return new SqliteDatabase(path, clock, writer);
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes a whole copy of the database, consistent while others read and write.</summary>
    public async Task CopyToAsync(string path, CancellationToken cancellationToken = default)
    {
        var part = path + ".part";
        File.Delete(part);

        // Not from the pool: its connections refuse to write, also into another file.
        await using (var reader = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString()))
        {
            await reader.OpenAsync(cancellationToken);
            await using var command = reader.CreateCommand();
            command.CommandText = "vacuum into @path";
            command.Parameters.AddWithValue("@path", part);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        File.Move(part, path, overwrite: true);
    }

    public override long? CopyBytes =>
        new[] { Path, Path + "-wal" }.Sum(path => new FileInfo(path) is { Exists: true } file ? file.Length : 0);

    public override async Task<T> CopyAsync<T>(string path, Func<DbSession, Task<T>> read, CancellationToken cancellationToken = default)
    {
        await CopyToAsync(path, cancellationToken);
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(file);
        }

        return await ReadCopyAsync(path, read, cancellationToken);
    }

    /// <summary>Reads a copy that nobody uses, without changing it.</summary>
    public static async Task<T> ReadCopyAsync<T>(string path, Func<DbSession, Task<T>> read, CancellationToken cancellationToken = default)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var transaction = connection.BeginTransaction(deferred: true);
        return await read(new DbSession(connection, transaction, new SqliteDialect()));
    }

    /// <summary>What SQLite finds wrong in a copy; null where it is whole.</summary>
    public static async Task<string?> DamageAsync(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadCopyAsync(path, session => DamageAsync(session, quick: false, cancellationToken), cancellationToken);
        }
        catch (SqliteException error)
        {
            return error.Message;
        }
    }

    /// <summary>What SQLite finds wrong in a database; null where it is whole.</summary>
    /// <param name="quick">Leaves out whether indexes agree with their tables.</param>
    public static async Task<string?> DamageAsync(DbSession session, bool quick, CancellationToken cancellationToken = default) =>
        await session.TextAsync(quick ? Sql.Of($"pragma quick_check(1)") : Sql.Of($"pragma integrity_check(1)"), cancellationToken) is var said && said == "ok" ? null : said ?? "nothing";

    public override async ValueTask DisposeAsync()
    {
        await lane.WaitAsync();
        await writer.DisposeAsync();
        using (var any = new SqliteConnection(readerString))
        {
            SqliteConnection.ClearPool(any);
        }

        lane.Dispose();
    }

    private protected override async ValueTask<ConnectionLease> OpenReaderAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(readerString);
        await connection.OpenAsync(cancellationToken);
        await PragmaAsync(connection, "pragma query_only=1; pragma cache_size=-4096; pragma temp_store=memory;", cancellationToken);
        return new ConnectionLease(connection, connection.DisposeAsync);
    }

    private protected override async ValueTask<ConnectionLease> OpenWriterAsync(CancellationToken cancellationToken)
    {
        await lane.WaitAsync(cancellationToken);
        return new ConnectionLease(writer, () =>
        {
            lane.Release();
            return ValueTask.CompletedTask;
        });
    }

    private protected override ValueTask<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        new(((SqliteConnection)connection).BeginTransaction(deferred: true));

    private protected override async ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, bool mustLast, CancellationToken cancellationToken)
    {
        // In WAL mode a power cut may lose commits made with normal, never the order of the file; a full one saves all before it too.
        if (mustLast != lasting)
        {
            await PragmaAsync((SqliteConnection)connection, mustLast ? "pragma synchronous=full" : "pragma synchronous=normal", cancellationToken);
            lasting = mustLast;
        }

        return ((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false);
    }

    private static async Task PragmaAsync(SqliteConnection connection, string pragmas, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
