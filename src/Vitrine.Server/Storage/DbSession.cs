using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Vitrine.Server.Storage;

/// <summary>Statements on one connection inside one transaction. Reads see one state of the database from first to last.</summary>
public class DbSession
{
    private readonly DbConnection connection;
    private readonly DbTransaction transaction;

    internal DbSession(DbConnection connection, DbTransaction transaction, Dialect dialect)
    {
        this.connection = connection;
        this.transaction = transaction;
        Dialect = dialect;
    }

    public Dialect Dialect { get; }

    /// <summary>For tests that ask the database itself.</summary>
    internal DbConnection Connection => connection;

    public async Task<List<T>> QueryAsync<T>(Sql sql, Func<DbDataReader, T> read, CancellationToken cancellationToken = default)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>The first row, or default where there is none.</summary>
    public async Task<T?> FirstAsync<T>(Sql sql, Func<DbDataReader, T> read, CancellationToken cancellationToken = default)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? read(reader) : default;
    }

    /// <summary>The first column of the first row as a number; null where there is no row or it is null.</summary>
    public async Task<long?> NumberAsync(Sql sql, CancellationToken cancellationToken = default)
    {
        await using var command = Command(sql);
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            null or DBNull => null,
            long number => number,
            var other => Convert.ToInt64(other, System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The first column of the first row as text; null where there is no row or it is null.</summary>
    public async Task<string?> TextAsync(Sql sql, CancellationToken cancellationToken = default)
    {
        await using var command = Command(sql);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private protected async Task<int> RunAsync(Sql sql, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private DbCommand Command(Sql sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql.Text;
        for (var i = 0; i < sql.Parameters.Count; i++)
        {
            command.Parameters.Add(Parameter(command, $"p{i}", sql.Parameters[i]));
        }

        return command;
    }

    private static DbParameter Parameter(DbCommand command, string name, object? value)
    {
        if (command is NpgsqlCommand)
        {
            // A null without a type is sent as text, which no number column takes.
            return value is null
                ? new NpgsqlParameter(name, NpgsqlTypes.NpgsqlDbType.Unknown) { Value = DBNull.Value }
                : new NpgsqlParameter(name, value);
        }

        return new SqliteParameter("@" + name, value ?? DBNull.Value);
    }
}

/// <summary>A transaction that writes, in the name of an actor. What it appends to the change log gets its sequence just before the commit.</summary>
public sealed class WriteSession : DbSession
{
    private readonly List<Change> changes = [];
    private readonly List<Action> afterCommit = [];

    internal WriteSession(DbConnection connection, DbTransaction transaction, Dialect dialect, Actor actor, DateTimeOffset now)
        : base(connection, transaction, dialect)
    {
        Actor = actor;
        Now = now;
    }

    public Actor Actor { get; }

    /// <summary>One time for the whole transaction, from the program's clock.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public Task<int> ExecuteAsync(Sql sql, CancellationToken cancellationToken = default) => RunAsync(sql, cancellationToken);

    /// <summary>Runs an <c>insert … returning key</c>.</summary>
    public async Task<long> InsertAsync(Sql sql, CancellationToken cancellationToken = default) =>
        await NumberAsync(sql, cancellationToken) ?? throw new InvalidOperationException("the insert returned no key");

    /// <summary>Notes a change for search, events and webhooks. The same subject is noted once, with the parts joined.</summary>
    public void Log(Change change)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].LibraryKey == change.LibraryKey && changes[i].Kind == change.Kind && changes[i].Key == change.Key && changes[i].Event == change.Event)
            {
                changes[i] = changes[i] with { Parts = changes[i].Parts | change.Parts };
                return;
            }
        }

        changes.Add(change);
    }

    /// <summary>Runs after the commit, never after a rollback: for what this process remembers of the database.</summary>
    public void OnCommit(Action action) => afterCommit.Add(action);

    internal void Committed()
    {
        foreach (var action in afterCommit)
        {
            action();
        }
    }

    internal async Task<long> AppendChangesAsync(CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return 0;
        }

        if (Dialect.LockChangeLog is { } take)
        {
            await NumberOrNothingAsync(take, cancellationToken);
        }

        long last = 0;
        foreach (var change in changes)
        {
            last = await InsertAsync(
                $"""
                insert into change_log (library_key, at, subject_kind, subject_key, event, parts, actor_key, batch_key, payload)
                values ({change.LibraryKey}, {Now}, {change.Kind}, {change.Key}, {change.Event}, {change.Parts}, {Actor.Key}, {change.BatchKey}, {change.Payload})
                returning sequence
                """,
                cancellationToken);
        }

        if (Dialect.Announce(last) is { } announce)
        {
            await NumberOrNothingAsync(announce, cancellationToken);
        }

        return last;
    }

    private Task<int> NumberOrNothingAsync(Sql sql, CancellationToken cancellationToken) => RunAsync(sql, cancellationToken);
}
