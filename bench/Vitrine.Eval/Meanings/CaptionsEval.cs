using System.Globalization;
using System.Text;
using System.Text.Json;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Statistics;

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
        using var looked = new LookedAt(Path.Combine(stores, side));
        var pictures = new List<float[]>();
        foreach (var (file, _) in captions)
        {
            pictures.Add(await looked.OfAsync(data, $"{Folder}/{file}") ?? throw new InvalidOperationException($"nothing was found in {file}"));
        }

        var ranks = captions.SelectMany((one, i) => one.Captions.Select(caption => RankOf(looked.Of(caption), pictures, i))).ToList();
        Line($"| {looked.Models} | {string.Join(" | ", Places.Select(place => new Share(ranks.Count(rank => rank <= place), ranks.Count)))} |");
    }

    private static int RankOf(float[] query, List<float[]> pictures, int own)
    {
        var scores = pictures.ConvertAll(picture => LookedAt.Cosine(picture, query));
        return 1 + scores.Where((score, i) => i != own && score >= scores[own]).Count();
    }

    private void Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => text.Append(line).Append('\n');
}
