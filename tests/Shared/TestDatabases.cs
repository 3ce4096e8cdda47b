using Vitrine.Server.Storage;

namespace Vitrine.Tests.Shared;

/// <summary>The two engines, as test data: <c>[Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]</c>.</summary>
public static class Engines
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    public static TheoryData<string> All => [Sqlite, Postgres];

    /// <summary>Each with seeds of chance: two, and on PostgreSQL, where all takes twice as long, the second in the long form only.</summary>
    public static TheoryData<string, int> Seeded => Deep.IsOn ? new() { { Sqlite, 1 }, { Sqlite, 2 }, { Postgres, 1 }, { Postgres, 2 } } : new() { { Sqlite, 1 }, { Sqlite, 2 }, { Postgres, 1 } };
}

/// <summary>A database of one engine that goes when the test ends; migrated and empty, unless it is said otherwise.</summary>
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
    public static Task<TestDatabase> CreateAsync(string engine, TimeProvider? clock = null, bool migrate = true) =>
        OpenAsync(engine, clock, file => migrate ? PlantedDatabases.CopyAsync(engine, planted: false, file) : EmptyAsync(engine));

    /// <summary>As it is after the first start of a server, for a <see cref="RunningServer"/>.</summary>
    public static Task<TestDatabase> PlantedAsync(string engine) => OpenAsync(engine, null, file => PlantedDatabases.CopyAsync(engine, planted: true, file));

    private static async Task<TestDatabase> OpenAsync(string engine, TimeProvider? clock, Func<string, Task<string?>> make)
    {
        var folder = engine == Engines.Sqlite ? Directory.CreateTempSubdirectory("vitrine-db-").FullName : null;
        var path = Path.Combine(folder ?? "", "vitrine.db");
        var connection = await make(path);
        return connection is null
            ? new TestDatabase(await SqliteDatabase.OpenAsync(path, clock ?? TimeProvider.System), folder, path)
            : new TestDatabase(await PostgresDatabase.OpenAsync(connection, clock ?? TimeProvider.System), null, connection);
    }

    private static async Task<string?> EmptyAsync(string engine) =>
        engine == Engines.Sqlite ? null : await (await PostgresCluster.StartAsync()).CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
        else
        {
            await (await PostgresCluster.StartAsync()).DropAsync(Connection);
        }
    }
}
