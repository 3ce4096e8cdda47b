using System.Globalization;
using System.Text;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Core.Search.Vectors;
using Vitrine.Eval.Statistics;

namespace Vitrine.Eval.Duplicates;

/// <summary>
/// The same question with the features of a classifier: alone, and where hashes that are a little further apart are believed if the features agree. Thresholds are chosen on one
/// half of the originals and judged on the other.
/// </summary>
internal sealed class FeaturesEval(IReadOnlyList<NearPicture> pictures)
{
    private const double FalseAllowed = 0.01;
    private static readonly string[] Edits = ["resize50", "q40", "overlay", "crop10"];
    private static readonly int[] Bits = [8, 10, 12, 14, 15, 16, 18, 20, 22, 24];
    private readonly StringBuilder text = new();

    public string Run()
    {
        Line("");
        Line("# With the features of a classifier");
        Line("");
        Line($"A pair is shown by the rule \"cosine at least c\", or by the rule \"at most {PerceptualHash.CopyDistance} bits, or at most b bits and cosine at least c\". b and c give the most found with at most {FalseAllowed * 100:0} % of the pairs false on the half for choosing (of equals the largest c, then the smallest b); the other figures are of the half for judging. Features are taken as they are stored, one byte a number.");
        Line("");
        Line("| model | rule | chosen | found, half for choosing | found | resize50 | q40 | overlay | crop10 | of the pairs shown false |");
        Line("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var model in pictures[0].Features.Keys)
        {
            var (choosing, test) = (new Half([.. pictures.Where(p => !p.ForTest)], model), new Half([.. pictures.Where(p => p.ForTest)], model));
            Row(model, "features", choosing, test, [64], own: -1);
            Row(model, "hash to 15 bits, features", choosing, test, [.. Bits.Where(b => b <= 15)], PerceptualHash.CopyDistance);
            Row(model, "hash, features", choosing, test, Bits, PerceptualHash.CopyDistance);
        }

        return text.ToString();
    }

    private void Row(string model, string rule, Half choosing, Half test, int[] bits, int own)
    {
        var cosines = Enumerable.Range(0, 100).Select(i => 0.5 + (i * 0.005));
        var best = cosines.SelectMany(c => bits.Select(b => new Rule(own, b, c))).Where(r => choosing.False(r).Value <= FalseAllowed)
            .OrderByDescending(r => choosing.Recall(r).Value).ThenByDescending(r => r.Cosine).ThenBy(r => r.Bits).First();
        var b = best.Bits < 64 ? string.Create(CultureInfo.InvariantCulture, $"b = {best.Bits}, ") : "";
        Line($"| {model} | {rule} | {b}c = {best.Cosine:0.000} | {choosing.Recall(best)} | {test.Recall(best)} | {string.Join(" | ", Edits.Select(e => test.Recall(best, e).Value.ToString("F3", CultureInfo.InvariantCulture)))} | {test.False(best)} |");
    }

    private void Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => text.Append(line).Append('\n');

    /// <param name="Own">Bits up to which the hash alone is believed; below 0 never.</param>
    private sealed record Rule(int Own, int Bits, double Cosine);

    private sealed record Pair(NearPicture A, NearPicture B, int Bits, double Cosine)
    {
        public bool IsTrue => A.Family == B.Family;

        public bool IsShown(Rule rule) => Bits <= rule.Own || (Bits <= rule.Bits && Cosine >= rule.Cosine);
    }

    private sealed class Half
    {
        private readonly IReadOnlyList<NearPicture> pictures;
        private readonly List<Pair> pairs = [];

        public Half(IReadOnlyList<NearPicture> pictures, string model)
        {
            this.pictures = pictures;
            for (var a = 0; a < pictures.Count; a++)
            {
                for (var b = a + 1; b < pictures.Count; b++)
                {
                    var (one, other) = (pictures[a], pictures[b]);
                    pairs.Add(new Pair(one, other, PerceptualHash.Distance(one.Hash, other.Hash), Int8Vector.Cosine(one.Features[model], other.Features[model])));
                }
            }
        }

        public Share Recall(Rule rule, string? edit = null)
        {
            var found = pairs.Where(pair => pair.IsTrue && (pair.A.Edit is null) != (pair.B.Edit is null) && pair.IsShown(rule)).Select(pair => pair.A.Edit ?? pair.B.Edit);
            return new Share(found.Count(e => edit is null || e == edit), pictures.Count(p => p.Edit is not null && (edit is null || p.Edit == edit)));
        }

        public Share False(Rule rule)
        {
            var shown = pairs.Where(pair => pair.IsShown(rule)).ToList();
            return new Share(shown.Count(pair => !pair.IsTrue), shown.Count);
        }
    }
}
