using System.Diagnostics;
using Vitrine.Benchmarks.Reporting;
using Vitrine.Benchmarks.Running;
using Vitrine.Core.Search.Vectors;

namespace Vitrine.Benchmarks.Vectors;

/// <summary>Finding the nearest of a million vectors under filters of any narrowness, beside a bare loop over the same numbers.</summary>
internal static class VectorsBenchmark
{
    private const int Count = 1_000_000;
    private const int Limit = 100;
    private const int Workers = 2;
    private const int Asked = 100;
    private static readonly double[] Shares = [1, 0.1, 0.01, 0.0001];

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var report = new Report("vectors", $"The nearest of {Count:N0} vectors", arguments.CommandFor("vectors"));
        var made = new SyntheticVectors();
        var folder = Places.NewFolder("vectors");
        var before = Resident();
        var space = new VectorSpace(SyntheticVectors.Dimension, folder);
        var started = Stopwatch.GetTimestamp();
        made.Fill(space, Count);
        var filled = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var rows = space.Current;
        rows.Search(made.Query(), Limit, AllowedRows.All, Workers);
        var after = Resident();
        var bare = new BareLoop(rows);
        report.Say($"{Count:N0} vectors of {SyntheticVectors.Dimension} dimensions in 2,000 bunches, made by chance; the best {Limit} by cosine of {Asked} queries that are not among them, on {Workers} threads. Filters let each row through by chance. Opponent, in the same run: a bare loop over the same codes in one array, 8-bit products, no exact scores. Recall: of the best 50 by comparing every allowed row in double, 5 queries. Other work ran on the machine: compare the columns, not the milliseconds.");
        var worst = 0.0;
        var table = new List<IReadOnlyList<object>>();
        foreach (var share in Shares)
        {
            var mask = share < 1 ? made.Mask(Count, share) : null;
            var allowed = mask is null ? AllowedRows.All : AllowedRows.Only(mask);
            var queries = Enumerable.Range(0, Asked + 10).Select(_ => made.Query()).ToList();

            // In turns, so that what else the machine does falls on both.
            var (ours, theirs) = (new List<double>(), new List<double>());
            foreach (var query in queries)
            {
                ours.Add(Time(() => rows.Search(query, Limit, allowed, Workers)));
                theirs.Add(Time(() => bare.Best(query, Limit, mask, Workers)));
            }

            (ours, theirs) = ([.. ours.Skip(10)], [.. theirs.Skip(10)]);
            worst = share == 1 ? Figures.Percentile(ours, 95) : worst;
            table.Add([$"{share * 100:0.##} %", allowed.CountOf(Count), Figures.Median(ours), Figures.Percentile(ours, 95), Figures.Median(theirs), Figures.Percentile(theirs, 95), Recall(rows, queries.Take(5), allowed)]);
        }

        report.Table(["allowed", "rows", "p50, ms", "p95", "bare loop p50, ms", "p95", "recall@50"], table);
        var reading = Enumerable.Range(0, 20).Select(_ => bare.Read(Workers)).ToList();
        report.Goal($"p95 with all rows allowed, the best {Limit}", worst, "≤", 25, " ms");
        report.Say($"Reading the {Count * (long)SyntheticVectors.Dimension / 1e6:0} MB once and doing nothing with them takes {Figures.Median(reading):0.0} ms here (median of 20, {Workers} threads): what looks at every code cannot be faster than memory is.");
        report.Say($"Memory: the process grew by {(after.Own - before.Own) / 1e6:0} MB that are no page of a file, and by {(after.OfFiles - before.OfFiles) / 1e6:0} MB of pages of files, {(after.OfFiles - before.OfFiles) / Count:0} bytes a vector, which the system may let go of. Made and written in {filled:0.0} s.");
        Alike(report);
        Snapshot(report, rows, folder);
        Prefilter(report, rows, made);
        Reduction(report);
        await report.WriteAsync();
    }

    /// <summary>Where nothing can be left out, what is looked at first is looked at for nothing.</summary>
    private static void Alike(Report report)
    {
        var made = new SyntheticVectors(alike: true);
        var space = new VectorSpace(SyntheticVectors.Dimension);
        made.Fill(space, Count);
        var bare = new BareLoop(space.Current);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var i = 0; i < Asked + 10; i++)
        {
            var query = made.Query();
            ours.Add(Time(() => space.Current.Search(query, Limit, AllowedRows.All, Workers)));
            theirs.Add(Time(() => bare.Best(query, Limit, null, Workers)));
        }

        (ours, theirs) = ([.. ours.Skip(10)], [.. theirs.Skip(10)]);
        report.Say($"The same where all vectors are about equally like the query, so that none can be left out by its coarse codes: p50 {Figures.Median(ours):0.0} ms, p95 {Figures.Percentile(ours, 95):0.0} ms; bare loop p50 {Figures.Median(theirs):0.0} ms, p95 {Figures.Percentile(theirs, 95):0.0} ms; reading alone {Figures.Median([.. Enumerable.Range(0, 20).Select(_ => bare.Read(Workers))]):0.0} ms.");
    }

    private static void Snapshot(Report report, VectorGeneration rows, string folder)
    {
        var started = Stopwatch.GetTimestamp();
        VectorSnapshot.Save(folder, "1", 1, "", [("model", rows, default)]);
        var saved = Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        var loaded = VectorSnapshot.Load(folder, "1")!.Spaces[0].Space!;
        var load = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (loaded.Current.Count != rows.Count)
        {
            throw new BenchmarkException("The snapshot is not what was saved.");
        }

        report.Say($"Snapshot: kept in {saved:0.00} s where full blocks lie in files already ({Directory.EnumerateFiles(folder).Sum(file => (double)new FileInfo(file).Length) / 1e6:0} MB), loaded in {load:0.00} s, with the hash of every file checked.");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Bytes, after a collection of garbage that gives back what is free.</summary>
    private static (long Own, long OfFiles) Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return ProcFolder.ResidentByKind(Environment.ProcessId);
    }

    private static void Prefilter(Report report, VectorGeneration rows, SyntheticVectors made)
    {
        var started = Stopwatch.GetTimestamp();
        var signs = SignPrefilter.Build(rows);
        var built = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var (times, recalls) = (new List<double>(), new List<double>());
        for (var i = 0; i < Asked; i++)
        {
            var query = made.Query();
            IReadOnlyList<VectorHit> hits = [];
            times.Add(Time(() => hits = signs.Search(rows, query, Limit, AllowedRows.All, Workers).Hits));
            recalls.Add(rows.Search(query, Limit, AllowedRows.All, Workers).Intersect(hits).Count() / (double)Limit);
        }

        report.Say($"By signs first (one bit a dimension, exact scores of the likeliest 4,000, marked approximate; meant for more than 2,000,000): p50 {Figures.Median(times):0.0} ms, p95 {Figures.Percentile(times, 95):0.0} ms, recall@{Limit} {recalls.Average():0.000} (lowest {recalls.Min():0.000}), made in {built:0.0} s.");
    }

    private static void Reduction(Report report)
    {
        const int From = 768;
        var random = new Random(5);
        var axes = Enumerable.Range(0, From).Select(_ => Enumerable.Range(0, From).Select(_ => random.NextDouble() - 0.5).ToArray()).ToList();
        // Directions that count less and less, as those of embeddings do.
        var sample = Enumerable.Range(0, 2_400).Select(_ =>
        {
            var vector = new double[From];
            for (var a = 0; a < From; a++)
            {
                var weight = (random.NextDouble() - 0.5) / (1 + (a * 0.05));
                for (var i = 0; i < From; i++)
                {
                    vector[i] += weight * axes[a][i];
                }
            }

            return vector.Select(x => (float)x).ToArray();
        }).ToList();
        var started = Stopwatch.GetTimestamp();
        var reduction = VectorReduction.Fit(sample, SyntheticVectors.Dimension);
        report.Say($"A map from {From} to {SyntheticVectors.Dimension} dimensions fitted on {sample.Count} vectors made by chance: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s; {reduction.Loss}.");
    }

    /// <summary>Of the best 50 by every row in double, the share that is found.</summary>
    private static double Recall(VectorGeneration rows, IEnumerable<VectorQuery> queries, AllowedRows allowed) => queries.Average(query =>
    {
        var scored = Enumerable.Range(0, Count).Where(allowed.Has).Select(row => (Row: row, Score: rows.Score(row, query))).OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Row);
        var best = scored.Take(50).Select(hit => hit.Row).ToList();
        return best.Intersect(rows.Search(query, 50, allowed, Workers).Select(hit => hit.Row)).Count() / (double)best.Count;
    });

    private static double Time<T>(Func<T> work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
