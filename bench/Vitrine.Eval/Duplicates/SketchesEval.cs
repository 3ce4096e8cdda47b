using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Eval.Statistics;

namespace Vitrine.Eval.Duplicates;

/// <summary>The same question by the whole rule, <see cref="NearRule"/>: hashes a little further apart are believed where one picture laid over the other is the same.</summary>
internal sealed class SketchesEval(IReadOnlyList<NearPicture> pictures)
{
    private static readonly string[] Edits = ["resize50", "q40", "overlay", "crop10"];
    private readonly StringBuilder text = new();

    public string Run()
    {
        var watch = Stopwatch.StartNew();
        var (choosing, test) = (new Half([.. pictures.Where(p => !p.ForTest)]), new Half([.. pictures.Where(p => p.ForTest)]));
        var laid = choosing.Laid + test.Laid;
        Line("");
        Line("# With pictures laid over each other");
        Line("");
        Line($"Pairs whose hashes are more than {PerceptualHash.CopyDistance} and at most {NearRule.MostBits} bits apart are shown if one sketch laid over the other is the same (`NearRule.IsSame`; its numbers are chosen on the half for choosing). {laid} such pairs, {watch.Elapsed.TotalMilliseconds / laid:0.0} ms each.");
        Line("");
        var (recall, wrong) = (test.Recall(), test.False());
        Line($"On the half for judging: **found with their original {recall}** (goal ≥ 0.95: {(recall.Value >= 0.95 ? "met" : "missed")}), **of the pairs shown false {wrong}** (goal ≤ 0.01: {(wrong.Value <= 0.01 ? "met" : "missed")}).");
        Line("");
        Line("| half | found | resize50 | q40 | overlay | crop10 | of the pairs shown false |");
        Line("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (name, half) in new[] { ("for choosing", choosing), ("for judging", test) })
        {
            Line($"| {name} | {half.Recall()} | {string.Join(" | ", Edits.Select(edit => half.Recall(edit).Value.ToString("F3", CultureInfo.InvariantCulture)))} | {half.False()} |");
        }

        Line("");
        Line("Wrong, both halves:");
        Line("");
        foreach (var pair in choosing.Wrong().Concat(test.Wrong()))
        {
            Line($"- {(pair.IsTrue ? "not found" : "shown")}, {pair.Bits} bits, {(pair.Agreement is { } agreement ? string.Create(CultureInfo.InvariantCulture, $"{agreement.Light:0.000} equally light, {agreement.Colour:0.000} of the same colour") : "not laid over")}: {pair.A.File}, {pair.B.File}");
        }

        return text.ToString();
    }

    private void Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => text.Append(line).Append('\n');

    /// <param name="Agreement">Null where the hashes decide.</param>
    private sealed record Pair(NearPicture A, NearPicture B, int Bits, SketchAgreement? Agreement)
    {
        public bool IsTrue => A.Family == B.Family;

        /// <summary>Of an original with an edit of some picture: such pairs are counted as found.</summary>
        public bool HasOriginal => (A.Edit is null) != (B.Edit is null);

        public bool IsShown => NearRule.IsCopy(Bits) || (Agreement is { } agreement && NearRule.IsSame(agreement));
    }

    private sealed class Half
    {
        private readonly IReadOnlyList<NearPicture> pictures;
        private readonly List<Pair> pairs = [];

        public Half(IReadOnlyList<NearPicture> pictures)
        {
            this.pictures = pictures;
            for (var a = 0; a < pictures.Count; a++)
            {
                for (var b = a + 1; b < pictures.Count; b++)
                {
                    var bits = PerceptualHash.Distance(pictures[a].Hash, pictures[b].Hash);
                    pairs.Add(new Pair(pictures[a], pictures[b], bits, NearRule.IsCopy(bits) || bits > NearRule.MostBits ? null : SketchAgreement.Of(pictures[a].Sketch, pictures[b].Sketch)));
                }
            }
        }

        public int Laid => pairs.Count(pair => pair.Agreement is not null);

        public Share Recall(string? edit = null)
        {
            var found = pairs.Where(pair => pair.IsTrue && pair.HasOriginal && pair.IsShown).Select(pair => pair.A.Edit ?? pair.B.Edit);
            return new Share(found.Count(e => edit is null || e == edit), pictures.Count(p => p.Edit is not null && (edit is null || p.Edit == edit)));
        }

        public Share False()
        {
            var shown = pairs.Where(pair => pair.IsShown).ToList();
            return new Share(shown.Count(pair => !pair.IsTrue), shown.Count);
        }

        public IEnumerable<Pair> Wrong() => pairs.Where(pair => pair.IsTrue ? pair.HasOriginal && !pair.IsShown : pair.IsShown);
    }
}
