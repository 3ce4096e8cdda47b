using System.Diagnostics;
using Vitrine.Benchmarks.Reporting;
using Vitrine.Benchmarks.Running;
using Vitrine.Contracts;
using Vitrine.Server.Storage;

namespace Vitrine.Benchmarks.Search;

/// <summary><c>POST /api/search</c> over 100,000 assets on both engines, request by request as a browser sends them.</summary>
internal static class SearchBenchmark
{
    private const int Assets = 100_000;
    private const int WarmUp = 10;
    private const int Requests = 100;

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var report = new Report("search", "Search over 100,000 assets", arguments.CommandFor("search"));
        var sqlite = await MeasureAsync(null);
        IReadOnlyList<Answer>? postgres = null;
        await using (var cluster = await ThrowawayPostgres.StartAsync())
        {
            if (cluster is not null)
            {
                postgres = await MeasureAsync(cluster.Connection);
            }
        }

        report.Say($"{Assets} synthetic assets (two words of a name and a number, ten words of text, five tags of the starter vocabulary each), inserted by SQL; pages of 50. Whole HTTP answers of `POST /api/search` (exact total, items with folder, size, renditions, problems, pending steps) on the loopback interface, one request after the other, {Requests} after {WarmUp} to warm up. What is found, and in which order, is looked up in the index in memory; the items come from the rows of each engine. PostgreSQL with its default settings and after `analyze`.");
        report.Table(
            ["query", "found", "SQLite p50, ms", "p95", "PostgreSQL p50, ms", "p95"],
            sqlite.Select((answer, i) => (IReadOnlyList<object>)[answer.What, answer.Total, answer.P50, answer.P95, postgres?[i].P50 ?? (object)"not installed", postgres?[i].P95 ?? (object)""]));
        if (postgres is not null && sqlite.Zip(postgres).Any(pair => pair.First.Total != pair.Second.Total))
        {
            throw new BenchmarkException("The engines do not find the same.");
        }

        await report.WriteAsync();
    }

    private static IEnumerable<(string What, Func<int, SearchRequest> Request)> Queries()
    {
        var (words, broad) = (SyntheticLibrary.Words, SyntheticLibrary.BroadLabels(6));
        yield return ("everything, newest first", _ => new SearchRequest(""));
        yield return ("one word of a name", i => new SearchRequest(words[i % words.Count]));
        yield return ("one word of the text", i => new SearchRequest($"text{(1000 + (i * 37)) % 5000}"));
        yield return ("two words", i => new SearchRequest($"{words[i % words.Count]} {words[(i + 7) % words.Count]}"));
        yield return ($"a tag with all narrower ones ({string.Join(", ", broad)})", i => new SearchRequest($"tag:\"{broad[i % broad.Count]}\""));
        yield return ("a word that is nowhere", i => new SearchRequest($"nowhere{i}"));
        yield return ("everything by name", _ => new SearchRequest("", Sort: "name"));
        yield return ("everything by folder, then by name", _ => new SearchRequest("", Sort: "folder,name"));
        yield return ("everything by day, then by name", _ => new SearchRequest("", Sort: "-day,name"));
        yield return ("five facets beside a tag", i => new SearchRequest($"tag:\"{broad[i % broad.Count]}\"") { Facets = ["kind", "tag", "taken", "camera", "collection"] });
        yield return ("what the filters beside the library count, all twelve", i => new SearchRequest($"tag:\"{broad[i % broad.Count]}\"")
        {
            Facets = ["kind", "tag", "person", "rating", "taken", "country", "town", "camera", "colour", "orientation", "collection", "folder"],
        });
        yield return ("what is answered by the database: what an analyzer has looked at", _ => new SearchRequest("analyzed:classify"));
        yield return ("… and what it has not", _ => new SearchRequest("-analyzed:classify"));
        yield return ("… and what waits for analysis", _ => new SearchRequest("is:pending"));
        yield return ("everything, 95,000 down by position", _ => new SearchRequest("", Offset: 95_000));
        yield return ("a tag, 2,000 down by position", i => new SearchRequest($"tag:\"{broad[0]}\"", Offset: 2_000 + i));
    }

    private static async Task<IReadOnlyList<Answer>> MeasureAsync(string? connection)
    {
        var data = Places.NewFolder("data");
        await StarterModels.CopyToAsync(data);

        // The server makes schema and vocabulary, and is away while the rows are put in.
        await using (await BenchServer.StartAsync(data, [], connection))
        {
        }

        var watch = Stopwatch.StartNew();
        await using (var database = await OpenAsync(data, connection))
        {
            await new SyntheticLibrary(database, Assets, await StarterModels.StoreAsync()).FillAsync();
        }

        await Console.Error.WriteLineAsync($"{(connection is null ? "SQLite" : "PostgreSQL")}: filled in {watch.Elapsed.TotalSeconds:0} s");
        var answers = new List<Answer>();
        await using (var server = await BenchServer.StartAsync(data, [], connection))
        {
            foreach (var (what, request) in Queries())
            {
                answers.Add(await AskAsync(server.Client, what, request));
                await Console.Error.WriteLineAsync($"{answers[^1].P50,8:0.0} {answers[^1].P95,8:0.0} ms  {what}");
            }

            answers.Add(await DeepCursorAsync(server.Client));
        }

        Directory.Delete(data, recursive: true);
        return answers;
    }

    private static async Task<Database> OpenAsync(string data, string? connection) => connection is null
        ? await SqliteDatabase.OpenAsync(Path.Combine(data, "vitrine.db"), TimeProvider.System)
        : await PostgresDatabase.OpenAsync(connection, TimeProvider.System);

    private static async Task<Answer> AskAsync(VitrineClient client, string what, Func<int, SearchRequest> request)
    {
        var times = new List<double>(Requests);
        long total = 0;
        for (var i = -WarmUp; i < Requests; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await client.SearchAsync(request(Math.Abs(i)));
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            total = Math.Max(total, answer.Total);
        }

        return new Answer(what, total, Figures.Median(times), Figures.Percentile(times, 95));
    }

    /// <summary>Page after page by cursor, as an endless list asks, beginning in the middle.</summary>
    private static async Task<Answer> DeepCursorAsync(VitrineClient client)
    {
        var times = new List<double>(Requests);
        var page = await client.SearchAsync(new SearchRequest("", Offset: Assets / 2));
        for (var i = 0; i < Requests; i++)
        {
            var started = Stopwatch.GetTimestamp();
            page = await client.SearchAsync(new SearchRequest("", Cursor: page.Cursor));
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return new Answer("everything, the next page by cursor from the middle on", page.Total, Figures.Median(times), Figures.Percentile(times, 95));
    }

    /// <param name="Total">The largest total of the requests.</param>
    private sealed record Answer(string What, long Total, double P50, double P95);
}
