using Vitrine.Benchmarks;
using Vitrine.Benchmarks.Analysis;
using Vitrine.Benchmarks.Claims;
using Vitrine.Benchmarks.FirstStart;
using Vitrine.Benchmarks.Import;
using Vitrine.Benchmarks.Index;
using Vitrine.Benchmarks.LookUps;
using Vitrine.Benchmarks.Memory;
using Vitrine.Benchmarks.Metadata;
using Vitrine.Benchmarks.Scan;
using Vitrine.Benchmarks.Search;
using Vitrine.Benchmarks.Vectors;
using Vitrine.Benchmarks.Vocabulary;

// The quick ones, in this order, are what a call without a name runs.
(string Name, bool Quick, Func<BenchmarkArguments, Task> Run)[] benchmarks =
[
    ("import", true, ImportBenchmark.RunAsync),
    ("analyzers", true, AnalyzersBenchmark.RunAsync),
    ("memory", true, MemoryBenchmark.RunAsync),
    ("search", true, SearchBenchmark.RunAsync),
    ("places", true, LookUpBenchmark.RunAsync),
    ("metadata", true, MetadataBenchmark.RunAsync),
    ("vocabulary", true, VocabularyBenchmark.RunAsync),
    ("vectors", false, VectorsBenchmark.RunAsync),
    ("index", false, IndexBenchmark.RunAsync),
    ("claims", false, ClaimsBenchmark.RunAsync),
    ("scan", false, ScanBenchmark.RunAsync),
    ("first-start", false, FirstStartBenchmark.RunAsync),
];

if (args is [LibvipsProcess.Verb, .. var own])
{
    return await LibvipsProcess.RunAsync(own);
}

if (args is [OfflineStart.Verb, .. var rest])
{
    return await OfflineStart.RunAsync(rest);
}

try
{
    var arguments = BenchmarkArguments.Parse(args, benchmarks.Select(one => one.Name));
    foreach (var (name, _, run) in benchmarks.Where(one => arguments.Names.Count == 0 ? one.Quick : arguments.Names.Contains(one.Name)))
    {
        await Console.Error.WriteLineAsync($"== {name}");
        await run(arguments);
    }

    return 0;
}
catch (BenchmarkException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 1;
}
