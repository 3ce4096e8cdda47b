using System.Diagnostics;
using System.Runtime;
using System.Runtime.CompilerServices;
using Vitrine.Benchmarks.Reporting;
using Vitrine.Benchmarks.Running;
using Vitrine.Benchmarks.Vectors;
using Vitrine.Core.Search.Index;
using Vitrine.Core.Search.Vectors;

namespace Vitrine.Benchmarks.Index;

/// <summary>The index in memory beside Lucene.Net, SQLite FTS5 and DuckDB: the same assets, the same questions, the same answers.</summary>
internal static class IndexBenchmark
{
    private const int Usual = 100_000, Whole = 1_000_000, Many = 8, Together = 2 * 65_536;

    private static readonly TimeSpan Warm = TimeSpan.FromMilliseconds(500), Span = TimeSpan.FromSeconds(2), SpanOfUpdates = TimeSpan.FromSeconds(6);

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var assets = arguments.Full ? Whole : Usual;
        var report = new Report(arguments.Full ? "index-full" : "index", $"The index in memory, {assets:N0} assets", arguments.CommandFor("index"));
        var engine = new VitrineEngine();
        var results = new IndexResults();
        report.Say($"{assets:N0} made assets, the same at every run: {MadeAssets.TagsEach} tags of {MadeAssets.Concepts} concepts with confidence, source and state, {MadeAssets.WordsEach} words of text of {MadeAssets.Words}, a name, a folder, a kind, a format, a camera of {MadeAssets.Cameras}, width and height, a duration, times, a size in bytes, a position of six in ten, eight fields (options of {MadeAssets.Few}, of {MadeAssets.Many}, several of {MadeAssets.Options}, a number, a date, a yes or no, a word, a rating), a pick, up to three of {MadeAssets.Persons} people, up to two of {MadeAssets.Sets} collections, one of fifty in a group, and a vector of {SyntheticVectors.Dimension} dimensions. Concepts, words, people, cameras and options come by Zipf's law. All engines run in this process and are asked the same {Questions.OfEach} questions of each kind; totals, counts and pages that are ordered by a field are compared and agree, else there is no report. The vectors lie beside in mapped files; how fast they are searched is measured by `./vitrine bench vectors`.");
        var empty = Memory();
        var folder = Places.NewFolder("index-vectors");
        var vectors = new VectorSpace(SyntheticVectors.Dimension, folder);
        new SyntheticVectors().Fill(vectors, assets);
        vectors.Current.Search(new SyntheticVectors().Query(), 1, AllowedRows.All);
        var beside = Memory();
        var cost = Build(engine, assets);
        results.Ask(engine, Warm, Span, Many);
        var asked = Memory();
        results.AskTogether(engine, Span);
        var stored = Store(engine);
        var busy = Busy(engine, assets);
        engine.Index = new MemoryIndex(engine.Fields);
        GC.KeepAlive(vectors);
        vectors = null;
        Directory.Delete(folder, recursive: true);
        Opponents(results, assets);

        results.Write(report, Many);
        report.Say($"Documents were made of plain assets in {cost.Making:0.0} s and laid out as an index in {cost.Seconds:0.0} s; what reads the assets from a database comes before that.");
        report.Goal($"Rebuilding the index of {assets:N0} assets", cost.Making + cost.Seconds, "≤", 90.0 * assets / Whole, " s");
        report.Say($"Memory that is no page of a file, and beside it pages of files, after a collection of garbage that gives back what is free:");
        report.Table(
            ["", "managed, MB", "bytes an asset", "the process grew by, MB", "pages of files, MB"],
            [
                ["vectors", Megabytes(beside.Managed - empty.Managed), Math.Round((beside.Managed - empty.Managed) / assets), Megabytes(beside.Own - empty.Own), Megabytes(beside.OfFiles - empty.OfFiles)],
                ["the index as it was built", Megabytes(cost.After.Managed - beside.Managed), Math.Round((cost.After.Managed - beside.Managed) / assets), Megabytes(cost.After.Own - beside.Own), Megabytes(cost.After.OfFiles - beside.OfFiles)],
                ["the index when all questions had been asked", Megabytes(asked.Managed - beside.Managed), Math.Round((asked.Managed - beside.Managed) / assets), Megabytes(asked.Own - beside.Own), Megabytes(asked.OfFiles - beside.OfFiles)],
                ["both", Megabytes(asked.Managed - empty.Managed), Math.Round((asked.Managed - empty.Managed) / assets), Megabytes(asked.Own - empty.Own), Megabytes(asked.OfFiles - empty.OfFiles)],
            ]);
        report.Say($"What counts and sorts is made at the first question. Pages of files of the whole process, its code among them: {Megabytes(asked.OfFiles)} MB; the index itself maps no file, the vectors do: the system may let go of those pages and read them again.");
        report.Goal("The index, all questions asked, without vectors", Megabytes(asked.Own - beside.Own), "≤", 1_000.0 * assets / Whole, " MB");
        report.Goal("With vectors, without pages of files", Megabytes(asked.Own - empty.Own), "≤", 1_000.0 * assets / Whole, " MB");
        report.Say($"Snapshot: {stored.Bytes / 1e6:0} MB, saved in {stored.Save:0.00} s (each file is flushed to the disk).");
        report.Goal("Loading the snapshot", stored.Load, "≤", 5.0 * assets / Whole, " s");
        report.Say($"While {busy.Rate:0} assets a second change, in batches of {Updates.Batch} that are seen at once (p50 {busy.Applied.P50:0.00} ms, p95 {busy.Applied.P95:0.00} ms), with merging beside (never more than {busy.Segments} segments), one client asks:");
        report.Table(
            ["question", "p50 alone, ms", "p95", "p50 with changes", "p95"],
            busy.Waits.Select(one => (IReadOnlyList<object>)[IndexResults.NameOf(one.Kind), one.Alone.P50, one.Alone.P95, one.Beside.P50, one.Beside.P95]));
        report.Goal("Changed assets a second", busy.Rate, "≥", 1_990);
        foreach (var (kind, alone, with) in busy.Waits)
        {
            report.Goal($"p95 with changes ÷ without: {IndexResults.NameOf(kind)}", with.P95 / alone.P95, "≤", 2);
        }

        await report.WriteAsync();
    }

    private static (double Making, double Seconds, (double Managed, double Own, double OfFiles) After) Build(VitrineEngine engine, int assets)
    {
        var (making, time) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var from = 1; from <= assets; from += Together)
        {
            var (made, put) = Put(engine, from, Math.Min(Together, assets - from + 1));
            (making, time) = (making + made, time + put);
        }

        var after = Memory();
        Progress($"documents made in {making.TotalSeconds:0.0} s, built in {time.TotalSeconds:0.0} s");
        return (making.TotalSeconds, time.TotalSeconds, after);
    }

    /// <summary>Apart, so that nothing holds the documents when memory is looked at.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (TimeSpan Making, TimeSpan Building) Put(VitrineEngine engine, int from, int count)
    {
        var assets = ParallelEnumerable.Range(from, count).AsOrdered().Select(key => MadeAssets.Asset(key)).ToArray();
        var started = Stopwatch.GetTimestamp();
        var documents = assets.AsParallel().AsOrdered().Select(engine.Document).ToArray();
        var making = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        engine.Index.Apply(documents, [], from);
        return (making, Stopwatch.GetElapsedTime(started));
    }

    private static (double Bytes, double Save, double Load) Store(VitrineEngine engine)
    {
        var folder = Places.NewFolder("index");
        var started = Stopwatch.GetTimestamp();
        IndexSnapshot.Save(engine.Index.Generation, engine.Fields, folder, "1");
        var save = Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        var loaded = IndexSnapshot.Load(engine.Fields, folder, "1");
        var load = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (loaded?.Generation.Count != engine.Index.Generation.Count)
        {
            throw new BenchmarkException("The snapshot is not what was saved.");
        }

        // The one that was loaded goes on, as after a start.
        engine.Index = loaded;
        var bytes = Directory.EnumerateFiles(folder).Sum(file => (double)new FileInfo(file).Length);
        Directory.Delete(folder, recursive: true);
        Progress($"saved in {save:0.00} s, loaded in {load:0.00} s, {bytes / 1e6:0} MB");
        return (bytes, save, load);
    }

    private static (double Rate, Waits Applied, int Segments, List<(QuestionKind Kind, Waits Alone, Waits Beside)> Waits) Busy(VitrineEngine engine, int assets)
    {
        QuestionKind[] kinds = [QuestionKind.Facets, QuestionKind.TwoWords];
        var chance = new Random(3);
        var batches = Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, Updates.Batch).Select(_ => engine.Document(MadeAssets.Asset(chance.Next(1, assets + 1), 1))).ToArray()).ToArray();
        var waits = Array.ConvertAll(kinds, kind =>
        {
            Clients.Ask(engine, Questions.Of(kind), 1, Questions.OfEach, Warm);
            return Clients.Ask(engine, Questions.Of(kind), 1, Questions.OfEach, SpanOfUpdates);
        });
        using var updates = new Updates(engine, batches);
        var beside = Array.ConvertAll(kinds, kind => Clients.Ask(engine, Questions.Of(kind), 1, Questions.OfEach, SpanOfUpdates));
        var (rate, applied, segments) = updates.Finish();
        Progress($"changes {rate:0}/s, {applied.P50:0.00} {applied.P95:0.00} ms; {string.Join(", ", kinds.Select((kind, i) => $"{kind} {waits[i].P95:0.0} → {beside[i].P95:0.0} ms"))}");
        return (rate, applied, segments, [.. kinds.Select((kind, i) => (kind, waits[i], beside[i]))]);
    }

    private static void Opponents(IndexResults results, int assets)
    {
        var folder = Places.NewFolder("index-opponents");
        var made = ParallelEnumerable.Range(1, assets).AsOrdered().Select(key => MadeAssets.Asset(key));
        var lucene = new LuceneEngine(Path.Combine(folder, "lucene"));
        Filled(lucene.Name, () => lucene.Fill(made));
        results.Ask(lucene, Warm, Span, Many);
        lucene.Close();

        var fts = new FtsEngine(Path.Combine(folder, "fts.db"));
        Filled(fts.Name, () => fts.Fill(made));
        results.Ask(fts, Warm, Span, Many);

        using (var duck = new DuckEngine())
        {
            Filled(duck.Name, () => duck.Fill(made));
            results.Ask(duck, Warm, Span, Many);
        }

        Directory.Delete(folder, recursive: true);

        static void Filled(string name, Action fill)
        {
            var started = Stopwatch.GetTimestamp();
            fill();
            Progress($"{name} filled in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        }
    }

    /// <summary>Bytes.</summary>
    private static (double Managed, double Own, double OfFiles) Memory()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        var (own, ofFiles) = ProcFolder.ResidentByKind(Environment.ProcessId);
        return (managed, own, ofFiles);
    }

    private static double Megabytes(double bytes) => Math.Round(bytes / 1e6);

    private static void Progress(string line) => Console.Error.WriteLine(line);
}
