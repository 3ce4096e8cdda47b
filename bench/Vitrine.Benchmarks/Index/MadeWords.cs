using System.Globalization;

namespace Vitrine.Benchmarks.Index;

/// <summary>Texts of words, concepts and options by their numbers. Words are made of syllables, 4 letters or more, all different.</summary>
internal static class MadeWords
{
    private static readonly string[] Syllables = ["ba", "ker", "lo", "mi", "stra", "ten", "wal", "zu", "an", "ge", "ru", "pfe", "dol", "ri", "sa", "qua", "eb", "ion", "ux", "ty", "hy", "fer", "co", "ne", "vi", "ja"];

    private static readonly string[] All = Made();

    public static IReadOnlyList<string> Kinds { get; } = ["image", "video", "audio", "document", "other"];

    public static string Of(int word) => All[word];

    public static string Concept(int concept) => "c" + concept.ToString("0000", CultureInfo.InvariantCulture);

    public static string Option(int option) => "option " + option.ToString("0000", CultureInfo.InvariantCulture);

    public static string Camera(int camera) => "Maker " + (camera % 7).ToString(CultureInfo.InvariantCulture) + " Model " + camera.ToString("00", CultureInfo.InvariantCulture);

    public static string Format(int format) => "format" + format.ToString("00", CultureInfo.InvariantCulture);

    /// <summary>The public id of a collection.</summary>
    public static string Collection(int collection) => collection.ToString("x24", CultureInfo.InvariantCulture);

    public static string Folder(int folder) => "f" + folder.ToString("0000", CultureInfo.InvariantCulture);

    /// <summary>A word with so many letters changed, the first one never.</summary>
    public static string Mistyped(int word, int errors, Random chance)
    {
        var letters = All[word].ToCharArray();
        for (var i = 0; i < errors; i++)
        {
            letters[chance.Next(1, letters.Length)] = 'k';
        }

        return new string(letters);
    }

    private static string[] Made()
    {
        var chance = new Random(1);
        var different = new HashSet<string>(StringComparer.Ordinal);
        var words = new string[MadeAssets.Words];
        for (var i = 0; i < words.Length;)
        {
            var word = string.Concat(Enumerable.Range(0, 2 + chance.Next(4)).Select(_ => Syllables[chance.Next(Syllables.Length)]));
            if (word.Length >= 4 && different.Add(word))
            {
                words[i++] = word;
            }
        }

        return words;
    }
}
