using System.Collections.Frozen;
using System.Globalization;

namespace Vitrine.Core.Search.Phrases;

/// <summary>Makes dates of words, by the names of the rules' actions.</summary>
internal static class DateBuilders
{
    public static FrozenDictionary<string, ChunkBuilder> All { get; } = new Dictionary<string, ChunkBuilder>
    {
        ["date.year"] = (words, _) => Run(Calendar.Year(words[WordClass.Year].Number)),
        ["date.month"] = (words, _) => Run(Calendar.Month(words[WordClass.Year].Number, words[WordClass.Month].Number)),
        ["date.month-range"] = (words, _) => words.All(WordClass.Month) is [var first, var last] && first.Number < last.Number
            && Calendar.Month(words[WordClass.Year].Number, first.Number) is { } begin && Calendar.Month(words[WordClass.Year].Number, last.Number) is { } end
            ? Open(begin.From, end.Until) : null,
        ["date.day"] = (words, _) => Run(Calendar.Day(words[WordClass.Year].Number, words[WordClass.Month].Number, words[WordClass.Day].Number)),
        ["date.day-of-month"] = (words, context) => Run(Calendar.Latest(year => Calendar.Day(year, words[WordClass.Month].Number, words[WordClass.Day].Number), context.Today, begun: true)),
        ["date.digits"] = Digits,
        ["date.day-mark"] = (words, context) => Run(Calendar.Days(context.Today.AddDays(words[WordClass.Daymark].Number), 1)),
        ["date.last"] = (words, context) => Run(Latest(words, context, isLast: true)),
        ["date.latest"] = (words, context) => Run(Latest(words, context, isLast: false)),
        ["date.this"] = (words, context) => Run(words.Find(WordClass.Period) is { } period
            ? Calendar.Period(period.Value, context.Today, 0)
            : Calendar.Current(OfYear(words, context)!, context.Today)),
        ["date.past"] = (words, context) => Run(Calendar.Past(words[WordClass.Period].Value, Count(words), context.Today)),
        ["date.older"] = (words, context) => Calendar.Past(words[WordClass.Period].Value, Count(words), context.Today) is { } past ? Open(null, past.From) : null,
        ["date.ago"] = (words, context) => Run(Calendar.Period(words[WordClass.Period].Value, context.Today, Count(words))),
        ["date.decade"] = (words, _) => Decade(words),
        ["date.in-year"] = (words, context) => words.Dates[0] is { From: { } from, Until: { } until } && Calendar.Year(from.Year) == new DayRun(from, until)
            ? Run(OfYear(words, context)!(from.Year)) : null,
        ["date.season-over"] = (words, context) => Run(OfYear(words, context)!(words[WordClass.Year].Number)),
        ["date.since"] = (words, _) => words.Dates[0] is { From: { } from } ? Open(from, null) : null,
        ["date.after"] = (words, _) => words.Dates[0] is { From: not null, Until: { } until } ? Open(until, null) : null,
        ["date.before"] = (words, _) => words.Dates[0] is { From: { } from, Until: not null } ? Open(null, from) : null,
        ["date.until"] = (words, _) => words.Dates[0] is { From: not null, Until: { } until } ? Open(null, until) : null,
        ["date.range"] = (words, _) => words.Dates is [{ From: { } from, Until: not null }, { From: not null, Until: { } until }] && from < until ? Open(from, until) : null,
        ["date"] = (words, _) => new Chunk(WordClass.Date, words.Dates[0]),
        ["date.added"] = (words, _) => new Chunk(WordClass.Date, words.Dates[0] with { IsAdded = true }),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static Chunk? Run(DayRun? run) => run is { } days ? Open(days.From, days.Until) : null;

    private static Chunk Open(DateOnly? from, DateOnly? until) => new(WordClass.Date, new PhrasePart.Date(from, until));

    private static int Count(Captures words) => words.Words.FirstOrDefault(word => word.Class is WordClass.Number or WordClass.One)?.Number ?? 1;

    /// <summary>What has a name and comes once a year: a month, season or feast; null where none of these is among the words.</summary>
    private static Func<int, DayRun?>? OfYear(Captures words, PhraseContext context) =>
        words.Find(WordClass.Month) is { } month ? year => Calendar.Month(year, month.Number)
        : words.Find(WordClass.Season) is { } season ? year => Calendar.Season(season.Value, year, context.IsSouthern)
        : words.Find(WordClass.Feast) is { } feast ? year => Calendar.Feast(feast.Value, year)
        : null;

    /// <summary>"Last" is what is over, or for the periods of the calendar the one before this.</summary>
    private static DayRun? Latest(Captures words, PhraseContext context, bool isLast)
    {
        if (OfYear(words, context) is { } ofYear)
        {
            return Calendar.Latest(ofYear, context.Today, begun: !isLast);
        }

        if (words.Find(WordClass.Weekday) is { } weekday)
        {
            var back = ((int)context.Today.DayOfWeek - weekday.Number + 7) % 7;
            return Calendar.Days(context.Today.AddDays(-(isLast && back == 0 ? 7 : back)), 1);
        }

        return Calendar.Period(words[WordClass.Period].Value, context.Today, 1);
    }

    private static Chunk? Decade(Captures words)
    {
        var said = (words.Find(WordClass.Decade) ?? words.Find(WordClass.Digits) ?? words[WordClass.Number]).Number;
        var year = said is >= 1000 and <= 2100 ? said : said is >= 30 and < 100 ? 1900 + said : said < 30 ? 2000 + said : 0;
        return year > 0 && year % 10 == 0 ? Open(new DateOnly(year, 1, 1), new DateOnly(year + 10, 1, 1)) : null;
    }

    /// <summary>2021-05-31, 31.05.2021, 31/5/2021, 2021-05, 05.2021, 5/2021; with slashes and American English first the month before the day.</summary>
    private static Chunk? Digits(Captures words, PhraseContext context)
    {
        var texts = words.All(WordClass.Digits).Select(word => word.Value).ToList();
        var numbers = texts.ConvertAll(text => int.Parse(text, CultureInfo.InvariantCulture));
        if (texts is [{ Length: 4 }, { Length: 1 or 2 }])
        {
            // "2019/20" are two years, "2019/12" could be: a month is written with two digits.
            return numbers[0] is >= 1800 and <= 2100 && texts[1].Length == 2 ? Run(Calendar.Month(numbers[0], numbers[1])) : null;
        }

        if (texts is [{ Length: 1 or 2 }, { Length: 4 }])
        {
            return numbers[1] is >= 1800 and <= 2100 ? Run(Calendar.Month(numbers[1], numbers[0])) : null;
        }

        if (texts is [{ Length: 4 }, _, _])
        {
            return Run(Calendar.Day(numbers[0], numbers[1], numbers[2]));
        }

        if (texts is not [_, _, { Length: 4 } or { Length: 2 }])
        {
            return null;
        }

        var year = texts[2].Length == 4 ? numbers[2] : numbers[2] < 50 ? 2000 + numbers[2] : 1900 + numbers[2];
        var monthFirst = words.Find(WordClass.Slash) is not null && context.Languages.Any(language => language.Equals("en-US", StringComparison.OrdinalIgnoreCase));
        var (day, month) = monthFirst ? (numbers[1], numbers[0]) : (numbers[0], numbers[1]);
        return Run(Calendar.Day(year, month, day) ?? Calendar.Day(year, day, month));
    }
}
