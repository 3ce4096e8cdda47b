using System.Collections.Frozen;
using Vitrine.Core.Search;

namespace Vitrine.Core.Schema;

/// <summary>One thing that can be chosen. Assets keep its value; everything else may change at any time without touching them.</summary>
/// <param name="Value">Unique in its field, at most <see cref="FieldLimits.OptionLength"/> characters.</param>
public sealed record FieldOption(string Value)
{
    /// <summary>What people read; null = the value.</summary>
    public string? Label { get; init; }

    /// <summary><c>#rrggbb</c>.</summary>
    public string? Colour { get; init; }

    /// <summary>Other words for it, which are understood wherever a value is typed.</summary>
    public IReadOnlyList<string> Synonyms { get; init; } = [];

    /// <summary>In a hierarchy, the value of the option above.</summary>
    public string? Parent { get; init; }

    /// <summary>Public ids of concepts: an asset that a machine gives one of these tags is proposed this option.</summary>
    public IReadOnlyList<string> Concepts { get; init; } = [];

    public string Shown => Label ?? Value;

    public bool Equals(FieldOption? other) =>
        other is not null && Value == other.Value && Label == other.Label && Colour == other.Colour && Parent == other.Parent
        && Synonyms.SequenceEqual(other.Synonyms) && Concepts.SequenceEqual(other.Concepts);

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);
}

/// <summary>The options of a field in their order, with every way to find one. Immutable; built once, so that 10,000 of them cost nothing at a look-up.</summary>
public sealed class FieldOptions
{
    public static readonly FieldOptions None = new([]);

    private const char Level = '/';

    private readonly FrozenDictionary<string, FieldOption> byValue;
    private readonly IReadOnlyList<(FieldOption Option, string[] Words)> spelled;
    private readonly ILookup<string, FieldOption> byWord;
    private readonly ILookup<string?, FieldOption> byParent;

    /// <param name="all">Values are unique and parents are there and no circle (<see cref="FieldForm"/> checks it).</param>
    public FieldOptions(IReadOnlyList<FieldOption> all)
    {
        All = all;
        byValue = all.ToFrozenDictionary(option => option.Value, StringComparer.Ordinal);
        byParent = all.ToLookup(option => option.Parent, StringComparer.Ordinal);
        spelled = [.. all.Select(option => (option, Words(option).Distinct(StringComparer.Ordinal).ToArray()))];
        byWord = spelled.SelectMany(one => one.Words.Select(word => (word, one.Option))).ToLookup(pair => pair.word, pair => pair.Option, StringComparer.Ordinal);
    }

    public IReadOnlyList<FieldOption> All { get; }

    public int Count => All.Count;

    public FieldOption? Find(string value) => byValue.GetValueOrDefault(value);

    public IEnumerable<FieldOption> Under(string? parent) => byParent[parent];

    /// <summary>The options that a typed word can mean: the one of that very value, else those with this value, label, path or synonym, however it is written.</summary>
    public IReadOnlyList<FieldOption> Match(string word) =>
        Find(word) is { } exact ? [exact]
        : byWord[Key(word)].ToArray() is { Length: > 0 } found ? found
        : [.. byWord[LooseKey(word)]];

    /// <summary>The options one of whose words begins so, in their order.</summary>
    public IEnumerable<FieldOption> Starting(string prefix)
    {
        var key = Key(prefix);
        return key.Length == 0 ? All : spelled.Where(one => one.Words.Any(word => word.StartsWith(key, StringComparison.Ordinal))).Select(one => one.Option);
    }

    /// <summary>The labels from the top of the tree down to this option.</summary>
    public IReadOnlyList<string> Path(FieldOption option)
    {
        var path = new List<string>();
        for (var at = option; at is not null && path.Count <= FieldLimits.Depth; at = at.Parent is { } parent ? Find(parent) : null)
        {
            path.Insert(0, at.Shown);
        }

        return path;
    }

    /// <summary>The value with those of all options below it.</summary>
    public IReadOnlyList<string> Below(string value)
    {
        var found = new List<string> { value };
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(byParent[found[i]].Select(option => option.Value));
        }

        return found;
    }

    private IEnumerable<string> Words(FieldOption option)
    {
        yield return Key(option.Value);
        yield return Key(option.Shown);
        yield return LooseKey(option.Shown);
        foreach (var synonym in option.Synonyms)
        {
            yield return Key(synonym);
        }

        if (option.Parent is not null)
        {
            yield return Key(string.Join(Level, Path(option)));
        }
    }

    private static string Key(string word) => string.Join(Level, word.Split(Level).Select(TextFold.Key));

    /// <summary>As names of files write it: <c>navy-blue</c> and <c>navy_blue</c> are navy blue.</summary>
    private static string LooseKey(string word) => Key(word.Replace('-', ' ').Replace('_', ' '));
}
