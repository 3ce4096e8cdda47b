using System.Globalization;
using System.Text;
using Vitrine.Contracts;
using Vitrine.Eval.Statistics;

namespace Vitrine.Eval.Queries;

/// <summary>
/// How well a server answers what people write into the search box, over a library of the corpus's photographs: the judged queries find the right pictures, and what is in no picture finds nothing.
/// </summary>
internal sealed class QueriesEval(VitrineClient client)
{
    /// <summary>More than there are photographs.</summary>
    private const int All = 500;

    /// <summary>The folders of <c>photos/</c> that were looked at.</summary>
    private static readonly string[] Judged = ["abo/", "clothing/", "coco/", "grocery/"];

    private readonly StringBuilder text = new();

    public async Task<string> RunAsync()
    {
        var answers = new List<AnsweredQuery>();
        foreach (var query in JudgedQuery.ReadAll())
        {
            answers.Add(await AskAsync(query));
        }

        var present = answers.Where(answer => answer.Query.Right.Count > 0).ToList();
        var absent = answers.Where(answer => answer.Query.Right.Count == 0).ToList();
        Line("# Queries as people write them");
        Line("");
        Line("    dotnet run -c Release --project bench/Vitrine.Eval -- queries --server URL --token FILE --out bench/results/eval-queries.md");
        Line("");
        Line($"{present.Count} queries over the 306 photographs of the corpus ({string.Join(", ", present.CountBy(answer => answer.Query.Language).Select(pair => $"{pair.Value} {pair.Key}"))}), judged by looking at the pictures before anything was searched, and {absent.Count} things that are in no picture. The server has the starter pack and reads the words as its search box does (`phrases: auto`). Names of files are searched as well, and those of the grocer's pictures say what they show. Edited copies of photographs and documents that lie in the library are left out of the figures of the {present.Count}.");
        Overall(present, absent);
        ByKind(present);
        ByQuery(present);
        Absent(absent);
        return text.ToString();
    }

    private async Task<AnsweredQuery> AskAsync(JudgedQuery query)
    {
        var answer = await client.SearchAsync(new SearchRequest(query.Text, Limit: All) { Phrases = "auto", Highlights = false });
        var found = answer.Items.Where(item => item.Kind == "image").Select(FoundPicture.Of).Where(picture => Judged.Any(folder => picture.Path.StartsWith(folder, StringComparison.Ordinal)));
        return new AnsweredQuery(query, [.. found], answer.Total, answer.Strong ?? answer.Total, answer.Understood?.Query);
    }

    private void Overall(List<AnsweredQuery> present, List<AnsweredQuery> absent)
    {
        Line("");
        Line("| | share |");
        Line("| --- | ---: |");
        Line($"| precision@5: right of the first five, or of as many as are right where fewer are | {Sum(present, answer => answer.First)} |");
        Line($"| the same, mean over queries | {present.Average(answer => answer.First.Value):F3} |");
        Line($"| right pictures that are found at all | {Sum(present, answer => answer.Recalled)} |");
        Line($"| the same, mean over queries | {present.Average(answer => answer.Recalled.Value):F3} |");
        Line($"| strong results that are right | {Sum(present, answer => answer.Strong)} |");
        Line($"| queries of which the first result is right | {new Share(present.Count(answer => answer.Found.Count > 0 && answer.Query.Right.Contains(answer.Found[0].Path)), present.Count)} |");
        Line($"| absent things that find nothing at all | {new Share(absent.Count(answer => answer.Total == 0), absent.Count)} |");
        Line($"| absent things that find nothing strong | {new Share(absent.Count(answer => answer.TotalStrong == 0), absent.Count)} |");
    }

    private void ByKind(List<AnsweredQuery> present)
    {
        Line("");
        Line("## By what is asked");
        Line("");
        Line("| | queries | precision@5 | found | strong and right |");
        Line("| --- | ---: | ---: | ---: | ---: |");
        foreach (var group in present.GroupBy(answer => answer.Query.Kind).Concat(present.GroupBy(answer => answer.Query.Language)))
        {
            Line($"| {group.Key} | {group.Count()} | {Sum(group, answer => answer.First)} | {Sum(group, answer => answer.Recalled)} | {Sum(group, answer => answer.Strong)} |");
        }
    }

    private void ByQuery(List<AnsweredQuery> present)
    {
        Line("");
        Line("## By query");
        Line("");
        Line("| query | read as | precision@5 | found of the right ones | right of the strong ones | results |");
        Line("| --- | --- | ---: | ---: | ---: | ---: |");
        foreach (var answer in present)
        {
            Line($"| {answer.Query.Text} | {Read(answer)} | {Part(answer.First)} | {Part(answer.Recalled)} | {Part(answer.Strong)} | {answer.Found.Count} |");
        }
    }

    private void Absent(List<AnsweredQuery> absent)
    {
        Line("");
        Line("## Things that are in no picture");
        Line("");
        Line("| query | read as | strong | results | the first picture of them |");
        Line("| --- | --- | ---: | ---: | --- |");
        foreach (var answer in absent)
        {
            Line($"| {answer.Query.Text} | {Read(answer)} | {answer.TotalStrong} | {answer.Total} | {(answer.Found.Count > 0 ? answer.Found[0].Path : "")} |");
        }
    }

    private static Share Sum(IEnumerable<AnsweredQuery> answers, Func<AnsweredQuery, Share> share) =>
        answers.Select(share).Aggregate(new Share(0, 0), (sum, one) => new Share(sum.Hits + one.Hits, sum.Count + one.Count));

    private static string Part(Share share) => FormattableString.Invariant($"{share.Hits} of {share.Count}");

    private static string Read(AnsweredQuery answer) => answer.Understood is { } query ? $"`{query.Replace("|", "\\|", StringComparison.Ordinal)}`" : "the words";

    private void Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => text.Append(line).Append('\n');
}
