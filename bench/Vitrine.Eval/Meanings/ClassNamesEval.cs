using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Vitrine.Core.Analysis;
using Vitrine.Core.Search.Ranking;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Statistics;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Onnx;

namespace Vitrine.Eval.Meanings;

/// <summary>
/// How well pictures are found by the name of what they show where most names are no label of any model: the folders of Caltech-101 as questions, their pictures as answers. Beside the product's own way
/// (<see cref="LookedAt"/>) two others are measured that use the classifier alone, and their rank fusion.
/// </summary>
internal sealed class ClassNamesEval(SharedData data, string stores)
{
    private const string Set = "caltech101";

    /// <summary>How sharply a question is spread over the labels: p(label | question) = softmax of cosine / this.</summary>
    private const double Temperature = 0.05;

    private static readonly string[] Ways = ["Σ √p(label, picture) · p(label, question)", "cosine with the √p-weighted mean of the labels", "rank fusion of these two", "the product's own (`PictureMeaning`)"];

    private readonly StringBuilder text = new();

    private sealed record Seen(string Class, IReadOnlyList<Finding.Label> Labels, float[] Meaning);

    public async Task<string> RunAsync()
    {
        var all = Pictures();
        var files = all.Where(one => HeldOut.FromLayer(Set, one.Hash)).Select(one => (one.File, one.Class)).ToList();
        Line("# Names of things find their pictures");
        Line("");
        Line("    dotnet run -c Release --project bench/Vitrine.Eval -- names --shared SHARED --caltech CALTECH --stores STORES --out bench/results/eval-names.md");
        Line("");
        Line($"Pictures of Caltech-101, searched with the names of their {files.Select(one => one.Class).Distinct().Count()} folders as *a photo of …* (*faces easy* is *faces*, the folder of backgrounds is left out). Means over the names. Nothing was fitted on the {files.Count} pictures of the first rows: the starter's layer was on others of the set, which stand in the last rows, of a model that saw none. Of {files.CountBy(one => one.Class).Count(name => name.Value < 10)} names there are fewer than ten among the first, so that no ranking has a precision@10 above {files.CountBy(one => one.Class).Average(name => Math.Min(name.Value, 10) / 10.0):0.00} there.");
        Line("");
        Line("| models | way | pictures | mean average precision | precision@10 |");
        Line("| --- | --- | ---: | ---: | ---: |");
        using (var starter = new LookedAt(Path.Combine(stores, "starter")))
        {
            await SideAsync(starter, starter.Models, starter.Findings, files);
        }

        using (var better = new LookedAt(Path.Combine(stores, "better")))
        {
            await SideAsync(better, better.Models, better.Findings, files);
            using var mobile = new ClassifyAnalyzer(ImageNetNetwork.MobileNetV2(Path.Combine(data.Root, "models", "classify", "mobilenet_v2_1.0_224.onnx"), new LoadedModels()), "mobilenet-v2");
            await SideAsync(better, "mobilenet-v2 alone", picture => [LookedAt.Run(mobile, picture)], all.Select(one => (one.File, one.Class)));
        }

        return text.ToString();
    }

    /// <param name="look">What is found in a picture, and counts.</param>
    private async Task SideAsync(LookedAt looked, string models, Func<Picture, IReadOnlyList<FindingSet>> look, IEnumerable<(string File, string Class)> files)
    {
        var seen = new List<Seen>();
        foreach (var (file, name) in files)
        {
            seen.Add(Of(looked, name, look(await data.ReadAsync(file))));
        }

        Tell(looked, models, seen);
    }

    private static Seen Of(LookedAt looked, string name, IReadOnlyList<FindingSet> findings) => new(
        name, [.. findings.Where(set => set.Analyzer == ClassifyAnalyzer.About.Id).SelectMany(set => set.Findings).OfType<Finding.Label>()], looked.Meaning(findings) ?? throw new InvalidOperationException($"nothing was found in a picture of {name}"));

    private void Tell(LookedAt looked, string models, List<Seen> pictures)
    {
        var sums = pictures.ConvertAll(picture => WeightedMean(looked, picture.Labels));
        var results = Ways.Select(_ => new List<RankingMeasures>()).ToArray();
        foreach (var name in pictures.Select(picture => picture.Class).Distinct())
        {
            var question = looked.Of(name);
            var spread = Spread(looked, question);
            var judged = pictures.Index().ToDictionary(one => Key(one.Index), one => one.Item.Class == name ? 1 : 0);
            var first = Ranking(pictures, i => pictures[i].Labels.Sum(label => Math.Sqrt(label.Score) * spread.GetValueOrDefault(label.Name)));
            var second = Ranking(pictures, i => LookedAt.Cosine(sums[i], question));
            string[][] rankings = [first, second, [.. RankFusion.Fuse<string>([first, second]).Select(one => one.Key)], Ranking(pictures, i => LookedAt.Cosine(pictures[i].Meaning, question))];
            for (var way = 0; way < Ways.Length; way++)
            {
                results[way].Add(new RankingMeasures(rankings[way], judged));
            }
        }

        for (var way = 0; way < Ways.Length; way++)
        {
            Line($"| {models} | {Ways[way]} | {pictures.Count} | {results[way].Average(one => one.AveragePrecision):0.000} | {results[way].Average(one => one.Precision(10)):0.000} |");
        }
    }

    private static string[] Ranking(List<Seen> pictures, Func<int, double> score) =>
        [.. Enumerable.Range(0, pictures.Count).OrderByDescending(score).ThenBy(i => i).Select(Key)];

    private static string Key(int index) => index.ToString(CultureInfo.InvariantCulture);

    /// <summary>p(label | question) over all labels of the classifiers.</summary>
    private static Dictionary<string, double> Spread(LookedAt looked, float[] question)
    {
        var weights = Enumerable.Range(0, ImageNetNames.Count).Select(ImageNetNames.Label).Distinct().ToDictionary(label => label, label => Math.Exp(LookedAt.Cosine(looked.Directions[label], question) / Temperature));
        var all = weights.Values.Sum();
        return weights.ToDictionary(pair => pair.Key, pair => pair.Value / all);
    }

    private static float[] WeightedMean(LookedAt looked, IReadOnlyList<Finding.Label> labels)
    {
        var sum = new double[looked.Directions.First().Value.Length];
        foreach (var label in labels)
        {
            var direction = looked.Directions[label.Name];
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += Math.Sqrt(label.Score) * direction[i];
            }
        }

        var length = Math.Sqrt(sum.Sum(x => x * x));
        return [.. sum.Select(x => (float)(x / length))];
    }

    private List<(string File, string Class, string Hash)> Pictures()
    {
        var root = data.Caltech ?? throw new ArgumentException("--caltech is needed");
        return
        [
            .. Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal).Where(folder => Path.GetFileName(folder) != "BACKGROUND_Google")
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*.jpg").Order(StringComparer.Ordinal))
                .Select(file => ($"{Set}/{Path.GetRelativePath(root, file)}", NameOf(Path.GetFileName(Path.GetDirectoryName(file)!)), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))))),
        ];
    }

    private static string NameOf(string folder) => folder == "Faces_easy" ? "faces" : folder.Replace('_', ' ').ToLowerInvariant();

    private void Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => text.Append(line).Append('\n');
}
