using System.Globalization;
using System.Text;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Statistics;

namespace Vitrine.Eval.Duplicates;

/// <summary>
/// How many edited pictures are found with their original by the distance of perceptual hashes alone, and how many pairs that are no duplicates come with them.
/// The threshold is chosen on one half of the originals and judged on the other.
/// </summary>
internal sealed class DuplicatesEval(IReadOnlyList<NearPicture> pictures)
{
    private const int MostBits = 16;
    private const double FalseAllowed = 0.01;

    /// <summary>False pairs up to this distance are named.</summary>
    private const int Listed = 8;
    private static readonly string[] Edits = ["resize50", "q40", "overlay", "crop10"];
    private readonly StringBuilder text = new();

    public string Run()
    {
        var (choosing, test) = (new Half([.. pictures.Where(p => !p.ForTest)]), new Half([.. pictures.Where(p => p.ForTest)]));
        var chosen = Enumerable.Range(0, MostBits + 1).Where(d => choosing.False(d).Value <= FalseAllowed).MaxBy(d => choosing.Recall(d).Value);
        Line("# Duplicates by perceptual hash");
        Line("");
        Line("    dotnet run -c Release --project bench/Vitrine.Eval -- duplicates --shared SHARED --out bench/results/eval-duplicates.md");
        Line("");
        Line($"{pictures.Count} pictures: {pictures.Count(p => p.Edit is not null)} edits (half size; JPEG quality 40; a banner or mark laid over; a tenth of the area cut off) of {pictures.Where(p => p.Edit is not null).Select(p => p.Family).Distinct().Count()} photographs, and all {pictures.Count(p => p.Edit is null)} photographs of the corpus, read through the preview. Two pictures are duplicates if they come from one original. Halves by original: {choosing.Count} pictures to choose the threshold on, {test.Count} to judge it. Shares with Wilson's 95 % interval and n.");
        Line("");
        Line($"**Chosen: at most {chosen} bits of 64** (most found with at most {FalseAllowed * 100:0} % of the pairs false, on the half for choosing).");
        Line("");
        var (recall, wrong) = (test.Recall(chosen), test.False(chosen));
        Line($"On the other half: **found with their original {recall}** (goal ≥ 0.95: {(recall.Value >= 0.95 ? "met" : "missed")}), **of the pairs shown false {wrong}** (goal ≤ 0.01: {(wrong.Value <= 0.01 ? "met" : "missed")}).");
        Line("");
        foreach (var edit in Edits)
        {
            Line($"- {edit}: found {test.Recall(chosen, edit)}");
        }

        var uncut = new Share(Edits[..^1].Sum(e => test.Recall(chosen, e).Hits), Edits[..^1].Sum(e => test.Recall(chosen, e).Count));
        Line($"- all but the cut ones: found {uncut}");
        Line($"- of all pairs that are no duplicates, shown: {test.Others(chosen)}");
        Table("Half for choosing", choosing);
        Table("Half for judging", test);
        Line("");
        Line($"False pairs up to {Math.Max(chosen, Listed)} bits, both halves (many are the same carton in another flavour, or views of one product, which people may well want to see together):");
        Line("");
        foreach (var (a, b, distance) in choosing.FalsePairs(Math.Max(chosen, Listed)).Concat(test.FalsePairs(Math.Max(chosen, Listed))).OrderBy(pair => pair.Distance))
        {
            Line($"- {distance}: {a.File}, {b.File}");
        }

        return text.ToString();
    }

    private void Table(string title, Half half)
    {
        Line("");
        Line($"## {title}");
        Line("");
        Line("| bits | found | resize50 | q40 | overlay | crop10 | of the pairs shown false | of all other pairs shown |");
        Line("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (var bits = 0; bits <= MostBits; bits += 2)
        {
            Line($"| {bits} | {half.Recall(bits)} | {string.Join(" | ", Edits.Select(edit => half.Recall(bits, edit).Value.ToString("F3", CultureInfo.InvariantCulture)))} | {half.False(bits)} | {half.Others(bits).Hits} of {half.Others(bits).Count} |");
        }
    }

    private void Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => text.Append(line).Append('\n');

    /// <summary>The pictures of one half and what is near what among them.</summary>
    private sealed class Half(IReadOnlyList<NearPicture> pictures)
    {
        private readonly IReadOnlyList<(NearPicture A, NearPicture B, int Distance)> pairs = NearPictures.Pairs(pictures, MostBits);

        public int Count => pictures.Count;

        /// <summary>Edits whose original is near enough; null = all kinds.</summary>
        public Share Recall(int bits, string? edit = null)
        {
            var found = Within(bits).Select(pair => (pair.A, pair.B)).Where(pair => pair.A.Family == pair.B.Family && (pair.A.Edit is null) != (pair.B.Edit is null))
                .Select(pair => pair.A.Edit ?? pair.B.Edit);
            return new Share(found.Count(e => edit is null || e == edit), pictures.Count(p => p.Edit is not null && (edit is null || p.Edit == edit)));
        }

        /// <summary>Of all pairs shown, those of different originals.</summary>
        public Share False(int bits) => new(FalsePairs(bits).Count(), Within(bits).Count());

        /// <summary>Of all pairs of different originals, those shown.</summary>
        public Share Others(int bits)
        {
            var same = pictures.GroupBy(p => p.Family).Sum(family => family.Count() * (family.Count() - 1) / 2);
            return new Share(FalsePairs(bits).Count(), (pictures.Count * (pictures.Count - 1) / 2) - same);
        }

        public IEnumerable<(NearPicture A, NearPicture B, int Distance)> FalsePairs(int bits) => Within(bits).Where(pair => pair.A.Family != pair.B.Family);

        private IEnumerable<(NearPicture A, NearPicture B, int Distance)> Within(int bits) => pairs.TakeWhile(pair => pair.Distance <= bits);
    }
}
