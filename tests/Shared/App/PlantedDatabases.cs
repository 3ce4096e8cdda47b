using Microsoft.Extensions.DependencyInjection;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Tests.Shared;

/// <summary>
/// Databases as they are after the first start, and as they are once they are migrated, each made once for each engine and copied for each test:
/// migrating takes half a second, planting the vocabulary one more.
/// </summary>
internal static class PlantedDatabases
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static readonly Dictionary<(string Engine, bool Planted), string> Made = [];

    /// <summary>Puts a copy where a server with this data folder finds it.</summary>
    /// <returns>What <c>--database</c> takes; null for SQLite.</returns>
    public static async Task<string?> CopyToAsync(string engine, string data)
    {
        if (engine == Engines.Sqlite)
        {
            Directory.CreateDirectory(data);
        }

        return await CopyAsync(engine, planted: true, Path.Combine(data, "vitrine.db"));
    }

    /// <summary>Makes a copy.</summary>
    /// <param name="planted">False for the schema alone.</param>
    /// <param name="file">The file that becomes the copy for SQLite; its folder is there.</param>
    /// <returns>What <c>--database</c> takes; null for SQLite.</returns>
    public static async Task<string?> CopyAsync(string engine, bool planted, string file)
    {
        var template = await TemplateAsync(engine, planted);
        if (engine == Engines.Sqlite)
        {
            File.Copy(template, file);
            return null;
        }

        return await (await PostgresCluster.StartAsync()).CreateDatabaseAsync(template);
    }

    private static async Task<string> TemplateAsync(string engine, bool planted)
    {
        await Gate.WaitAsync();
        try
        {
            if (!Made.TryGetValue((engine, planted), out var template))
            {
                Made[(engine, planted)] = template = await MakeAsync(engine, planted);
            }

            return template;
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<string> MakeAsync(string engine, bool planted)
    {
        var folder = Directory.CreateTempSubdirectory("vitrine-planted-").FullName;
        EndOfTests.Delete(folder);
        var file = Path.Combine(folder, "vitrine.db");
        var connection = engine == Engines.Sqlite ? null : await (await PostgresCluster.StartAsync()).CreateDatabaseAsync();
        if (planted)
        {
            await using var server = await ServerHost.BuildAsync(new ServerOptions { Data = folder, Port = 0, Database = connection }, TimeProvider.System);
            await server.Services.GetRequiredService<Database>().WriteAsync(Actor.System, async session =>
            {
                // Whose it is, the server says that gets the copy.
                await session.ExecuteAsync($"delete from stamp where name = {"blobs"}");
                await session.ExecuteAsync($"delete from node");
            });
        }
        else
        {
            await using Database database = connection is null
                ? await SqliteDatabase.OpenAsync(file, TimeProvider.System)
                : await PostgresDatabase.OpenAsync(connection, TimeProvider.System);
            await Migrator.MigrateAsync(database);
        }

        return connection is null ? file : PostgresCluster.NameOf(connection);
    }
}
