namespace Vitrine.Core.Search;

/// <summary>A query as a tree. Printed by <see cref="QueryPrinter"/>, read by <see cref="QueryParser"/>. The cases are closed.</summary>
public abstract record Query
{
    private Query()
    {
    }

    /// <summary>Everything: the empty query.</summary>
    public sealed record All : Query;

    /// <summary>A word anywhere, of which its beginning will do; or with <paramref name="IsPhrase"/> whole words: several follow each other in one text (of a document all stand somewhere).</summary>
    public sealed record Words(string Content, bool IsPhrase = false) : Query;

    /// <summary>A field compared with values: <c>tag:dog</c>, <c>taken&gt;=2024-05</c>, <c>field.colour IN (red, blue)</c>.</summary>
    /// <param name="Values">None for <see cref="QueryOperator.Exists"/>, two for <see cref="QueryOperator.Between"/>, two or more for <see cref="QueryOperator.In"/>, else one.</param>
    public sealed record Condition(SearchField Field, QueryOperator Operator, IReadOnlyList<QueryValue> Values) : Query
    {
        public Condition(SearchField field, QueryValue value)
            : this(field, QueryOperator.Is, [value])
        {
        }

        /// <summary>Of <see cref="SearchFieldType.Value"/> the name of the structured field or embedded tag, as it was typed; empty for every other field.</summary>
        public string Name { get; init; } = "";

        /// <summary>The text that a field of words is asked for; null where it is asked for anything else, or for several.</summary>
        public string? Text => Operator is QueryOperator.Is && Values is [QueryValue.Text text] ? text.Content : null;

        public bool Equals(Condition? other) => other is not null && Field == other.Field && Name == other.Name && Operator == other.Operator && Values.SequenceEqual(other.Values);

        public override int GetHashCode() => Values.Aggregate(HashCode.Combine(Field, Name, Operator), HashCode.Combine);
    }

    /// <summary>
    /// One and the same claim for which all of this holds: <c>tag(shoe, confidence &gt; 80, source = model)</c>. Conditions that stand side by side outside of it hold
    /// for the asset, each perhaps by another claim.
    /// </summary>
    /// <param name="Field"><see cref="SearchFields.Tag"/> or <see cref="SearchFields.Person"/>.</param>
    /// <param name="What">The tag or person it is about; null = any.</param>
    /// <param name="Parts">Conditions on parts of the claim (<see cref="SearchFields.PartsOf"/>), or their negations. At least one where <paramref name="What"/> is null.</param>
    public sealed record OneClaim(SearchField Field, string? What, IReadOnlyList<Query> Parts) : Query
    {
        public bool Equals(OneClaim? other) => other is not null && Field == other.Field && What == other.What && Parts.SequenceEqual(other.Parts);

        public override int GetHashCode() => Parts.Aggregate(HashCode.Combine(Field, What), HashCode.Combine);
    }

    /// <summary>One of some assets: the answer to a condition that was worked out before the rest is asked. No text is read as this; it is written as what was said.</summary>
    /// <param name="Assets">By their keys.</param>
    public sealed record Among(Condition Said, IReadOnlyCollection<long> Assets) : Query;

    public sealed record Not(Query Operand) : Query;

    /// <summary>All of at least two.</summary>
    public sealed record And(IReadOnlyList<Query> Operands) : Query
    {
        public bool Equals(And? other) => other is not null && Operands.SequenceEqual(other.Operands);

        public override int GetHashCode() => Operands.Aggregate(17, HashCode.Combine);
    }

    /// <summary>Any of at least two.</summary>
    public sealed record Or(IReadOnlyList<Query> Operands) : Query
    {
        public bool Equals(Or? other) => other is not null && Operands.SequenceEqual(other.Operands);

        public override int GetHashCode() => Operands.Aggregate(19, HashCode.Combine);
    }
}

/// <summary>Something wrong with a query, as data.</summary>
/// <param name="Position">Index of the first character it is about, 0…length.</param>
/// <param name="Length">Count of characters it is about; 0 = the place before <paramref name="Position"/>.</param>
/// <param name="Sentence">What is wrong.</param>
/// <param name="Wanted">What could stand there.</param>
/// <param name="Suggestion">The whole query mended, where that can be guessed.</param>
public sealed record QueryError(int Position, int Length, QuerySentence Sentence, QuerySentence Wanted, string? Suggestion = null)
{
    /// <summary>What is wrong, in English.</summary>
    public string Message => Sentence.ToString();

    /// <summary>What could stand there, in English words.</summary>
    public string Expected => Wanted.ToString();
}

/// <summary>What reading a query gave: a query, or an error.</summary>
public sealed record QueryResult(Query? Query, QueryError? Error);
