using System.Diagnostics;
using Vitrine.Benchmarks.Import;
using Vitrine.Benchmarks.Photos;
using Vitrine.Benchmarks.Reporting;
using Vitrine.Benchmarks.Running;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Children;
using Vitrine.Media.Kinds;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Benchmarks.Analysis;

/// <summary>Each analyzer against a bare ONNX Runtime loop over the same networks, and a whole import against the sum of the bare costs.</summary>
internal static class AnalyzersBenchmark
{
    // Enough that the start of the children, about three seconds, is a small part, as in a library.
    private const int Photos = 500;
    private const int Pictures = 16;
    private const int PreviewSide = 1600;
    private const double EachGoal = .9;
    private const double WholeGoal = .75;

    /// <summary>The tasks whose models an analyzer runs one after the other.</summary>
    private static readonly Dictionary<string, string[]> Tasks = new(StringComparer.Ordinal)
    {
        ["classify"] = ["classify"], ["detect"] = ["detect", "detect-oid"], ["faces"] = ["faces"], ["looks"] = [],
    };

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var count = arguments.Photos ?? Photos;
        var photos = await PhotoSet.MakeAsync(count);
        var store = await StarterModels.StoreAsync();
        var report = new Report(StarterModels.AreLocal ? "analyzers-local-models" : "analyzers", StarterModels.AreLocal ? "Analyzers, models of a local folder" : "Analyzers, starter models", arguments.CommandFor("analyzers"));
        var costs = MeasureEach(store, photos, arguments.Rounds);
        report.Say($"Each analyzer over {Pictures} previews of up to {PreviewSide} px that are decoded already, {ModelWork.Cores.Lanes} pictures side by side with {ModelWork.Cores.Threads} thread(s) each, as in Vitrine, against ONNX Runtime alone over tensors that lie ready in memory; {arguments.Rounds} rounds in turn, medians. Three ways to run ONNX Runtime, the fastest counts: one tensor at a time on {Environment.ProcessorCount} threads that spin while they wait (its default), the same with threads that sleep, and tensors side by side as Vitrine has pictures. An analyzer scales the picture as Pillow does, fills the tensor, runs the network and reads its output. `looks` runs no network.");
        report.Table(
            ["analyzer", "models", "analyzer, ms", "bare, spinning, ms", "bare, sleeping, ms", "bare, side by side, ms", "fastest bare / analyzer"],
            costs.Select(cost => (IReadOnlyList<object>)[cost.Analyzer, cost.Models, cost.Ours * 1000, .. cost.Models.Length == 0 ? (IReadOnlyList<object>)["", "", "", ""] : [cost.Spinning * 1000, cost.Sleeping * 1000, cost.SideBySide * 1000, cost.Bare / cost.Ours]]));
        foreach (var cost in costs.Where(cost => cost.Models.Length > 0))
        {
            report.Goal($"{cost.Analyzer}, speed of the bare loop's", cost.Bare / cost.Ours, "≥", EachGoal);
        }

        await WholeAsync(report, arguments, photos, count, costs);
        await report.WriteAsync();
    }

    private static List<AnalyzerCost> MeasureEach(PackStore store, string photos, int rounds)
    {
        Picture[] pictures = [.. Directory.EnumerateFiles(photos, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(Pictures).Select(path => MediaDecoder.DecodeUpright(path, PreviewSide))];
        var loaded = new LoadedModels(ModelWork.Cores.Threads);
        IReadOnlyList<IAnalyzer>[] lanes = [.. Enumerable.Range(0, ModelWork.Cores.Lanes).Select(_ => AnalyzerCatalog.Create(store, null, loaded))];
        var costs = new List<AnalyzerCost>();
        for (var i = 0; i < lanes[0].Count; i++)
        {
            PackModel[] models = [.. Tasks[lanes[0][i].Info.Id].Select(store.Installed).OfType<PackModel>()];
            costs.Add(Measure([.. lanes.Select(lane => lane[i])], store, models, pictures, rounds));
        }

        foreach (var analyzer in lanes.SelectMany(lane => lane))
        {
            analyzer.Dispose();
        }

        return costs;
    }

    private static AnalyzerCost Measure(IAnalyzer[] analyzers, PackStore store, PackModel[] models, Picture[] pictures, int rounds)
    {
        var (lanes, threads) = ModelWork.Cores;
        BareNetwork[] spinning = [.. models.Select(model => BareNetwork.Open(store, model, pictures, Environment.ProcessorCount, spinning: true))];
        BareNetwork[] sleeping = [.. models.Select(model => BareNetwork.Open(store, model, pictures, Environment.ProcessorCount, spinning: false))];
        BareNetwork[] sideBySide = [.. models.Select(model => BareNetwork.Open(store, model, pictures, threads, spinning: false))];
        List<double> ours = [], spun = [], slept = [], aside = [];
        for (var round = -1; round < rounds; round++)
        {
            var own = Own(analyzers, pictures);
            var (first, second, third) = (spinning.Sum(network => network.Run(1)), sleeping.Sum(network => network.Run(1)), sideBySide.Sum(network => network.Run(lanes)));
            if (round >= 0)
            {
                // The first one warmed up.
                ours.Add(own / pictures.Length);
                spun.Add(first / pictures.Length);
                slept.Add(second / pictures.Length);
                aside.Add(third / pictures.Length);
            }
        }

        foreach (var network in (BareNetwork[])[.. spinning, .. sleeping, .. sideBySide])
        {
            network.Dispose();
        }

        return new AnalyzerCost(
            analyzers[0].Info.Id, string.Join(", ", models.Select(model => model.Name)), Figures.Median(ours), Figures.Median(spun), Figures.Median(slept), Figures.Median(aside));
    }

    private static double Own(IAnalyzer[] analyzers, Picture[] pictures)
    {
        var started = Stopwatch.GetTimestamp();
        SideBySide.Run(analyzers.Length, pictures.Length, (lane, i) => _ = analyzers[lane].Analyze(pictures[i], CancellationToken.None));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task WholeAsync(Report report, BenchmarkArguments arguments, string photos, int count, IReadOnlyList<AnalyzerCost> costs)
    {
        var whole = new List<ImportRun>();
        var bare = new List<BareCost>();
        for (var round = 0; round < arguments.Rounds; round++)
        {
            whole.Add(await ImportRun.MeasureAsync(photos, count, arguments.Copy, analyze: true, whole: true));
            bare.Add(await LibvipsProcess.MeasureAsync(photos, arguments.Copy));
            await Console.Error.WriteLineAsync($"round {round + 1}: {whole[^1].WholeSeconds:0.0} s, libvips alone {bare[^1].Seconds:0.0} s");
        }

        var decode = Figures.Median(bare.Select(cost => cost.Seconds)) / count;
        var networks = costs.Sum(cost => cost.Bare);
        var looks = costs.Where(cost => cost.Models.Length == 0).Sum(cost => cost.Ours);
        var ours = Figures.Median(whole.Select(run => run.WholeSeconds)) / count;
        report.Say($"## The whole import with all of them");
        report.Say($"{count} photographs ({PhotoSet.Description}): from the request until nothing is queued, detailed metadata by exiftool as well, which has no bare cost here. Bare costs per photo: libvips {decode * 1000:0.0} ms (the import benchmark's opponent, {Environment.ProcessorCount} threads), networks {networks * 1000:0.0} ms, `looks` {looks * 1000:0.0} ms (no network: its own time).");
        report.Table(
            ["", "ms per photo", "photos/s"],
            [
                ["Vitrine, until browsable", Figures.Median(whole.Select(run => run.BrowsableSeconds)) * 1000 / count, count / Figures.Median(whole.Select(run => run.BrowsableSeconds))],
                ["Vitrine, everything", ours * 1000, 1 / ours],
                ["sum of the bare costs", (decode + networks + looks) * 1000, 1 / (decode + networks + looks)],
                ["the same without looks", (decode + networks) * 1000, 1 / (decode + networks)],
            ]);
        report.Goal("The whole import's speed of the bare costs'", (decode + networks + looks) / ours, "≥", WholeGoal);
    }

    /// <param name="Models">Empty where no network runs.</param>
    /// <param name="Ours">Seconds per picture.</param>
    /// <param name="Spinning">Seconds per picture of the bare networks whose waiting threads spin.</param>
    /// <param name="Sleeping">The same where they sleep.</param>
    /// <param name="SideBySide">The same with as many tensors at once as Vitrine has pictures.</param>
    private sealed record AnalyzerCost(string Analyzer, string Models, double Ours, double Spinning, double Sleeping, double SideBySide)
    {
        /// <summary>The fastest is the opponent.</summary>
        public double Bare => Math.Min(Math.Min(Spinning, Sleeping), SideBySide);
    }
}
