using Vitrine.Server.Import;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Pipeline;

/// <summary>The real server and its real children, killed for real.</summary>
public sealed class ServerKillTests : IDisposable
{
    /// <summary>Enough for kills in the middle of the work; each takes part of a second to decode.</summary>
    private static readonly int Count = Deep.IsOn ? 40 : 10;

    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-kill-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_ServerKilledInTheMiddle_EndsAsIfNothingHadHappened(string engine)
    {
        var pictures = Pictures(Count);
        await using var undisturbed = await DatabaseAsync(engine, "undisturbed");
        await using (var server = await StartAsync(undisturbed, pictures))
        {
            await server.PostAsync("/api/import", $$"""{"paths":["{{pictures}}"]}""");
            await server.IdleAsync();
        }

        await using var disturbed = await DatabaseAsync(engine, "disturbed");
        var killed = await StartAsync(disturbed, pictures);
        await killed.PostAsync("/api/import", $$"""{"paths":["{{pictures}}"]}""");
        foreach (var runs in Moments([1, 15]))
        {
            await UntilDoneAsync(killed, runs);
            await killed.KillAsync();
            await killed.DisposeAsync();
            killed = await StartAsync(disturbed, pictures);
        }

        await killed.IdleAsync();
        await killed.DisposeAsync();

        var expected = await ContentAsync(engine, undisturbed);
        Assert.Equal(Count, expected.Count(row => row.StartsWith("asset", StringComparison.Ordinal)));
        Assert.Equal(expected, await ContentAsync(engine, disturbed));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Decode_ChildKilledInTheMiddle_LosesNothing(string engine)
    {
        var pictures = Pictures(Count);
        await using var target = await DatabaseAsync(engine, "children");
        await using (var server = await StartAsync(target, pictures))
        {
            await server.PostAsync("/api/import", $$"""{"paths":["{{pictures}}"]}""");
            foreach (var runs in Moments([6, 18]))
            {
                await UntilDoneAsync(server, runs);
                foreach (var pid in server.Children("decode"))
                {
                    ChildProcesses.Kill(pid);
                }
            }

            await server.IdleAsync();
        }

        var content = await ContentAsync(engine, target);
        Assert.Equal(Count, content.Count(row => row.StartsWith("asset", StringComparison.Ordinal)));
        Assert.All(content.Where(row => row.StartsWith("run", StringComparison.Ordinal)), row => Assert.EndsWith(" 3", row, StringComparison.Ordinal));
        Assert.Equal(2 * Count, content.Count(row => row.StartsWith("rendition", StringComparison.Ordinal)));
    }

    /// <summary>After how many runs something is killed: in the long form often and by chance, up to the last moments of the work.</summary>
    private static IEnumerable<int> Moments(int[] usual)
    {
        if (!Deep.IsOn)
        {
            return usual;
        }

        var chance = Deep.Chance("kills");
        return Enumerable.Range(0, 50).Select(_ => chance.Next(1, 120)).Order();
    }

    /// <summary>Real photographs, in two folders.</summary>
    private string Pictures(int count)
    {
        var target = Path.Combine(folder, "pictures");
        var sources = Directory.GetFiles(SharedFolder.Path("corpus", "photos", "clothing"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(count);
        foreach (var (source, i) in sources.Select((source, i) => (source, i)))
        {
            var below = Directory.CreateDirectory(Path.Combine(target, i % 2 == 0 ? "even" : "odd")).FullName;
            File.Copy(source, Path.Combine(below, $"{i:000}.jpg"), overwrite: true);
        }

        return target;
    }

    private async Task<Target> DatabaseAsync(string engine, string name) => new(
        Path.Combine(folder, name), engine == Engines.Sqlite ? null : await TestDatabase.PlantedAsync(engine));

    private static Task<RunningServer> StartAsync(Target target, string pictures) => RunningServer.StartAsync(target.Data, target.Database?.Connection, pictures);

    private static async Task UntilDoneAsync(RunningServer server, long runs)
    {
        while ((await server.GetAsync("/api/activity")).GetProperty("steps").EnumerateArray().Sum(step => step.GetProperty("done").GetInt64()) < runs)
        {
            // It is another process, whose events come too seldom to meet the middle of its work.
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Everything that must be the same however often the work was interrupted; no keys, times or attempts.</summary>
    private static async Task<IReadOnlyList<string>> ContentAsync(string engine, Target target)
    {
        await using var sqlite = engine == Engines.Sqlite ? await SqliteDatabase.OpenAsync(Path.Combine(target.Data, "vitrine.db"), TimeProvider.System) : null;
        Database database = sqlite is null ? target.Database!.Database : sqlite;
        return await database.ReadAsync(async session =>
        {
            List<string> rows =
            [
                .. await TextsAsync(session, $"select 'asset ' || f.name || '/' || a.name || ' ' || a.kind || ' ' || coalesce(v.width, 0) from asset a join folder f on f.key = a.folder_key join version v on v.key = a.version_key"),
                .. await TextsAsync(session, $"select 'version ' || a.name || ' ' || v.number from version v join asset a on a.key = v.asset_key"),
                .. await TextsAsync(session, $"select 'run ' || a.name || ' ' || r.step || ' ' || r.state from step_run r join asset a on a.version_key = r.version_key"),
                .. await TextsAsync(session, $"select 'rendition ' || a.name || ' ' || r.recipe || ' ' || r.bytes from rendition r join version v on v.essence_key = r.essence_key join asset a on a.version_key = v.key"),
                .. await TextsAsync(session, $"select 'claim ' || a.name || ' ' || t.name || ' ' || coalesce(cast(c.concept_key as text), c.text_value, cast(c.number_value as text), '') from claim c join asset a on a.key = c.subject_key join attribute t on t.key = c.attribute_key"),
                .. await TextsAsync(session, $"select 'link ' || path || ' ' || state from link"),
                .. await TextsAsync(session, $"select 'job ' || state || ' ' || total || ' ' || changed from job where what = {FolderImport.KindName}"),
            ];
            rows.Sort(StringComparer.Ordinal);
            return rows;
        });
    }

    private static Task<List<string>> TextsAsync(DbSession session, Sql sql) => session.QueryAsync(sql, row => row.GetString(0));

    private sealed record Target(string Data, TestDatabase? Database) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Database?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
