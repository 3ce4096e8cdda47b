namespace Vitrine.Benchmarks.Index;

/// <summary>What is asked for, in eleven kinds.</summary>
internal enum QuestionKind
{
    Facets,
    TwoWords,
    RareWord,
    TypeAhead,
    Narrower,
    Months,
    OneClaim,
    DeepName,
    Circle,
    Typing,
    ByHand,
}

/// <summary>One question as all engines are asked it; each kind reads what concerns it.</summary>
/// <param name="Word">A word of the text by its number; so is <paramref name="Other"/>.</param>
/// <param name="Typed">A beginning, or a word with errors.</param>
/// <param name="Concepts">One of these.</param>
/// <param name="Without">And not this concept.</param>
/// <param name="Since">Milliseconds since 1970, included; before <paramref name="Until"/>.</param>
/// <param name="Least">Confidence.</param>
internal sealed record Question(
    QuestionKind Kind, int Word = 0, int Other = 0, string Typed = "", int Errors = 0, int[]? Concepts = null, int Without = 0, long Since = 0, long Until = 0, int Few = 0, int Width = 0,
    ushort Least = 0, byte Source = 0, double Latitude = 0, double Longitude = 0, double Kilometres = 0, int Collection = 0, int Person = 0)
{
    public const int Page = 50;
}

/// <summary>What an engine answered.</summary>
/// <param name="Total">Assets found.</param>
/// <param name="Counted">The sum of all counts of facets, months or values; 0 where none are asked for.</param>
/// <param name="Keys">The sum of the keys of the page where its order is that of a field; 0 where it is ranked.</param>
internal readonly record struct Answer(long Total, long Counted, long Keys);

/// <summary>The questions of a run, the same for each engine.</summary>
internal static class Questions
{
    public const int OfEach = 32, Broad = 40;

    public static Question[] Of(QuestionKind kind)
    {
        var chance = new Random((int)kind + 1);
        return [.. Enumerable.Range(0, OfEach).Select(i => One(kind, i, chance))];
    }

    /// <summary>The first moments of the months that are counted, and of the one behind.</summary>
    public static double[] Months(Question question)
    {
        var first = DateTimeOffset.FromUnixTimeMilliseconds(question.Since);
        return [.. Enumerable.Range(0, 1 + (int)Math.Round((question.Until - question.Since) / (30.4375 * 86_400_000))).Select(month => (double)first.AddMonths(month).ToUnixTimeMilliseconds())];
    }

    private static Question One(QuestionKind kind, int i, Random chance) => kind switch
    {
        // In turn: a tag of one in a hundred, a kind with an option, half of all.
        QuestionKind.Facets => new Question(kind, Width: i % 3, Few: chance.Next(MadeAssets.Few), Concepts: [chance.Next(20, 200)]),
        QuestionKind.TwoWords => new Question(kind, Rank(chance, 1, 3_000), Rank(chance, 1, 3_000)),
        QuestionKind.RareWord => new Question(kind, chance.Next(5_000, MadeAssets.Words)),
        QuestionKind.TypeAhead => new Question(kind, Typed: MadeWords.Of(chance.Next(MadeAssets.Words))[..(1 + (i % 4))]),
        QuestionKind.Narrower => new Question(kind, Concepts: [.. Enumerable.Range(0, Broad).Select(_ => chance.Next(100, MadeAssets.Concepts)).Distinct()], Without: chance.Next(20)),
        QuestionKind.Months => Span(i, chance),
        QuestionKind.OneClaim => new Question(kind, Concepts: [chance.Next(200)], Least: (ushort)chance.Next(5_000, 9_500), Source: (byte)chance.Next(5)),
        QuestionKind.DeepName => new Question(kind),
        QuestionKind.ByHand => new Question(kind, Collection: chance.Next(MadeAssets.Sets), Person: chance.Next(20)),
        QuestionKind.Circle => new Question(kind, Latitude: 38 + (chance.NextDouble() * 20), Longitude: -5 + (chance.NextDouble() * 30), Kilometres: 20 * Math.Pow(2, i % 5)),
        _ => Mistyped(1 + (i % 2), chance),
    };

    private static Question Span(int i, Random chance)
    {
        var year = 2015 + chance.Next(6);
        return new Question(
            QuestionKind.Months,
            Since: new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(),
            Until: new DateTimeOffset(year + 1 + (i % 4), 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
    }

    /// <summary>Two errors in words of eight letters or more only: Lucene takes none for near of which as much is wrong as it is long.</summary>
    private static Question Mistyped(int errors, Random chance)
    {
        int word;
        do
        {
            word = Rank(chance, 10, 5_000);
        }
        while (MadeWords.Of(word).Length < 4 + (2 * errors));

        return new Question(QuestionKind.Typing, Other: Rank(chance, 1, 300), Typed: MadeWords.Mistyped(word, errors, chance), Errors: errors);
    }

    /// <summary>A rank of which each power is as likely: people ask for words that are neither everywhere nor nowhere.</summary>
    private static int Rank(Random chance, int from, int until) => (int)(from * Math.Pow((double)until / from, chance.NextDouble()));
}
