using System.Globalization;
using Vitrine.Core.Assets;

namespace Vitrine.Core.Search.Phrases;

/// <summary>What a word does in a phrase. Files of words and rules name them in lower case with hyphens (<c>or-more</c>).</summary>
internal enum WordClass
{
    /// <summary>Of the vocabulary, no word of the grammar.</summary>
    Concept,
    Place,
    Person,

    /// <summary>A word of somebody's name.</summary>
    NamePart,

    /// <summary>Digits: 1800–2100, 1–31, any; and the signs between them.</summary>
    Year,
    Day,
    Digits,
    Dash,
    Slash,
    Dot,
    Comma,

    /// <summary>A date that other rules made.</summary>
    Date,

    /// <summary>Value: the number.</summary>
    Number,

    /// <summary>An article that can stand for "one": value 1.</summary>
    One,

    /// <summary>Value: the least number.</summary>
    Amount,

    /// <summary>Value: <c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&lt;=</c> or <c>=</c>.</summary>
    Compare,

    /// <summary>"or more" behind a number: value as of Compare.</summary>
    OrMore,

    /// <summary>Value: the name of the colour, perhaps with the slug of its concept (<c>teal/turquoise</c>).</summary>
    Colour,
    Background,
    Kind,
    Orientation,

    /// <summary>Value: 1–12.</summary>
    Month,
    Season,

    /// <summary>Value: <c>MM-DD+days</c>, <c>easter±days+days</c> or <c>MM#n-weekday</c> (the n-th such day of the month).</summary>
    Feast,

    /// <summary>Value: 0 (Sunday)–6.</summary>
    Weekday,

    /// <summary>Value: day, week, weekend, month, year.</summary>
    Period,

    /// <summary>Value: seconds.</summary>
    Lasting,

    /// <summary>Value: bytes.</summary>
    Bytes,
    Pixels,

    /// <summary>Value: how many days from today.</summary>
    Daymark,
    Last,
    This,
    Ago,

    /// <summary>"s" and "er" behind the number of a decade; what stands before it; a decade in a word, value its year of the century.</summary>
    DecadeMark,
    DecadeLead,
    Decade,
    Since,
    Before,
    After,
    Until,
    Between,
    To,

    /// <summary>What says that a date is that of coming into the library.</summary>
    Added,

    /// <summary>Prepositions of times and of places.</summary>
    When,
    At,

    /// <summary>Value: a <see cref="Phrases.Relation"/>.</summary>
    Relation,
    Star,
    Unrated,

    /// <summary>Value: <c>large</c>, <c>small</c>, <c>long</c> or <c>short</c>.</summary>
    Vague,
    And,
    Or,
    Not,

    /// <summary>Articles and "of": rules pass over them between their words.</summary>
    Glue,
    Filler,
}

/// <summary>The names of the classes in files, and which words change their endings.</summary>
internal static class WordClasses
{
    private static readonly Dictionary<string, WordClass> ByName = Enum.GetValues<WordClass>().ToDictionary(Name, StringComparer.Ordinal);

    /// <exception cref="FormatException">There is no such class.</exception>
    public static WordClass Parse(string name) => ByName.TryGetValue(name, out var known) ? known : throw new FormatException($"there is no class of words '{name}'");

    /// <summary>Whether other forms of its words count too ("roten" for "rot").</summary>
    public static bool IsOpen(WordClass of) => of is WordClass.Colour or WordClass.Background or WordClass.Kind or WordClass.Period or WordClass.Lasting
        or WordClass.Bytes or WordClass.Star or WordClass.Vague or WordClass.Season or WordClass.Feast or WordClass.Weekday or WordClass.Pixels;

    /// <summary>Whether words of a class can have a value: numbers where numbers are read, names where names are.</summary>
    public static bool Takes(WordClass of, string value) => of switch
    {
        WordClass.Number or WordClass.One or WordClass.Amount or WordClass.Month or WordClass.Weekday or WordClass.Lasting or WordClass.Bytes
            or WordClass.Pixels or WordClass.Daymark or WordClass.Decade => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        WordClass.Compare or WordClass.OrMore => value is ">" or ">=" or "<" or "<=" or "=",
        WordClass.Kind => Enum.TryParse<AssetKind>(value, ignoreCase: true, out _),
        WordClass.Relation => Enum.TryParse<Relation>(value, ignoreCase: true, out _),
        WordClass.Orientation => value is "portrait" or "landscape" or "square" or "panorama",
        WordClass.Season => value is "spring" or "summer" or "autumn" or "winter",
        WordClass.Period => value is "day" or "week" or "weekend" or "month" or "year",
        WordClass.Vague => value is "large" or "small" or "long" or "short",
        WordClass.Feast => Calendar.IsFeast(value),
        WordClass.Concept or WordClass.Place or WordClass.Person or WordClass.NamePart or WordClass.Date or WordClass.Year or WordClass.Day or WordClass.Digits => false,
        _ => value.Length > 0,
    };

    private static string Name(WordClass of) =>
        string.Concat(of.ToString().Select((letter, at) => char.IsUpper(letter) ? (at == 0 ? "" : "-") + char.ToLowerInvariant(letter) : letter.ToString()));
}
