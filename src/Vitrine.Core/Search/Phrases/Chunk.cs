namespace Vitrine.Core.Search.Phrases;

/// <summary>Words that mean something together.</summary>
/// <param name="Class">What it does: <see cref="WordClass.Concept"/>, <see cref="WordClass.Colour"/>, <see cref="WordClass.Number"/>, <see cref="WordClass.Relation"/>…</param>
/// <param name="Part">What is understood, without its spans; null for small words.</param>
internal sealed record Chunk(WordClass Class, PhrasePart? Part = null)
{
    /// <summary>Tokens, from inclusive and until exclusive.</summary>
    public int From { get; init; }

    public int Until { get; init; }

    public double Cost { get; init; }

    public CountRange? Count { get; init; }

    public string Value { get; init; } = "";

    /// <summary>It counts for nothing by itself.</summary>
    public bool IsFiller => Class is WordClass.Filler or WordClass.Glue or WordClass.At or WordClass.When;

    /// <summary>A word that nobody knows.</summary>
    public bool IsUnknown { get; init; }
}

/// <summary>Makes what a rule means of the words that it found; null where they mean nothing together (the 31st of February).</summary>
internal delegate Chunk? ChunkBuilder(Captures words, PhraseContext context);

/// <summary>The words of a pattern, in its order.</summary>
internal sealed record Captures(IReadOnlyList<Lexeme> Words, IReadOnlyList<PhrasePart.Date> Dates)
{
    /// <exception cref="InvalidOperationException">The pattern has no such word.</exception>
    public Lexeme this[WordClass of] => Words.First(word => word.Class == of);

    public Lexeme? Find(WordClass of) => Words.FirstOrDefault(word => word.Class == of);

    public IReadOnlyList<Lexeme> All(WordClass of) => [.. Words.Where(word => word.Class == of)];
}
