using System.Globalization;
using System.Text;
using Vitrine.Core.Search.Vectors;
using Vitrine.Eval.Duplicates;
using Vitrine.Eval.Statistics;

namespace Vitrine.Eval.Examples;

/// <summary>
/// How well pictures of the same thing are found by the features of one of them, and from which cosine on a result is called strong or possible. The bands are chosen on one half of
/// the pictures and judged on the other; in each half every picture of a class is searched with, among all pictures of that half.
/// </summary>
internal sealed class ExamplesEval(IReadOnlyList<NearPicture> all)
{
    /// <summary>What share of the results shown as strong, or at all, is to show the same thing.</summary>
    private const double Strong = 0.5;
    private const double Possible = 0.3;

    private readonly StringBuilder text = new();
    private readonly NearPicture[] pictures = [.. all.Where(picture => picture.Edit is null)];

    public string Run()
    {
        Line("# Search by example");
        Line("");
        Line("    dotnet run -c Release --project bench/Vitrine.Eval -- examples --shared SHARED --stores STORES --out bench/results/eval-examples.md");
        Line("");
        Line($"{pictures.Length} photographs of the corpus, of which {pictures.Count(p => ClassOf(p) is not null)} have a class: the ten kinds of garment, and the products of the grocer's one level above the brand. Scenes of COCO and views of products have none: they are wrong wherever they come. Halves by picture.");
        Line("");
        Line("## Pictures of the same class, on the half for judging");
        Line("");
        Line("| model | searched with | precision@1 | precision of the first as many as there are, 10 at most | clothing | grocery |");
        Line("| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var model in pictures[0].Features.Keys)
        {
            var queries = Queries(Half(true), model).ToList();
            Line($"| {model} | {queries.Count} | {queries.Average(q => q.PrecisionAt(1)):F3} | {queries.Average(q => q.Precision):F3} | {queries.Where(q => q.Class.StartsWith("clothing", StringComparison.Ordinal)).Average(q => q.Precision):F3} | {queries.Where(q => q.Class.StartsWith("grocery", StringComparison.Ordinal)).Average(q => q.Precision):F3} |");
        }

        Line("");
        Line("## Bands");
        Line("");
        Line($"Chosen is the smallest cosine from which on at least {Strong * 100:0} % of the results (strong), or at least {Possible * 100:0} % (possible), are of the class of the picture that was searched with. The figures are of the half for judging.");
        Line("");
        Line("| model | strong from | right of those | found of the class | possible from | right of all shown | found of the class |");
        Line("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var model in pictures[0].Features.Keys)
        {
            var (choosing, judging) = (Pairs(Half(false), model), Pairs(Half(true), model));
            var (strong, possible) = (Least(choosing, Strong), Least(choosing, Possible));
            Line($"| {model} | {strong:F2} | {Right(judging, strong)} | {Found(judging, strong)} | {possible:F2} | {Right(judging, possible)} | {Found(judging, possible)} |");
        }

        return text.ToString();
    }

    private NearPicture[] Half(bool forTest) => [.. pictures.Where(picture => picture.ForTest == forTest)];

    private static IEnumerable<Asked> Queries(NearPicture[] half, string model)
    {
        foreach (var query in half.Where(picture => ClassOf(picture) is not null && half.Count(other => ClassOf(other) == ClassOf(picture)) > 1))
        {
            var ranked = half.Where(other => other != query).OrderByDescending(other => Int8Vector.Cosine(query.Features[model], other.Features[model])).ThenBy(other => other.File, StringComparer.Ordinal);
            yield return new Asked(ClassOf(query)!, [.. ranked.Select(other => ClassOf(other) == ClassOf(query))]);
        }
    }

    private static List<(double Cosine, bool IsSame)> Pairs(NearPicture[] half, string model) =>
    [
        .. half.Where(query => ClassOf(query) is not null)
            .SelectMany(query => half.Where(other => other != query).Select(other => (Int8Vector.Cosine(query.Features[model], other.Features[model]), ClassOf(other) == ClassOf(query)))),
    ];

    private static double Least(List<(double Cosine, bool IsSame)> pairs, double share) =>
        Enumerable.Range(0, 100).Select(i => i * 0.01).FirstOrDefault(cosine => Right(pairs, cosine) is { Count: > 0 } right && right.Value >= share, 1);

    private static Share Right(List<(double Cosine, bool IsSame)> pairs, double least) => new(pairs.Count(pair => pair.Cosine >= least && pair.IsSame), pairs.Count(pair => pair.Cosine >= least));

    private static Share Found(List<(double Cosine, bool IsSame)> pairs, double least) => new(pairs.Count(pair => pair.Cosine >= least && pair.IsSame), pairs.Count(pair => pair.IsSame));

    /// <summary>Null for a picture that stands for nothing but itself.</summary>
    private static string? ClassOf(NearPicture picture) => picture.File.Replace('\\', '/').Split('/') switch
    {
        ["photos", "clothing", var kind, ..] => $"clothing/{kind}",
        ["photos", "grocery", var group, var kind, _, ..] => $"grocery/{group}/{kind}",
        _ => null,
    };

    private void Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => text.Append(line).Append('\n');

    /// <param name="Hits">Of each result, the best first, whether it is of the class.</param>
    private sealed record Asked(string Class, bool[] Hits)
    {
        public double Precision => PrecisionAt(Math.Min(10, Hits.Count(hit => hit)));

        public double PrecisionAt(int k) => Hits.Take(k).Count(hit => hit) / (double)k;
    }
}
