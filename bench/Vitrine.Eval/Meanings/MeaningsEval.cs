using System.Globalization;
using System.Text;
using Vitrine.Core.Search.Phrases;
using Vitrine.Core.Vocabulary;
using Vitrine.Eval.Pictures;
using Vitrine.Eval.Queries;
using Vitrine.Eval.Statistics;

namespace Vitrine.Eval.Meanings;

/// <summary>
/// From which cosine on a picture shows what a sentence means: the judged queries of the half for fitting, against all judged photographs, by what each set of models saw. The other half is for
/// <see cref="QueriesEval"/> to tell of.
/// </summary>
internal sealed class MeaningsEval(SharedData data, string stores)
{
    private readonly StringBuilder text = new();

    public async Task<string> RunAsync()
    {
        var files = JudgedQuery.Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(data.Root, JudgedQuery.Photos, folder), "*.*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".jpg" or ".png").Order(StringComparer.Ordinal).Select(file => Path.GetRelativePath(data.Root, file)).ToArray();
        Line("# From which cosine on a picture shows what a sentence means");
        Line("");
        Line("    dotnet run -c Release --project bench/Vitrine.Eval -- meanings --shared SHARED --stores STORES --out bench/results/eval-meanings.md");
        Line("");
        Line($"{files.Length} photographs; the half for fitting of the judged queries and of the things that are in no picture, as the phrases' grammar puts them into English. Right: of what is shown from this cosine on.");
        foreach (var side in (string[])["better", "starter"])
        {
            await SideAsync(side, files);
        }

        return text.ToString();
    }

    private async Task SideAsync(string side, string[] files)
    {
        using var looked = new LookedAt(Path.Combine(stores, side));
        var pictures = new Dictionary<string, float[]>();
        foreach (var file in files)
        {
            if (await looked.OfAsync(data, file) is { } meaning)
            {
                pictures[Path.GetRelativePath(JudgedQuery.Photos, file)] = meaning;
            }
        }

        var context = new PhraseContext(StarterVocabulary.Build(), new DateOnly(2026, 11, 1));
        var pairs = new List<(JudgedQuery Query, double Cosine, bool IsRight)>();
        foreach (var query in JudgedQuery.ReadAll().Where(query => !query.ForTest))
        {
            if (PhraseReader.Read(query.Text, context with { Languages = [query.Language] }).ToEnglish() is { } english)
            {
                var direction = looked.Of(english);
                pairs.AddRange(pictures.Select(picture => (query, LookedAt.Cosine(picture.Value, direction), query.Right.Contains(picture.Key))));
            }
        }

        Line("");
        Line($"## {looked.Models}");
        Line("");
        Line("| from | right | of the right ones | pictures a query | absent things that show nothing |");
        Line("| ---: | ---: | ---: | ---: | ---: |");
        var (present, absent) = (pairs.Where(pair => pair.Query.Right.Count > 0).ToArray(), pairs.Where(pair => pair.Query.Right.Count == 0).GroupBy(pair => pair.Query).ToArray());
        foreach (var least in Enumerable.Range(25, 16).Select(i => i * 0.02))
        {
            var shown = present.Where(pair => pair.Cosine >= least).ToArray();
            Line($"| {least:F2} | {new Share(shown.Count(pair => pair.IsRight), shown.Length)} | {new Share(shown.Count(pair => pair.IsRight), present.Count(pair => pair.IsRight))} | {(double)shown.Length / present.DistinctBy(pair => pair.Query).Count():F1} | {new Share(absent.Count(group => group.All(pair => pair.Cosine < least)), absent.Length)} |");
        }
    }

    private void Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => text.Append(line).Append('\n');
}
