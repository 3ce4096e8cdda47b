using System.Globalization;
using Vitrine.Core.Analysis;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Statistics;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Looks;

namespace Vitrine.Eval.Looks;

/// <summary>Every value of the looks analyzer against labels, on the half of the pictures that no threshold was chosen on.</summary>
/// <param name="test">Whether to print the test half; false prints the half for choosing thresholds.</param>
internal sealed partial class LooksEval(SharedData data, bool test, bool verbose, string? only) : IDisposable
{
    private readonly LooksAnalyzer analyzer = new();

    public async Task RunAsync()
    {
        Console.WriteLine($"## looks ({(test ? "test half" : "half for choosing thresholds")}; share, Wilson 95 %, n)");
        foreach (var (name, part) in new (string, Func<Task>)[] { ("colours", ColoursAsync), ("backgrounds", BackgroundsAsync), ("media", MediaAsync), ("made", MadeAsync) })
        {
            if (only is null || only == name)
            {
                await part();
            }
        }
    }

    /// <summary>The numbers behind the medium, a line per labelled picture, to choose thresholds by.</summary>
    public async Task TexturesAsync()
    {
        foreach (var labelled in Half("looks-media.tsv"))
        {
            var picture = await data.ReadAsync(labelled.Picture);
            var swatches = Swatches.Within(picture, 160);
            var t = Texture.Of(picture, swatches);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{labelled.Values[0]}\t{t.Flat:F3}\t{t.Soft:F3}\t{t.Hard:F3}\t{t.Few:F3}\t{t.Paper:F3}\t{t.Colour:F3}\t{t.Lines:F2}\t{Background.Of(swatches).Kind}\t{picture.Width}x{picture.Height}\t{labelled.Picture}"));
        }
    }

    public void Dispose() => analyzer.Dispose();

    private static IEnumerable<Finding.Value> Values(IReadOnlyList<Finding> findings, string key) => findings.OfType<Finding.Value>().Where(v => v.Key == key);

    private static string One(IReadOnlyList<Finding> findings, string key) => Values(findings, key).First().Content;

    private static float Number(IReadOnlyList<Finding> findings, string key) => float.Parse(One(findings, key), CultureInfo.InvariantCulture);

    private IReadOnlyList<Finding> Analyze(Picture picture) => analyzer.Analyze(picture, CancellationToken.None);

    private IEnumerable<Labelled> Half(string labels) => Labels.Read(labels).Where(l => l.ForTest == test && data.Has(l.Picture));

    private async Task ColoursAsync()
    {
        foreach (var part in Half("looks-colours.tsv").GroupBy(l => l.Picture.Split('/')[2]))
        {
            var (first, listed, count) = (0, 0, 0);
            foreach (var labelled in part)
            {
                var names = Values(Analyze(await data.ReadAsync(labelled.Picture)), "colour").ToList();
                var right = names.Count > 0 && labelled.Values.Contains(names[0].Content);
                first += right ? 1 : 0;
                listed += names.Any(n => n.Content == labelled.Values[0]) ? 1 : 0;
                count++;
                Tell(!right, $"{labelled.Picture}: {string.Join(' ', labelled.Values)}, found {string.Join(' ', names.Select(n => $"{n.Content} {n.Score:F2}"))}");
            }

            Console.WriteLine($"- colour, {part.Key}: first name right {new Share(first, count)}; the usual word among the names {new Share(listed, count)}");
        }
    }

    private async Task BackgroundsAsync() => Print("background", await ConfusionAsync("looks-backgrounds.tsv", "background"));

    private async Task MediaAsync() => Print("medium", await ConfusionAsync("looks-media.tsv", "medium"));

    private async Task<List<(string Wanted, string Found)>> ConfusionAsync(string labels, string key)
    {
        var pairs = new List<(string Wanted, string Found)>();
        foreach (var labelled in Half(labels))
        {
            var found = Values(Analyze(await data.ReadAsync(labelled.Picture)), key).Single();
            pairs.Add((labelled.Values[0], found.Content));
            Tell(found.Content != labelled.Values[0], $"{labelled.Picture}: {labelled.Values[0]}, found {found.Content} {found.Score:F2}");
        }

        return pairs;
    }

    private static void Print(string key, List<(string Wanted, string Found)> pairs)
    {
        Console.WriteLine($"- {key}: right {new Share(pairs.Count(p => p.Wanted == p.Found), pairs.Count)}");
        foreach (var wanted in pairs.GroupBy(p => p.Wanted).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var named = pairs.Count(p => p.Found == wanted.Key);
            Console.WriteLine($"  - {wanted.Key}: recall {new Share(wanted.Count(p => p.Found == wanted.Key), wanted.Count())}, "
                + $"precision {new Share(pairs.Count(p => p.Found == wanted.Key && p.Wanted == wanted.Key), named)}; "
                + $"else {string.Join(", ", wanted.Where(p => p.Found != wanted.Key).GroupBy(p => p.Found).Select(g => $"{g.Key} {g.Count()}"))}");
        }
    }

    private void Tell(bool wrong, string line)
    {
        if (verbose && wrong)
        {
            Console.WriteLine("    " + line);
        }
    }
}
