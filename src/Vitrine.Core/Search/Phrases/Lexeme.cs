using System.Globalization;

namespace Vitrine.Core.Search.Phrases;

/// <summary>Something that words at one place can be.</summary>
/// <param name="Length">Count of tokens, at least 1.</param>
/// <param name="Cost">How far they are from the words of the dictionary.</param>
/// <param name="Language">Of the words; null = of any.</param>
internal sealed record Lexeme(WordClass Class, string Value, int Length, double Cost, string? Language)
{
    /// <summary>Of a concept, what it may mean.</summary>
    public IReadOnlyList<long> Concepts { get; init; } = [];

    public PhraseColour? Colour { get; init; }

    public NamedPlace? Place { get; init; }

    public int Number => int.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
