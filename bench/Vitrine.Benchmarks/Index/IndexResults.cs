using Vitrine.Benchmarks.Reporting;

namespace Vitrine.Benchmarks.Index;

/// <summary>What the engines answered and how long it took; the first to answer is the index, by which the others are checked.</summary>
internal sealed class IndexResults
{
    private static readonly (QuestionKind Kind, string Name, double? Goal)[] Kinds =
    [
        (QuestionKind.Facets, "a filter, five facets, a page by a number", 25),
        (QuestionKind.TwoWords, "two words, ranked", 15),
        (QuestionKind.RareWord, "a rare word, ranked", null),
        (QuestionKind.TypeAhead, "values that begin so, with counts", 10),
        (QuestionKind.Narrower, "40 tags or any, one not, newest first", null),
        (QuestionKind.Months, "a span of time by months", null),
        (QuestionKind.OneClaim, "a tag by this source and so sure", null),
        (QuestionKind.DeepName, "all by name, 95 % down", null),
        (QuestionKind.Circle, "a circle on the globe, a facet", null),
        (QuestionKind.Typing, "a word with one or two errors and another, ranked", null),
        (QuestionKind.ByHand, "a person with three stars or more in a collection, a facet, in the order made by hand", null),
    ];

    private readonly Dictionary<QuestionKind, Answer[]> answers = [];
    private readonly List<(string Engine, QuestionKind Kind, Waits Alone, Waits Beside)> waits = [];
    private Waits together;

    public static string NameOf(QuestionKind kind) => Kinds.Single(one => one.Kind == kind).Name;

    /// <summary>Asks everything that an engine answers: once to compare, some to warm up, then by one client and by many.</summary>
    /// <exception cref="BenchmarkException">It found something else.</exception>
    public void Ask(IEngine engine, TimeSpan warm, TimeSpan span, int many)
    {
        foreach (var (kind, _, _) in Kinds.Where(one => engine.Answers(one.Kind)))
        {
            var questions = Questions.Of(kind);
            Compare(engine, kind, questions);
            Clients.Ask(engine, questions, 1, 0, warm);
            var alone = Clients.Ask(engine, questions, 1, Questions.OfEach, span);
            var beside = Clients.Ask(engine, questions, many, Questions.OfEach / 4, span);
            waits.Add((engine.Name, kind, alone, beside));
            Console.Error.WriteLine($"{engine.Name,-12} {alone.P50,9:0.000} {alone.P95,9:0.000} {beside.P50,9:0.000} {beside.P95,9:0.000} ms  {NameOf(kind)}");
        }
    }

    /// <summary>The first kind once more, with groups shown as one: what no opponent has.</summary>
    public void AskTogether(VitrineEngine engine, TimeSpan span)
    {
        together = Clients.Ask(new Grouping(engine), Questions.Of(QuestionKind.Facets), 1, Questions.OfEach, span);
        Console.Error.WriteLine($"{engine.Name,-12} {together.P50,9:0.000} {together.P95,9:0.000} ms  with groups");
    }

    public void Write(Report report, int many)
    {
        report.Table(
            ["question", "found (median)", "engine", "p50, ms", "p95", $"p50, {many} clients", "p95"],
            Kinds.SelectMany(kind => waits.Where(one => one.Kind == kind.Kind)
                .Select((one, i) => (IReadOnlyList<object>)[i == 0 ? kind.Name : "", i == 0 ? Found(kind.Kind) : "", one.Engine, one.Alone.P50, one.Alone.P95, one.Beside.P50, one.Beside.P95])));
        report.Say($"The first kind with groups shown as one, in Vitrine only: p50 {together.P50:0.00} ms, p95 {together.P95:0.00} ms.");
        foreach (var (kind, name, goal) in Kinds)
        {
            if (goal is { } most)
            {
                report.Goal($"{name}, p95", waits[0].Engine is var own && waits.Single(one => one.Engine == own && one.Kind == kind) is var ours ? ours.Alone.P95 : double.NaN, "≤", most, " ms");
            }
        }

        Ahead(report);
    }

    private static string Why(string engine, QuestionKind kind) => (engine, kind) switch
    {
        ("Lucene.Net", QuestionKind.TwoWords or QuestionKind.RareWord) => "it goes from posting to posting of the rarer word and skips in the other's, in one list over most of the assets; ours makes a set of bits of each segment first, which it then can count and order by anything",
        ("Lucene.Net", QuestionKind.TypeAhead) => "it takes the counts that stand in its dictionary, which are right as long as everybody may see everything and nothing was changed since; ours are counted",
        ("Lucene.Net", QuestionKind.Typing) => "it walks its dictionary with an automaton that goes by what it may read next; ours computes rows of distances for each beginning that is not too far",
        ("Lucene.Net", _) => "it goes from posting to posting; ours makes sets of bits over all assets, whatever is found",
        ("SQLite FTS5", _) => "its list of a word lies in one piece, while ours is looked up in each segment",
        _ => "it goes through whole columns with both cores, a few thousand values at a time",
    };

    private void Ahead(Report report)
    {
        foreach (var (engine, kind, alone, _) in waits.Skip(Kinds.Length))
        {
            var ours = waits.First(one => one.Kind == kind).Alone;
            if (alone.P50 < ours.P50 || alone.P95 < ours.P95)
            {
                report.Say($"{engine} is ahead in “{NameOf(kind)}” ({(alone.P50 < ours.P50 ? $"p50 {alone.P50:0.000} ms against {ours.P50:0.000}" : "")}{(alone.P50 < ours.P50 && alone.P95 < ours.P95 ? ", " : "")}{(alone.P95 < ours.P95 ? $"p95 {alone.P95:0.000} ms against {ours.P95:0.000}" : "")}): {Why(engine, kind)}.");
            }
        }
    }

    private long Found(QuestionKind kind) => answers[kind].Select(answer => answer.Total).Order().ElementAt(Questions.OfEach / 2);

    private void Compare(IEngine engine, QuestionKind kind, Question[] questions)
    {
        using var client = engine.Connect();
        var given = Array.ConvertAll(questions, client.Ask);
        if (!answers.TryAdd(kind, given) && Enumerable.Range(0, given.Length).FirstOrDefault(i => given[i] != answers[kind][i], -1) is >= 0 and var wrong)
        {
            throw new BenchmarkException($"{engine.Name} answers {given[wrong]} to {questions[wrong]}, not {answers[kind][wrong]}.");
        }
    }

    private sealed class Grouping(VitrineEngine engine) : IEngine, IEngineClient
    {
        public string Name => engine.Name;

        public bool Answers(QuestionKind kind) => kind == QuestionKind.Facets;

        public IEngineClient Connect() => this;

        public Answer Ask(Question question) => engine.Together(question);

        public void Dispose()
        {
        }
    }
}
