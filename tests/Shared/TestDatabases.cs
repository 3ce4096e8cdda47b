using Vitrine.Server.Storage;

namespace Vitrine.Tests.Shared;

/// <summary>The two engines, as test data: <c>[Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]</c>.</summary>
public static class Engines
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    public static TheoryData<string> All => [Sqlite, Postgres];
}

/// <summary>An empty, migrated database of one engine that goes when the test ends.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? folder;

    private TestDatabase(Database database, string? folder, string connection)
    {
        Database = database;
        this.folder = folder;
        Connection = connection;
    }

    public Database Database { get; }

    /// <summary>What <c>--database</c> takes: a connection string; for SQLite the file's path.</summary>
    public string Connection { get; }

    /// <param name="migrate">False for tests that migrate themselves.</param>
    public static async Task<TestDatabase> CreateAsync(string engine, TimeProvider? clock = null, bool migrate = true)
    {
        clock ??= TimeProvider.System;
        TestDatabase created;
        if (engine == Engines.Sqlite)
        {
            var folder = Directory.CreateTempSubdirectory("vitrine-db-").FullName;
            var path = Path.Combine(folder, "vitrine.db");
            created = new TestDatabase(await SqliteDatabase.OpenAsync(path, clock), folder, path);
        }
        else
        {
            var cluster = await PostgresCluster.StartAsync();
            var connection = await cluster.CreateDatabaseAsync();
            created = new TestDatabase(await PostgresDatabase.OpenAsync(connection, clock), null, connection);
        }

        if (migrate)
        {
            await Migrator.MigrateAsync(created.Database);
        }

        return created;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
