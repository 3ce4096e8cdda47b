using System.Collections.Frozen;
using System.Globalization;

namespace Vitrine.Core.Search.Phrases;

/// <summary>A word of a pattern.</summary>
internal readonly record struct PatternSymbol(WordClass Class, bool IsOptional);

/// <summary>Classes of words that mean something together.</summary>
/// <param name="Level">Rules see the dates that rules of lower levels made.</param>
/// <param name="Cost">Of the reading, beside that of its words; the cheapest reading of a phrase wins.</param>
internal sealed record PhraseRule(int Level, double Cost, string Action, ChunkBuilder Build, IReadOnlyList<PatternSymbol> Pattern);

/// <summary>The rules in the order of their file, by level and by what they can begin with.</summary>
internal sealed class PhraseRules
{
    private readonly FrozenDictionary<(int Level, WordClass First), PhraseRule[]> byFirst;

    private PhraseRules(IReadOnlyList<PhraseRule> rules)
    {
        Levels = rules.Max(rule => rule.Level) + 1;
        byFirst = rules.SelectMany(rule => Firsts(rule).Select(first => (Key: (rule.Level, first), rule)))
            .GroupBy(pair => pair.Key).ToFrozenDictionary(group => group.Key, group => group.Select(pair => pair.rule).ToArray());
    }

    public int Levels { get; }

    public IReadOnlyList<PhraseRule> Of(int level, WordClass first) => byFirst.GetValueOrDefault((level, first)) ?? [];

    /// <exception cref="FormatException">A line is no rule, or names an action or a class that there is not.</exception>
    public static PhraseRules Read(IEnumerable<string> lines) => new([.. lines.Select(Rule)]);

    private static PhraseRule Rule(string line) => line.Split('\t') is [var level, var cost, var action, var pattern]
        ? new PhraseRule(
            int.Parse(level, CultureInfo.InvariantCulture),
            double.Parse(cost, CultureInfo.InvariantCulture),
            action,
            ChunkBuilders.All.GetValueOrDefault(action) ?? throw new FormatException($"rules.tsv: there is no action '{action}'"),
            [.. pattern.Split(' ').Select(name => new PatternSymbol(WordClasses.Parse(name.TrimEnd('?')), name.EndsWith('?')))])
        : throw new FormatException($"rules.tsv: a line that does not have four columns: {line}");

    private static IEnumerable<WordClass> Firsts(PhraseRule rule)
    {
        foreach (var symbol in rule.Pattern)
        {
            yield return symbol.Class;
            if (!symbol.IsOptional)
            {
                yield break;
            }
        }
    }
}
