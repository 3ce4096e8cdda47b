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
        Line($"{present.Count} queries over the 306 photographs of the corpus ({string.Join(", ", present.CountBy(answer => answer.Query.Language).Select(pair => $"{pair.Value} {pair.Key}"))}), judged by looking at the pictures before anything was searched, and {absent.Count} things that are in no picture. The server has the starter pack and reads the words as its search box does (`phrases: auto`). Names of files are searched as well, and those of the grocer's pictures say what they show. Edited copies of photographs and documents that lie in the library are left out of the figures of the {present.Count}, and documents of those of absent things: they say such words. Every second query, and every second absent thing, is of the half on which thresholds and orders were chosen.");
        Overall(present, absent);
        ByKind(present);
        ByQuery(present);
        Absent(absent);
        return text.ToString();
    }

    private async Task<AnsweredQuery> AskAsync(JudgedQuery query)
    {
        var answer = await client.SearchAsync(new SearchRequest(query.Text, Limit: All) { Phrases = "auto", Highlights = false });
        var found = answer.Items.Where(item => item.Kind == "image").Select(FoundPicture.Of).Where(picture => JudgedQuery.Folders.Any(folder => picture.Path.StartsWith(folder + "/", StringComparison.Ordinal)));
        return new AnsweredQuery(query, [.. found], answer.Total, answer.Strong ?? answer.Total, answer.Understood?.Query) { TotalPictures = answer.Items.Count(item => item.Kind == "image") };
    }

    private void Overall(List<AnsweredQuery> present, List<AnsweredQuery> absent)
    {
        (List<AnsweredQuery> Present, List<AnsweredQuery> Absent)[] sets =
        [
            (present, absent),
            (present.FindAll(answer => !answer.Query.ForTest), absent.FindAll(answer => !answer.Query.ForTest)),
            (present.FindAll(answer => answer.Query.ForTest), absent.FindAll(answer => answer.Query.ForTest)),
        ];
        Line("");
        Line("| | all | half for fitting | **half for judging** |");
        Line("| --- | ---: | ---: | ---: |");
        Row("precision@5: right of the first five, or of as many as are right where fewer are", set => Sum(set.Present, answer => answer.First).ToString());
        Row("the same, mean over queries", set => Mean(set.Present, answer => answer.First));
        Row("right pictures that are found at all", set => Sum(set.Present, answer => answer.Recalled).ToString());
        Row("the same, mean over queries", set => Mean(set.Present, answer => answer.Recalled));
        Row("strong results that are right", set => Sum(set.Present, answer => answer.Strong).ToString());
        Row("queries of which the first result is right", set => new Share(set.Present.Count(answer => answer.Found.Count > 0 && answer.Query.Right.Contains(answer.Found[0].Path)), set.Present.Count).ToString());
        Row("absent things that find no picture at all", set => new Share(set.Absent.Count(answer => answer.TotalPictures == 0), set.Absent.Count).ToString());
        Row("absent things that find nothing strong", set => new Share(set.Absent.Count(answer => answer.TotalStrong == 0), set.Absent.Count).ToString());

        void Row(string what, Func<(List<AnsweredQuery> Present, List<AnsweredQuery> Absent), string> of) => Line($"| {what} | {string.Join(" | ", sets.Select(of))} |");
    }

    private static string Mean(List<AnsweredQuery> answers, Func<AnsweredQuery, Share> share) => answers.Average(answer => share(answer).Value).ToString("F3", CultureInfo.InvariantCulture);

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
        Line("| query | read as | strong | pictures | the first of the judged ones |");
        Line("| --- | --- | ---: | ---: | --- |");
        foreach (var answer in absent)
        {
            Line($"| {answer.Query.Text} | {Read(answer)} | {answer.TotalStrong} | {answer.TotalPictures} | {(answer.Found.Count > 0 ? answer.Found[0].Path : "")} |");
        }
    }

    private static Share Sum(IEnumerable<AnsweredQuery> answers, Func<AnsweredQuery, Share> share) =>
        answers.Select(share).Aggregate(new Share(0, 0), (sum, one) => new Share(sum.Hits + one.Hits, sum.Count + one.Count));

    private static string Part(Share share) => FormattableString.Invariant($"{share.Hits} of {share.Count}");

    private static string Read(AnsweredQuery answer) => answer.Understood is { } query ? $"`{query.Replace("|", "\\|", StringComparison.Ordinal)}`" : "the words";

    private void Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => text.Append(line).Append('\n');
}
