using System.Text.Json;
using Microsoft.Data.Sqlite;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Searches;

/// <summary>The server is killed again and again while files come in that a watched search finds: each is told once, and none is lost.</summary>
public sealed class SearchWatchKillTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vitrine-watched-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Kill_AtAnyMoment_TellsOfEachAssetOnce()
    {
        var chance = Deep.Chance(nameof(SearchWatchKillTests));
        var data = Path.Combine(folder.FullName, "data");
        var server = await RunningServer.StartAsync(data, null);
        try
        {
            await server.PostAsync("/api/assets", "first", 0);
            await server.PostAsync("/api/searches", """{"name":"All","query":"kind:document","watched":true}""");
            var sent = 0;
            for (var round = 0; round < (Deep.IsOn ? 20 : 2); round++)
            {
                for (var i = 0; i < 10; i++)
                {
                    await server.PostAsync("/api/assets", "later", ++sent);
                }

                await Task.Delay(chance.Next(1_200), TestContext.Current.CancellationToken);
                await server.KillAsync();
                await server.DisposeAsync();
                server = await RunningServer.StartAsync(data, null);
            }

            await server.IdleAsync();
            while ((await server.GetAsync("/api/searches")).GetProperty("items")[0].GetProperty("new").GetInt64() < sent)
            {
                // It is another process, which tells when it has asked.
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }

            await server.KillAsync();
            var told = await ToldAsync(data);
            Assert.Equal(sent, told.Sum(one => one.Count));
            Assert.Equal(told.Sum(one => one.Named.Length), told.SelectMany(one => one.Named).Distinct().Count());
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<List<(long Count, string[] Named)>> ToldAsync(string data)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "vitrine.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select payload from change_log where subject_kind = 15 and event = 1 order by sequence";
        await using var reader = await command.ExecuteReaderAsync();
        var told = new List<(long, string[])>();
        while (await reader.ReadAsync())
        {
            var payload = JsonDocument.Parse(reader.GetString(0)).RootElement;
            told.Add((payload.GetProperty("new").GetInt64(), [.. payload.GetProperty("assets").EnumerateArray().Select(id => id.GetString()!)]));
        }

        return told;
    }
}

/// <summary>Texts that are brought to a server in another process.</summary>
internal static class BroughtTexts
{
    public static async Task PostAsync(this RunningServer server, string path, string words, int number)
    {
        using var form = DamApp.UploadForm($"{words}-{number}.txt", System.Text.Encoding.UTF8.GetBytes($"{words} {number}"));
        await server.SendAsync(HttpMethod.Post, path, form);
    }
}
