using System.Diagnostics;
using System.Text.Json;
using Vitrine.Benchmarks.Reporting;
using Vitrine.Benchmarks.Running;
using Vitrine.Benchmarks.Search;
using Vitrine.Contracts;
using Vitrine.Server.Storage;

namespace Vitrine.Benchmarks.Claims;

/// <summary>
/// What people do to many assets at once, over a synthetic library: a tag on all of them, with somebody editing single assets meanwhile, and its undoing; and how large the
/// database is for its claims.
/// </summary>
internal static class ClaimsBenchmark
{
    private const int Usual = 100_000, Whole = 1_000_000, PerAsset = 40, Again = 10, Renames = 11;
    private static readonly TimeSpan BetweenEdits = TimeSpan.FromMilliseconds(40), BetweenRenames = TimeSpan.FromMilliseconds(500), Look = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var assets = arguments.Full ? Whole : Usual;
        var report = new Report(arguments.Full ? "claims-full" : "claims", "Many claims", arguments.CommandFor("claims"));
        var data = Places.NewFolder("data");
        await StarterModels.CopyToAsync(data);
        await using (await BenchServer.StartAsync(data, []))
        {
        }

        var file = Path.Combine(data, "vitrine.db");
        await using (var database = await SqliteDatabase.OpenAsync(file, TimeProvider.System))
        {
            await new SyntheticLibrary(database, assets, await StarterModels.StoreAsync()).FillAsync();
            await new SyntheticClaims(database, assets, PerAsset).FillAsync();
        }

        var bytes = new FileInfo(file).Length;
        report.Say($"{assets:N0} synthetic assets with {PerAsset} claims each (half AI tags with evidence, a quarter keywords of files, the rest texts), ten words of text and two of a name; SQLite.");
        report.Say($"Size of the database: {bytes / 1e9:0.00} GB, {(double)bytes / assets:0} bytes an asset.");
        if (arguments.Full)
        {
            report.Goal("Database of 1,000,000 assets × 40 claims", bytes / 1e9, "≤", 6, " GB");
        }

        await using (var server = await BenchServer.StartAsync(data, []))
        {
            await ChangesAsync(server.Client, report, assets);
        }

        await AgainAsync(file, report, assets);
        Directory.Delete(data, recursive: true);
        await report.WriteAsync();
    }

    private static async Task ChangesAsync(VitrineClient client, Report report, int assets)
    {
        // The first job after a start also pays for translating the program.
        await JobAsync(client, new BulkRequest(null, "text1", null, new BulkChange(["before"]), null));
        var alone = await JobAsync(client, new BulkRequest(null, "", null, new BulkChange(["alone"]), null));
        await FoundAsync(client, "tag:alone", assets);
        var edits = new List<double>();
        using var over = new CancellationTokenSource();
        var person = EditAsync(client, edits, over.Token);
        var beside = await JobAsync(client, new BulkRequest(null, "", null, new BulkChange(["beside"]), null));
        await over.CancelAsync();
        await person;
        await FoundAsync(client, "tag:beside", assets);
        var titled = await JobAsync(client, new BulkRequest(null, "", null, null, null) { Template = new Dictionary<string, string> { ["title"] = "{name} {n:000000}" } });
        report.Table(
            ["over all of them", "seconds until it is seen, search included"],
            [["a tag is added", alone], ["another, while somebody edits single assets", beside], ["a title is made from a template", titled]]);
        await RenameAsync(client, report, assets);
        report.Goal($"A tag on {assets:N0} assets", alone, "≤", 4.0 * assets / Usual, " s");
        report.Goal($"A person's edit meanwhile ({edits.Count} of them), p95", Figures.Percentile(edits, 95), "≤", 150, " ms");
    }

    /// <summary>A concept that all assets have gets another name: nothing of them is touched, and they are found by it at once.</summary>
    private static async Task RenameAsync(VitrineClient client, Report report, int assets)
    {
        var concept = (await client.SuggestConceptsAsync("alone")).Single(one => one.Label == "alone").Id;
        var times = new List<double>();
        for (var i = 1; i <= Renames; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await client.ChangeConceptAsync(concept, new ConceptChange { Label = i == Renames ? "lonely" : $"lonely {i}" });
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(BetweenRenames);
        }

        await FoundAsync(client, "tag:lonely", assets);
        report.Goal($"A concept renamed that {assets:N0} assets have, {Renames} times, right after a change of all of them: median", Figures.Percentile(times, 50), "≤", 100, " ms");
        report.Say($"The first of them took {times[0]:0} ms, the longest {times.Max():0} ms: what the change left behind is cleared away meanwhile.");
    }

    /// <summary>How much the database grows by a full analysis with another model in which a twentieth of the AI tags change, from that of some.</summary>
    private static async Task AgainAsync(string file, Report report, int assets)
    {
        await using var database = await SqliteDatabase.OpenAsync(file, TimeProvider.System);
        var (before, after) = await new SyntheticReAnalysis(database).RunAsync(assets / Again);
        report.Goal($"Growth by analysing all again, from every {Again}th asset", 100.0 * (after - before) * Again / before, "≤", 10, " %");
    }

    private static async Task<double> JobAsync(VitrineClient client, BulkRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        var job = (await client.BulkAsync(request)).Job;
        while (true)
        {
            var now = await client.JobAsync(job);
            if (now.EndedAt is not null)
            {
                return now.State == "done" ? Stopwatch.GetElapsedTime(started).TotalSeconds : throw new BenchmarkException($"The job ended as {now.State}: {now.Message}");
            }

            await Task.Delay(Look);
        }
    }

    private static async Task FoundAsync(VitrineClient client, string query, int assets)
    {
        if ((await client.SearchAsync(new SearchRequest(query, 1))).Total is var total && total != assets)
        {
            throw new BenchmarkException($"{query} finds {total} of {assets} assets.");
        }
    }

    /// <summary>One edit after the other, of assets all over the library.</summary>
    private static async Task EditAsync(VitrineClient client, List<double> times, CancellationToken over)
    {
        string[] ids = [.. (await client.SearchAsync(new SearchRequest("", 500), CancellationToken.None)).Items.Select(item => item.Id)];
        for (var i = 0; !over.IsCancellationRequested; i++)
        {
            var patch = new AssetPatch { Headline = JsonSerializer.SerializeToElement($"Edit {i}") };
            var started = Stopwatch.GetTimestamp();
            await client.ChangeAssetAsync(ids[i % ids.Length], patch, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(BetweenEdits, CancellationToken.None);
        }
    }
}
