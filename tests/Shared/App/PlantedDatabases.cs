using Microsoft.Extensions.DependencyInjection;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Tests.Shared;

/// <summary>Databases as they are after the first start, made once for each engine and copied for each test: planting the vocabulary takes a second.</summary>
internal static class PlantedDatabases
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static readonly Dictionary<string, string> Planted = [];

    /// <summary>Puts a copy where a server with this data folder finds it.</summary>
    /// <returns>What <c>--database</c> takes; null for SQLite.</returns>
    public static async Task<string?> CopyToAsync(string engine, string data)
    {
        var template = await TemplateAsync(engine);
        if (engine == Engines.Sqlite)
        {
            Directory.CreateDirectory(data);
            File.Copy(template, Path.Combine(data, "vitrine.db"));
            return null;
        }

        return await (await PostgresCluster.StartAsync()).CreateDatabaseAsync(template);
    }

    private static async Task<string> TemplateAsync(string engine)
    {
        await Gate.WaitAsync();
        try
        {
            if (!Planted.TryGetValue(engine, out var template))
            {
                Planted[engine] = template = await PlantAsync(engine);
            }

            return template;
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<string> PlantAsync(string engine)
    {
        var folder = Directory.CreateTempSubdirectory("vitrine-planted-").FullName;
        EndOfTests.Delete(folder);
        var connection = engine == Engines.Sqlite ? null : await (await PostgresCluster.StartAsync()).CreateDatabaseAsync();
        await using (var planted = await ServerHost.BuildAsync(new ServerOptions { Data = folder, Port = 0, Database = connection }, TimeProvider.System))
        {
            await planted.Services.GetRequiredService<Database>().WriteAsync(Actor.System, async session =>
            {
                // Whose it is, the server says that gets the copy.
                await session.ExecuteAsync($"delete from stamp where name = {"blobs"}");
                await session.ExecuteAsync($"delete from node");
            });
        }

        return connection is null ? Path.Combine(folder, "vitrine.db") : PostgresCluster.NameOf(connection);
    }
}
