using System.Collections.Frozen;
using System.Globalization;
using Vitrine.Core.Assets;

namespace Vitrine.Core.Search.Phrases;

/// <summary>What the actions of the rules make, by name. Dates have their own file.</summary>
internal static class ChunkBuilders
{
    private const int MostStars = 5;

    public static FrozenDictionary<string, ChunkBuilder> All { get; } = new Dictionary<string, ChunkBuilder>(DateBuilders.All)
    {
        ["concept"] = (words, _) => new Chunk(WordClass.Concept, new PhrasePart.Concept(words[WordClass.Concept].Concepts)) { Value = Key(words[WordClass.Concept]) },
        ["colours"] = (words, _) => new Chunk(WordClass.Colour, new PhrasePart.Colour(Colours(words), Any(words), OfBackground: false)) { Value = Key(words) },
        ["background"] = (words, _) => new Chunk(WordClass.Background, new PhrasePart.Colour(Colours(words), Any(words), OfBackground: true)) { Value = Key(words) },
        ["kind"] = (words, _) => new Chunk(WordClass.Kind, new PhrasePart.Kind(Enum.Parse<AssetKind>(words[WordClass.Kind].Value, ignoreCase: true))),
        ["orientation"] = (words, _) => new Chunk(WordClass.Orientation, new PhrasePart.Orientation(words[WordClass.Orientation].Value)),
        ["place"] = (words, _) => new Chunk(WordClass.Place, new PhrasePart.Place(words[WordClass.Place].Place!)),
        ["person"] = (words, _) => new Chunk(WordClass.Person, new PhrasePart.Person(words[WordClass.Person].Value)),
        ["name-part"] = (words, _) => new Chunk(WordClass.Person, new PhrasePart.Person(words[WordClass.NamePart].Value)),
        ["count"] = (words, _) => Range(words) is { } range ? new Chunk(WordClass.Number) { Count = range } : null,
        ["rating"] = (words, _) => Range(words) is { } range && (range.Least ?? range.Most) is >= 0 and <= MostStars
            ? new Chunk(WordClass.Star, new PhrasePart.Rating(range.Least, range.Most)) : null,
        ["unrated"] = (_, _) => new Chunk(WordClass.Star, new PhrasePart.Rating(null, null)),
        ["measure"] = Measure,
        ["link"] = (words, _) => new Chunk(words.Words[0].Class) { Value = words.Words[0].Value },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static List<PhraseColour> Colours(Captures words) => [.. words.All(WordClass.Colour).Select(word => word.Colour!).Distinct()];

    private static bool Any(Captures words) => words.Find(WordClass.Or) is not null;

    /// <summary>Lists are compared by what they are, not by what they hold: the words tell readings apart.</summary>
    private static string Key(Captures words) => string.Join(' ', words.Words.Select(word => word.Colour?.Concept ?? ""));

    private static string Key(Lexeme word) => string.Join(' ', word.Concepts);

    /// <summary>What a number, two, or one that is compared bound.</summary>
    private static CountRange? Range(Captures words)
    {
        if (words.Find(WordClass.Amount) is { } amount)
        {
            return new CountRange(amount.Number, null, IsVague: true);
        }

        var numbers = words.Words.Where(word => word.Class is WordClass.Number or WordClass.One).Select(word => word.Number).ToList();
        if (numbers is [var least, var most])
        {
            return least < most ? new CountRange(least, most) : null;
        }

        var one = numbers[0];
        if (words.Find(WordClass.One) is not null && words.Find(WordClass.Compare)?.Value is ">" or "<")
        {
            // "Over a river" is no number.
            return null;
        }

        return ((words.Find(WordClass.Compare) ?? words.Find(WordClass.OrMore))?.Value) switch
        {
            ">" => new CountRange(one + 1, null),
            ">=" => new CountRange(one, null),
            "<" => one > 0 ? new CountRange(null, one - 1) : null,
            "<=" => new CountRange(null, one),
            _ => new CountRange(one, one),
        };
    }

    private static Chunk? Measure(Captures words, PhraseContext context)
    {
        var unit = words.Words[^1].Class == WordClass.OrMore ? words.Words[^2] : words.Words[^1];
        var number = words.Words.First(word => word.Class is WordClass.Number or WordClass.One);
        var text = words.Find(WordClass.Digits) is { } decimals ? number.Value + "." + decimals.Value : number.Value;
        var value = double.Parse(text, CultureInfo.InvariantCulture) * (unit.Class == WordClass.Pixels ? 1 : unit.Number);
        var comparison = (words.Find(WordClass.Compare) ?? words.Find(WordClass.OrMore))?.Value switch
        {
            ">" => QueryOperator.Greater,
            ">=" => QueryOperator.AtLeast,
            "<" => QueryOperator.Less,
            "<=" => QueryOperator.AtMost,
            _ => QueryOperator.Is,
        };
        var what = unit.Class switch { WordClass.Lasting => Measured.Duration, WordClass.Bytes => Measured.Size, _ => Measured.Width };
        return new Chunk(WordClass.Bytes, new PhrasePart.Measure(what, comparison, value));
    }
}
