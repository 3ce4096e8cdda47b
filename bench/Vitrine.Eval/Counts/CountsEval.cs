using System.Globalization;
using System.Text;
using Vitrine.Core.Analysis;
using Vitrine.Core.Tagging;
using Vitrine.Core.Vocabulary;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Statistics;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Eval.Counts;

/// <summary>How often detectors count as people do.</summary>
internal sealed class CountsEval(SharedData data, string stores)
{
    private const string Folder = "corpus/photos/coco";

    private readonly StringBuilder text = new();
    private readonly ConceptVocabulary vocabulary = StarterVocabulary.Build();

    public async Task<string> RunAsync()
    {
        var (judged, others) = (new List<Judged>(), new List<Judged>());
        foreach (var one in Judged.ReadAll())
        {
            (Labels.ForTest(one.File) ? judged : others).Add(one);
        }

        Line("# How many there are");
        Line("");
        Line("    dotnet run -c Release --project bench/Vitrine.Eval -- counts --shared SHARED --stores STORES --out bench/results/eval-counts.md");
        Line("");
        Line($"{judged.Count} things in {judged.Select(one => one.File).Distinct(StringComparer.Ordinal).Count()} photographs (corpus/photos/coco), counted by looking at them (`labels/counts.tsv`; a span where it is a matter of opinion). From which probability on a box counts was chosen on the {others.Count} others. Right: the count lies in the span; a thing that no detector sees twice is one. So few pictures are a smoke figure, no benchmark.");
        Line("");
        Line("| models | right | too few | too many | right where there are several | several seen where there is one |");
        Line("| --- | ---: | ---: | ---: | ---: | ---: |");
        var wrong = new List<string>();
        foreach (var side in (string[])["better", "starter"])
        {
            wrong.AddRange(await SideAsync(side, judged));
        }

        Line("");
        Line("Wrong:");
        Line("");
        wrong.ForEach(one => Line($"* {one}"));
        return text.ToString();
    }

    private async Task<List<string>> SideAsync(string side, List<Judged> judged)
    {
        var store = new PackStore(Path.Combine(stores, side));
        var detectors = AnalyzerCatalog.Create(store, models: new LoadedModels()).Where(analyzer => analyzer.Info.Id is "detect" or "faces").ToList();
        var models = string.Join(", ", detectors.Select(detector => detector.Model));
        var answers = new List<(Judged Said, int Count)>();
        foreach (var picture in judged.GroupBy(one => one.File))
        {
            var pixels = await data.ReadAsync($"{Folder}/{picture.Key}");
            FindingSet[] findings = [.. detectors.Select(detector => new FindingSet(detector.Info.Id, detector.Info.Version, detector.Model, detector.Analyze(pixels, CancellationToken.None)))];
            var counts = SeenCounts.Of(findings, vocabulary, Calibration.Default);
            answers.AddRange(picture.Select(one => (one, counts.GetValueOrDefault(vocabulary.FindSlug(one.Concept)!.Key, 1))));
        }

        detectors.ForEach(detector => detector.Dispose());
        Line($"| {models} | {Of(answers, _ => true, IsRight)} | {Of(answers, _ => true, one => one.Count < one.Said.Least)} | {Of(answers, _ => true, one => one.Count > one.Said.Most)} | {Of(answers, one => one.Said.Least > 1, IsRight)} | {Of(answers, one => one.Said.Most == 1, one => one.Count > 1)} |");
        return [.. answers.Where(one => !IsRight(one)).Select(one => $"{models}: {one.Said.File}, {one.Said.Concept}: {one.Count} instead of {one.Said.Span}")];
    }

    private static bool IsRight((Judged Said, int Count) one) => one.Count >= one.Said.Least && one.Count <= one.Said.Most;

    private static Share Of(List<(Judged Said, int Count)> answers, Func<(Judged Said, int Count), bool> which, Func<(Judged Said, int Count), bool> counts) =>
        new(answers.Count(one => which(one) && counts(one)), answers.Count(which));

    private void Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => text.Append(line).Append('\n');

    /// <summary>How many of a thing somebody counted.</summary>
    private sealed record Judged(string File, string Concept, int Least, int Most)
    {
        public string Span => Least == Most ? $"{Least}" : $"{Least}–{Most}";

        public static IReadOnlyList<Judged> ReadAll() =>
            [.. Labels.Rows("counts.tsv").Select(part => new Judged(part[0], part[1], int.Parse(part[2], CultureInfo.InvariantCulture), int.Parse(part[3], CultureInfo.InvariantCulture)))];
    }
}
