using System.Data.Common;
using System.Net;
using Vitrine.Server.Ingest;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Import;

/// <summary>PostgreSQL goes away in the middle of an import and comes back.</summary>
public sealed class OutageTests
{
    private static readonly int Files = Deep.IsOn ? 300 : 150;

    /// <summary>While files are taken in, and while they are decoded.</summary>
    public static TheoryData<int> Moments => Deep.IsOn ? [4, 9, 25] : [9];

    /// <param name="commits">After so many commits of the server nobody gets into the database.</param>
    [Theory, MemberData(nameof(Moments))]
    public async Task Import_DatabaseGoesAndComesBack_LosesNothingAndDoesNothingTwice(int commits)
    {
        var cluster = await PostgresCluster.StartAsync();
        await using var app = await StartAsync();
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = AtCommits(app, commit => commit == commits, async () =>
        {
            await cluster.CloseAsync(app.Connection!);
            gone.SetResult();
        });
        await app.ImportAsync(app.Files);
        begun();
        await gone.Task;

        (HttpMethod Method, string Path, string? Body)[] requests =
            [(HttpMethod.Get, "api/activity", null), (HttpMethod.Get, "api/library", null), (HttpMethod.Post, "api/bulk", """{"query":"dog","add":{"tags":["x"]}}""")];
        foreach (var (method, path, body) in requests)
        {
            using var refused = await app.SendAsync(method, path, body);
            var problem = await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable);
            Assert.Contains("database", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Database.Written += () => back.TrySetResult();
        await cluster.ReopenAsync(app.Connection!);
        await back.Task;

        await AssertCompleteAsync(app);
    }

    [Fact]
    public async Task Import_ConnectionsBreakAgainAndAgain_LosesNothingAndDoesNothingTwice()
    {
        var cluster = await PostgresCluster.StartAsync();
        await using var app = await StartAsync();
        var broken = 0;
        var begun = AtCommits(app, commit => commit < 40 && commit % 4 == 0, () =>
        {
            broken++;
            return cluster.BreakAsync(app.Connection!);
        });
        await app.ImportAsync(app.Files);
        begun();

        await AssertCompleteAsync(app);
        Assert.Equal(9, broken);
    }

    /// <summary>Does something right after some commits of the server, while it can do nothing else with that thread.</summary>
    /// <returns>From its call on commits are counted: those of the start, and of the request for the import, are not meant.</returns>
    private static Action AtCommits(DamApp app, Func<int, bool> which, Func<Task> act)
    {
        var commits = 0;
        var counting = false;
        app.Database.Written += () =>
        {
            if (Volatile.Read(ref counting) && which(Interlocked.Increment(ref commits)))
            {
                act().GetAwaiter().GetResult();
            }
        };
        return () => Volatile.Write(ref counting, true);
    }

    private static async Task<DamApp> StartAsync()
    {
        var app = await DamApp.StartAsync(Engines.Postgres);
        for (var i = 0; i < Files; i++)
        {
            await File.WriteAllBytesAsync(
                Path.Combine(app.Files, $"{i:000}.gif"), PlayedMedia.File($"KEYWORD:word{i}", "LABEL:coco/dog=0.95"), TestContext.Current.CancellationToken);
        }

        return app;
    }

    /// <summary>The import is done, each file is there once and looked at, and no attempt was spent.</summary>
    private static async Task AssertCompleteAsync(DamApp app)
    {
        await FinishAsync(app);
        Assert.Equal(["done"], (await app.Client.ActivityAsync()).Jobs.Select(job => job.State));
        Assert.Equal(
            (Files, Files, Files, Files),
            (await NumberAsync(app, $"select changed from job"), await NumberAsync(app, $"select count(*) from asset"),
            await NumberAsync(app, $"select count(*) from version"), await NumberAsync(app, $"select count(*) from link where state = {LinkState.Present}")));
        Assert.Equal(4 * Files, await NumberAsync(app, $"select count(*) from run where state = {RunState.Done} and attempts = 0"));
        Assert.Equal(4 * Files, await NumberAsync(app, $"select count(*) from run"));
        Assert.Equal(2 * Files, await NumberAsync(app, $"select count(*) from rendition"));
        Assert.Equal(Files, await NumberAsync(app, $"select count(*) from finding"));
        Assert.Equal(0, await NumberAsync(app, $"select count(*) from problem"));
        Assert.Equal(0, await NumberAsync(app, $"select count(*) from (select 1 from claim group by subject_key, attribute_key, source_key, concept_key, text_value, number_value having count(*) > 1) twice"));
        Assert.Null((await app.Client.ActivityAsync()).Trouble);
    }

    /// <summary>Connections that were idle when the database went are found dead when they are used, one by one.</summary>
    private static async Task FinishAsync(DamApp app)
    {
        while (true)
        {
            try
            {
                await app.FinishAsync();
                return;
            }
            catch (DbException)
            {
            }
        }
    }

    private static async Task<long> NumberAsync(DamApp app, Sql sql) => await app.Database.ReadAsync(session => session.NumberAsync(sql)) ?? 0;
}
