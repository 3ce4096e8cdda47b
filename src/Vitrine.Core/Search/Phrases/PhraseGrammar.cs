using System.Reflection;

namespace Vitrine.Core.Search.Phrases;

/// <summary>What a word of the grammar means.</summary>
internal sealed record GrammarWord(WordClass Class, string Value);

/// <summary>The words of one language, from its file <c>Data/words.LANGUAGE.tsv</c>.</summary>
internal sealed class LanguageWords(string language)
{
    public string Language { get; } = language;

    public WordTrie<GrammarWord> Words { get; } = new();

    public Inflections Inflections { get; } = new();

    /// <summary>Letters that may join the two halves of a compound; none where the language does not write compounds as one word.</summary>
    public List<string> Joints { get; } = [];

    /// <summary>A colour stands behind what has it ("robe rouge").</summary>
    public bool ColourFollows { get; set; }
}

/// <summary>The committed grammar: words of four languages and the rules of all of them, read once and checked.</summary>
internal static class PhraseGrammar
{
    private static readonly string[] Names = ["en", "de", "fr", "es"];

    private static readonly Lazy<IReadOnlyList<LanguageWords>> LazyLanguages = new(() => [.. Names.Select(Read)]);
    private static readonly Lazy<PhraseRules> LazyRules = new(() => PhraseRules.Read(Lines("rules.tsv")));

    public static IReadOnlyList<LanguageWords> Languages => LazyLanguages.Value;

    public static PhraseRules Rules => LazyRules.Value;

    private static LanguageWords Read(string language)
    {
        var read = new LanguageWords(language);
        var seen = new HashSet<(WordClass, string)>();
        foreach (var line in Lines($"words.{language}.tsv"))
        {
            if (line.Split('\t') is not [var name, var value, var words])
            {
                throw new FormatException($"words.{language}.tsv: a line that does not have three columns: {line}");
            }

            var texts = words.Split('|');
            switch (name)
            {
                case "ending" or "phrase-ending":
                    foreach (var ending in texts)
                    {
                        read.Inflections.AddEnding(value, ending == "-" ? "" : ending, name == "phrase-ending");
                    }

                    break;
                case "form":
                    foreach (var form in texts)
                    {
                        read.Inflections.AddForm(TextFold.Fold(form), TextFold.Fold(value));
                    }

                    break;
                case "spelling":
                    read.Inflections.AddSpelling(value, words);
                    break;
                case "joint":
                    read.Joints.AddRange(texts.Select(joint => joint == "-" ? "" : joint));
                    break;
                case "colour-follows":
                    read.ColourFollows = true;
                    break;
                default:
                    AddWords(read, seen, new GrammarWord(WordClasses.Parse(name), value), texts);
                    break;
            }
        }

        return read;
    }

    private static void AddWords(LanguageWords read, HashSet<(WordClass, string)> seen, GrammarWord meaning, string[] texts)
    {
        if (!WordClasses.Takes(meaning.Class, meaning.Value))
        {
            throw new FormatException($"words.{read.Language}.tsv: no word of {meaning.Class} can mean '{meaning.Value}'");
        }

        foreach (var text in texts)
        {
            var words = PhraseTokens.Words(text).ToList();
            if (words.Count == 0 || !seen.Add((meaning.Class, string.Join(' ', words))))
            {
                throw new FormatException($"words.{read.Language}.tsv: '{text}' is empty or twice in {meaning.Class}");
            }

            read.Words.Add(words, meaning);
        }
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream("Vitrine.Core.Search.Phrases.Data." + file) ?? throw new FileNotFoundException($"{file} is not part of this build"));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
