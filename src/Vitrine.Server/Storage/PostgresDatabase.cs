using System.Data;
using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Vitrine.Server.Storage;

/// <summary>PostgreSQL 15 or newer. Reads are repeatable-read snapshots; writes are read-committed and lock the rows they decide on.</summary>
public sealed class PostgresDatabase : Database
{
    /// <summary>Statements that a connection keeps ready after some uses, unless the connection string says how many (<c>Max Auto Prepare</c>; 0 behind a pooler that cannot).</summary>
    private const int AutoPrepared = 100;

    private readonly NpgsqlDataSource source;
    private readonly PostgresTools tools;

    private PostgresDatabase(NpgsqlDataSource source, PostgresTools tools, TimeProvider clock, string description)
        : base(clock, new PostgresDialect())
    {
        this.source = source;
        this.tools = tools;
        Description = description;
    }

    public override string Description { get; }

    public override bool IsFull(DbException error) => error.SqlState == PostgresErrorCodes.DiskFull;

    /// <exception cref="StorageException">The server cannot be reached, refuses the login, or is older than 15.</exception>
    public static async Task<PostgresDatabase> OpenAsync(string connectionString, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        NpgsqlDataSource source;
        try
        {
            var builder = new NpgsqlDataSourceBuilder(connectionString);
            builder.ConnectionStringBuilder.ApplicationName ??= "vitrine";
            if (!new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey("Max Auto Prepare"))
            {
                // Planning takes longer than most of these statements do.
                builder.ConnectionStringBuilder.MaxAutoPrepare = AutoPrepared;
            }

            // Compiling a statement pays for minutes of work. These take milliseconds, of which PostgreSQL cannot know beforehand how many.
            builder.ConnectionStringBuilder.Options ??= "-c jit=off";
            source = builder.Build();
        }
        catch (ArgumentException error)
        {
            throw new StorageException($"The database's connection string cannot be read: {error.Message}", error);
        }

        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            if (connection.PostgreSqlVersion.Major < 15)
            {
                throw new StorageException($"PostgreSQL {connection.PostgreSqlVersion} is too old: Vitrine needs 15 or newer.");
            }

            return new PostgresDatabase(
                source, new PostgresTools(connectionString, connection.PostgreSqlVersion.Major), clock, $"PostgreSQL {connection.PostgreSqlVersion}, {connection.Host}, database {connection.Database}");
        }
        catch (NpgsqlException error)
        {
            await source.DisposeAsync();
            throw new StorageException($"PostgreSQL cannot be used: {error.Message}", error);
        }
    }

    public override async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var own = ((PostgresDialect)Dialect).Origin;
        connection.Notification += (_, told) =>
        {
            // What this process committed was rung already.
            if (told.Payload.Split(' ') is [var origin, var text] && origin != own && long.TryParse(text, CultureInfo.InvariantCulture, out var sequence))
            {
                Heard(sequence);
            }
        };
        await using (var listen = new NpgsqlCommand("listen " + PostgresDialect.Channel, connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    public override long? CopyBytes => null;

    /// <summary>Why <see cref="CopyAsync"/> cannot work here; null where it can.</summary>
    public string? WhyNoCopy => tools.Missing;

    public override Task<T> CopyAsync<T>(string path, Func<DbSession, Task<T>> read, CancellationToken cancellationToken = default) => ReadAsync(
        async session =>
        {
            // pg_dump sees what this transaction sees, as long as that is open.
            var snapshot = await session.TextAsync($"select pg_export_snapshot()", cancellationToken);
            var value = await read(session);
            await tools.DumpAsync(path, snapshot!, await SchemaAsync(session, cancellationToken), cancellationToken);
            return value;
        },
        cancellationToken);

    /// <summary>Fills an empty database from a copy, in one transaction: all of it, or nothing.</summary>
    /// <exception cref="StorageException">The copy cannot be read, or does not fit; the database is as it was.</exception>
    public async Task FillAsync(string path, CancellationToken cancellationToken = default) =>
        await tools.RestoreAsync(path, await ReadAsync(session => SchemaAsync(session, cancellationToken), cancellationToken), cancellationToken);

    /// <summary>What pg_restore finds wrong in the table of contents of a copy; null where it can be read.</summary>
    public static Task<string?> DamageAsync(string path, CancellationToken cancellationToken = default) => PostgresTools.DamageAsync(path, cancellationToken);

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    private static async Task<string> SchemaAsync(DbSession session, CancellationToken cancellationToken) =>
        await session.TextAsync($"select current_schema()::text", cancellationToken) ?? throw new StorageException("No schema of the database's search path is there.");

    private protected override async ValueTask<ConnectionLease> OpenReaderAsync(CancellationToken cancellationToken) => Lease(await source.OpenConnectionAsync(cancellationToken));

    private protected override async ValueTask<ConnectionLease> OpenWriterAsync(CancellationToken cancellationToken) => Lease(await source.OpenConnectionAsync(cancellationToken));

    private protected override async ValueTask<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    private protected override async ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, bool mustLast, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        if (!mustLast)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "set local synchronous_commit to off";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return transaction;
    }

    private static ConnectionLease Lease(NpgsqlConnection connection) => new(connection, connection.DisposeAsync);
}

/// <summary>The store cannot be used; the message is a sentence for the owner.</summary>
public sealed class StorageException : Exception
{
    public StorageException(string message)
        : base(message)
    {
    }

    public StorageException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
