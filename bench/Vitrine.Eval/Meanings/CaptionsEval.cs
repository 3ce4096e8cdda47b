using System.Globalization;
using System.Text;
using System.Text.Json;
using Vitrine.Core.Analysis;
using Vitrine.Core.Search.Vectors;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Statistics;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Texts;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Eval.Meanings;

/// <summary>How often a caption that a person wrote finds its own picture first, by the meaning of what local models saw in the pictures.</summary>
internal sealed class CaptionsEval(SharedData data, string stores)
{
    private const string Folder = "corpus/photos/coco";

    private static readonly int[] Places = [1, 3, 5];

    private readonly StringBuilder text = new();

    public async Task<string> RunAsync()
    {
        var captions = JsonElement.Parse(await File.ReadAllBytesAsync(Path.Combine(data.Root, Folder, "captions.json"))).EnumerateArray()
            .Select(one => (File: one.GetProperty("file_name").GetString()!, Captions: one.GetProperty("captions").EnumerateArray().Select(caption => caption.GetString()!).ToArray()))
            .Where(one => File.Exists(Path.Combine(data.Root, Folder, one.File))).ToList();
        Line("# Captions find their pictures");
        Line("");
        Line("    dotnet run -c Release --project bench/Vitrine.Eval -- captions --shared SHARED --stores STORES --out bench/results/eval-captions.md");
        Line("");
        Line($"{captions.Sum(one => one.Captions.Length)} captions of {captions.Count} photographs (corpus/photos/coco), each searched with among these; nothing was fitted on them. Pictures are directions by the labels that the models found (`PictureMeaning`), captions by the encoder of sentences. So few pictures are a smoke figure, no benchmark.");
        Line("");
        Line("| models | own picture first | among the first three | among the first five |");
        Line("| --- | ---: | ---: | ---: |");
        foreach (var side in (string[])["better", "starter"])
        {
            await SideAsync(side, captions);
        }

        return text.ToString();
    }

    private async Task SideAsync(string side, List<(string File, string[] Captions)> captions)
    {
        var store = new PackStore(Path.Combine(stores, side));
        var models = new LoadedModels();
        using var encoder = AnalyzerCatalog.TextEncoder(store, "sentences", models) ?? throw new InvalidOperationException($"no model for sentences is installed in {store.Root}");
        var directions = LabelSentences.All.ToDictionary(one => one.Label, one => encoder.Encode(one.Sentence, CancellationToken.None));
        var analyzers = AnalyzerCatalog.Create(store, models: models).Where(analyzer => analyzer.Info.Id is "classify" or "detect").ToArray();
        var pictures = new List<float[]>();
        foreach (var (file, _) in captions)
        {
            var picture = await data.ReadAsync($"{Folder}/{file}");
            FindingSet[] found = [.. analyzers.Select(analyzer => new FindingSet(analyzer.Info.Id, analyzer.Info.Version, analyzer.Model, analyzer.Analyze(picture, CancellationToken.None)))];
            pictures.Add(PictureMeaning.Of(found, directions) ?? new float[directions.First().Value.Length]);
        }

        var ranks = captions.SelectMany((one, i) => one.Captions.Select(caption => RankOf(encoder.Encode(LabelSentences.Of(caption), CancellationToken.None), pictures, i))).ToList();
        Line($"| {string.Join(", ", analyzers.Select(analyzer => analyzer.Model).Append(encoder.Space))} | {string.Join(" | ", Places.Select(place => new Share(ranks.Count(rank => rank <= place), ranks.Count)))} |");
        Array.ForEach(analyzers, analyzer => analyzer.Dispose());
    }

    private static int RankOf(float[] query, List<float[]> pictures, int own)
    {
        var scores = pictures.ConvertAll(picture => picture.Zip(query, (a, b) => (double)a * b).Sum());
        return 1 + scores.Where((score, i) => i != own && score >= scores[own]).Count();
    }

    private void Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => text.Append(line).Append('\n');
}
