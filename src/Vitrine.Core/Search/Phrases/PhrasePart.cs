using Vitrine.Core.Assets;

namespace Vitrine.Core.Search.Phrases;

/// <summary>Characters of a phrase.</summary>
/// <param name="Length">At least 1.</param>
public readonly record struct PhraseSpan(int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>How many of something; null = no bound. At least one bound is there.</summary>
/// <param name="IsVague">Said without a number ("several"): the bounds are a guess.</param>
public readonly record struct CountRange(int? Least, int? Most, bool IsVague = false);

/// <summary>A colour as people say it.</summary>
/// <param name="Name">One of the names that pictures are looked at for (<c>red</c>, <c>teal</c>…), or <c>black-and-white</c>; for a shade the one it belongs to.</param>
/// <param name="Concept">The slug of the colour or shade in the starter vocabulary.</param>
public sealed record PhraseColour(string Name, string Concept)
{
    public const string Monochrome = "black-and-white";
}

/// <summary>What is measured.</summary>
public enum Measured
{
    /// <summary>In seconds.</summary>
    Duration,

    /// <summary>In bytes.</summary>
    Size,

    /// <summary>In pixels.</summary>
    Width,
}

/// <summary>What is said of something beside something else. A query can only ask for both.</summary>
public enum Relation
{
    On,
    In,
    Before,
    Behind,
    Beside,
    Under,
    Over,
    With,
    Near,
}

/// <summary>Something that was understood in a phrase. The cases are closed.</summary>
public abstract record PhrasePart
{
    private PhrasePart()
    {
    }

    /// <summary>Where it was read, in order; at least one.</summary>
    public IReadOnlyList<PhraseSpan> Spans { get; init; } = [];

    /// <summary>It must not be so.</summary>
    public bool IsNegated { get; init; }

    /// <summary>The words as which misspelt ones were read, folded; null = as they stand there.</summary>
    public string? ReadAs { get; init; }

    /// <summary>Something that is shown, perhaps of a colour and in a number.</summary>
    /// <param name="Meanings">Keys of the concepts that the words name; more than one where they are ambiguous.</param>
    public sealed record Concept(IReadOnlyList<long> Meanings) : PhrasePart
    {
        public CountRange? Count { get; init; }

        /// <summary>Where the count was read, within <see cref="PhrasePart.Spans"/>.</summary>
        public IReadOnlyList<PhraseSpan> CountSpans { get; init; } = [];

        internal IReadOnlyList<int> CountTokens { get; init; } = [];

        public IReadOnlyList<PhraseColour> Colours { get; init; } = [];

        /// <summary>One of the colours is enough; else all of them are meant.</summary>
        public bool AnyColour { get; init; }
    }

    /// <summary>Colours of the whole picture or of its background.</summary>
    public sealed record Colour(IReadOnlyList<PhraseColour> Colours, bool Any, bool OfBackground) : PhrasePart;

    public sealed record Kind(AssetKind Value) : PhrasePart;

    /// <summary><c>portrait</c>, <c>landscape</c>, <c>square</c> or <c>panorama</c>.</summary>
    public sealed record Orientation(string Value) : PhrasePart;

    /// <summary>Local dates.</summary>
    /// <param name="From">Inclusive; null = open.</param>
    /// <param name="Until">Exclusive; null = open.</param>
    /// <param name="IsAdded">When it came into the library; else when it was taken.</param>
    public sealed record Date(DateOnly? From, DateOnly? Until, bool IsAdded = false) : PhrasePart;

    public sealed record Place(NamedPlace Named) : PhrasePart;

    /// <param name="Name">As it was typed.</param>
    public sealed record Person(string Name) : PhrasePart;

    /// <summary>Words that nobody knows and that must not be there. Such words that may be there are no parts.</summary>
    /// <param name="Said">As they were typed.</param>
    public sealed record Word(string Said) : PhrasePart;

    /// <summary>Stars, 1–5; both null = none were given.</summary>
    public sealed record Rating(int? Least, int? Most) : PhrasePart;

    /// <param name="Value">In the unit of <paramref name="What"/>; null where it was said without a number ("large", "long").</param>
    public sealed record Measure(Measured What, QueryOperator Comparison, double? Value) : PhrasePart;

    /// <summary>How what stands before it and what stands behind it belong together.</summary>
    public sealed record Related(Relation Value) : PhrasePart;

    /// <summary>Any of at least two.</summary>
    public sealed record AnyOf(IReadOnlyList<PhrasePart> Parts) : PhrasePart;
}
